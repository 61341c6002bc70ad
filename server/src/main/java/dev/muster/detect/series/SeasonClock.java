package dev.muster.detect.series;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/// The time of the week in a time zone, cheap for times that follow each other: the zone's rules are asked only when a change of
/// the clocks has passed.
final class SeasonClock {
  static final int DAY = 86_400;
  static final int WEEK = 7 * DAY;

  /// 1970-01-01 was a Thursday; weeks are counted from Monday.
  private static final int MONDAY = 3 * DAY;

  private final ZoneRules rules;
  private long from = Long.MAX_VALUE;
  private long until = Long.MIN_VALUE;
  private int offset;

  SeasonClock(ZoneId zone) {
    rules = zone.getRules();
  }

  /// Seconds since Monday 00:00 local time, from 0 to 604,799.
  int secondOfWeek(long epochMillis) {
    long second = Math.floorDiv(epochMillis, 1_000L);
    if (second < from || second >= until) {
      look(second);
    }
    return (int) Math.floorMod(second + offset + MONDAY, (long) WEEK);
  }

  private void look(long second) {
    // Instant holds a billion years to both sides; times beyond that are counted without changes of
    // the clocks.
    long bounded =
        Math.clamp(
            second, Instant.MIN.getEpochSecond() + WEEK, Instant.MAX.getEpochSecond() - WEEK);
    Instant at = Instant.ofEpochSecond(bounded);
    offset = rules.getOffset(at).getTotalSeconds();
    ZoneOffsetTransition before = rules.previousTransition(at.plusSeconds(1));
    ZoneOffsetTransition after = rules.nextTransition(at);
    from = before == null ? Long.MIN_VALUE : before.toEpochSecond();
    until = after == null ? Long.MAX_VALUE : after.toEpochSecond();
  }
}
