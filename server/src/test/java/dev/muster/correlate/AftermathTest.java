package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What may be an after-effect of an incident that had recovered.
class AftermathTest {
  private static final Instant RECOVERED = Instant.parse("2026-03-02T08:00:00Z");

  private static Incident incident(
      Incident.Phase phase, boolean open, @Nullable Severity worst, Instant lastAlertAt) {
    return new Incident(
        "Q1",
        1,
        "S1",
        "Slow",
        worst,
        null,
        null,
        phase,
        open,
        "A1",
        null,
        new Reason("test", 1, ""),
        1,
        open ? 1 : 0,
        RECOVERED.minus(Duration.ofHours(25)),
        lastAlertAt,
        RECOVERED,
        null,
        null);
  }

  private static boolean mayFollow(Incident before, Severity severity, Duration after) {
    return Batch.mayFollow(before, severity, RECOVERED.plus(after));
  }

  @Test
  void what_is_no_worse_and_comes_while_it_is_watched_or_soon_after_another() {
    var watched = incident(Incident.Phase.WATCHING, true, Severity.ERROR, RECOVERED);
    assertThat(mayFollow(watched, Severity.ERROR, Duration.ofHours(2))).isTrue();
    assertThat(mayFollow(watched, Severity.CRITICAL, Duration.ofHours(2))).isFalse();
    var again = incident(Incident.Phase.ACTIVE, true, Severity.ERROR, RECOVERED);
    assertThat(mayFollow(again, Severity.WARNING, Duration.ofMinutes(5))).isTrue();
    assertThat(mayFollow(again, Severity.WARNING, Duration.ofMinutes(6))).isFalse();
  }

  @Test
  void no_incident_takes_after_effects_of_after_effects_for_more_than_a_day() {
    Instant last = RECOVERED.plus(Duration.ofHours(23)).plus(Duration.ofMinutes(59));
    var again = incident(Incident.Phase.ACTIVE, true, Severity.ERROR, last);
    assertThat(mayFollow(again, Severity.ERROR, Grouping.LONGEST)).isTrue();
    assertThat(mayFollow(again, Severity.ERROR, Grouping.LONGEST.plusSeconds(1))).isFalse();
    var watched = incident(Incident.Phase.WATCHING, true, Severity.ERROR, last);
    assertThat(mayFollow(watched, Severity.ERROR, Grouping.LONGEST)).isTrue();
    assertThat(mayFollow(watched, Severity.ERROR, Grouping.LONGEST.plusSeconds(1))).isFalse();
  }

  @Test
  void what_never_recovered_has_no_after_effects() {
    var active = incident(Incident.Phase.ACTIVE, true, Severity.ERROR, RECOVERED).reopened();
    assertThat(mayFollow(active, Severity.ERROR, Duration.ofMinutes(1))).isFalse();
    Instant first = RECOVERED.plusSeconds(60);
    var watched = active.cleared(true, first);
    assertThat(watched.recoveredAt()).isEqualTo(first);
    assertThat(mayFollow(watched, Severity.ERROR, Duration.ofMinutes(3))).isTrue();
    assertThat(watched.cleared(true, first.plusSeconds(60)).recoveredAt())
        .as("watched anew")
        .isEqualTo(first);
  }

  @Test
  void what_is_over_or_never_had_an_alert_takes_none() {
    assertThat(
            mayFollow(
                incident(Incident.Phase.WATCHING, false, Severity.ERROR, RECOVERED),
                Severity.INFO,
                Duration.ofMinutes(1)))
        .isFalse();
    assertThat(
            mayFollow(
                incident(Incident.Phase.WATCHING, true, null, RECOVERED),
                Severity.INFO,
                Duration.ofMinutes(1)))
        .isFalse();
  }
}
