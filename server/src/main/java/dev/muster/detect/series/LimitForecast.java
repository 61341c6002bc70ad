package dev.muster.detect.series;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// When a series will reach a limit if it goes on as it did: a disk that fills, a quota that runs out. From one value a day, so that
/// the hours of the day do not matter, and a robust line (Theil and Sen: the median of all slopes between two days), so that one odd
/// day does not.
public final class LimitForecast {
  /// Fewer days than this say nothing of a trend.
  public static final int LEAST_DAYS = 5;

  /// More days than this are not looked at; the newest count.
  public static final int MOST_DAYS = 60;

  /// Farther ahead than this nothing is said.
  public static final double MOST_AHEAD = 3_650;

  private static final double DAY_MILLIS = 86_400_000;

  /// What is to be expected.
  ///
  /// @param days until the limit; 0 when it is reached already; null when the series does not move towards it or only in more than
  ///     [#MOST_AHEAD] days
  /// @param earliest lower end of an interval in which the day lies with about 80 %; null when unknown
  /// @param latest upper end of it; null when it may never be
  /// @param perDay the trend, in the unit of the series
  /// @param basis how many days it was taken from
  public record Outlook(
      @Nullable Double days,
      @Nullable Double earliest,
      @Nullable Double latest,
      double perDay,
      int basis) {
    /// In plain words.
    public String words() {
      Double expected = days;
      if (expected == null) {
        return "the limit is not in sight (%s a day, from %d days)"
            .formatted(Words.number(perDay), basis);
      }
      if (expected == 0) {
        return "the limit is reached";
      }
      Double from = earliest;
      Double to = latest;
      return "the limit is reached in about %s days (%s), at %s a day, from %d days"
          .formatted(
              Words.number(Math.round(expected * 10) / 10.0),
              from == null
                  ? "when exactly is unknown"
                  : to == null
                      ? "not before " + Words.number(Math.round(from * 10) / 10.0)
                      : Words.number(Math.round(from * 10) / 10.0)
                          + " to "
                          + Words.number(Math.round(to * 10) / 10.0),
              Words.number(perDay),
              basis);
    }
  }

  private LimitForecast() {}

  /// Looks ahead.
  ///
  /// @param epochMillis times of the values, rising, one a day or so
  /// @param values as many
  /// @param limit the value to reach
  /// @param upwards whether it is reached by rising
  /// @return null when there are not enough values
  public static @Nullable Outlook of(
      long[] epochMillis, double[] values, double limit, boolean upwards) {
    if (epochMillis.length != values.length) {
      throw new IllegalArgumentException(
          epochMillis.length + " times for " + values.length + " values");
    }
    int from = Math.max(0, values.length - MOST_DAYS);
    int count = values.length - from;
    if (count < LEAST_DAYS) {
      return null;
    }
    double sign = upwards ? 1 : -1;
    var slopes = new double[count * (count - 1) / 2];
    int n = 0;
    for (int i = from; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        double days = (epochMillis[j] - epochMillis[i]) / DAY_MILLIS;
        if (days > 0 && Double.isFinite(values[i]) && Double.isFinite(values[j])) {
          slopes[n++] = sign * (values[j] - values[i]) / days;
        }
      }
    }
    if (n < LEAST_DAYS) {
      return null;
    }
    double[] sorted = Arrays.copyOf(slopes, n);
    Arrays.sort(sorted);
    double slope = quantile(sorted, 0.5);
    // Kendall's deviation of the number of rising pairs gives the ranks between which the true
    // slope lies.
    double pairs = Math.sqrt(count * (count - 1.0) * (2 * count + 5) / 18);
    double reach = 1.28 * pairs / n / 2;
    double low = quantile(sorted, Math.clamp(0.5 - reach, 0, 1));
    double high = quantile(sorted, Math.clamp(0.5 + reach, 0, 1));
    double left = sign * (limit - level(epochMillis, values, from, sign * slope));
    Double latest = low > 0 ? days(left, low) : null;
    return new Outlook(
        left <= 0 ? Double.valueOf(0) : days(left, slope),
        left <= 0 ? Double.valueOf(0) : days(left, high),
        left <= 0 ? Double.valueOf(0) : latest,
        sign * slope,
        count);
  }

  private static @Nullable Double days(double left, double slope) {
    if (slope <= 0) {
      return null;
    }
    double days = left / slope;
    return days > MOST_AHEAD ? null : Double.valueOf(days);
  }

  /// Where the line stands at the newest time: the median of what each value says of it.
  private static double level(long[] times, double[] values, int from, double slope) {
    var levels = new double[values.length - from];
    int n = 0;
    long now = times[times.length - 1];
    for (int i = from; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        levels[n++] = values[i] + slope * (now - times[i]) / DAY_MILLIS;
      }
    }
    double[] sorted = Arrays.copyOf(levels, n);
    Arrays.sort(sorted);
    return quantile(sorted, 0.5);
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(sorted.length - 1, low + 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
