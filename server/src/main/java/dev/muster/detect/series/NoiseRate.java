package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// How much more than usual a series must show before it is an anomaly, because of its own noise. Some noise stirs all views at once,
/// so that sums of surprises near the alarm come often though nothing is wrong. Those just below it are counted in two bands; how
/// fast they thin out from one to the next says how many would be above it. Real events lie far above and are not counted, so a
/// series with many of them does not become deaf.
final class NoiseRate {
  /// The rate is counted over four weeks, or over this many samples where that is longer. Before that age it is not known; at twice
  /// the age it is trusted wholly.
  private static final int LEAST_SAMPLES = 8_064;

  private static final double FOUR_WEEKS_MILLIS = 28 * 86_400_000.0;

  /// Width of a band, as a share of the alarm.
  private static final double BAND = 0.2;

  /// False alarms in that time that are put up with.
  private static final double ENDURED = 0.5;

  /// What share of one band reaches the next, before the data tell, and how many samples that counts for.
  private static final double PRIOR_SHARE = 0.25;

  private static final double PRIOR_WEIGHT = 6;
  private static final double MOST_SHARE = 0.7;
  private static final double MOST = 1.3;

  /// Snapshot size in bytes.
  static final int BYTES = 2 * 8 + 8;

  private double near;
  private double farther;
  private long since = Long.MIN_VALUE;

  /// @param interval between samples, in seconds
  private static double span(int interval) {
    return Math.max(FOUR_WEEKS_MILLIS, LEAST_SAMPLES * 1_000.0 * interval);
  }

  /// By what factor the alarm lies higher than on other series, at least 1.
  ///
  /// @param interval between samples, in seconds
  double factor(long epochMillis, int interval) {
    if (near < 1) {
      return 1;
    }
    double trust = Math.clamp((epochMillis - since) / span(interval) - 1, 0, 1);
    double share =
        Math.min(MOST_SHARE, (near + PRIOR_SHARE * PRIOR_WEIGHT) / (farther + PRIOR_WEIGHT));
    double surely = near - Math.sqrt(near);
    double expected = surely * share / (1 - share);
    if (trust == 0 || expected <= ENDURED) {
      return 1;
    }
    double raise = BAND * Math.log(expected / ENDURED) / -Math.log(share);
    return Math.min(MOST, 1 + trust * raise);
  }

  /// Lets time pass between samples.
  ///
  /// @param interval between samples, in seconds
  void pass(long fromMillis, long toMillis, int interval) {
    if (since == Long.MIN_VALUE) {
      since = toMillis;
    } else if (near + farther > 0) {
      double left = Math.exp((fromMillis - toMillis) / span(interval));
      near *= left;
      farther *= left;
    }
  }

  /// Counts a sum of surprises that was not told before.
  ///
  /// @param height as a share of the alarm
  void note(double height) {
    if (height < 1 && height >= 1 - BAND) {
      near++;
    } else if (height < 1 - BAND && height >= 1 - 2 * BAND) {
      farther++;
    }
  }

  void write(ByteBuffer to) {
    to.putDouble(near).putDouble(farther).putLong(since);
  }

  void read(ByteBuffer from) {
    near = from.getDouble();
    farther = from.getDouble();
    since = from.getLong();
  }
}
