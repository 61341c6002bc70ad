package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Finds what is off its season for long: the distances from the season of about the last hour and a half are averaged, and how rare that average is
/// on this series is its surprise. Noise that jumps is back within the hour; where something is wrong it stays.
final class Lasting {
  /// About how long the average looks back: an hour and a half.
  private static final double SECONDS = 5_400;

  /// A single sample counts for at most so many spreads: what is far off for a moment is found by others.
  private static final double MOST = 6;

  /// Samples in the time that the average looks back, from which it says more than a single sample does.
  private static final double FEWEST = 3;

  /// For so many seconds it learns how rare an average is before it judges: two weeks, or the one slow walk of a few hours would be all
  /// that it knows.
  private static final double LEARNS = 14 * 86_400.0;

  /// After a gap of more seconds than this the average begins anew.
  private static final double GAP = 3_600;

  /// Snapshot size in bytes.
  static final int BYTES = Tail.BYTES + 2 * 8 + 4;

  private final Tail tail = new Tail();
  private final double rate;
  private final int interval;
  private double mean;
  private double known;
  private int samples;

  // Of the newest sample; not part of the state.
  private double surprise;

  /// @param interval between samples, in seconds
  Lasting(int interval) {
    this.interval = interval;
    rate = interval * FEWEST > SECONDS ? 0 : 1 - Math.exp(-interval / SECONDS);
  }

  /// Judges the next distance by what was learned before; how rare it is, is learned by [#learn].
  ///
  /// @param distance from what is usual at this time, in spreads
  /// @param passed seconds since the sample before
  void observe(double distance, double passed) {
    if (samples < Integer.MAX_VALUE) {
      samples++;
    }
    if (passed > GAP) {
      mean = 0;
      known = 0;
    }
    mean += rate * (Math.clamp(distance, -MOST, MOST) - mean);
    known += rate * (1 - known);
    boolean judges = rate > 0 && known >= 0.9 && samples * (double) interval >= LEARNS;
    surprise = judges ? tail.surprise(Math.abs(mean)) : 0;
  }

  /// Lets the tail learn the newest average.
  ///
  /// @param oneOf it learns one of so many
  void learn(int oneOf) {
    if (rate > 0 && known >= 0.9 && (oneOf <= 1 || samples % oneOf == 0)) {
      tail.learn(Math.abs(mean));
    }
  }

  /// How rare the average of the last hour and a half is, in powers of ten.
  double surprise() {
    return surprise;
  }

  /// The average of the distances, in spreads.
  double mean() {
    return mean;
  }

  void write(ByteBuffer to) {
    tail.write(to);
    to.putDouble(mean).putDouble(known).putInt(samples);
  }

  void read(ByteBuffer from) {
    tail.read(from, true);
    mean = from.getDouble();
    known = from.getDouble();
    samples = from.getInt();
  }
}
