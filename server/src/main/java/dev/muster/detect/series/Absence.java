package dev.muster.detect.series;

import org.jspecify.annotations.Nullable;

/// Notices that a series has fallen silent. It learns how far apart samples come, so that one rule serves series of every rate; a
/// fixed patience can be given instead.
///
/// A pure value: each step gives the next state.
///
/// @param patienceMillis silence after which the series is absent; null to take [#TIMES] times the usual gap, but no less than
///     [#LEAST_MILLIS]
/// @param lastMillis time of the newest sample; null before the first
/// @param usualGapMillis the moving mean of gaps, 0 before the second sample
/// @param samples how many samples came, counted up to [#KNOWN]
public record Absence(
    @Nullable Long patienceMillis, @Nullable Long lastMillis, double usualGapMillis, int samples) {
  /// Silence of so many usual gaps is absence.
  public static final int TIMES = 5;

  /// Less silence than this is never absence when the patience is learned.
  public static final long LEAST_MILLIS = 60_000;

  /// Samples after which the usual gap is believed.
  public static final int KNOWN = 10;

  private static final double FORGETTING = 0.05;

  public Absence {
    if (patienceMillis != null && patienceMillis <= 0) {
      throw new IllegalArgumentException("a patience of " + patienceMillis + " ms");
    }
  }

  /// Learns the patience.
  public static Absence learned() {
    return new Absence(null, null, 0, 0);
  }

  /// A fixed patience.
  public static Absence after(long patienceMillis) {
    return new Absence(patienceMillis, null, 0, 0);
  }

  /// The state after a sample; a late one changes nothing.
  public Absence sample(long epochMillis) {
    Long last = lastMillis;
    if (last == null) {
      return new Absence(patienceMillis, epochMillis, 0, 1);
    }
    if (epochMillis <= last) {
      return this;
    }
    double gap = (double) epochMillis - last;
    // A long silence is what is looked for, not what is usual.
    double counted = samples > KNOWN - 1 ? Math.min(gap, 3 * usualGapMillis) : gap;
    double rate = Math.max(FORGETTING, 1.0 / samples);
    return new Absence(
        patienceMillis,
        epochMillis,
        usualGapMillis + rate * (counted - usualGapMillis),
        Math.min(KNOWN, samples + 1));
  }

  /// The same for somebody who has listened since then only: silence from before does not count.
  public Absence noEarlier(long listeningMillis) {
    Long last = lastMillis;
    return last == null || last >= listeningMillis
        ? this
        : new Absence(patienceMillis, listeningMillis, usualGapMillis, samples);
  }

  /// When the series counts as absent if nothing comes, in epoch milliseconds; null while that cannot be said.
  public @Nullable Long dueMillis() {
    Long last = lastMillis;
    if (last == null) {
      return null;
    }
    Long fixed = patienceMillis;
    if (fixed != null) {
      return Math.addExact(last, fixed);
    }
    return samples < KNOWN
        ? null
        : last + Math.max(LEAST_MILLIS, (long) Math.ceil(TIMES * usualGapMillis));
  }

  /// Whether the series is absent now.
  public boolean absent(long nowMillis) {
    Long due = dueMillis();
    return due != null && nowMillis >= due;
  }
}
