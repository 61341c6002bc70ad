package dev.muster.bench.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Says whole conversations about mails without waiting for answers, each on a connection of its own, and listens to the end.
final class DialogueCourier implements Courier {
  /// Ends a mail that is not ended, and is refused where there is none; then leaves.
  private static final byte[] FAREWELL = "\r\n.\r\nQUIT\r\n".getBytes(StandardCharsets.US_ASCII);

  private final int port;

  DialogueCourier(int port) {
    this.port = port;
  }

  @Override
  public Answer bring(byte[] conversation) {
    try (var line = new MailLine(port)) {
      line.say(conversation);
      line.say(FAREWELL);
      String greeting = line.reply();
      if (!greeting.startsWith("220")) {
        return new Answer(MailLine.outcome(greeting), greeting);
      }
      String mail = null;
      String last = greeting;
      boolean mailComes = false;
      while (true) {
        String reply = line.reply();
        if (reply.startsWith("221") || reply.startsWith("421")) {
          return mail == null
              ? new Answer(Answer.Outcome.REFUSED, last)
              : new Answer(MailLine.outcome(mail), mail);
        }
        if (reply.startsWith("4")) {
          return new Answer(MailLine.outcome(reply), reply);
        }
        if (mailComes) {
          mail = reply;
        }
        mailComes = reply.startsWith("354");
        last = reply;
      }
    } catch (IOException broken) {
      return Answer.wrong("no answer: " + broken);
    }
  }

  @Override
  public void close() {
    // nothing stays open
  }
}
