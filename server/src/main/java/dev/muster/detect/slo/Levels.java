package dev.muster.detect.slo;

import dev.muster.detect.slo.Cohorts.Verdict;
import java.util.ArrayList;
import java.util.Locale;
import java.util.SortedMap;

/// Compares how high the values of two cohorts are, such as the latency of a canary and of its baseline. Pure.
///
/// Values of the same step are compared with each other, so that what moves both does not count. Their mean difference has Student's
/// interval of 95 %; neighbouring steps resemble each other, so the steps count for as many as `n (1 - r) / (1 + r)` independent ones,
/// r being the correlation of a difference with the next (Bayley and Hammersley, "The effective number of independent observations in
/// an autocorrelated time series", 1946, for a chain of first order).
final class Levels {
  /// Steps that both must have; fewer say little of how much they vary.
  static final int FEWEST = 10;

  private static final double Z = 1.959964;

  private Levels() {}

  /// A comparison.
  ///
  /// @param canary mean over the steps that both have
  /// @param baseline the same of the baseline
  /// @param difference canary less baseline
  /// @param low lower end of its interval of 95 %
  /// @param high upper end
  /// @param steps that both have
  record Compared(
      Verdict verdict,
      double canary,
      double baseline,
      double difference,
      double low,
      double high,
      int steps) {
    String words(String what) {
      if (steps < FEWEST) {
        return String.format(
            Locale.ROOT,
            "Not enough data to tell: %d steps have values of both, and %d are needed.",
            steps,
            FEWEST);
      }
      String numbers =
          String.format(
              Locale.ROOT,
              "%.4g on average against %.4g of the baseline; the difference lies between %+.3g and"
                  + " %+.3g (95 %%, %d steps)",
              canary,
              baseline,
              low,
              high,
              steps);
      return switch (verdict) {
        case HIGHER -> "Higher " + what + " in the canary: " + numbers + ".";
        case LOWER -> "Lower " + what + " in the canary: " + numbers + ".";
        case NO_DIFFERENCE -> "No difference that matters: " + numbers + ".";
        case NOT_ENOUGH_DATA -> "Not enough data to tell: " + numbers + ".";
      };
    }
  }

  /// @param matters the smallest difference that anybody would act upon, as a share of the baseline's mean
  static Compared compare(
      SortedMap<Long, Double> canary, SortedMap<Long, Double> baseline, double matters) {
    var differences = new ArrayList<Double>();
    double canarySum = 0;
    double baselineSum = 0;
    for (var entry : canary.entrySet()) {
      Double other = baseline.get(entry.getKey());
      if (other != null) {
        differences.add(entry.getValue() - other);
        canarySum += entry.getValue();
        baselineSum += other;
      }
    }
    int steps = differences.size();
    if (steps == 0) {
      return new Compared(Verdict.NOT_ENOUGH_DATA, 0, 0, 0, 0, 0, 0);
    }
    double mean = (canarySum - baselineSum) / steps;
    double squares = 0;
    double neighbours = 0;
    for (int i = 0; i < steps; i++) {
      double off = differences.get(i) - mean;
      squares += off * off;
      neighbours += i == 0 ? 0 : off * (differences.get(i - 1) - mean);
    }
    double likeness = squares <= 0 ? 0 : Math.clamp(neighbours / squares, 0, 0.99);
    double independent = Math.max(1, steps * (1 - likeness) / (1 + likeness));
    double spread = Math.sqrt(squares / Math.max(1, steps - 1));
    double reach = student(Math.max(1, independent - 1)) * spread / Math.sqrt(independent);
    double low = mean - reach;
    double high = mean + reach;
    double least = matters * Math.abs(baselineSum / steps);
    Verdict verdict = steps < FEWEST ? Verdict.NOT_ENOUGH_DATA : Cohorts.verdict(low, high, least);
    return new Compared(verdict, canarySum / steps, baselineSum / steps, mean, low, high, steps);
  }

  /// The quantile of Student's distribution that leaves 2.5 % above it, by the first terms of Cornish and Fisher's expansion
  /// (Abramowitz and Stegun, 26.7.5); 12.7 for one degree of freedom, where the expansion does not hold.
  private static double student(double freedom) {
    if (freedom < 2) {
      return 12.7;
    }
    double cube = Z * Z * Z;
    double fifth = cube * Z * Z;
    return Z
        + (cube + Z) / (4 * freedom)
        + (5 * fifth + 16 * cube + 3 * Z) / (96 * freedom * freedom)
        + (3 * fifth * Z * Z + 19 * fifth + 17 * cube - 15 * Z)
            / (384 * freedom * freedom * freedom);
  }
}
