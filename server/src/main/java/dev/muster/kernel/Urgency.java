package dev.muster.kernel;

import java.util.Optional;

/// How urgently a person must hear of it: high wakes people, low can wait.
public enum Urgency {
  HIGH,
  LOW;

  /// The lower-case word used on the wire.
  public String wire() {
    return Words.of(this);
  }

  /// The urgency with that wire word, in any case; empty when there is none.
  public static Optional<Urgency> of(String word) {
    return Words.findInAnyCase(Urgency.class, word);
  }
}
