package dev.muster.respond.chat;

import org.jspecify.annotations.Nullable;

/// What a chat has sent.
sealed interface Incoming {
  /// Somebody asks for something.
  ///
  /// @param words what was typed or pressed, for the log
  /// @param requestKey the chat's own name of this request, so that one that comes twice is done once; null when it has none
  /// @param replyTo where a late answer may go; null when there is no such place
  /// @param button true when a button was pressed
  record Asked(
      Sender sender,
      String command,
      Ask ask,
      String words,
      @Nullable String requestKey,
      @Nullable String replyTo,
      boolean button)
      implements Incoming {}

  /// The chat only tries whether somebody is there.
  record Nothing() implements Incoming {}
}
