package dev.muster.detect.slo;

import java.util.Locale;

/// Compares the share of events of two cohorts, such as a canary and its baseline. Pure.
///
/// The difference of two shares has Newcombe's interval (Newcombe, "Interval estimation for the difference between independent
/// proportions", 1998, method 10), made of Wilson's intervals of both, which holds for few events, too.
final class Cohorts {
  /// Two-sided 95 %.
  private static final double Z = 1.959964;

  private Cohorts() {}

  /// What came of it.
  enum Verdict {
    HIGHER,
    LOWER,
    NO_DIFFERENCE,
    NOT_ENOUGH_DATA
  }

  /// A comparison.
  ///
  /// @param difference share of the canary less that of the baseline
  /// @param low lower end of its interval of 95 %
  /// @param high upper end
  record Compared(
      Verdict verdict, double canary, double baseline, double difference, double low, double high) {
    String words(String what) {
      String numbers =
          String.format(
              Locale.ROOT,
              "%.3f %% of the canary's events against %.3f %% of the baseline's; the difference"
                  + " lies between %+.3f and %+.3f points (95 %%)",
              100 * canary,
              100 * baseline,
              100 * low,
              100 * high);
      return switch (verdict) {
        case HIGHER -> "More " + what + " in the canary: " + numbers + ".";
        case LOWER -> "Fewer " + what + " in the canary: " + numbers + ".";
        case NO_DIFFERENCE -> "No difference that matters: " + numbers + ".";
        case NOT_ENOUGH_DATA -> "Not enough data to tell: " + numbers + ".";
      };
    }
  }

  /// @param matters the smallest difference of the shares that anybody would act upon
  static Compared compare(
      double canaryHits,
      double canaryTotal,
      double baselineHits,
      double baselineTotal,
      double matters) {
    if (canaryTotal <= 0 || baselineTotal <= 0) {
      return new Compared(Verdict.NOT_ENOUGH_DATA, 0, 0, 0, -1, 1);
    }
    double canary = Math.min(1, canaryHits / canaryTotal);
    double baseline = Math.min(1, baselineHits / baselineTotal);
    double[] one = wilson(canary, canaryTotal);
    double[] two = wilson(baseline, baselineTotal);
    double difference = canary - baseline;
    double low = difference - Math.hypot(canary - one[0], two[1] - baseline);
    double high = difference + Math.hypot(one[1] - canary, baseline - two[0]);
    return new Compared(verdict(low, high, matters), canary, baseline, difference, low, high);
  }

  /// What an interval of a difference says: none that matters when all of it is too small, higher or lower when all of it lies on one
  /// side of nought and some of it matters, else nothing certain.
  ///
  /// @param matters the smallest difference that anybody would act upon
  static Verdict verdict(double low, double high, double matters) {
    if (Math.max(-low, high) <= matters) {
      return Verdict.NO_DIFFERENCE;
    }
    return low > 0 ? Verdict.HIGHER : high < 0 ? Verdict.LOWER : Verdict.NOT_ENOUGH_DATA;
  }

  private static double[] wilson(double share, double total) {
    double square = Z * Z;
    double middle = share + square / (2 * total);
    double reach = Z * Math.sqrt(share * (1 - share) / total + square / (4 * total * total));
    double scale = 1 + square / total;
    return new double[] {(middle - reach) / scale, (middle + reach) / scale};
  }
}
