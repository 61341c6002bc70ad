package dev.muster.detect.series;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A calendar of known peaks: sales days, pay days, month ends, releases. A year's history holds one example of each, so no detector
/// learns them; people name them. On such a day more is expected, and the band is that much wider.
///
/// @param zone in which the days are counted
/// @param days of which several may be on at a time; the one of which most is expected counts
public record NamedDays(ZoneId zone, List<NamedDay> days) {
  private static final double JUST_BELOW = SeriesDetector.THRESHOLD - 0.01;
  private static final double LARGEST = 1e300;

  public NamedDays {
    days = List.copyOf(days);
  }

  /// When a named day comes again.
  public sealed interface When {
    /// Whether it is on this date.
    boolean on(LocalDate date);

    /// On dates given one by one, as moving feasts need.
    record Dates(List<LocalDate> dates) implements When {
      public Dates {
        dates = List.copyOf(dates);
      }

      @Override
      public boolean on(LocalDate date) {
        return dates.contains(date);
      }
    }

    /// Every year on the same date.
    ///
    /// @param month from 1 to 12
    /// @param day from 1 to 31; a day that a month does not have is its last
    record Yearly(int month, int day) implements When {
      public Yearly {
        check(month >= 1 && month <= 12 && day >= 1 && day <= 31, month + "-" + day);
      }

      @Override
      public boolean on(LocalDate date) {
        return date.getMonthValue() == month
            && date.getDayOfMonth() == Math.min(day, date.lengthOfMonth());
      }
    }

    /// Every month on the same day.
    ///
    /// @param day from 1 to 31, or from -1 (the last) to -31 counted from the end; a day that a month does not have is its last, or
    ///     its first
    record Monthly(int day) implements When {
      public Monthly {
        check(day != 0 && Math.abs(day) <= 31, "day " + day);
      }

      @Override
      public boolean on(LocalDate date) {
        int length = date.lengthOfMonth();
        int wanted = day > 0 ? Math.min(day, length) : Math.max(1, length + 1 + day);
        return date.getDayOfMonth() == wanted;
      }
    }

    /// On a weekday of a month, as Black Friday is the day after the fourth Thursday of November.
    ///
    /// @param month from 1 to 12
    /// @param weekday from 1 (Monday) to 7
    /// @param which from 1 to 5, or from -1 (the last) to -5
    /// @param daysAfter added to that day, from -31 to 31
    record Weekday(int month, int weekday, int which, int daysAfter) implements When {
      public Weekday {
        check(month >= 1 && month <= 12, "month " + month);
        check(weekday >= 1 && weekday <= 7, "weekday " + weekday);
        check(which != 0 && Math.abs(which) <= 5, "the " + which + "th");
        check(Math.abs(daysAfter) <= 31, daysAfter + " days after");
      }

      @Override
      public boolean on(LocalDate date) {
        LocalDate base = date.minusDays(daysAfter);
        if (base.getMonthValue() != month || base.getDayOfWeek().getValue() != weekday) {
          return false;
        }
        int fromStart = (base.getDayOfMonth() - 1) / 7 + 1;
        int fromEnd = (base.lengthOfMonth() - base.getDayOfMonth()) / 7 + 1;
        return which > 0 ? fromStart == which : fromEnd == -which;
      }
    }

    private static void check(boolean good, String what) {
      if (!good) {
        throw new IllegalArgumentException("there is no " + what);
      }
    }
  }

  /// A named day.
  ///
  /// @param name as people call it
  /// @param when it comes
  /// @param from local time at which the peak begins
  /// @param until local time at which it is over, later than `from`; [LocalTime#MAX] for the end of the day
  /// @param factor how many times the usual value is to be expected; 1 or more, and 2 when nobody knows better
  public record NamedDay(String name, When when, LocalTime from, LocalTime until, double factor) {
    public NamedDay {
      if (!from.isBefore(until)) {
        throw new IllegalArgumentException(name + " is over before it begins");
      }
      if (!(factor >= 1) || factor > 1_000) {
        throw new IllegalArgumentException(name + " has a factor of " + factor);
      }
    }
  }

  /// The named day that is on at an instant: of several, the one of which most is expected.
  public Optional<NamedDay> at(long epochMillis) {
    ZonedDateTime local = Instant.ofEpochMilli(epochMillis).atZone(zone);
    LocalTime time = local.toLocalTime();
    return days.stream()
        .filter(day ->
            day.when().on(local.toLocalDate())
                && !time.isBefore(day.from())
                && (time.isBefore(day.until()) || day.until().equals(LocalTime.MAX)))
        .max(Comparator.comparingDouble(NamedDay::factor));
  }

  /// The verdict as it stands on a named day: a value within the usual band, stretched to the named factor, is no anomaly.
  ///
  /// @return the same verdict where no named day is on or the value is beyond even its band
  public Verdict soften(Verdict verdict) {
    if (verdict.state() != Verdict.State.JUDGED) {
      return verdict;
    }
    NamedDay day = at(verdict.epochMillis()).orElse(null);
    if (day == null) {
      return verdict;
    }
    double upper =
        Math.min(verdict.upper() + (day.factor() - 1) * Math.abs(verdict.upper()), LARGEST);
    if (verdict.actual() > upper || verdict.actual() < verdict.lower()) {
      return verdict;
    }
    return new Verdict(
        verdict.epochMillis(),
        verdict.actual(),
        Math.min(verdict.score(), JUST_BELOW),
        Math.min(verdict.abnormality(), JUST_BELOW),
        verdict.expected(),
        verdict.lower(),
        upper,
        verdict.season(),
        verdict.confidence(),
        verdict.state(),
        List.of(
            new Verdict.Part(
                "named_day",
                0,
                "today is %s: up to %s is expected".formatted(day.name(), Words.number(upper)))));
  }
}
