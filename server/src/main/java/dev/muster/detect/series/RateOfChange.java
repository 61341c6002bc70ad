package dev.muster.detect.series;

import org.jspecify.annotations.Nullable;

/// How fast a series moves, from a line through its last samples: steadier than the difference of two. Not safe for several threads.
public final class RateOfChange {
  private final long windowMillis;
  private final long[] times;
  private final double[] values;
  private int first;
  private int count;

  /// @param windowMillis how far back samples count, more than 0
  /// @param most most samples that are kept; the oldest go first. From 2 to 10,000, as each costs 16 bytes
  public RateOfChange(long windowMillis, int most) {
    if (windowMillis <= 0 || most < 2 || most > 10_000) {
      throw new IllegalArgumentException(
          "a window of " + windowMillis + " ms, " + most + " samples");
    }
    this.windowMillis = windowMillis;
    times = new long[most];
    values = new double[most];
  }

  /// Takes a sample. One that is late or not a finite number changes nothing.
  ///
  /// @return the change a second over the window, or null while there are not two samples half a window apart
  public @Nullable Double observe(long epochMillis, double value) {
    if (!Double.isFinite(value) || (count > 0 && epochMillis <= time(count - 1))) {
      return null;
    }
    if (count == times.length) {
      drop();
    }
    int at = (first + count) % times.length;
    times[at] = epochMillis;
    values[at] = value;
    count++;
    while (count > 0 && time(0) < epochMillis - windowMillis) {
      drop();
    }
    return slope();
  }

  private long time(int i) {
    return times[(first + i) % times.length];
  }

  private double value(int i) {
    return values[(first + i) % times.length];
  }

  private void drop() {
    first = (first + 1) % times.length;
    count--;
  }

  private @Nullable Double slope() {
    long start = time(0);
    if (count < 2 || time(count - 1) - start < windowMillis / 2) {
      return null;
    }
    double meanTime = 0;
    double meanValue = 0;
    for (int i = 0; i < count; i++) {
      meanTime += (time(i) - start) / 1_000.0 / count;
      meanValue += value(i) / count;
    }
    double both = 0;
    double square = 0;
    for (int i = 0; i < count; i++) {
      double off = (time(i) - start) / 1_000.0 - meanTime;
      both += off * (value(i) - meanValue);
      square += off * off;
    }
    double slope = both / square;
    return Double.isFinite(slope) ? slope : null;
  }
}
