package dev.muster.correlate.past;

import dev.muster.platform.web.Actor;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One time of learning from the past.
///
/// @param cause why it was begun
/// @param by who asked for it; null when Muster began it by itself
/// @param cancelAsked whether somebody wants it ended
/// @param tries how often it was begun: once more when the process ended in between
/// @param read what it learns from; null until it has read it
/// @param endedAt null while it is under way
/// @param modelVersion of what was learned; null when nothing was
/// @param failure why nothing was learned, in plain words; null when nothing went wrong
record Learning(
    long id,
    Cause cause,
    @Nullable Asker by,
    Instant askedAt,
    State state,
    boolean cancelAsked,
    int tries,
    @Nullable Read read,
    @Nullable Instant endedAt,
    @Nullable Long modelVersion,
    @Nullable String failure) {
  /// Who asked for it.
  ///
  /// @param name as it was then, for who is gone by now; null where it was not kept
  record Asker(Actor.Kind kind, String id, @Nullable String name) {
    static Asker of(Actor actor) {
      return new Asker(actor.kind(), actor.id(), actor.name());
    }
  }

  /// Why it was begun.
  enum Cause {
    /// A person asked for it.
    ASKED,
    /// People moved alerts.
    TAUGHT,
    /// What was kept cannot be read by this build.
    UNREADABLE
  }

  /// Where it stands.
  enum State {
    RUNNING,
    DONE,
    CANCELLED,
    FAILED
  }

  /// What it learns from.
  ///
  /// @param alerts of the past that were imported
  /// @param incidents of the past that were imported
  /// @param leftOut alerts that were left out, the oldest, because there are more than can be learned from
  /// @param taught alerts that people put somewhere here
  record Read(long alerts, long incidents, long leftOut, long taught) {}

  boolean over() {
    return endedAt != null;
  }
}
