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
  private static final Instant FORMED = Instant.parse("2026-03-02T08:00:00Z");

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
        FORMED,
        lastAlertAt,
        null,
        null);
  }

  private static boolean mayFollow(Incident before, Severity severity, Duration after) {
    return Batch.mayFollow(before, severity, FORMED.plus(after));
  }

  @Test
  void what_is_no_worse_and_comes_while_it_is_watched_or_soon_after_another() {
    var watched = incident(Incident.Phase.WATCHING, true, Severity.ERROR, FORMED);
    assertThat(mayFollow(watched, Severity.ERROR, Duration.ofHours(2))).isTrue();
    assertThat(mayFollow(watched, Severity.CRITICAL, Duration.ofHours(2))).isFalse();
    var again = incident(Incident.Phase.ACTIVE, true, Severity.ERROR, FORMED);
    assertThat(mayFollow(again, Severity.WARNING, Duration.ofMinutes(5))).isTrue();
    assertThat(mayFollow(again, Severity.WARNING, Duration.ofMinutes(6))).isFalse();
  }

  @Test
  void no_incident_takes_after_effects_of_after_effects_for_more_than_a_day() {
    Instant last = FORMED.plus(Duration.ofHours(23)).plus(Duration.ofMinutes(59));
    var again = incident(Incident.Phase.ACTIVE, true, Severity.ERROR, last);
    assertThat(mayFollow(again, Severity.ERROR, Grouping.LONGEST)).isTrue();
    assertThat(mayFollow(again, Severity.ERROR, Grouping.LONGEST.plusSeconds(1))).isFalse();
    var watched = incident(Incident.Phase.WATCHING, true, Severity.ERROR, last);
    assertThat(mayFollow(watched, Severity.ERROR, Grouping.LONGEST)).isTrue();
    assertThat(mayFollow(watched, Severity.ERROR, Grouping.LONGEST.plusSeconds(1))).isFalse();
  }

  @Test
  void what_is_over_or_never_had_an_alert_takes_none() {
    assertThat(
            mayFollow(
                incident(Incident.Phase.WATCHING, false, Severity.ERROR, FORMED),
                Severity.INFO,
                Duration.ofMinutes(1)))
        .isFalse();
    assertThat(
            mayFollow(
                incident(Incident.Phase.WATCHING, true, null, FORMED),
                Severity.INFO,
                Duration.ofMinutes(1)))
        .isFalse();
  }
}
