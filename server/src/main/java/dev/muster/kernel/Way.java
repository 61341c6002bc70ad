package dev.muster.kernel;

/// By which way somebody asked for something, as timelines say it.
public enum Way {
  /// The web interface, by a session.
  WEBSITE,
  /// A program, by an API token.
  API,
  /// A link in a mail.
  EMAIL,
  /// A link in a text message, or an answer to one.
  SMS,
  /// A key that was pressed during a call.
  PHONE,
  /// The button of a push notification.
  PUSH,
  /// A command or a button in a chat.
  CHAT;

  public String wire() {
    return Words.of(this);
  }
}
