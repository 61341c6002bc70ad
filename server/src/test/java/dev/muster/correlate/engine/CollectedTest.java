package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.kernel.Severity;
import org.junit.jupiter.api.Test;

class CollectedTest {
  private final Scene scene = new Scene(SampleTown.topology());
  private final AlertReader reader = new AlertReader(SampleTown.topology());
  private final Collected collected = new Collected();
  private int number;

  private Seen alert(int fold, int label) {
    return new Seen(
        reader.read(
            SampleTown.alert(
                "A" + ++number,
                SampleTown.START.plusSeconds(number),
                SampleTown.name(number % SampleTown.LINES, 1),
                "answers_slow",
                Severity.ERROR)),
        scene,
        fold,
        label);
  }

  private Cluster of(int fold, int label) {
    var cluster = new Cluster(++number);
    cluster.add(alert(fold, label), null);
    return cluster;
  }

  private void joins(int times, int fold, int label, int there, double thought) {
    Cluster cluster = of(fold, there);
    for (int i = 0; i < times; i++) {
      collected.join(alert(fold, label), cluster, new float[Evidence.JOIN], thought);
    }
  }

  @Test
  void each_stretch_of_the_past_keeps_what_it_taught() {
    for (int fold = 0; fold < Tallies.FOLDS; fold++) {
      joins(fold + 1, fold, 1, 1, 0);
      collected.real(of(fold, 1), true, new float[Evidence.REAL]);
      collected.merge(of(fold, 1), of(fold, 2), new float[Bridge.FEATURES]);
    }
    for (int fold = 0; fold < Tallies.FOLDS; fold++) {
      assertThat(collected.join[fold].size()).isEqualTo(fold + 1);
      assertThat(collected.real[fold].size()).isEqualTo(collected.merge[fold].size()).isEqualTo(1);
    }
  }

  @Test
  void what_judges_a_stretch_was_taught_by_the_others() {
    for (int fold = 0; fold < Tallies.FOLDS; fold++) {
      joins(1 << fold, fold, 1, 1, 0);
    }
    assertThat(Learner.taught(collected.join, 0).size()).isEqualTo(2 + 4 + 8);
    assertThat(Learner.taught(collected.join, 3).size()).isEqualTo(1 + 2 + 4);
    assertThat(Learner.taught(collected.join, Learner.MODELS - 1).size()).isEqualTo(15);
  }

  @Test
  void of_what_is_surely_right_some_stand_for_all() {
    joins(40, 0, 1, 1, 9);
    joins(40, 0, 1, 2, -9);
    assertThat(collected.join[0].size()).isEqualTo(20);
    assertThat(collected.join[0].weight()).as("each counts for those left out").isEqualTo(80);
  }

  @Test
  void every_doubt_and_every_error_is_kept() {
    joins(10, 3, 1, 1, 1);
    joins(10, 3, 1, 2, 1);
    joins(10, 3, 1, 1, -9);
    joins(10, 3, 0, 2, 9);
    assertThat(collected.join[3].size()).isEqualTo(40);
    assertThat(collected.join[3].weight()).isEqualTo(40);
  }
}
