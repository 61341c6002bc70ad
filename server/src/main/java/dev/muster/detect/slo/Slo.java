package dev.muster.detect.slo;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A service level objective.
///
/// @param target share of events that must be good, such as 0.999
/// @param window over which the budget is counted, rolling
/// @param leastBad bad events below which no burn rate means anything: one failed request in fifty is a burn of 20 at 99.9 %
record Slo(
    String id,
    String name,
    String serviceId,
    Indicator indicator,
    double target,
    Duration window,
    double leastBad,
    boolean enabled,
    String createdBy,
    Instant createdAt,
    Instant updatedAt) {
  /// What is counted.
  sealed interface Indicator {
    /// What series it looks at: those that any of these lists means.
    List<List<Matcher>> reads();

    /// Events: rates of some series are all of them, rates of others the good or the bad ones.
    ///
    /// @param goodPart whether `part` means the good events
    record Ratio(List<Matcher> part, boolean goodPart, List<Matcher> total) implements Indicator {
      public Ratio {
        part = List.copyOf(part);
        total = List.copyOf(total);
      }

      @Override
      public List<List<Matcher>> reads() {
        return List.of(total, part);
      }
    }

    /// Slices of time: a step is good when the value is within the limit.
    ///
    /// @param below whether good values are at most the limit, or at least
    record Slices(List<Matcher> series, boolean below, double limit) implements Indicator {
      public Slices {
        series = List.copyOf(series);
      }

      @Override
      public List<List<Matcher>> reads() {
        return List.of(series);
      }
    }
  }

  Slo {
    if (!(target > 0 && target < 1)) {
      throw new IllegalArgumentException("a target lies between 0 and 1");
    }
  }

  /// Share of events that may be bad.
  double allowed() {
    return 1 - target;
  }

  static boolean matches(List<Matcher> matchers, String source, SeriesName name) {
    for (Matcher matcher : matchers) {
      if (!matcher.holds(source, name)) {
        return false;
      }
    }
    return !matchers.isEmpty();
  }

  /// The bounds of a window, in days.
  static final int SHORTEST_DAYS = 1;

  static final int LONGEST_DAYS = 90;

  /// The condition's key for one of its alerts.
  String condition(Burn.Alarm alarm) {
    return "slo/" + id + "/" + alarm.wire();
  }

  /// A window as people write it.
  static @Nullable Duration window(String text) {
    var matcher = java.util.regex.Pattern.compile("(\\d{1,4})\\s*([hdw])").matcher(text.strip());
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "h" -> Duration.ofHours(number);
      case "w" -> Duration.ofDays(7 * number);
      default -> Duration.ofDays(number);
    };
  }
}
