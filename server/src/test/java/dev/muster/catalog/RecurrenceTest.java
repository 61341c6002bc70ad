package dev.muster.catalog;

import static dev.muster.kernel.ForAll.forAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurrenceTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  /// A Sunday, 02:00 to 04:00 in Berlin.
  private static final TimeRange FIRST =
      new TimeRange(Instant.parse("2026-01-04T01:00:00Z"), Instant.parse("2026-01-04T03:00:00Z"));

  private static Recurrence weekly() {
    return Recurrence.of("FREQ=WEEKLY;BYDAY=SU", BERLIN, FIRST);
  }

  @Test
  void comes_back_by_the_clock_on_the_wall() {
    Recurrence weekly = weekly();
    assertThat(weekly.at(FIRST, Instant.parse("2026-01-11T01:00:00Z"))).isPresent();
    assertThat(weekly.at(FIRST, Instant.parse("2026-01-11T03:00:00Z"))).isEmpty();
    // summer time: 02:00 in Berlin is midnight in UTC
    assertThat(weekly.at(FIRST, Instant.parse("2026-07-05T00:30:00Z"))).isPresent();
    assertThat(weekly.at(FIRST, Instant.parse("2026-07-05T02:30:00Z"))).isEmpty();
    assertThat(weekly.at(FIRST, Instant.parse("2025-12-28T01:30:00Z"))).as("not before").isEmpty();
    assertThat(weekly.over(FIRST)).isEqualTo(Recurrence.NEVER);
  }

  @Test
  void ends_with_its_count() {
    Recurrence three = Recurrence.of("FREQ=DAILY;COUNT=3", BERLIN, FIRST);
    assertThat(three.over(FIRST)).isEqualTo(Instant.parse("2026-01-06T03:00:00Z"));
    assertThat(three.at(FIRST, Instant.parse("2026-01-06T02:00:00Z"))).isPresent();
    assertThat(three.at(FIRST, Instant.parse("2026-01-07T02:00:00Z"))).isEmpty();
    assertThat(three.occurrences(FIRST, FIRST.until(), 10)).hasSize(2);
  }

  @Test
  void the_answer_does_not_depend_on_what_was_asked_before() {
    Recurrence asked = weekly();
    List<TimeRange> year = weekly().occurrences(FIRST, FIRST.from(), 60);
    forAll(
        500,
        any -> {
          Instant moment = FIRST.from().plusSeconds(any.nextLong(-600_000, 31_000_000));
          boolean expected = year.stream().anyMatch(range -> range.holds(moment));
          assertThat(asked.at(FIRST, moment).isPresent()).as(moment.toString()).isEqualTo(expected);
        });
  }

  @Test
  void a_rule_that_makes_no_sense_is_refused_in_words() {
    assertThatThrownBy(() -> Recurrence.of("nonsense", BERLIN, FIRST))
        .hasMessageContaining("no recurrence rule");
    assertThatThrownBy(() -> Recurrence.of("FREQ=HOURLY", BERLIN, FIRST))
        .hasMessageContaining("more often than daily");
    assertThatThrownBy(() -> Recurrence.of("FREQ=WEEKLY;BYDAY=MO", BERLIN, FIRST))
        .hasMessageContaining("at the start");
    assertThatThrownBy(() ->
            Recurrence.of(
                "FREQ=DAILY",
                BERLIN,
                new TimeRange(FIRST.from(), FIRST.from().plusSeconds(100_000))))
        .hasMessageContaining("before the window ends");
    assertThat(LocalTime.ofInstant(FIRST.from(), BERLIN)).isEqualTo(LocalTime.of(2, 0));
  }

  private static List<String> starts(String zone, String from, String until) {
    var first = new TimeRange(Instant.parse(from), Instant.parse(until));
    return Recurrence.of("FREQ=WEEKLY", ZoneId.of(zone), first)
        .occurrences(first, first.from(), 3)
        .stream()
        .map(range -> range.from().toString())
        .toList();
  }

  @Test
  void an_hour_that_is_there_twice_means_the_first_of_them() {
    assertThat(starts("Europe/Berlin", "2027-10-24T00:15:00Z", "2027-10-24T00:45:00Z"))
        .containsExactly("2027-10-24T00:15:00Z", "2027-10-31T00:15:00Z", "2027-11-07T01:15:00Z");
    assertThat(starts("America/New_York", "2027-10-31T05:30:00Z", "2027-10-31T06:30:00Z"))
        .containsExactly("2027-10-31T05:30:00Z", "2027-11-07T05:30:00Z", "2027-11-14T06:30:00Z");
    assertThat(starts("Europe/Berlin", "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z"))
        .as("a window that begins there")
        .containsExactly("2027-10-31T00:30:00Z", "2027-11-07T01:30:00Z", "2027-11-14T01:30:00Z");
    assertThat(starts("Europe/Berlin", "2027-10-31T01:30:00Z", "2027-10-31T02:00:00Z"))
        .as("a window that begins in the second one")
        .containsExactly("2027-10-31T01:30:00Z", "2027-11-07T01:30:00Z", "2027-11-14T01:30:00Z");
  }

  @Test
  void the_last_one_may_begin_in_the_hour_that_is_there_twice() {
    var first =
        new TimeRange(Instant.parse("2027-10-29T00:15:00Z"), Instant.parse("2027-10-29T00:45:00Z"));
    Instant last = Instant.parse("2027-10-31T00:15:00Z");
    Recurrence daily = Recurrence.of("FREQ=DAILY;UNTIL=20271031T001500Z", BERLIN, first);
    assertThat(daily.occurrences(first, first.from(), 9))
        .extracting(TimeRange::from)
        .containsExactly(first.from(), Instant.parse("2027-10-30T00:15:00Z"), last);
    assertThat(daily.over(first)).isEqualTo(last.plus(first.length()));
    Recurrence before = Recurrence.of("FREQ=DAILY;UNTIL=20271031T001459Z", BERLIN, first);
    assertThat(before.occurrences(first, first.from(), 9)).hasSize(2);
    assertThat(before.over(first)).isEqualTo(Instant.parse("2027-10-30T00:45:00Z"));
  }

  @Test
  void what_was_accepted_once_is_read_whatever_is_refused_now() {
    var long25 = new TimeRange(FIRST.from(), FIRST.from().plusSeconds(90_000));
    Recurrence stored = Recurrence.stored("FREQ=DAILY", BERLIN);
    assertThat(stored.at(long25, FIRST.from())).isPresent();
  }

  @Test
  void an_hour_that_is_not_there_is_the_one_after() {
    assertThat(starts("Europe/Berlin", "2027-03-21T01:30:00Z", "2027-03-21T02:30:00Z"))
        .containsExactly("2027-03-21T01:30:00Z", "2027-03-28T01:30:00Z", "2027-04-04T00:30:00Z");
    assertThat(starts("Australia/Lord_Howe", "2027-09-25T15:30:00Z", "2027-09-25T15:50:00Z"))
        .as("a change of half an hour")
        .containsExactly("2027-09-25T15:30:00Z", "2027-10-02T15:30:00Z", "2027-10-09T15:00:00Z");
  }
}
