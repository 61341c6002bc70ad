package dev.muster.kernel;

/// Shares and probabilities as people say them.
public final class Percent {
  private Percent() {}

  /// `7 %`; what is nearly nothing or nearly all is not said to be nothing or all: `under 1 %`, `over 99 %`.
  ///
  /// @param share 0 to 1
  public static String words(double share) {
    double of100 = 100 * share;
    if (of100 > 0 && of100 < 1) {
      return "under 1 %";
    }
    return of100 > 99 && of100 < 100 ? "over 99 %" : Math.round(of100) + " %";
  }
}
