package dev.muster.catalog;

import dev.muster.kernel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;

/// How a maintenance window comes back: a recurrence rule of RFC 5545 and the zone whose clock it follows, so that a window at 02:00
/// stays at 02:00 when the clocks change. Every occurrence lasts as long as the first.
final class Recurrence {
  /// Nobody reads a longer one.
  static final int LONGEST = 500;

  /// The end of what never ends.
  static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

  /// Clocks go back by no more.
  private static final Duration LONGEST_SHIFT = Duration.ofHours(3);

  /// What is known to hold between two moments: an occurrence, or none.
  private record Memo(Instant from, Instant until, @Nullable TimeRange occurrence) {}

  private final String rule;
  private final ZoneId zone;
  private final RecurrenceRule parsed;

  /// The last moment at which an occurrence may begin.
  private final Instant end;

  private volatile @Nullable Memo memo;

  private Recurrence(String rule, ZoneId zone, RecurrenceRule parsed) {
    this.rule = rule;
    this.zone = zone;
    this.parsed = parsed;
    this.end = end(parsed);
  }

  /// The library looks at the end before an hour that is there twice is read as the first of the two, an hour too early; so it is told a
  /// later one, and the end is looked at here.
  private static Instant end(RecurrenceRule parsed) {
    DateTime until = parsed.getUntil();
    if (until == null || until.isAllDay() || until.isFloating()) {
      return Instant.MAX;
    }
    Instant end = Instant.ofEpochMilli(until.getTimestamp());
    parsed.setUntil(new DateTime(DateTime.UTC, end.plus(LONGEST_SHIFT).toEpochMilli()));
    return end;
  }

  /// What was accepted before is taken as it is: a read does not refuse.
  static Recurrence stored(String rule, ZoneId zone) {
    return new Recurrence(rule, zone, parse(rule));
  }

  private static RecurrenceRule parse(String rule) {
    try {
      return new RecurrenceRule(rule, RecurrenceRule.RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException | IllegalArgumentException wrong) {
      throw new IllegalArgumentException("is no recurrence rule: " + wrong.getMessage(), wrong);
    }
  }

  /// Reads a rule such as `FREQ=WEEKLY;BYDAY=SU`.
  ///
  /// @throws IllegalArgumentException that says what is wrong with it
  static Recurrence of(String rule, ZoneId zone, TimeRange first) {
    if (rule.length() > LONGEST) {
      throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
    }
    RecurrenceRule parsed = parse(rule);
    switch (parsed.getFreq()) {
      case SECONDLY, MINUTELY, HOURLY ->
          throw new IllegalArgumentException("must not come back more often than daily");
      case DAILY, WEEKLY, MONTHLY, YEARLY -> {}
    }
    var recurrence = new Recurrence(rule, zone, parsed);
    List<TimeRange> occurrences;
    try {
      occurrences = recurrence.occurrences(first, first.from(), 2);
    } catch (RuntimeException never) { // the library gives up on rules without any occurrence
      throw new IllegalArgumentException("never comes back", never);
    }
    if (occurrences.isEmpty() || !occurrences.getFirst().from().equals(first.from())) {
      throw new IllegalArgumentException(
          "does not hold at the start of the window; the first occurrence must be one of the rule's");
    }
    if (occurrences.size() > 1 && occurrences.get(1).from().isBefore(first.until())) {
      throw new IllegalArgumentException("comes back before the window ends");
    }
    return recurrence;
  }

  String rule() {
    return rule;
  }

  ZoneId zone() {
    return zone;
  }

  /// The occurrence that holds the moment.
  Optional<TimeRange> at(TimeRange first, Instant moment) {
    Memo known = memo;
    if (known == null || moment.isBefore(known.from()) || !moment.isBefore(known.until())) {
      known = look(first, moment);
      memo = known;
    }
    return Optional.ofNullable(known.occurrence());
  }

  private Memo look(TimeRange first, Instant moment) {
    List<TimeRange> next = occurrences(first, moment, 1);
    if (next.isEmpty()) {
      return new Memo(moment, Instant.MAX, null);
    }
    TimeRange found = next.getFirst();
    return found.holds(moment)
        ? new Memo(found.from(), found.until(), found)
        : new Memo(moment, found.from(), null);
  }

  /// Occurrences that end after the moment, soonest first.
  List<TimeRange> occurrences(TimeRange first, Instant after, int most) {
    Duration length = first.length();
    var found = new ArrayList<TimeRange>();
    RecurrenceRuleIterator starts =
        parsed.iterator(first.from().toEpochMilli(), TimeZone.getTimeZone(zone));
    Instant from = after.minus(length).plusMillis(1);
    if (from.isAfter(first.from())) {
      starts.fastForward(from.toEpochMilli());
    }
    while (starts.hasNext() && found.size() < most) {
      Instant start = start(first, starts);
      if (start.isAfter(end)) {
        break;
      }
      if (start.plus(length).isAfter(after)) {
        found.add(new TimeRange(start, start.plus(length)));
      }
    }
    return found;
  }

  /// When the clocks go back an hour is there twice, and the rule means the first of them (RFC 5545, 3.3.5), where the library takes the
  /// second. Only the window itself may begin in the second one, as it says its offset.
  private Instant start(TimeRange first, RecurrenceRuleIterator starts) {
    Instant start =
        Instant.ofEpochMilli(starts.nextMillis())
            .atZone(zone)
            .withEarlierOffsetAtOverlap()
            .toInstant();
    return start.isBefore(first.from()) ? first.from() : start;
  }

  /// When the last occurrence ends; {@link #NEVER} when there is none.
  Instant over(TimeRange first) {
    if (parsed.isInfinite()) {
      return NEVER;
    }
    RecurrenceRuleIterator starts =
        parsed.iterator(first.from().toEpochMilli(), TimeZone.getTimeZone(zone));
    Instant last = first.from();
    // A count or an end bounds this; ten thousand days are 27 years.
    for (int i = 0; i < 10_000 && starts.hasNext(); i++) {
      Instant start = start(first, starts);
      if (start.isAfter(end)) {
        break;
      }
      last = start;
    }
    return last.plus(first.length());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Recurrence that && rule.equals(that.rule) && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return rule.hashCode();
  }

  @Override
  public String toString() {
    return rule + " (" + zone + ")";
  }
}
