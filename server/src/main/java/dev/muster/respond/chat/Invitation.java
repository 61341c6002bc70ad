package dev.muster.respond.chat;

import java.time.Duration;
import java.time.Instant;

/// A link under way: somebody in a chat has asked for it, and whoever opens it signed in becomes that somebody.
record Invitation(String appId, Sender sender, Instant until) {
  /// Long enough to sign in, short enough to be forgotten.
  static final Duration LIFE = Duration.ofMinutes(15);
}
