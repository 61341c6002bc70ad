package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TrustTest {
  @Test
  void few_judged_ones_say_nothing() {
    assertThat(new Trust(9, 0).hitRate()).isNull();
    assertThat(new Trust(9, 1).hitRate()).isEqualTo(0.9);
    assertThat(new Trust(19, 0).proven()).isFalse();
    assertThat(new Trust(20, 0).proven()).isTrue();
  }

  @Test
  void what_is_only_likely_to_be_good_enough_is_not_proven() {
    assertThat(new Trust(17, 3).proven()).as("85 % of 20 may be 70 %").isFalse();
    assertThat(new Trust(170, 30).proven()).as("85 % of 200 is surely 80 %").isTrue();
  }

  @Test
  void the_lower_end_is_below_the_share_and_comes_closer_the_more_there_are() {
    ForAll.forAll(
        300,
        any -> {
          double of = 1 + any.nextInt(500);
          double hits = any.nextDouble() * of;
          double lower = Trust.lower(hits, of);
          assertThat(lower).isBetween(0.0, hits / of);
          assertThat(Trust.lower(10 * hits, 10 * of)).isGreaterThanOrEqualTo(lower);
        });
    assertThat(Trust.lower(0, 0)).isZero();
  }
}
