package dev.muster.drill.real;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Muster inside the namespace, on the vendor's names with TLS, and a real mail server beside it.
final class TlsHouse implements AutoCloseable {
  private static final int SMTP = 3025;

  final Path folder;
  final GreenMail mail;
  final RunningMuster muster;
  final Wire wire;

  private TlsHouse(Path folder, GreenMail mail, RunningMuster muster) {
    this.folder = folder;
    this.mail = mail;
    this.muster = muster;
    this.wire = muster.wire;
  }

  static TlsHouse start(Path folder) throws Exception {
    var mail = new GreenMail(new ServerSetup(SMTP, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    RunningMuster muster =
        RunningMuster.start(
            folder,
            URI.create("https://api.pagerduty.com"),
            Map.of(
                "MUSTER_WEB_BASE", "https://acme.pagerduty.com",
                "MUSTER_MAIL_HOST", "127.0.0.1",
                "MUSTER_MAIL_PORT", Integer.toString(SMTP),
                "MUSTER_MAIL_FROM", "muster@acme.test",
                "MUSTER_FALLBACK_TARGET", RunningMuster.EMAIL),
            "--server.ssl.key-store=" + folder.resolve("server.p12"),
            "--server.ssl.key-store-password=throwaway");
    return new TlsHouse(folder, mail, muster);
  }

  /// What the clients need to trust the house.
  Map<String, String> trust() {
    String ca = folder.resolve("ca.pem").toString();
    return Map.of(
        "NODE_EXTRA_CA_CERTS", ca, "SSL_CERT_FILE", ca, "HOME", folder.toString(), "NO_COLOR", "1");
  }

  /// Subjects of all mails so far.
  List<String> subjects() {
    return Arrays.stream(mail.getReceivedMessages()).map(TlsHouse::subject).toList();
  }

  /// Waits for a mail whose subject holds all the words and answers its text.
  String awaitMail(String... words) {
    var found = new ArrayList<MimeMessage>();
    wire.await(
        "a mail about " + List.of(words) + "; there are " + subjects(),
        Duration.ofMinutes(2),
        () -> {
          for (MimeMessage message : mail.getReceivedMessages()) {
            String subject = subject(message);
            if (Arrays.stream(words).allMatch(subject::contains)) {
              found.add(message);
              return true;
            }
          }
          return false;
        });
    return com.icegreen.greenmail.util.GreenMailUtil.getWholeMessage(found.getFirst());
  }

  private static String subject(MimeMessage message) {
    try {
      return String.valueOf(message.getSubject());
    } catch (MessagingException broken) {
      return "";
    }
  }

  /// A scenario, which may fail in any way.
  interface Scenario {
    void play() throws Exception;
  }

  /// Plays it and ends the process, whatever threads are left: with 0, or with 1 and the failure on the output.
  static void exitAfter(Scenario scenario) {
    int status = 0;
    try {
      scenario.play();
    } catch (Exception | AssertionError failure) {
      failure.printStackTrace(System.out);
      status = 1;
    }
    System.exit(status);
  }

  static void say(String step) {
    System.out.println("ok  " + step);
  }

  static void check(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError("not so: " + what);
    }
    say(what);
  }

  @Override
  public void close() {
    muster.close();
    mail.stop();
  }
}
