package dev.muster.detect.series;

import java.nio.ByteBuffer;

/// How rare a magnitude is among those seen so far: a histogram whose buckets are a quarter of an octave wide, with a Pareto tail
/// above the 95 % point (Hill's estimate, pulled towards a Gaussian-like tail while it has seen little). Old samples fade: all
/// counts are halved whenever [#MEMORY] of them are there.
final class Tail {
  /// Samples after which the counts are halved, so that between half of this and this many count. About a week at one a minute.
  private static final int MEMORY = 10_000;

  /// Fewer samples than this say nothing.
  private static final int ENOUGH = 20;

  private static final int BUCKETS = 40;

  /// Where the bucket of the 95 % point is put; when it walks out of the middle, all buckets are shifted.
  private static final int HOME = 18;

  private static final int LOWEST = 6;
  private static final int HIGHEST = 30;

  /// Two bits of the mantissa beside the exponent: four buckets an octave.
  private static final int SHIFT = 50;

  private static final double SHARE_ABOVE = 0.05;
  private static final double SURPRISE_AT_CUT = -Math.log10(SHARE_ABOVE);

  /// The tail index that is assumed before the data tell, in natural logarithms, and how many samples it counts for. A Gaussian
  /// has about 0.2 there.
  private static final double PRIOR_INDEX = 0.2;

  private static final double PRIOR_WEIGHT = 15;
  private static final double HILL_MEMORY = 0.995;
  private static final double MOST_EXCESS = 3;

  /// Magnitudes beyond the 95 % point come in crowds, and a crowd is one event, not many: each sample of it teaches the tail the less
  /// the more of them came just before. Otherwise one long anomaly would make all later ones look usual.
  private static final double CROWDING = 0.5;

  private static final double CROWD_FADES = 0.9;

  /// Snapshot size in bytes.
  static final int BYTES = 2 * BUCKETS + 4 * 4 + 3 * 4;

  private final short[] counts = new short[BUCKETS];

  /// Position on the logarithmic scale of bucket 1; 0 while nothing but zeros came. Bucket 0 holds all that is smaller.
  private int base;

  /// The bucket of the 95 % point.
  private int cut = BUCKETS - 1;

  /// Samples in buckets above `cut`.
  private int above;

  private int total;
  private float excess = (float) (PRIOR_INDEX * PRIOR_WEIGHT);
  private float excesses = (float) PRIOR_WEIGHT;

  /// How many samples beyond the 95 % point came of late.
  private float crowd;

  /// Of [#quantile], for the share that was asked last; not part of the state.
  private double shareAsked;

  private float indexAsked;
  private double stretch;

  private int bucket(double magnitude) {
    int position = (int) (Double.doubleToRawLongBits(magnitude) >>> SHIFT);
    return position < base ? 0 : Math.min(position - base + 1, BUCKETS - 1);
  }

  private static double edge(int position) {
    return Double.longBitsToDouble((long) position << SHIFT);
  }

  /// The magnitude that about 5 % exceed.
  private double cutPoint() {
    double low = cut == 0 ? edge(base) * 0.5 : edge(base + cut - 1);
    double high = edge(base + cut);
    double share = counts[cut] > 0 ? (SHARE_ABOVE * total - above) / counts[cut] : 1;
    return high - Math.clamp(share, 0, 1) * (high - low);
  }

  /// Minus the decimal logarithm of the share of samples that are at least this large; 0 before enough is known.
  ///
  /// @param magnitude 0 or more
  double surprise(double magnitude) {
    if (total < ENOUGH || magnitude < Double.MIN_NORMAL) {
      return 0;
    }
    if (base == 0) {
      return Math.log10(2.0 * total);
    }
    int bucket = bucket(magnitude);
    if (bucket >= cut) {
      double point = cutPoint();
      if (magnitude > point) {
        return SURPRISE_AT_CUT + Math.log10(magnitude / point) * excesses / excess;
      }
      return SURPRISE_AT_CUT * magnitude / point;
    }
    int larger = above;
    for (int i = cut; i > bucket; i--) {
      larger += counts[i];
    }
    return -Math.log10((larger + 0.5 * counts[bucket] + 0.5) / (total + 1.0));
  }

  /// The magnitude that a share of the samples exceeds, for shares of 5 % and less; 0 before enough is known.
  double quantile(double share) {
    if (total < ENOUGH || base == 0) {
      return 0;
    }
    float index = excess / excesses;
    if (index != indexAsked || share != shareAsked) {
      indexAsked = index;
      shareAsked = share;
      stretch = Math.pow(SHARE_ABOVE / share, index);
    }
    return cutPoint() * stretch;
  }

  void learn(double magnitude) {
    int bucket = 0;
    crowd *= (float) CROWD_FADES;
    if (magnitude >= Double.MIN_NORMAL) {
      if (base == 0) {
        base = Math.max(1, (int) (Double.doubleToRawLongBits(magnitude) >>> SHIFT) - HOME + 1);
      }
      bucket = bucket(magnitude);
      if (bucket >= cut && total > ENOUGH) {
        double point = cutPoint();
        if (magnitude > point) {
          learnExcess(Math.min(MOST_EXCESS, Math.log(magnitude / point)));
        }
      }
    }
    counts[bucket]++;
    total++;
    if (bucket > cut) {
      above++;
    }
    settle();
    if (total >= MEMORY) {
      halve();
    }
    if (base != 0 && (cut > HIGHEST || (cut > 0 && cut < LOWEST)) && total > ENOUGH) {
      shift(cut - HOME);
    }
  }

  private void learnExcess(double by) {
    double weight = 1 / (1 + CROWDING * crowd);
    double kept = 1 - (1 - HILL_MEMORY) * weight;
    excess = (float) (excess * kept + weight * by);
    excesses = (float) (excesses * kept + weight);
    crowd += 1;
    if (excesses < PRIOR_WEIGHT) {
      excess += (float) (PRIOR_INDEX * (PRIOR_WEIGHT - excesses));
      excesses = (float) PRIOR_WEIGHT;
    }
  }

  /// Moves the cut to where 5 % lie above.
  private void settle() {
    double target = SHARE_ABOVE * total;
    while (cut > 0 && above + counts[cut] < target) {
      above += counts[cut];
      cut--;
    }
    while (cut < BUCKETS - 1 && above > target) {
      cut++;
      above -= counts[cut];
    }
  }

  private void halve() {
    total = 0;
    above = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = (short) ((counts[i] + 1) >> 1);
      total += counts[i];
      if (i > cut) {
        above += counts[i];
      }
    }
    settle();
  }

  /// Shifts the buckets so that the cut is at home again; what falls off at an end is added to the last bucket there.
  private void shift(int by) {
    int bounded = base + by < 1 ? 1 - base : by;
    var moved = new short[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      int to = i == 0 ? 0 : Math.clamp(i - bounded, 0, BUCKETS - 1);
      moved[to] += counts[i];
    }
    System.arraycopy(moved, 0, counts, 0, BUCKETS);
    base += bounded;
    cut = BUCKETS - 1;
    above = 0;
    settle();
  }

  void write(ByteBuffer to) {
    for (short count : counts) {
      to.putShort(count);
    }
    to.putInt(base)
        .putInt(cut)
        .putInt(above)
        .putInt(total)
        .putFloat(excess)
        .putFloat(excesses)
        .putFloat(crowd);
  }

  /// @param crowded whether the snapshot knows of crowds
  void read(ByteBuffer from, boolean crowded) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = from.getShort();
    }
    base = from.getInt();
    cut = Math.clamp(from.getInt(), 0, BUCKETS - 1);
    above = from.getInt();
    total = from.getInt();
    excess = from.getFloat();
    excesses = from.getFloat();
    crowd = crowded ? from.getFloat() : 0;
  }
}
