package dev.muster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SupportHoursTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);

  private static SupportHours hours(String start, String end) {
    return new SupportHours(BERLIN, LocalTime.parse(start), LocalTime.parse(end), WORKDAYS);
  }

  private static Instant berlin(String local) {
    return java.time.LocalDateTime.parse(local).atZone(BERLIN).toInstant();
  }

  @Test
  void the_start_is_in_and_the_end_is_out() {
    var day = hours("09:00", "17:00");
    assertThat(day.holds(berlin("2026-11-20T08:59:59"))).isFalse();
    assertThat(day.holds(berlin("2026-11-20T09:00:00"))).isTrue();
    assertThat(day.holds(berlin("2026-11-20T16:59:59"))).isTrue();
    assertThat(day.holds(berlin("2026-11-20T17:00:00"))).isFalse();
    assertThat(day.holds(berlin("2026-11-21T12:00:00"))).isFalse();
  }

  @Test
  void hours_past_midnight_belong_to_the_day_they_start_on() {
    var night = hours("22:00", "06:00");
    assertThat(night.holds(berlin("2026-11-20T23:00:00"))).isTrue();
    assertThat(night.holds(berlin("2026-11-21T05:59:00"))).isTrue();
    assertThat(night.holds(berlin("2026-11-21T23:00:00"))).isFalse();
    assertThat(night.holds(berlin("2026-11-23T05:00:00"))).isFalse();
    assertThat(hours("00:00", "00:00").holds(berlin("2026-11-20T23:59:00"))).isTrue();
  }

  @Test
  void the_next_edges_follow_the_wall_clock_over_a_change_of_time() {
    var day = hours("09:00", "17:00");
    Instant friday = berlin("2026-10-23T17:00:00");
    assertThat(day.nextStart(friday)).isEqualTo(berlin("2026-10-26T09:00:00"));
    assertThat(Duration.between(friday, day.nextStart(friday)))
        .isEqualTo(Duration.ofHours(65)); // one more: the clocks went back on Sunday
    assertThat(day.nextEnd(friday)).isEqualTo(berlin("2026-10-26T17:00:00"));
  }

  @Test
  void at_every_moment_the_next_edge_turns_the_answer() {
    for (SupportHours hours :
        new SupportHours[] {hours("09:00", "17:00"), hours("22:00", "06:00")}) {
      Instant moment = berlin("2026-03-25T00:10:00");
      for (int i = 0; i < 14 * 24; i++) {
        Instant start = hours.nextStart(moment);
        Instant end = hours.nextEnd(moment);
        assertThat(hours.holds(start)).isTrue();
        assertThat(hours.holds(end)).isFalse();
        assertThat(hours.holds(moment)).as(moment.toString()).isEqualTo(end.isBefore(start));
        moment = moment.plus(Duration.ofHours(1));
      }
    }
  }

  @Test
  void urgency_follows_severity_and_hours() {
    var rule =
        new UrgencyRule.BySupportHours(
            new UrgencyRule.BySeverity(), new UrgencyRule.Constant(Urgency.LOW));
    assertThat(rule.urgency(Severity.CRITICAL, true)).isEqualTo(Urgency.HIGH);
    assertThat(rule.urgency(Severity.ERROR, true)).isEqualTo(Urgency.HIGH);
    assertThat(rule.urgency(Severity.WARNING, true)).isEqualTo(Urgency.LOW);
    assertThat(rule.urgency(Severity.INFO, true)).isEqualTo(Urgency.LOW);
    assertThat(rule.urgency(null, true)).isEqualTo(Urgency.HIGH);
    assertThat(rule.urgency(Severity.CRITICAL, false)).isEqualTo(Urgency.LOW);
  }
}
