package dev.muster.catalog;

import dev.muster.kernel.Words;
import java.util.Optional;

/// That a person wants to be told when their time on call begins or ends.
///
/// @param minutesAhead how long before, in minutes; 0 for at the moment itself
public record HandoffRule(
    String id, String userId, String contactMethodId, int minutesAhead, Kind kind) {
  /// Which ends of a shift are told.
  public enum Kind {
    BOTH,
    ONCALL,
    OFFCALL;

    public String wire() {
      return Words.of(this);
    }

    /// The kind with that wire word.
    public static Optional<Kind> of(String word) {
      return Words.find(Kind.class, word);
    }

    public boolean begins() {
      return this != OFFCALL;
    }

    public boolean ends() {
      return this != ONCALL;
    }
  }
}
