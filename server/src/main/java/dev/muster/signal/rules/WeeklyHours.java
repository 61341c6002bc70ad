package dev.muster.signal.rules;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/// Hours that return every week, by what a clock on the wall says: an hour that the clock repeats counts twice, one that it skips
/// not at all.
///
/// @param days on which the hours begin
/// @param until when not after `from`, they end on the next day; when equal, they are a whole day
record WeeklyHours(Set<DayOfWeek> days, LocalTime from, LocalTime until, ZoneId zone) {
  WeeklyHours {
    days = Set.copyOf(days);
  }

  boolean holds(Instant moment) {
    ZonedDateTime local = moment.atZone(zone);
    LocalTime time = local.toLocalTime();
    DayOfWeek day = local.getDayOfWeek();
    if (from.isBefore(until)) {
      return days.contains(day) && !time.isBefore(from) && time.isBefore(until);
    }
    return (days.contains(day) && !time.isBefore(from))
        || (days.contains(day.minus(1)) && time.isBefore(until));
  }
}
