package dev.muster.signal.hook;

import dev.muster.kernel.Text;
import dev.muster.kernel.Words;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A webhook or a mail that came in, and what became of it.
///
/// @param status what the sender was told
/// @param words why, in plain words
/// @param action of the event that it became; null when it became none
/// @param dedupKey of the event that it became; null when it became none
/// @param summary of the event that it became; null when it became none
/// @param body the beginning of what was sent
public record Call(
    String id,
    String integrationId,
    Instant at,
    Outcome outcome,
    int status,
    String words,
    @Nullable String action,
    @Nullable String dedupKey,
    @Nullable String summary,
    String body) {
  /// Of a body so much is kept.
  private static final int BODY_KEPT = 8 << 10;

  public Call {
    dedupKey = dedupKey == null ? null : Text.clean(dedupKey);
    summary = summary == null ? null : Text.clean(summary);
    body = Text.clean(body);
  }

  /// The beginning of a body, as it is kept.
  public static String beginning(byte[] body) {
    return new String(body, 0, Math.min(body.length, BODY_KEPT), StandardCharsets.UTF_8);
  }

  /// What became of a call.
  public enum Outcome {
    /// It became an event, which is durable.
    ACCEPTED,
    /// It asks for nothing.
    IGNORED,
    /// It was not proven to be the sender's own.
    UNPROVEN,
    /// Nothing could be made of it.
    UNREADABLE,
    /// The event that it became could not be taken, for example because too many came.
    REFUSED;

    String wire() {
      return Words.of(this);
    }

    static Optional<Outcome> of(String word) {
      return Words.find(Outcome.class, word);
    }
  }
}
