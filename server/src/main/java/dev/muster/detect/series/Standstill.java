package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Finds that a series stands still, sample by sample the same value, for much longer than it ever does: a collector that repeats what it
/// had, a sensor that froze, a counter that nobody feeds. No other view sees it, as the value itself is usual. Each such stretch is told
/// once.
///
/// What is usual is the second longest stretch of the last weeks: the one longest may have been trouble itself, but what comes again
/// (a machine that rests each night) is the way of the series, and no news from the third time on.
final class Standstill {
  /// A stretch is told when it is so many times as long as the usual ones.
  private static final double TIMES = 3;

  /// But not before so many seconds and samples: a value that comes again for a few minutes is no fault.
  private static final double LEAST_SECONDS = 1_200;

  private static final int LEAST_SAMPLES = 6;

  /// For so many seconds it learns before it judges: whatever day that begins on, a rest of each weekend came twice by then, also where a
  /// long known series comes from a version that did not look at this.
  private static final double LEARNS = 15 * 86_400.0;

  /// Usual lengths fade by half in four weeks.
  private static final double FADES = Math.log(2) / (28 * 86_400.0);

  /// After a gap of so many sampling intervals nobody knows whether it stood still all the time. A stretch that was told goes on after it
  /// with the same value, without the time of the gap: it is the same trouble, and no second one to be told or learned.
  private static final double GAP = 3;

  /// Share of samples that equal the one before from which a series is not judged: it rests more than it moves.
  private static final double RESTS = 0.6;

  /// Snapshot size in bytes.
  static final int BYTES = 4 * 4 + 2 * 4;

  private float longest;
  private float second;
  private float known;

  /// How long the present stretch is, in seconds.
  private float lasts;

  private int same;
  private boolean on;

  // Of the newest sample; not part of the state.
  private boolean begins;

  /// Takes the next sample.
  ///
  /// @param equal whether it equals the one before
  /// @param passed seconds since the sample before
  /// @param interval between samples, in seconds
  /// @param stillness share of samples that equal the one before
  void observe(boolean equal, double passed, int interval, double stillness) {
    begins = false;
    boolean gap = passed > GAP * interval;
    if (!gap) {
      known = (float) Math.min(LEARNS, known + passed);
    }
    double fades = Math.min(1, FADES * passed);
    longest -= (float) (fades * longest);
    second -= (float) (fades * second);
    if (gap && equal && on) {
      return;
    }
    if (!equal || gap) {
      if (lasts > second) {
        second = Math.min(lasts, longest);
        longest = Math.max(lasts, longest);
      }
      lasts = 0;
      same = 1;
      on = false;
      return;
    }
    lasts += (float) passed;
    same = Math.min(LEAST_SAMPLES, same + 1);
    if (!on
        && same >= LEAST_SAMPLES
        && known >= LEARNS
        && stillness < RESTS
        && lasts >= Math.max(LEAST_SECONDS, TIMES * second)) {
      on = true;
      begins = true;
    }
  }

  /// Whether the newest sample is the one at which a stretch is told.
  boolean begins() {
    return begins;
  }

  /// Whether a stretch that was told goes on.
  boolean on() {
    return on;
  }

  /// For how many seconds the series has had the value that it has.
  double lasts() {
    return lasts;
  }

  /// For how many seconds it usually stands still at most.
  double usual() {
    return second;
  }

  /// For how many seconds it stood still when it did so for longest of late.
  double longest() {
    return longest;
  }

  void write(ByteBuffer to) {
    to.putFloat(longest).putFloat(second).putFloat(known).putFloat(lasts);
    to.putInt(same).putInt(on ? 1 : 0);
  }

  void read(ByteBuffer from) {
    longest = from.getFloat();
    second = from.getFloat();
    known = from.getFloat();
    lasts = from.getFloat();
    same = from.getInt();
    on = from.getInt() == 1;
  }
}
