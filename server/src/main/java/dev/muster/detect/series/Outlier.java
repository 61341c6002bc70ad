package dev.muster.detect.series;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds the member of a group that does not do as its peers do: one host of many, one instance of a service. Robust: median and
/// median distance, so that the odd one does not blur what is usual.
public final class Outlier {
  /// A group smaller than this has no majority to compare with.
  public static final int LEAST_PEERS = 4;

  /// Median distance times this is the deviation of normal values.
  private static final double TO_DEVIATION = 1.4826;

  /// One member against the others.
  ///
  /// @param member its name
  /// @param value what it has
  /// @param usual the median of all
  /// @param deviations how many robust deviations it is off, with its sign
  public record Odd(String member, double value, double usual, double deviations) {
    /// In plain words.
    public String words() {
      return "%s has %s where its peers have about %s"
          .formatted(member, Words.number(value), Words.number(usual));
    }
  }

  private Outlier() {}

  /// The members that are off by at least so many deviations, the farthest first, equal ones by name.
  ///
  /// @param values member to value at one moment; those that are not finite are left out
  /// @param deviations usually from 4 to 8
  /// @param least differences smaller than this never count, in the unit of the values; 0 or more. It keeps a group of nearly equal
  ///     members from being judged by its rounding
  public static List<Odd> of(Map<String, Double> values, double deviations, double least) {
    var known = new TreeMap<String, Double>();
    values.forEach((member, value) -> {
      if (Double.isFinite(value)) {
        known.put(member, value);
      }
    });
    if (known.size() < LEAST_PEERS) {
      return List.of();
    }
    double[] all = known.values().stream().mapToDouble(Double::doubleValue).toArray();
    double usual = median(all);
    double[] distances = Arrays.stream(all).map(value -> Math.abs(value - usual)).toArray();
    double mean = Arrays.stream(distances).average().orElse(0);
    // More than half of the members may be equal; then the mean distance has to do.
    double spread = Math.max(TO_DEVIATION * median(distances), 0.25 * mean);
    double unit = Math.max(spread, 1e-12 * Math.max(1, Math.abs(usual)));
    return known.entrySet().stream()
        .map(entry ->
            new Odd(
                entry.getKey(),
                entry.getValue(),
                usual,
                Math.clamp((entry.getValue() - usual) / unit, -1e6, 1e6)))
        .filter(odd ->
            Math.abs(odd.deviations()) >= deviations && Math.abs(odd.value() - odd.usual()) > least)
        .sorted(
            Comparator.comparingDouble((Odd odd) -> -Math.abs(odd.deviations()))
                .thenComparing(Odd::member))
        .toList();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : sorted[half - 1] / 2 + sorted[half] / 2;
  }
}
