package dev.muster.detect.rule;

import dev.muster.detect.series.LimitForecast;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks ahead from the hours of a series: days that end now, so that the hour of the day does not matter. Pure.
public final class Outlooks {
  private static final long DAY = 86_400_000;

  /// A step is great when it is so many times as far from the usual one as others are, and so much of all that was seen.
  private static final double ODD = 8;

  private static final double GREAT = 0.2;

  private Outlooks() {}

  /// When the series reaches a limit.
  ///
  /// @param values of the series in order, some an hour or so
  /// @param now values from then on are left out
  /// @param upwards whether the limit is reached by rising
  /// @return null when there are too few days
  public static LimitForecast.@Nullable Outlook of(
      List<Sample> values, Instant now, double limit, boolean upwards) {
    long end = now.toEpochMilli();
    double[] sums = new double[LimitForecast.MOST_DAYS];
    int[] counts = new int[LimitForecast.MOST_DAYS];
    for (Sample value : values) {
      long ago = Math.floorDiv(end - 1 - value.millis(), DAY);
      if (value.millis() < end && ago < LimitForecast.MOST_DAYS) {
        sums[(int) ago] += value.value();
        counts[(int) ago]++;
      }
    }
    var means = new ArrayList<Sample>();
    for (int ago = LimitForecast.MOST_DAYS - 1; ago >= 0; ago--) {
      if (counts[ago] > 0) {
        means.add(new Sample(end - ago * DAY, sums[ago] / counts[ago]));
      }
    }
    long[] times = means.stream().mapToLong(Sample::millis).toArray();
    double[] days = means.stream().mapToDouble(Sample::value).toArray();
    if (days.length < LimitForecast.LEAST_DAYS) {
      return null;
    }
    withoutCleanUp(days, upwards);
    LimitForecast.Outlook outlook = LimitForecast.of(times, days, limit, upwards);
    if (outlook == null) {
      return null;
    }
    Double expected = outlook.days();
    double newest = days[days.length - 1];
    boolean reached = upwards ? newest >= limit : newest <= limit;
    return expected != null && expected == 0 && !reached
        // the line through all days is there, the series is not
        ? new LimitForecast.Outlook(null, null, null, outlook.perDay(), outlook.basis())
        : sooner(outlook);
  }

  /// Takes one great step away from the limit out of the days before it: a disk that was cleaned up grows on as before, from where
  /// it is now. Several such steps are its way of life and stay.
  private static void withoutCleanUp(double[] days, boolean upwards) {
    double[] steps = new double[days.length - 1];
    double least = days[0];
    double greatest = days[0];
    for (int i = 1; i < days.length; i++) {
      steps[i - 1] = days[i] - days[i - 1];
      least = Math.min(least, days[i]);
      greatest = Math.max(greatest, days[i]);
    }
    double usual = median(steps);
    double[] distances = Arrays.stream(steps).map(step -> Math.abs(step - usual)).toArray();
    double odd = Math.max(ODD * median(distances), GREAT * (greatest - least));
    int found = 0;
    for (int i = 0; i < steps.length; i++) {
      if ((upwards ? usual - steps[i] : steps[i] - usual) > odd) {
        // it may take place within a day, whose mean then lies in between
        found = found == 0 || i == found ? i + 1 : -1;
      }
      if (found < 0) {
        return;
      }
    }
    if (found > 0) {
      double shift = 0;
      for (int i = found - 1; i >= 0; i--) {
        double step = steps[i] - usual;
        shift += Math.abs(step) > odd ? step : 0;
        days[i] += shift;
      }
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /// The mean of a day is where the series stood in its middle, half a day before the end that it was given as its time.
  private static LimitForecast.Outlook sooner(LimitForecast.Outlook outlook) {
    return new LimitForecast.Outlook(
        halfDayLess(outlook.days()),
        halfDayLess(outlook.earliest()),
        halfDayLess(outlook.latest()),
        outlook.perDay(),
        outlook.basis());
  }

  private static @Nullable Double halfDayLess(@Nullable Double days) {
    return days == null || days == 0 ? days : Double.valueOf(Math.max(0, days - 0.5));
  }
}
