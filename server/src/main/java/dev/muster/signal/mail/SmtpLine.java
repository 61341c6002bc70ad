package dev.muster.signal.mail;

import java.io.IOException;
import java.time.Duration;

/// The line to somebody who brings mails.
interface SmtpLine {
  /// Reads what there is, or waits for it.
  ///
  /// @return how many bytes came; below 1 when none come any more
  /// @throws java.net.SocketTimeoutException when none came for so long
  int read(byte[] into, Duration most) throws IOException;

  /// Sends now. Fails when the other side does not read.
  void write(byte[] bytes) throws IOException;

  /// Whether it could be encrypted and is not.
  boolean canSecure();

  /// Encrypts it from here on.
  void secure() throws IOException;
}
