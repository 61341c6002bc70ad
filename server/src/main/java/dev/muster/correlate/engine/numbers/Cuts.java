package dev.muster.correlate.engine.numbers;

import java.util.Arrays;

/// Where the values of a feature are cut into bins, so that trees ask about few thresholds.
///
/// A value that alone is as frequent as a bin should be gets a bin of its own, and the others share the bins that are left, about
/// equally. So what is seldom (one alert in a thousand falls into a maintenance, say) can be asked about however frequent the usual
/// value is; with equal shares of all it could not be below one in as many as there are bins, and whether it was hung on a single sample.
final class Cuts {
  private Cuts() {}

  /// @param values sorted here; what is no number is left out
  /// @param bins most bins, above 1
  /// @return largest value of each bin but the last, ascending
  static float[] of(float[] values, int bins) {
    Arrays.sort(values);
    int all = values.length;
    while (all > 0 && Float.isNaN(values[all - 1])) {
      all--;
    }
    float[] distinct = new float[all];
    int[] counts = new int[all];
    int size = 0;
    for (int i = 0; i < all; i++) {
      if (size == 0 || values[i] > distinct[size - 1]) {
        distinct[size++] = values[i];
      }
      counts[size - 1]++;
    }
    boolean[] alone = new boolean[size];
    int rest = all;
    int left = bins;
    for (boolean found = true; found; ) {
      found = false;
      double full = full(rest, left);
      for (int i = 0; i < size && left > 1; i++) {
        if (!alone[i] && counts[i] >= full && counts[i] < rest) {
          alone[i] = true;
          left--;
          rest -= counts[i];
          found = true;
        }
      }
    }
    float[] cuts = new float[bins - 1];
    int cut = 0;
    int held = 0;
    for (int i = 0; i < size - 1 && cut < cuts.length; i++) {
      held += counts[i];
      if (alone[i] || alone[i + 1] || held + counts[i + 1] / 2.0 > full(rest, left)) {
        cuts[cut++] = distinct[i];
        if (!alone[i]) {
          rest -= held;
          left--;
        }
        held = 0;
      }
    }
    return Arrays.copyOf(cuts, cut);
  }

  /// How many samples a bin should hold, of what is left.
  private static double full(int rest, int left) {
    return left < 1 ? Double.MAX_VALUE : Math.max(1, (double) rest / left);
  }
}
