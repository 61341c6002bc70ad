package dev.muster.respond.chat;

import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.Optional;

/// A chat that may speak to Muster, as an administrator has set it up.
///
/// @param secret what its calls are proven with: Slack's signing secret, or the token of Mattermost's slash command
/// @param pagePrefix contact methods of the type webhook whose address begins so are this chat's, and get pages in its form with
///     buttons; empty for none
record ChatApp(
    String id, Kind kind, String name, String secret, String pagePrefix, Instant changedAt) {
  /// Which program it is.
  enum Kind {
    SLACK("https://hooks.slack.com/"),
    MATTERMOST("");

    private final String usualPrefix;

    Kind(String usualPrefix) {
      this.usualPrefix = usualPrefix;
    }

    /// Where its incoming webhooks are unless it is said otherwise; empty when that is different for everybody.
    String usualPrefix() {
      return usualPrefix;
    }

    String wire() {
      return Words.of(this);
    }

    static Optional<Kind> of(String word) {
      return Words.find(Kind.class, word);
    }
  }

  /// Without the secret.
  @Override
  public String toString() {
    return "ChatApp[%s %s %s]".formatted(id, kind.wire(), name);
  }
}
