package dev.muster.detect.rule;

import dev.muster.detect.series.NamedDays;
import dev.muster.platform.web.Body;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads named days from requests.
final class NamedDayForm {
  private static final int MOST_DATES = 1_000;
  private static final int MOST_SHOWN = 40;
  private static final double USUAL_FACTOR = 2;
  private static final double GREATEST_FACTOR = 1_000;

  private NamedDayForm() {}

  /// @throws dev.muster.platform.web.ApiException 400 that names each faulty field
  static NamedDays.NamedDay read(Body given) {
    String name = given.required("name", 200);
    NamedDays.When when = when(given);
    LocalTime from = time(given, "from", LocalTime.MIN);
    LocalTime until = time(given, "until", LocalTime.MAX);
    if (!from.isBefore(until)) {
      given.fault(
          "until",
          "must be later than from; a peak over midnight is two: until 24:00, and from 00:00 of the"
              + " next day");
    }
    double factor = factor(given);
    given.check();
    if (when == null) {
      throw new IllegalStateException("a day without a time and without a fault");
    }
    return new NamedDays.NamedDay(name, when, from, until, factor);
  }

  /// @return null when a fault was noted
  private static NamedDays.@Nullable When when(Body given) {
    if (given.raw("when") == null) {
      given.fault(
          "when",
          "is missing: it holds dates, or a day of every month, or month and day, or month, weekday"
              + " and which");
      return null;
    }
    Body when = given.object("when");
    if (when == null) {
      return null;
    }
    int faults = given.faults();
    if (when.raw("dates") != null) {
      List<LocalDate> dates = dates(when);
      return given.faults() > faults ? null : new NamedDays.When.Dates(dates);
    }
    Long month = when.number("month", 1, 12);
    Long day = when.number("day", -31, 31);
    Long weekday = when.number("weekday", 1, 7);
    Long which = when.number("which", -5, 5);
    Long after = when.number("days_after", -31, 31);
    if (weekday != null && month == null && !when.has("month")) {
      when.fault("month", "is missing beside weekday");
    } else if (weekday == null && day == null && given.faults() == faults) {
      when.fault("day", "is missing, or dates, or weekday");
    }
    if (given.faults() > faults) {
      return null;
    }
    try {
      if (weekday != null && month != null) {
        return new NamedDays.When.Weekday(
            month.intValue(), weekday.intValue(), number(which, 1), number(after, 0));
      }
      return month == null
          ? new NamedDays.When.Monthly(number(day, 0))
          : new NamedDays.When.Yearly(month.intValue(), number(day, 0));
    } catch (IllegalArgumentException never) {
      when.fault(weekday == null ? "day" : "which", "names no day: " + never.getMessage());
      return null;
    }
  }

  private static int number(@Nullable Long given, int otherwise) {
    return given == null ? otherwise : given.intValue();
  }

  private static List<LocalDate> dates(Body when) {
    var dates = new ArrayList<LocalDate>();
    JsonNode raw = when.node().path("dates");
    if (!raw.isArray() || raw.isEmpty() || raw.size() > MOST_DATES) {
      when.fault("dates", "must be 1 to " + MOST_DATES + " dates such as 2026-11-27");
      return dates;
    }
    for (JsonNode date : raw) {
      try {
        dates.add(LocalDate.parse(date.asString("")));
      } catch (DateTimeException none) {
        String given = date.isString() ? date.stringValue() : date.toString();
        String shown = given.substring(0, given.offsetByCodePoints(0, shownOf(given)));
        when.fault("dates", "must be dates such as 2026-11-27; '" + shown + "' is none");
        return dates;
      }
    }
    return dates;
  }

  private static int shownOf(String given) {
    return Math.min(MOST_SHOWN, given.codePointCount(0, given.length()));
  }

  private static LocalTime time(Body given, String field, LocalTime otherwise) {
    String text = given.text(field);
    if (text == null || text.isBlank()) {
      return otherwise;
    }
    if (otherwise.equals(LocalTime.MAX) && text.strip().equals("24:00")) {
      return LocalTime.MAX;
    }
    try {
      return LocalTime.parse(text.strip());
    } catch (DateTimeException none) {
      given.fault(field, "must be a time of the day such as 09:30");
      return otherwise;
    }
  }

  private static double factor(Body given) {
    Double factor = given.decimal("factor", 1, GREATEST_FACTOR);
    return factor == null ? USUAL_FACTOR : factor;
  }
}
