package dev.muster.detect.series;

import org.jspecify.annotations.Nullable;

/// Turns a counter that only rises into a rate a second. When it falls, the process behind it has started anew: the new value is
/// what was counted since, as Prometheus' `rate` takes it.
///
/// A pure value: each step gives the next state.
///
/// @param lastMillis time of the newest sample; null before the first
/// @param last its value
/// @param resets how often the counter fell
public record Counter(@Nullable Long lastMillis, double last, long resets) {
  /// A step.
  ///
  /// @param next the state after the sample
  /// @param perSecond the rate since the sample before; null for the first, for a late one and for one that is not a number
  public record Step(Counter next, @Nullable Double perSecond) {}

  /// Nothing seen yet.
  public static Counter fresh() {
    return new Counter(null, 0, 0);
  }

  /// Takes a sample.
  public Step step(long epochMillis, double value) {
    Long before = lastMillis;
    if (!Double.isFinite(value) || value < 0 || (before != null && epochMillis <= before)) {
      return new Step(this, null);
    }
    if (before == null) {
      return new Step(new Counter(epochMillis, value, resets), null);
    }
    boolean reset = value < last;
    double counted = reset ? value : value - last;
    double seconds = ((double) epochMillis - before) / 1_000;
    return new Step(
        new Counter(epochMillis, value, reset ? resets + 1 : resets), counted / seconds);
  }
}
