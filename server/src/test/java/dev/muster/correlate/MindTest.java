package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.numbers.Recurrences;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which of the engine's incidents is which of ours, and which is one of after-effects.
class MindTest {
  private final Mind mind =
      new Mind(
          new Topologies.Snapshot("none", Topology.of(List.of(), List.of()), new Nobody()),
          LearnedModel.none(),
          0,
          new Recurrences(),
          0);

  private static final class Nobody implements Topologies.Owners {
    @Override
    public Optional<String> ownerOf(int entity) {
      return Optional.empty();
    }

    @Override
    public int entityOf(String serviceId) {
      return -1;
    }

    @Override
    public int placeOf(String serviceId) {
      return -1;
    }
  }

  @BeforeEach
  void know() {
    mind.follows("~after", "X");
    mind.follows("~later", "Z");
    mind.isOurs("~proper", "Y");
  }

  @Test
  void after_effects_that_take_in_what_is_over_stay_after_effects() {
    mind.merged("~proper", "~after", "X", false, true);
    assertThat(mind.isFollowing("~after")).isTrue();
    assertThat(mind.ours("~after")).isEqualTo("X");
  }

  @Test
  void after_effects_that_take_in_another_incident_are_more_than_that() {
    mind.merged("~proper", "~after", "X", true, true);
    assertThat(mind.isFollowing("~after")).isFalse();
  }

  @Test
  void what_goes_on_as_another_is_what_that_was() {
    mind.merged("~after", "~proper", "X", true, false);
    assertThat(mind.isFollowing("~proper")).isTrue();
    assertThat(mind.ours("~proper")).isEqualTo("X");
    mind.merged("~proper", "~unknown", "X", true, false);
    assertThat(mind.isFollowing("~unknown")).isTrue();
  }

  @Test
  void after_effects_of_two_incidents_are_after_effects() {
    mind.merged("~later", "~after", "X", true, true);
    assertThat(mind.isFollowing("~after")).isTrue();
  }

  @Test
  void of_several_names_of_one_of_ours_the_one_that_is_no_after_effect_counts() {
    place("A", "~after");
    assertThat(mind.theirs("X")).isEqualTo("~after");
    place("B", "~proper");
    mind.isOurs("~proper", "X");
    assertThat(mind.theirs("X")).isEqualTo("~proper");
    assertThat(mind.theirs("Y")).as("it is that no more").isEqualTo("Y");
    place("C", "Z");
    assertThat(mind.theirs("Z")).isEqualTo("Z");
    mind.isOurs("Z", "Y");
    assertThat(mind.theirs("Y")).isEqualTo("Z");
  }

  private void place(String alert, String there) {
    mind.take(new Mind.Input.Placed(alert, there, Instant.parse("2026-03-02T08:00:00Z")));
  }

  @Test
  void what_was_put_back_under_an_id_of_ours_may_go_on_as_another() {
    assertThat(mind.ours("X")).isEqualTo("X");
    assertThat(mind.ours("~new")).isNull();
    mind.isOurs("X", "N");
    assertThat(mind.ours("X")).isEqualTo("N");
  }
}
