package dev.muster.correlate.together;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TogetherTest {
  private static final Instant AT = Instant.parse("2026-03-04T08:00:00Z");

  @Test
  void it_is_sure_of_what_keeps_failing_together_and_knows_which_was_first() {
    var sure = new Together(8, 7, 1, 0, AT).sure().orElseThrow();
    assertThat(sure.restsOnFirst()).isTrue();
    assertThat(sure.confidence()).isBetween(0.5, Together.CAP);
    assertThat(new Together(8, 1, 1, 0, AT).sure().orElseThrow().restsOnFirst()).isFalse();
  }

  @Test
  void too_little_too_rarely_or_without_an_order_is_nothing() {
    assertThat(Together.none(AT).sure()).isEmpty();
    assertThat(new Together(2, 2, 0, 0, AT).sure()).isEmpty();
    assertThat(new Together(4, 4, 60, 40, AT).sure()).isEmpty();
    assertThat(new Together(8, 4, 0, 0, AT).sure()).isEmpty();
  }

  @Test
  void counts_fade_by_half() {
    assertThat(Together.left(AT, AT)).isEqualTo(1);
    assertThat(Together.left(AT, AT.plus(Together.HALF_LIFE))).isCloseTo(0.5, within(1e-9));
    assertThat(Together.left(AT.plus(Together.HALF_LIFE), AT)).as("clocks may err").isEqualTo(1);
  }

  @Test
  void it_is_never_surer_than_the_cap_and_more_evidence_never_hurts() {
    forAll(
        500,
        random -> {
          double both = random.nextDouble(200);
          double only = random.nextDouble(200);
          var one = new Together(both, both, only, 0, AT).sure();
          var more = new Together(both + 10, both + 10, only, 0, AT).sure();
          one.ifPresent(found -> {
            assertThat(found.confidence()).isBetween(Together.WORTH_SHOWING, Together.CAP);
            assertThat(more.orElseThrow().confidence())
                .isGreaterThanOrEqualTo(found.confidence() - 1e-9);
          });
        });
  }
}
