package dev.muster.respond.chat;

import dev.muster.kernel.Text;
import dev.muster.kernel.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What came in from a chat, and what became of it.
///
/// @param requestKey the chat's name of the request; null when it has none, or when it was not done and may come again
/// @param userId the person who asked; null when nobody is known for the sender
/// @param asked what was typed or pressed
/// @param words what the sender was told
record ChatCall(
    String id,
    String appId,
    Instant at,
    @Nullable String requestKey,
    @Nullable Sender sender,
    @Nullable String userId,
    String asked,
    Outcome outcome,
    String words) {
  private static final int TEXT_KEPT = 1_000;

  ChatCall {
    asked = kept(asked);
    words = kept(words);
  }

  /// What PostgreSQL can keep of a text.
  static String kept(String text) {
    String clean = Text.clean(text);
    return clean.length() <= TEXT_KEPT ? clean : clean.substring(0, TEXT_KEPT) + "…";
  }

  /// What became of it.
  enum Outcome {
    /// It was done, or answered.
    DONE,
    /// It was understood and refused: no right, unknown incident, or the like.
    REFUSED,
    /// It was not understood.
    UNCLEAR,
    /// Nobody is linked with whoever asked.
    UNKNOWN,
    /// It was not proven to come from the chat.
    UNPROVEN,
    /// Something broke here.
    FAILED;

    String wire() {
      return Words.of(this);
    }
  }
}
