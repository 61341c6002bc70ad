package dev.muster.improve;

import dev.muster.kernel.Words;
import java.util.Optional;

/// Who noticed an incident first. People who notice before monitors do are a detective control, and an expensive one.
public enum NoticedBy {
  /// A signal: the incident formed of alerts.
  MONITOR,
  /// Somebody of the own people, who opened it by hand.
  COLLEAGUE,
  /// A customer told of it.
  CUSTOMER;

  public String wire() {
    return Words.of(this);
  }

  /// Whether a person noticed it.
  public boolean human() {
    return this != MONITOR;
  }

  /// The one with that word; empty when there is none.
  public static Optional<NoticedBy> of(String word) {
    return Words.find(NoticedBy.class, word);
  }
}
