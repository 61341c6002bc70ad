package dev.muster.kernel;

import java.util.Optional;

/// How badly the monitored thing is affected, as its monitor sees it; the four words of the Events API v2, worst first.
public enum Severity {
  CRITICAL,
  ERROR,
  WARNING,
  INFO;

  /// The lower-case word used on the wire.
  public String wire() {
    return Words.of(this);
  }

  /// True when this is worse than the other.
  public boolean worseThan(Severity other) {
    return ordinal() < other.ordinal();
  }

  /// The severity with that wire word, in any case; empty when there is none.
  public static Optional<Severity> of(String word) {
    return Words.findInAnyCase(Severity.class, word);
  }
}
