package dev.muster.detect.series;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The normal score of a value among those seen so far: where it stands in their order, expressed as the deviation that a
/// standard normal value at that place would have. The scale is logarithmic to both sides of the first values' median.
final class Ranks {
  private static final int FIRST = 40;
  private static final int SIDE = 33;
  private static final int BUCKETS = 2 * SIDE;
  private static final int MEMORY = 16_000;
  private static final int SHIFT = 50;
  private static final long ONE = Double.doubleToRawLongBits(1.0) >>> SHIFT;

  /// The logistic curve has the normal one's shape at this stretch.
  private static final double LOGISTIC = 1.702;

  /// Snapshot size in bytes.
  static final int BYTES = 8 * FIRST + 2 * BUCKETS + 2 * 8 + 2 * 4;

  /// The first values, until the scale is fixed.
  private double @Nullable [] first = new double[FIRST];

  private int early;
  private double centre;
  private double unit = 1;
  private final short[] counts = new short[BUCKETS];
  private int total;

  private int bucket(double value) {
    double distance = value - centre;
    double scaled = Math.min(Math.abs(distance) / unit, 1e30) + 1;
    int step = Math.min(SIDE - 1, (int) ((Double.doubleToRawLongBits(scaled) >>> SHIFT) - ONE));
    return distance < 0 ? SIDE - 1 - step : SIDE + step;
  }

  /// The normal score, between about -5 and 5; 0 before enough is known.
  double score(double value) {
    if (early < FIRST) {
      return 0;
    }
    int bucket = bucket(value);
    double below = 0.5 * counts[bucket];
    for (int i = 0; i < bucket; i++) {
      below += counts[i];
    }
    double share = (below + 0.5) / (total + 1.0);
    return Math.log(share / (1 - share)) / LOGISTIC;
  }

  void learn(double value) {
    if (first != null) {
      first[early++] = value;
      if (early == FIRST) {
        start(first);
        first = null;
      }
      return;
    }
    counts[bucket(value)]++;
    total++;
    if (total >= MEMORY) {
      halve();
    }
  }

  private void start(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    centre = sorted[FIRST / 2 - 1] / 2 + sorted[FIRST / 2] / 2;
    double[] distances = new double[FIRST];
    for (int i = 0; i < FIRST; i++) {
      distances[i] = Math.abs(values[i] - centre);
    }
    Arrays.sort(distances);
    unit =
        Math.max(
            distances[FIRST / 2],
            Math.max(distances[FIRST - 1] / 16, 1e-9 * Math.abs(centre) + 1e-12));
    for (double value : values) {
      counts[bucket(value)]++;
      total++;
    }
  }

  private void halve() {
    total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = (short) ((counts[i] + 1) >> 1);
      total += counts[i];
    }
  }

  void write(ByteBuffer to) {
    for (int i = 0; i < FIRST; i++) {
      to.putDouble(first == null ? 0 : first[i]);
    }
    for (short count : counts) {
      to.putShort(count);
    }
    to.putDouble(centre).putDouble(unit).putInt(early).putInt(total);
  }

  void read(ByteBuffer from) {
    var values = new double[FIRST];
    for (int i = 0; i < FIRST; i++) {
      values[i] = from.getDouble();
    }
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] = from.getShort();
    }
    centre = from.getDouble();
    unit = from.getDouble();
    early = Math.clamp(from.getInt(), 0, FIRST);
    total = from.getInt();
    first = early < FIRST ? values : null;
  }
}
