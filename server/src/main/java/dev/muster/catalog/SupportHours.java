package dev.muster.catalog;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Set;

/// The hours in which a service is looked after, the same on each of its days. Hours that end at or before their start run past
/// midnight and belong to the day on which they start.
///
/// @throws IllegalArgumentException when no day is named
public record SupportHours(ZoneId zone, LocalTime start, LocalTime end, Set<DayOfWeek> days) {
  public SupportHours {
    if (days.isEmpty()) {
      throw new IllegalArgumentException("support hours need a day");
    }
    days = java.util.Collections.unmodifiableSet(EnumSet.copyOf(days));
  }

  /// True when the moment lies in the support hours.
  public boolean holds(Instant moment) {
    LocalDate today = moment.atZone(zone).toLocalDate();
    return holds(moment, today) || holds(moment, today.minusDays(1));
  }

  private boolean holds(Instant moment, LocalDate day) {
    return days.contains(day.getDayOfWeek())
        && !moment.isBefore(startOn(day))
        && moment.isBefore(endOf(day));
  }

  /// When support hours start next, strictly after the moment.
  public Instant nextStart(Instant after) {
    return next(after, true);
  }

  /// When support hours end next, strictly after the moment.
  public Instant nextEnd(Instant after) {
    return next(after, false);
  }

  private Instant next(Instant after, boolean wantsStart) {
    LocalDate day = after.atZone(zone).toLocalDate().minusDays(1);
    while (true) {
      if (days.contains(day.getDayOfWeek())) {
        Instant edge = wantsStart ? startOn(day) : endOf(day);
        if (edge.isAfter(after)) {
          return edge;
        }
      }
      day = day.plusDays(1);
    }
  }

  private Instant startOn(LocalDate day) {
    return day.atTime(start).atZone(zone).toInstant();
  }

  private Instant endOf(LocalDate day) {
    LocalDate last = end.isAfter(start) ? day : day.plusDays(1);
    return last.atTime(end).atZone(zone).toInstant();
  }
}
