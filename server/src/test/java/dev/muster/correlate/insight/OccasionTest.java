package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OccasionTest {
  private final Occasion occasion = new Occasion();

  private void after(String sequence, String change, boolean hit, int times) {
    for (int i = 0; i < times; i++) {
      occasion.saw(hit, true, change);
      if (hit) {
        occasion.fulfilled(sequence, change);
      }
    }
  }

  @Test
  void nothing_known_says_nothing() {
    assertThat(occasion.evidence("a > b", true, "release")).isZero();
    after("a > b", "release", true, 3);
    assertThat(occasion.evidence("a > b", true, "release"))
        .as("whether it is so before nothing as well is not known yet")
        .isBetween(-0.5, 0.5);
  }

  @Test
  void what_follows_releases_means_more_after_one_and_less_without() {
    after("a > b", "release", true, 6);
    after("c > d", Occasion.NOTHING, true, 6);
    after("", Occasion.NOTHING, false, 40);
    after("", "release", false, 2);
    assertThat(occasion.evidence("a > b", true, "release")).isGreaterThan(1.5);
    assertThat(occasion.evidence("a > b", true, Occasion.NOTHING)).isLessThan(-1);
    assertThat(occasion.evidence("c > d", true, Occasion.NOTHING)).isBetween(-0.5, 0.5);
    assertThat(occasion.times("a > b", "release")).isEqualTo(6);
  }

  @Test
  void never_more_than_a_factor_of_twenty() {
    after("a > b", "release", true, 5_000);
    after("", Occasion.NOTHING, false, 50_000);
    assertThat(occasion.evidence("a > b", true, "release")).isEqualTo(3);
    assertThat(occasion.evidence("a > b", true, Occasion.NOTHING)).isEqualTo(-3);
  }
}
