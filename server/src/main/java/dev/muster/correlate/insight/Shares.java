package dev.muster.correlate.insight;

/// Bounds on a share of which some cases were seen.
final class Shares {
  /// Normal quantile of a one-sided 95 % bound.
  private static final double Z = 1.6449;

  private Shares() {}

  /// Lower end of the interval of Wilson (1927) for hits of trials; 0 when there were none.
  static double atLeast(double hits, double trials) {
    if (trials <= 0) {
      return 0;
    }
    double share = Math.min(1, hits / trials);
    double z2 = Z * Z;
    double centre = share + z2 / (2 * trials);
    double spread = Z * Math.sqrt(share * (1 - share) / trials + z2 / (4 * trials * trials));
    return Math.max(0, (centre - spread) / (1 + z2 / trials));
  }
}
