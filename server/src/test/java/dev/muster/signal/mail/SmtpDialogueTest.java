package dev.muster.signal.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.engine.TestClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SmtpDialogueTest {
  private final List<Envelope> taken = new ArrayList<>();
  private final TestClock clock = new TestClock();
  private Verdict verdict = Verdict.taken("Taken");
  private SmtpDialogue.@Nullable LetGo why;

  private final MailDesk desk =
      new MailDesk() {
        @Override
        public boolean knows(String address) {
          return address.endsWith("@muster.example.com");
        }

        @Override
        public Verdict take(Envelope envelope) {
          taken.add(envelope);
          return verdict;
        }
      };

  /// What is answered to these lines, each ended as the wire wants it.
  private List<String> talk(String... lines) throws IOException {
    return raw(String.join("\r\n", lines) + "\r\n");
  }

  private List<String> raw(String said) throws IOException {
    return hold(new Said(said.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> hold(Said line) throws IOException {
    why = SmtpDialogue.hold(desk, "muster.example.com", clock, line);
    return line.heard.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /// Somebody who has said all that there is to say, or says a byte now and then.
  private final class Said implements SmtpLine {
    private final ByteArrayInputStream said;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private Duration eachTakes = Duration.ZERO;
    private boolean staysSilent;
    private boolean canSecure;

    Said(byte[] said) {
      this.said = new ByteArrayInputStream(said);
    }

    @Override
    public int read(byte[] into, Duration most) throws IOException {
      boolean slow = !eachTakes.isZero();
      if ((staysSilent && said.available() == 0) || eachTakes.compareTo(most) > 0) {
        clock.forward(most);
        throw new SocketTimeoutException();
      }
      clock.forward(eachTakes);
      return said.read(into, 0, slow ? 1 : into.length);
    }

    @Override
    public void write(byte[] bytes) {
      heard.writeBytes(bytes);
    }

    @Override
    public boolean canSecure() {
      return canSecure;
    }

    @Override
    public void secure() {
      canSecure = false;
    }
  }

  private String mail(int number) {
    return new String(taken.get(number).message(), StandardCharsets.UTF_8);
  }

  @Test
  void takes_a_mail_and_says_so_when_the_desk_does() throws IOException {
    assertThat(
            talk(
                "EHLO watcher",
                "MAIL FROM:<watcher@example.com> SIZE=100 BODY=8BITMIME",
                "RCPT TO:<Disks@muster.example.com>",
                "DATA",
                "Subject: Disk full",
                "",
                "..so it is",
                ".",
                "QUIT"))
        .containsExactly(
            "220 muster.example.com ESMTP Muster",
            "250-muster.example.com",
            "250-SIZE 26214400",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250-PIPELINING",
            "250 ENHANCEDSTATUSCODES",
            "250 2.1.0 Go on",
            "250 2.1.5 Go on",
            "354 Send it, and end it with a dot on a line of its own",
            "250 2.0.0 Taken",
            "221 2.0.0 Goodbye");
    assertThat(mail(0)).isEqualTo("Subject: Disk full\r\n\r\n.so it is\r\n");
    assertThat(taken.getFirst().sender()).isEqualTo("watcher@example.com");
    assertThat(taken.getFirst().recipients()).containsExactly("Disks@muster.example.com");
  }

  @Test
  void hands_on_what_the_desk_says_of_a_mail_that_is_not_durable() throws IOException {
    verdict = Verdict.later("The mail could not be taken; send it again");
    assertThat(talk("HELO x", "MAIL FROM:<>", "RCPT TO:<a@muster.example.com>", "DATA", "x", "."))
        .endsWith("451 4.3.0 The mail could not be taken; send it again");
  }

  @Test
  void only_the_real_end_ends_a_mail() throws IOException {
    assertThat(
            raw(
                String.join(
                    "\r\n",
                    "HELO x",
                    "MAIL FROM:<a@b.example>",
                    "RCPT TO:<a@muster.example.com>",
                    "DATA",
                    "one\n.\nMAIL FROM:<evil@b.example>",
                    ".two",
                    ".",
                    "QUIT",
                    "")))
        .endsWith("250 2.0.0 Taken", "221 2.0.0 Goodbye");
    assertThat(taken).hasSize(1);
    assertThat(mail(0)).isEqualTo("one\n.\nMAIL FROM:<evil@b.example>\r\ntwo\r\n");
  }

  @Test
  void a_tool_that_never_heard_of_carriage_returns_is_understood() throws IOException {
    assertThat(
            raw(
                "HELO x\nMAIL FROM: a@b.example\nRCPT TO: a@muster.example.com\nDATA\nSubject: x\n\nbody\n.\nQUIT\n"))
        .endsWith("250 2.0.0 Taken", "221 2.0.0 Goodbye");
    assertThat(mail(0)).isEqualTo("Subject: x\n\nbody\n");
  }

  @Test
  void a_mail_that_breaks_off_is_not_taken() throws IOException {
    assertThat(
            talk(
                "HELO x", "MAIL FROM:<a@b.example>", "RCPT TO:<a@muster.example.com>", "DATA", "x"))
        .endsWith("354 Send it, and end it with a dot on a line of its own");
    assertThat(taken).isEmpty();
  }

  @Test
  void refuses_what_is_not_for_this_house_or_out_of_order() throws IOException {
    assertThat(
            talk(
                "RCPT TO:<a@muster.example.com>",
                "DATA",
                "MAIL TO:<a@b.example>",
                "MAIL FROM:<a@b.example> SIZE=99999999999",
                "MAIL FROM:<a@b.example>",
                "MAIL FROM:<a@b.example>",
                "RCPT TO:<a@elsewhere.example>",
                "DATA",
                "RSET",
                "NOOP",
                "STARTTLS",
                "AUTH PLAIN AGEAYg=="))
        .extracting(line -> line.substring(0, 3))
        .containsExactly(
            "220", "503", "503", "501", "552", "250", "503", "550", "503", "250", "250", "502",
            "502");
  }

  @Test
  void of_a_large_mail_the_beginning_is_kept_and_too_large_ones_are_refused() throws IOException {
    String line = "x".repeat(998) + "\r\n";
    String head = "HELO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<a@muster.example.com>\r\nDATA\r\n";
    assertThat(raw(head + line.repeat(2_000) + ".\r\n")).endsWith("250 2.0.0 Taken");
    assertThat(taken.getFirst().message()).hasSize(SmtpDialogue.KEPT_MOST);
    assertThat(taken.getFirst().cut()).isTrue();
    assertThat(raw(head + line.repeat(27_000) + ".\r\n"))
        .endsWith("552 5.3.4 Mails have 26214400 bytes at most");
    assertThat(taken).hasSize(1);
  }

  @Test
  void mails_that_nobody_wants_are_no_reason_to_end_the_conversation() throws IOException {
    verdict = Verdict.never("5.7.1", "Automatic replies open nothing");
    String mail = "MAIL FROM:<a@b.example>\r\nRCPT TO:<a@muster.example.com>\r\nDATA\r\nx\r\n.\r\n";
    assertThat(raw("HELO x\r\n" + mail.repeat(30) + "QUIT\r\n")).endsWith("221 2.0.0 Goodbye");
    assertThat(taken).hasSize(30);
    assertThat(raw("NOOP\r\n".repeat(2_001)))
        .endsWith("421 4.7.0 That were many commands; connect again for more");
  }

  @Test
  void who_never_reads_the_answers_is_let_go() throws Exception {
    var closed = new java.util.concurrent.CountDownLatch(1);
    SmtpDoor.within(
        Duration.ofMillis(1),
        closed::countDown,
        () -> {
          try {
            assertThat(closed.await(90, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException stopped) {
            throw new IOException(stopped);
          }
        });
  }

  @Test
  void who_says_nothing_of_use_is_let_go() throws IOException {
    assertThat(raw("GET / HTTP/1.1\r\n".repeat(30)))
        .hasSize(22)
        .endsWith("421 4.7.0 Too many commands that lead to nothing; goodbye");
    assertThat(raw("x".repeat(100_000) + "\r\nQUIT\r\n"))
        .containsExactly(
            "220 muster.example.com ESMTP Muster",
            "502 5.5.1 No such command here",
            "221 2.0.0 Goodbye");
  }

  @Test
  void who_stays_silent_or_trickles_does_not_hold_a_line() throws IOException {
    assertThat(slowly("", Duration.ZERO)).endsWith("421 4.4.2 60 seconds without a whole command");
    assertThat(why).isEqualTo(SmtpDialogue.LetGo.SILENT);
    assertThat(slowly("NOOP", Duration.ofSeconds(20))).hasSize(2);
    assertThat(why).isEqualTo(SmtpDialogue.LetGo.SILENT);
    assertThat(slowly("NOOP\r\n".repeat(30), Duration.ofSeconds(2)))
        .endsWith("421 4.4.2 2 minutes without a mail");
    assertThat(why).isEqualTo(SmtpDialogue.LetGo.IDLE);
    String begin = "MAIL FROM:<a@b>\nRCPT TO:<a@muster.example.com>\nDATA\n";
    assertThat(slowly(begin + "word ".repeat(100), Duration.ofMillis(500)))
        .endsWith("421 4.4.2 The mail comes too slowly");
    assertThat(why).isEqualTo(SmtpDialogue.LetGo.SLOW);
    assertThat(taken).isEmpty();
  }

  private List<String> slowly(String said, Duration eachTakes) throws IOException {
    var line = new Said(said.getBytes(StandardCharsets.UTF_8));
    line.eachTakes = eachTakes;
    line.staysSilent = true;
    return hold(line);
  }

  @Test
  void nothing_that_was_said_in_the_clear_counts_as_said_encrypted() throws IOException {
    var line =
        new Said(
            "EHLO x\r\nMAIL FROM:<a@b>\r\nSTARTTLS\r\nRCPT TO:<a@muster.example.com>\r\n"
                .getBytes(StandardCharsets.UTF_8));
    line.canSecure = true;
    assertThat(hold(line))
        .contains("250-STARTTLS", "250 2.1.0 Go on")
        .endsWith("220 2.0.0 Go on, encrypted");
  }
}
