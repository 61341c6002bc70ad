package dev.muster.respond.impact;

import dev.muster.kernel.Words;
import java.util.Optional;

/// How far customers are affected.
enum ImpactState {
  /// Not at all, as far as is known.
  NONE,
  /// A share of them, or all of them in part.
  PARTIAL,
  /// Nothing works for anybody.
  FULL;

  /// From here on it is a full outage: what remains are caches and retries that happen to succeed.
  static final double FULL_FROM = 0.99;

  /// A share of something that is affected in part, in whole percent: some is never none, and never all.
  static long percent(double share) {
    return Math.clamp(Math.round(100 * share), 1, 99);
  }

  String wire() {
    return Words.of(this);
  }

  static Optional<ImpactState> of(String word) {
    return Words.find(ImpactState.class, word);
  }

  /// @param share of what customers ask for that goes wrong, 0..1
  static ImpactState of(double share) {
    return share >= FULL_FROM ? FULL : share > 0 ? PARTIAL : NONE;
  }
}
