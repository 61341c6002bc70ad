package dev.muster.improve;

import dev.muster.kernel.Words;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether telling somebody of an incident was worth it.
enum Verdict {
  ACTIONABLE,
  NOT_ACTIONABLE,
  UNKNOWN;

  String wire() {
    return Words.of(this);
  }

  static Optional<Verdict> of(String word) {
    return Words.find(Verdict.class, word);
  }

  /// A verdict and where it comes from.
  ///
  /// @param userId who gave it; null when it is inferred
  /// @param words why, in plain words
  record Judged(Verdict verdict, boolean human, @Nullable String userId, String words) {}

  /// Of an incident whose facts have not come here yet, which takes a moment after it opened.
  static Judged awaited() {
    return new Judged(UNKNOWN, false, null, "What is done about it is being taken note of.");
  }

  /// What acts show: an incident that a person acknowledged or resolved was worth it, one that was over before anybody did anything was
  /// not, and one that is still open is not judged yet.
  static Judged inferred(boolean takenUp, boolean over) {
    if (takenUp) {
      return new Judged(ACTIONABLE, false, null, "A person acknowledged or resolved it.");
    }
    return over
        ? new Judged(
            NOT_ACTIONABLE, false, null, "It was over before anybody did anything about it.")
        : new Judged(UNKNOWN, false, null, "It is open and nobody has done anything about it yet.");
  }
}
