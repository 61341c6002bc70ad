package dev.muster.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Brings mails one after the other on the same connection, each by a sound conversation.
final class MailCourier implements Courier {
  private final int port;
  private final String recipient;
  private @Nullable MailLine line;

  MailCourier(int port, String recipient) {
    this.port = port;
    this.recipient = recipient;
  }

  @Override
  public Answer bring(byte[] message) {
    try {
      MailLine open = open();
      open.say("MAIL FROM:<tool@acme.test>\r\nRCPT TO:<" + recipient + ">\r\nDATA\r\n");
      for (int step = 0; step < 3; step++) {
        String reply = open.reply();
        if (MailLine.outcome(reply) != Answer.Outcome.TAKEN) {
          end();
          return new Answer(MailLine.outcome(reply), reply);
        }
      }
      open.say(stuffed(message));
      String reply = open.reply();
      return new Answer(MailLine.outcome(reply), reply);
    } catch (IOException broken) {
      end();
      return Answer.wrong("no answer: " + broken);
    }
  }

  private MailLine open() throws IOException {
    MailLine open = line;
    if (open == null) {
      open = new MailLine(port);
      line = open;
      open.reply();
      open.say("EHLO tool.acme.test\r\n");
      open.reply();
    }
    return open;
  }

  /// As a message goes over the line: a dot before each line that begins with one, and one alone at the end.
  static byte[] stuffed(byte[] message) {
    var out = new ByteArrayOutputStream(message.length + 64);
    boolean begins = true;
    for (byte next : message) {
      if (begins && next == '.') {
        out.write('.');
      }
      out.write(next);
      begins = next == '\n';
    }
    out.writeBytes(new byte[] {'\r', '\n', '.', '\r', '\n'});
    return out.toByteArray();
  }

  private void end() {
    MailLine open = line;
    line = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException closing) {
        // it is gone in any case
      }
    }
  }

  @Override
  public void close() {
    end();
  }
}
