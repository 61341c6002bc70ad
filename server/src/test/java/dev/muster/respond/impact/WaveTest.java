package dev.muster.respond.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.IncidentEvent;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaveTest {
  private static final Instant T = Instant.parse("2026-05-04T10:00:00Z");

  private static List<Wave> play(IncidentEvent... events) {
    List<Wave> waves = List.of();
    for (IncidentEvent event : events) {
      waves = Wave.after(waves, event);
    }
    return waves;
  }

  private static IncidentEvent formed(long second) {
    return new IncidentEvent.IncidentFormed(
        "Q1",
        1,
        "S1",
        "t",
        Severity.CRITICAL,
        null,
        null,
        "A0",
        null,
        new Reason("r", 1, "new"),
        T.plusSeconds(second));
  }

  private static IncidentEvent grew(long second, String words) {
    return new IncidentEvent.IncidentGrew(
        "Q1", "A" + second, Severity.ERROR, new Reason("r", 1, words), T.plusSeconds(second));
  }

  private static IncidentEvent cleared(long second) {
    return new IncidentEvent.IncidentCleared("Q1", null, "monitor", "I1", T.plusSeconds(second));
  }

  @Test
  void what_comes_after_everything_had_cleared_is_the_next_wave() {
    assertThat(play(formed(0), grew(10, "more"), cleared(60), grew(180, "again"), grew(190, "x")))
        .containsExactly(
            new Wave(1, T, T.plusSeconds(60), 2, "new"),
            new Wave(2, T.plusSeconds(180), null, 2, "again"));
  }

  @Test
  void a_late_alert_does_not_begin_its_wave_before_the_last_one_ended() {
    assertThat(play(formed(0), cleared(60), grew(50, "late")).get(1).beganAt())
        .isEqualTo(T.plusSeconds(60));
  }

  @Test
  void a_fact_that_comes_twice_changes_nothing() {
    assertThat(play(formed(0), formed(5), cleared(60), cleared(70)))
        .containsExactly(new Wave(1, T, T.plusSeconds(60), 1, "new"));
  }

  @Test
  void an_incident_of_before_has_waves_from_its_next_alert_on() {
    assertThat(play(cleared(5), grew(10, "first known")))
        .containsExactly(new Wave(1, T.plusSeconds(10), null, 1, "first known"));
  }
}
