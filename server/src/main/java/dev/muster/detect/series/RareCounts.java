package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// Judges series of counts that are mostly zero. Where nearly every sample is nought, the ranks and steps of the other views say
/// little: whatever is not nought is rare, be it one or a hundred. So the counts of the last 1, 4 and 16 samples are compared with
/// what a Poisson process of the usual rate would give, widened where the series scatters more than that (quasi-Poisson).
final class RareCounts {
  private static final int RING = 16;
  private static final int[] WINDOWS = {1, 4, 16};

  /// A longer window is another chance to be surprised by nothing; in powers of ten.
  private static final double WINDOW_COSTS = 0.3;

  /// Usual counts a sample up to which a series is wholly judged here, and from which not at all.
  private static final double RARE = 0.12;

  private static final double NOT_RARE = 0.3;

  /// After a number that is no count this many counts must come.
  private static final int PROOF = 2_000;

  /// Samples before the rate is known well enough.
  private static final int WARM_UP = 100;

  private static final double FORGETTING = 0.0005;
  private static final double LARGEST = 1e6;
  private static final double MOST_RARE = 12;

  /// One sample teaches no more than this, and what it usually is three times over.
  private static final double LEARNED_AT_MOST = 10;

  /// Counts above the usual come in crowds, and a crowd is one event: each teaches the less the more came just before.
  private static final double CROWD_FADES = 0.98;

  /// Snapshot size in bytes.
  static final int BYTES = 4 * RING + 3 * 4 + 3 * 8;

  private final float[] ring = new float[RING];
  private int at;
  private int samples;
  private int proof = PROOF;
  private double mean;
  private double square;
  private double crowd;

  // Of the newest sample; not part of the state.
  private double surprise;
  private int window;

  /// Takes the next sample: judges it by what was learned before, and learns it.
  void observe(double value) {
    samples = Math.min(1_000_000, samples + 1);
    boolean count = value >= 0 && value < LARGEST && value == Math.rint(value);
    proof = count ? Math.min(PROOF, proof + 1) : 0;
    double bounded = count ? value : 0;
    ring[at] = (float) bounded;
    at = at + 1 & RING - 1;
    surprise = 0;
    if (share() > 0 && bounded > 0) {
      judge();
    }
    double learned = Math.min(bounded, LEARNED_AT_MOST + 3 * mean);
    boolean much = bounded > 1 + 3 * mean;
    double rate = Math.max(1.0 / samples, FORGETTING) / (1 + (much ? crowd : 0));
    crowd = crowd * CROWD_FADES + (much ? 1 : 0);
    mean += rate * (learned - mean);
    square += rate * (learned * learned - square);
  }

  private void judge() {
    double usual = Math.max(mean, 1.0 / (samples + 100));
    double scatter = Math.max(1, (square - mean * mean) / usual);
    double sum = 0;
    int next = 0;
    for (int i = 1; i <= RING; i++) {
      sum += ring[at - i & RING - 1];
      if (i == WINDOWS[next]) {
        double rarity = rarity(sum / scatter, usual * i / scatter) - WINDOW_COSTS * next;
        if (rarity > surprise) {
          surprise = rarity;
          window = i;
        }
        next++;
      }
    }
  }

  /// Minus the decimal logarithm of the probability that a Poisson variable is at least this large; Stirling's formula for the
  /// factorial.
  private static double rarity(double count, double expected) {
    if (count <= expected || count < 1) {
      return 0;
    }
    double logarithm =
        count * Math.log(expected / count)
            + count
            - expected
            - 0.5 * Math.log(2 * Math.PI * count)
            - Math.log(1 - expected / (count + 1));
    return Math.max(0, -logarithm / Math.log(10));
  }

  /// How far the series is to be judged here, from 0 (not) to 1 (wholly).
  double share() {
    return proof < PROOF || samples < WARM_UP
        ? 0
        : Math.clamp((NOT_RARE - mean) / (NOT_RARE - RARE), 0, 1);
  }

  /// How rare the newest counts are, in powers of ten.
  double surprise() {
    return Math.min(MOST_RARE, surprise);
  }

  /// Of how many samples that is said.
  int window() {
    return window;
  }

  /// The counts of those samples.
  double counted() {
    double sum = 0;
    for (int i = 1; i <= window; i++) {
      sum += ring[at - i & RING - 1];
    }
    return sum;
  }

  /// Counts that are usual in as many samples.
  double usual() {
    return mean * window;
  }

  void write(ByteBuffer to) {
    for (float each : ring) {
      to.putFloat(each);
    }
    to.putInt(at).putInt(samples).putInt(proof).putDouble(mean).putDouble(square);
    to.putDouble(crowd);
  }

  void read(ByteBuffer from) {
    for (int i = 0; i < RING; i++) {
      ring[i] = from.getFloat();
    }
    at = from.getInt() & RING - 1;
    samples = from.getInt();
    proof = from.getInt();
    mean = from.getDouble();
    square = from.getDouble();
    crowd = from.getDouble();
  }
}
