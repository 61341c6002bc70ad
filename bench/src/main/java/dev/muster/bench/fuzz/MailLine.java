package dev.muster.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A connection to the port for mails.
final class MailLine implements AutoCloseable {
  private static final Pattern WELL_FORMED = Pattern.compile("[245]\\d\\d[ -].*\\S.*");
  private static final int LONGEST = 4_096;

  private final Socket socket;
  private final InputStream in;

  /// A reply that cannot be one, or none.
  static final class Broken extends IOException {
    private static final long serialVersionUID = 1;

    Broken(String message) {
      super(message);
    }
  }

  MailLine(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) HttpCourier.PATIENCE.toMillis());
    in = new BufferedInputStream(socket.getInputStream());
  }

  void say(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  void say(String text) throws IOException {
    say(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The last line of the next reply.
  ///
  /// @throws Broken when there is none, or it is none
  String reply() throws IOException {
    while (true) {
      String line = line();
      if (line == null) {
        throw new Broken("the conversation ended without a reply");
      }
      // 354 is the only one of its hundred
      if (!WELL_FORMED.matcher(line).matches() && !line.startsWith("354 ")) {
        throw new Broken("no reply, but: " + line);
      }
      if (line.charAt(3) == ' ') {
        return line;
      }
    }
  }

  /// Null when the other side has ended it.
  private @Nullable String line() throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      if (next == '\n') {
        return line.toString().stripTrailing();
      }
      if (line.length() > LONGEST) {
        throw new Broken("a line without an end");
      }
      line.append((char) next);
    }
    return null;
  }

  /// What a reply to a mail or a command means.
  static Answer.Outcome outcome(String reply) {
    if (reply.startsWith("250") || reply.startsWith("354")) {
      return Answer.Outcome.TAKEN;
    }
    // 4.7.0: too many, 4.4.2: the line had been silent for too long; any other to come again would
    // come again for ever
    return reply.startsWith("5")
        ? Answer.Outcome.REFUSED
        : reply.startsWith("421 4.7.0")
                || reply.startsWith("421 4.4.2")
                || reply.startsWith("451 4.7.0")
            ? Answer.Outcome.PUT_OFF
            : Answer.Outcome.WRONG;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
