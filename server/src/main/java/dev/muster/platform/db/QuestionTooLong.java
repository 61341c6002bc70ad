package dev.muster.platform.db;

import java.time.Duration;

/// The database was told to give up on a question that takes too long. Nothing is wrong with it; a narrower one may be answered.
public final class QuestionTooLong extends RuntimeException {
  private static final long serialVersionUID = 1;

  QuestionTooLong(Duration patience, Throwable cause) {
    super("The database took longer than " + patience.toMillis() / 1_000.0 + " s", cause);
  }
}
