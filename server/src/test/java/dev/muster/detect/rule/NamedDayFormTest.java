package dev.muster.detect.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.series.NamedDays;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import java.time.LocalTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedDayFormTest {
  private static Body body(String text) {
    return Body.of(Json.mapper().readTree(text.replace('\'', '"')));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'name': 'x'}; 'when' is missing",
        "{'when': {'day': 1}}; 'name' is missing",
        "{'name': 'x', 'when': 'today'}; 'when'",
        "{'name': 'x', 'when': {}}; 'when.day' is missing",
        "{'name': 'x', 'when': {'day': 0}}; 'when.day' names no day",
        "{'name': 'x', 'when': {'day': 31.5}}; 'when.day' must be a whole number",
        "{'name': 'x', 'when': {'month': 13, 'day': 1}}; 'when.month' must be between",
        "{'name': 'x', 'when': {'weekday': 4}}; 'when.month' is missing",
        "{'name': 'x', 'when': {'month': 5, 'weekday': 4, 'which': 0}}; 'when.which' names no day",
        "{'name': 'x', 'when': {'dates': []}}; 'when.dates' must be",
        "{'name': 'x', 'when': {'dates': ['2026-13-01']}}; 'when.dates' must be",
        "{'name': 'x', 'when': {'dates': 5}}; 'when.dates' must be",
        "{'name': 'x', 'when': {'dates': ['2026-11-27', '2026-02-30']}}; '2026-02-30' is none",
        "{'name': 'x', 'when': {'dates': [5]}}; '5' is none",
        "{'name': 'x', 'when': {'day': 1}, 'from': 9}; 'from' must be a time",
        "{'name': 'x', 'when': {'day': 1}, 'from': '10:00', 'until': '09:00'}; 'until' must be later",
        "{'name': 'x', 'when': {'day': 1}, 'from': '24:00'}; 'from' must be a time",
        "{'name': 'x', 'when': {'day': 1}, 'factor': 'abc'}; 'factor' must be a number",
        "{'name': 'x', 'when': {'day': 1}, 'factor': 0.5}; 'factor' must be a number"
      },
      quoteCharacter = '|')
  void what_cannot_be_is_told_by_its_field(String given, String fault) {
    String told = "";
    try {
      NamedDayForm.read(body(given));
    } catch (ApiException refused) {
      told = String.join("; ", refused.errors());
    }
    assertThat(told).contains(fault);
  }

  @Test
  void a_day_may_be_said_in_four_ways() {
    assertThat(NamedDayForm.read(body("{'name': 'x', 'when': {'dates': ['2026-11-27']}}")).when())
        .isInstanceOf(NamedDays.When.Dates.class);
    assertThat(NamedDayForm.read(body("{'name': 'x', 'when': {'day': -1}}")).when())
        .isEqualTo(new NamedDays.When.Monthly(-1));
    assertThat(NamedDayForm.read(body("{'name': 'x', 'when': {'month': 12, 'day': 24}}")).when())
        .isEqualTo(new NamedDays.When.Yearly(12, 24));
    NamedDays.NamedDay friday =
        NamedDayForm.read(
            body(
                "{'name': 'Black Friday', 'when': {'month': 11, 'weekday': 4, 'which': 4,"
                    + " 'days_after': 1}, 'from': '08:00', 'until': null, 'factor': 3}"));
    assertThat(friday.when()).isEqualTo(new NamedDays.When.Weekday(11, 4, 4, 1));
    assertThat(friday.from()).isEqualTo(LocalTime.of(8, 0));
    assertThat(friday.until()).isEqualTo(LocalTime.MAX);
    assertThat(friday.factor()).isEqualTo(3);
    assertThat(
            NamedDayForm.read(body("{'name': 'x', 'when': {'day': 1}, 'until': '24:00'}")).until())
        .isEqualTo(LocalTime.MAX);
  }
}
