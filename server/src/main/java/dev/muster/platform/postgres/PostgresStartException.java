package dev.muster.platform.postgres;

import org.jspecify.annotations.Nullable;

/// The embedded server could not be started. The message is written for the person at the terminal:
/// it names the folder concerned and what to do next.
public final class PostgresStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PostgresStartException(String message) {
    super(message);
  }

  PostgresStartException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
