package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HabitsTest {
  private final SmallWorld world = new SmallWorld();
  private final Habits habits = new Habits(world.topology);
  private final int store = world.topology.indexOf("store-1");

  private final Scene scene =
      new Scene(
          world.topology,
          List.of(world.symptom(SmallWorld.START, "failing calls", "back-1")),
          List.of(),
          new Cries(new Lags(), _ -> 1, () -> 0));

  private double ofTheStore() {
    return habits.passed(scene).getOrDefault(store, Habits.Said.NOTHING).best();
  }

  @Test
  void what_was_said_once_is_said_anew_when_something_was_learned_or_taken_back() {
    double before = ofTheStore();
    var trace = new Trace();
    habits.learn(scene, store, trace);
    assertThat(ofTheStore()).isGreaterThan(before);
    trace.leaveOut();
    assertThat(ofTheStore()).isEqualTo(before);
  }
}
