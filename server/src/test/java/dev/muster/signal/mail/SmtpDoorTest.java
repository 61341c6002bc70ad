package dev.muster.signal.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.engine.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The port, as a real client of mails sees it.
class SmtpDoorTest {
  @TempDir private Path folder;

  private final List<Envelope> taken = Collections.synchronizedList(new ArrayList<>());
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private @Nullable SmtpDoor door;

  private final MailDesk desk =
      new MailDesk() {
        @Override
        public boolean knows(String address) {
          return true;
        }

        @Override
        public Verdict take(Envelope envelope) {
          taken.add(envelope);
          return Verdict.taken("Taken");
        }
      };

  private SmtpDoor open(@Nullable Path certificate, @Nullable Path key) {
    var opened =
        new SmtpDoor(
            desk,
            new MailInSettings(0, "127.0.0.1", "muster.example.com", certificate, key),
            new TestClock(),
            meters);
    opened.start();
    door = opened;
    return opened;
  }

  @AfterEach
  void close() {
    if (door != null) {
      door.stop();
    }
  }

  private Path certificate() {
    return folder.resolve("mail.crt");
  }

  private Path key() {
    return folder.resolve("mail.key");
  }

  /// Writes a certificate that has signed itself, and its key.
  private Certificate signed() throws Exception {
    Path store = folder.resolve("store.p12");
    Files.deleteIfExists(store);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-keyalg", "EC", "-storetype", "PKCS12", "-storepass", "changeit"));
    command.addAll(List.of("-alias", "mail", "-validity", "30", "-dname", "CN=mail"));
    command.addAll(List.of("-ext", "san=ip:127.0.0.1", "-keystore", store.toString()));
    Process tool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(tool.waitFor()).as(said).isZero();
    var keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    Certificate certificate = keys.getCertificate("mail");
    Key key = keys.getKey("mail", "changeit".toCharArray());
    Files.writeString(certificate(), pem("CERTIFICATE", certificate.getEncoded()));
    Files.writeString(key(), pem("PRIVATE KEY", key.getEncoded()));
    return certificate;
  }

  private static String pem(String what, byte[] bytes) {
    return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes));
  }

  private static SSLSocketFactory trusting(Certificate certificate) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("mail", certificate);
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static void send(SmtpDoor to, String subject, @Nullable Certificate trusted)
      throws Exception {
    var how = new Properties();
    how.setProperty("mail.smtp.host", "127.0.0.1");
    how.setProperty("mail.smtp.port", Integer.toString(to.port()));
    how.setProperty("mail.smtp.timeout", "90000");
    if (trusted != null) {
      how.setProperty("mail.smtp.starttls.required", "true");
      how.setProperty("mail.smtp.ssl.checkserveridentity", "true");
      how.put("mail.smtp.ssl.socketFactory", trusting(trusted));
    }
    var mail = new MimeMessage(Session.getInstance(how));
    mail.setFrom(new InternetAddress("tool@acme.example"));
    mail.setRecipient(Message.RecipientType.TO, new InternetAddress("disks@muster.example.com"));
    mail.setSubject(subject);
    mail.setText("93 %");
    Transport.send(mail);
  }

  @Test
  void a_sender_that_insists_on_encryption_gets_it() throws Exception {
    Certificate first = signed();
    SmtpDoor opened = open(certificate(), key());
    send(opened, "encrypted", first);
    send(opened, "in the clear", null);
    assertThat(taken).hasSize(2);
    assertThat(opened.check().says()).contains("open on port", "with encryption for who asks");
    Certificate renewed = signed();
    Files.setLastModifiedTime(certificate(), FileTime.from(Instant.EPOCH));
    send(opened, "renewed", renewed);
    assertThatThrownBy(() -> send(opened, "old", first)).isInstanceOf(Exception.class);
    byte[] chain = Files.readAllBytes(certificate());
    signed();
    Files.write(certificate(), chain); // a new key, and the certificate of the one before
    Files.setLastModifiedTime(key(), FileTime.from(Instant.EPOCH.plusSeconds(1)));
    send(opened, "the old pair serves until both are there", renewed);
    assertThatThrownBy(() -> open(certificate(), key()))
        .hasMessageContaining("the key is not that of the certificate");
    Files.writeString(key(), "half a fi");
    Files.setLastModifiedTime(key(), FileTime.from(Instant.EPOCH));
    send(opened, "the old pair serves while the new one is written", renewed);
    assertThat(taken).hasSize(5);
  }

  /// Each byte comes in time, the record never.
  @Test
  void who_trickles_a_record_is_let_go_as_who_trickles_a_line() throws Exception {
    Certificate shown = signed();
    try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var caller = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
        Socket answering = listening.accept()) {
      var line = new SocketLine(answering, new MailCertificate(certificate(), key()));
      Thread.ofVirtual()
          .start(() -> {
            try {
              var encrypted =
                  (SSLSocket) trusting(shown).createSocket(caller, "127.0.0.1", 25, false);
              encrypted.startHandshake();
              caller.getOutputStream().write(new byte[] {23, 3, 3, 0x40, 0});
              for (int i = 0; i < 0x4000; i++) { // until the other side has enough of it
                caller.getOutputStream().write(0);
                Thread.sleep(20);
              }
            } catch (Exception over) {
              Thread.currentThread().interrupt();
            }
          });
      line.secure();
      assertThatThrownBy(() -> line.read(new byte[100], Duration.ofMillis(500)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void without_a_certificate_none_is_offered_and_a_bad_one_is_told_at_the_start() throws Exception {
    SmtpDoor opened = open(null, null);
    send(opened, "in the clear", null);
    assertThatThrownBy(() -> send(opened, "encrypted", signed()))
        .hasMessageContaining("STARTTLS is required but host does not support");
    assertThat(taken).hasSize(1);
    assertThat(meters.get("muster.mail.in.mails").tag("answer", "taken").counter().count())
        .isEqualTo(1);
    assertThatThrownBy(() -> open(key(), certificate()))
        .hasMessageContaining("muster.mail-in.certificate");
  }

  @Test
  void who_says_nothing_of_use_is_counted() throws Exception {
    SmtpDoor opened = open(null, null);
    try (var caller = new Socket(InetAddress.getLoopbackAddress(), opened.port())) {
      caller.getOutputStream().write("GET /\r\n".repeat(20).getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("421 4.7.0 Too many commands that lead to nothing; goodbye\r\n");
    }
    assertThat(meters.get("muster.mail.in.let.go").tag("reason", "faults").counter().count())
        .isEqualTo(1);
    assertThat(opened.check().says()).contains("without encryption", "no mail came");
  }
}
