package dev.muster.catalog.topology;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Two entities of different sources that are the same thing, or may be.
///
/// @param one the lesser id
/// @param other the greater id
/// @param certain whether what both sources say leaves no doubt
/// @param words why, in plain words
/// @param byId who said so; null when nobody has
record SameThing(
    String one,
    String other,
    State state,
    boolean certain,
    String words,
    Instant foundAt,
    @Nullable String byId,
    @Nullable Instant saidAt) {
  SameThing {
    if (one.compareTo(other) >= 0) {
      throw new IllegalArgumentException("the lesser id comes first: " + one + ", " + other);
    }
  }

  /// What became of it.
  enum State {
    /// Muster counts both as one, because it is certain.
    APPLIED(true),
    /// It is likely, and waits for a person's word.
    PROPOSED(false),
    /// A person said that they are one.
    ACCEPTED(true),
    /// A person said that they are not.
    REFUSED(false);

    private final boolean counts;

    State(boolean counts) {
      this.counts = counts;
    }

    /// Whether both count as one.
    boolean counts() {
      return counts;
    }
  }

  /// Whether a person has spoken, whom no import overrules.
  boolean said() {
    return byId != null;
  }
}
