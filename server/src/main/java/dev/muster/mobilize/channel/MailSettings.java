package dev.muster.mobilize.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How mail leaves.
///
/// @param host the SMTP server; blank when there is none, and then nobody can be told by mail
/// @param user null for a server that asks for none
/// @param from sender's address, with or without a name
/// @param startTls true to insist on an encrypted connection after the greeting
/// @param timeout for connecting, reading and writing, each
public record MailSettings(
    String host,
    int port,
    @Nullable String user,
    @Nullable String password,
    String from,
    boolean startTls,
    Duration timeout) {
  /// No mail server.
  public static final MailSettings NONE =
      new MailSettings("", 25, null, null, "muster@localhost", false, Duration.ofSeconds(10));

  public boolean configured() {
    return !host.isBlank();
  }

  /// Without the password.
  @Override
  public String toString() {
    return "MailSettings[%s:%d as %s from %s]".formatted(host, port, user, from);
  }
}
