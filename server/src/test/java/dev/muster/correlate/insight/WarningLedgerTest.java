package dev.muster.correlate.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarningLedgerTest {
  private static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");

  private static Warning warning(String service, Instant at) {
    return new Warning(at, service, 0.8, 0.5, List.of(), List.of(), List.of(), "");
  }

  @Test
  void hit_late_false_and_missed_are_told_apart() {
    var ledger = new WarningLedger();
    ledger.warned(warning("a", AT));
    ledger.warned(warning("a", AT.plusSeconds(600)));
    ledger.warned(warning("b", AT));
    ledger.warned(warning("c", AT));
    ledger.failed(List.of("a"), AT.plus(Duration.ofMinutes(20)), true);
    ledger.failed(List.of("b"), AT.plusSeconds(60), true);
    ledger.failed(List.of("d"), AT.plusSeconds(60), true);
    ledger.failed(List.of("e"), AT.plusSeconds(60), false);
    ledger.passed(AT.plus(Duration.ofHours(2)));
    WarningLedger.Score score = ledger.score();
    assertThat(score.hits()).isEqualTo(1);
    assertThat(score.late()).isEqualTo(1);
    assertThat(score.wrong()).isEqualTo(1);
    assertThat(score.missed()).isEqualTo(1);
    assertThat(score.precision()).isEqualTo(0.5);
    assertThat(score.lead()).containsOnly(Duration.ofMinutes(20));
  }

  @Test
  void a_warning_before_its_horizon_is_not_judged() {
    var ledger = new WarningLedger();
    ledger.warned(warning("a", AT));
    ledger.passed(AT.plus(Duration.ofMinutes(59)));
    assertThat(ledger.score().wrong()).isZero();
    assertThat(ledger.score().lead()).isEmpty();
  }

  @Test
  void lower_bound_of_a_share() {
    assertThat(Shares.atLeast(0, 0)).isZero();
    assertThat(Shares.atLeast(5, 5)).isBetween(0.6, 0.7);
    assertThat(Shares.atLeast(50, 100)).isBetween(0.41, 0.43);
    assertThat(Shares.atLeast(0, 10)).isLessThan(1e-9);
  }
}
