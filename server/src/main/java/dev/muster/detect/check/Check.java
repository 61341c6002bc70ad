package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Something that is asked again and again.
///
/// @param points so many of the last {@link #of} runs must fail before somebody is told
/// @param history the last runs, the newest in the lowest bit, 1 for a failure
/// @param runs how often it ran
/// @param expiresAt when its certificate ends; null when it has none
record Check(
    String id,
    String name,
    String serviceId,
    Probe probe,
    Duration every,
    Places places,
    int points,
    int of,
    Severity severity,
    boolean enabled,
    State state,
    long history,
    long runs,
    @Nullable Instant lastAt,
    @Nullable Double lastMillis,
    @Nullable String lastWord,
    @Nullable Instant expiresAt,
    String createdBy,
    Instant createdAt)
    implements Watched {
  /// How it is.
  enum State {
    /// It never ran.
    NEW,
    UP,
    DOWN;

    String wire() {
      return Words.of(this);
    }

    static Optional<State> of(String word) {
      return Words.findInAnyCase(State.class, word);
    }
  }

  /// What a run makes of it: down after enough failures, up after two successes in a row.
  static State next(State before, long history, int points, int of) {
    long recent = history & (of >= Long.SIZE ? -1 : (1L << of) - 1);
    if ((history & 1) == 1 && Long.bitCount(recent) >= points) {
      return State.DOWN;
    }
    if (before == State.DOWN) {
      return (history & 0b11) == 0 ? State.UP : State.DOWN;
    }
    return State.UP;
  }
}
