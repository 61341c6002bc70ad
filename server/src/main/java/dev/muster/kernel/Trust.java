package dev.muster.kernel;

import org.jspecify.annotations.Nullable;

/// How far suggestions of one kind may be trusted, by what people said of them. People stay in charge: what is suggested needs their
/// acceptance, until enough of it was right that it may count without.
///
/// @param right how many people accepted
/// @param wrong how many people rejected
public record Trust(long right, long wrong) {
  /// Fewer judged ones say nothing of a rate.
  public static final int ENOUGH = 10;

  /// Fewer judged ones prove nothing.
  public static final int PROVEN_FROM = 20;

  /// The hit rate must be at least this, at the lower end of what the judged ones allow.
  public static final double PROVEN_AT = 0.8;

  public long judged() {
    return right + wrong;
  }

  /// Share of right ones, 0..1; null when fewer than {@link #ENOUGH} are judged.
  public @Nullable Double hitRate() {
    return judged() < ENOUGH ? null : (double) right / judged();
  }

  /// Whether suggestions may count without a person's word.
  public boolean proven() {
    return judged() >= PROVEN_FROM && lower((double) right, (double) judged()) >= PROVEN_AT;
  }

  /// Lower end of Wilson's score interval for a share, at 90 % (both sides).
  ///
  /// @param hits may be faded, and so be no whole number
  /// @param of of so many; 0 gives 0
  public static double lower(double hits, double of) {
    if (of <= 0) {
      return 0;
    }
    double z = 1.645;
    double p = hits / of;
    double middle = p + z * z / (2 * of);
    double spread = z * Math.sqrt(p * (1 - p) / of + z * z / (4 * of * of));
    return Math.max(0, (middle - spread) / (1 + z * z / of));
  }
}
