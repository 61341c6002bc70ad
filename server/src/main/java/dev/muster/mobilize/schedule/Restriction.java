package dev.muster.mobilize.schedule;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.muster.kernel.TimeRange;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Hours to which a rotation is limited, by the wall clock of its zone. The length is counted on the wall clock as well: 22:00 for
/// eight hours ends at 06:00 on every day, also when the night is an hour longer or shorter. Windows may wrap midnight or the week.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Restriction.Daily.class, name = "daily"),
  @JsonSubTypes.Type(value = Restriction.Weekly.class, name = "weekly")
})
sealed interface Restriction {
  /// Every day.
  ///
  /// @param length 1 second to 24 hours
  record Daily(LocalTime start, Duration length) implements Restriction {
    public Daily {
      checkLength(length, Duration.ofDays(1));
    }
  }

  /// Once a week.
  ///
  /// @param length 1 second to 7 days
  record Weekly(DayOfWeek day, LocalTime start, Duration length) implements Restriction {
    public Weekly {
      checkLength(length, Duration.ofDays(7));
    }
  }

  Duration length();

  private static void checkLength(Duration length, Duration most) {
    if (length.compareTo(Duration.ofSeconds(1)) < 0 || length.compareTo(most) > 0) {
      throw new IllegalArgumentException("a restriction lasts 1 s to " + most + ", not " + length);
    }
  }

  /// The windows that overlap the range, uncut, in order of their starts.
  default List<TimeRange> windows(TimeRange range, ZoneId zone) {
    int step =
        switch (this) {
          case Daily _ -> 1;
          case Weekly _ -> 7;
        };
    LocalTime startTime =
        switch (this) {
          case Daily daily -> daily.start;
          case Weekly weekly -> weekly.start;
        };
    // Two steps back: one for a window that wraps into the range, one for zones that have skipped a
    // whole day.
    LocalDate day = LocalDate.ofInstant(range.from(), zone).minusDays(2L * step);
    if (this instanceof Weekly weekly) {
      day = day.with(TemporalAdjusters.previousOrSame(weekly.day));
    }
    var windows = new ArrayList<TimeRange>();
    for (; ; day = day.plusDays(step)) {
      LocalDateTime local = day.atTime(startTime);
      Instant start = WallClock.at(local, zone);
      if (!start.isBefore(range.until())) {
        return windows;
      }
      Instant end = WallClock.at(local.plus(length()), zone);
      if (end.isAfter(range.from()) && start.isBefore(end)) {
        windows.add(new TimeRange(start, end));
      }
    }
  }

  /// What any of the restrictions allows within reach of the range: sorted, disjoint, touching windows made one. Not cut at the
  /// range.
  static List<TimeRange> union(List<Restriction> restrictions, TimeRange range, ZoneId zone) {
    var all = new ArrayList<TimeRange>();
    for (Restriction restriction : restrictions) {
      all.addAll(restriction.windows(range, zone));
    }
    if (restrictions.size() > 1) {
      all.sort(Comparator.comparing(TimeRange::from).thenComparing(TimeRange::until));
    }
    var merged = new ArrayList<TimeRange>(all.size());
    for (TimeRange window : all) {
      TimeRange last = merged.isEmpty() ? null : merged.getLast();
      if (last == null || last.until().isBefore(window.from())) {
        merged.add(window);
      } else if (last.until().isBefore(window.until())) {
        merged.set(merged.size() - 1, new TimeRange(last.from(), window.until()));
      }
    }
    return merged;
  }
}
