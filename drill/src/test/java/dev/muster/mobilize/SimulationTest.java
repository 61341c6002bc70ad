package dev.muster.mobilize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A thousand days in under two minutes. Again with the same days: `-Dseed=<number>`.
class SimulationTest {
  private static final int WORLDS = 200;
  private static final int DAYS = 5;

  @Test
  void a_thousand_days_in_which_nobody_is_forgotten_and_nobody_told_twice() {
    Long given = Long.getLong("seed");
    int crashes = 0;
    int pages = 0;
    int edits = 0;
    for (int number = 0; number < (given == null ? WORLDS : 1); number++) {
      long seed = given == null ? 20_260_105L + number : given;
      var world = new SimWorld(seed, DAYS);
      try {
        world.run();
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("again with -Dseed=" + seed, failure);
      }
      crashes += world.crashes;
      pages += world.pages;
      edits += world.edits;
    }
    System.out.printf("%d pages, %d crashes, %d edits of rotas%n", pages, crashes, edits);
    if (given == null) {
      assertThat(pages).isGreaterThan(1_000);
      assertThat(crashes).isGreaterThan(100);
    }
  }
}
