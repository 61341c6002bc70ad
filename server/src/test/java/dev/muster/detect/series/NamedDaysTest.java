package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.detect.series.NamedDays.NamedDay;
import dev.muster.detect.series.NamedDays.When;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamedDaysTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final NamedDay BLACK_FRIDAY =
      new NamedDay(
          "Black Friday", new When.Weekday(11, 4, 4, 1), LocalTime.of(6, 0), LocalTime.MAX, 3);
  private static final NamedDay PAY_DAY =
      new NamedDay("pay day", new When.Monthly(-1), LocalTime.MIN, LocalTime.of(12, 0), 2);

  private static long at(String local) {
    return LocalDateTime.parse(local).atZone(BERLIN).toInstant().toEpochMilli();
  }

  private static Verdict verdict(String local, double value) {
    return new Verdict(
        at(local), value, 0.9, 0.9, 100, 90, 110, Season.WEEK, 1, Verdict.State.JUDGED, List.of());
  }

  @Test
  void a_named_day_is_found_in_the_series_own_time_zone() {
    var days = new NamedDays(BERLIN, List.of(BLACK_FRIDAY, PAY_DAY));
    assertThat(days.at(at("2026-11-27T06:00:00"))).contains(BLACK_FRIDAY);
    assertThat(days.at(at("2026-11-27T23:59:59"))).contains(BLACK_FRIDAY);
    assertThat(days.at(at("2026-11-27T05:59:59"))).isEmpty();
    assertThat(days.at(at("2026-11-28T00:00:00"))).isEmpty();
    assertThat(days.at(at("2027-02-28T11:59:59"))).contains(PAY_DAY);
    assertThat(days.at(at("2028-02-28T11:59:59"))).isEmpty();
    assertThat(days.at(at("2028-02-29T12:00:00"))).isEmpty();
  }

  @Test
  void of_two_days_the_one_of_which_more_is_expected_counts() {
    var sale = new NamedDay("a sale", new When.Yearly(11, 27), LocalTime.MIN, LocalTime.MAX, 1.5);
    for (List<NamedDay> days : List.of(List.of(sale, BLACK_FRIDAY), List.of(BLACK_FRIDAY, sale))) {
      assertThat(new NamedDays(BERLIN, days).at(at("2026-11-27T12:00:00"))).contains(BLACK_FRIDAY);
      assertThat(new NamedDays(BERLIN, days).at(at("2026-11-27T05:00:00"))).contains(sale);
    }
  }

  @Test
  void months_that_are_short_have_their_day_at_their_end() {
    assertThat(new When.Yearly(2, 31).on(LocalDate.of(2027, 2, 28))).isTrue();
    assertThat(new When.Monthly(31).on(LocalDate.of(2026, 4, 30))).isTrue();
    assertThat(new When.Weekday(5, 1, -1, 0).on(LocalDate.of(2026, 5, 25))).isTrue();
    assertThat(new When.Dates(List.of(LocalDate.of(2026, 4, 5))).on(LocalDate.of(2026, 4, 5)))
        .isTrue();
    assertThatThrownBy(() -> new When.Monthly(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_known_peak_is_no_anomaly_but_more_than_was_named_is() {
    var days = new NamedDays(BERLIN, List.of(BLACK_FRIDAY));
    Verdict peak = days.soften(verdict("2026-11-27T20:00:00", 300));
    assertThat(peak.anomalous()).isFalse();
    assertThat(peak.upper()).isEqualTo(330);
    assertThat(peak.parts().getFirst().words())
        .isEqualTo("today is Black Friday: up to 330 is expected");
    assertThat(days.soften(verdict("2026-11-27T20:00:00", 400)).anomalous()).isTrue();
    assertThat(days.soften(verdict("2026-11-27T20:00:00", 20)).anomalous()).isTrue();
    assertThat(days.soften(verdict("2026-11-26T20:00:00", 300)).anomalous()).isTrue();
  }
}
