package dev.muster.correlate.together;

import dev.muster.kernel.Trust;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How often two services were in one incident, and how sure that makes us that one rests on the other. Pure.
///
/// All counts fade: an incident counts half as much after {@link #HALF_LIFE}.
///
/// @param both incidents that both were in
/// @param firstA of these, those in which the first of the two was first
/// @param onlyA incidents of the first one without the other
/// @param onlyB incidents of the other without the first
/// @param at moment for which the counts hold
record Together(double both, double firstA, double onlyA, double onlyB, Instant at) {
  static final Duration HALF_LIFE = Duration.ofDays(60);

  /// Fewer say nothing.
  static final double LEAST = 2.5;

  /// Never surer than this: what comes together may have a third as its cause.
  static final double CAP = 0.6;

  /// Less is not worth a person's look.
  static final double WORTH_SHOWING = 0.2;

  /// One rests on the other only when the other was first clearly more often.
  static final double CLEARLY_FIRST = 0.6;

  static Together none(Instant at) {
    return new Together(0, 0, 0, 0, at);
  }

  /// The share that is left of what was counted at the one moment by the other.
  static double left(Instant then, Instant now) {
    double age = Math.max(0, Duration.between(then, now).toSeconds());
    return Math.pow(0.5, age / HALF_LIFE.toSeconds());
  }

  /// Sure how sure.
  ///
  /// @param confidence 0 to {@link #CAP}
  /// @param restsOnFirst whether the other rests on the first, rather than the first on the other
  record Sure(double confidence, boolean restsOnFirst) {}

  /// Empty when it is too little, or when neither was first clearly more often.
  Optional<Sure> sure() {
    double first = both == 0 ? 0.5 : firstA / both;
    double lower = Math.min(CAP, Trust.lower(both, both + onlyA + onlyB));
    return both < LEAST
            || lower < WORTH_SHOWING
            || (first < CLEARLY_FIRST && first > 1 - CLEARLY_FIRST)
        ? Optional.empty()
        : Optional.of(new Sure(lower, first >= CLEARLY_FIRST));
  }
}
