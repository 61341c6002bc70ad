package dev.muster.catalog.topology;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A dependency as it is kept.
///
/// @param learned whether Muster found it out by itself; such a one is shown, and used once somebody has confirmed it, or once
///     enough of what was suggested before was right
/// @param confirmedBy who confirmed it; null when nobody has
/// @param seenAt when its source named it last
/// @param staleSince since when a complete import of its source has not named it; null when it is fresh
record DependencyRow(
    Dependency dependency,
    boolean learned,
    @Nullable String confirmedBy,
    String source,
    Instant seenAt,
    @Nullable Instant staleSince) {
  /// A stale or learned dependency is believed half as much after so long. A quarter is the usual rhythm in which inventories are
  /// gone over.
  static final Duration HALF_LIFE = Duration.ofDays(90);

  /// Below this it is not used any more.
  static final double LEAST = 0.05;

  /// How sure we are of it at that moment: what its source said, halved for every {@link #HALF_LIFE} since the source has gone
  /// silent about it.
  double confidenceAt(Instant now) {
    Instant since = staleSince != null ? staleSince : learned && confirmedBy == null ? seenAt : now;
    double age = Math.max(0, Duration.between(since, now).toSeconds());
    return dependency.confidence() * Math.pow(0.5, age / HALF_LIFE.toSeconds());
  }

  /// Whether decisions may rest on it.
  ///
  /// @param trusted whether learned ones may count without a person's word
  boolean usableAt(Instant now, boolean trusted) {
    return (!learned || confirmedBy != null || trusted) && confidenceAt(now) >= LEAST;
  }
}
