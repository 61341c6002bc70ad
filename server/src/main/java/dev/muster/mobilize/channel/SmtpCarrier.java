package dev.muster.mobilize.channel;

import dev.muster.platform.door.OwnMail;
import dev.muster.platform.health.HealthPart;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/// Takes letters to the mail server.
public final class SmtpCarrier implements Carrier, HealthPart {
  /// How the library's faults begin when the server has answered with a code of the 500s.
  private static final Pattern REFUSED = Pattern.compile("^\\s*5\\d\\d[ -]");

  private final MailSettings settings;
  private final JavaMailSenderImpl sender;
  private volatile @Nullable String lastFault;

  public SmtpCarrier(MailSettings settings) {
    this.settings = settings;
    this.sender = new Talkative();
    sender.setHost(settings.host());
    sender.setPort(settings.port());
    sender.setUsername(settings.user());
    sender.setPassword(settings.password());
    sender.setDefaultEncoding(StandardCharsets.UTF_8.name());
    Properties properties = sender.getJavaMailProperties();
    String millis = Long.toString(settings.timeout().toMillis());
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.starttls.enable", "true");
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(settings.startTls()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    if (settings.user() != null) {
      properties.setProperty("mail.smtp.auth", "true");
    }
  }

  @Override
  public String channel() {
    return Letter.CHANNEL;
  }

  @Override
  public String name() {
    return "mail";
  }

  /// Events are accepted without mail too; people read here that they would not hear of them.
  @Override
  public State check() {
    String fault = lastFault;
    if (!settings.configured()) {
      return State.well("no mail server is configured, so nobody can be told by mail");
    }
    String where = settings.host() + ":" + settings.port();
    return State.well(
        fault == null ? "leaves by " + where : "the last mail to " + where + " failed: " + fault);
  }

  /// Connecting, reading and writing may each use the whole timeout.
  @Override
  public Duration timeout() {
    return settings.timeout().multipliedBy(3).plusSeconds(5);
  }

  /// A page that is older than this helps nobody; the escalation has gone on.
  @Override
  public Duration patience() {
    return Duration.ofHours(6);
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    if (!settings.configured()) {
      return new Delivery.GiveUp("no mail server is configured");
    }
    Letter letter = Json.read(parcel.payload(), Letter.class);
    try {
      MimeMessage message = message(letter, Date.from(parcel.createdAt()));
      sender.send(message);
      lastFault = null;
      String reply = REPLY.get();
      return new Delivery.Handed(
          "accepted by "
              + settings.host()
              + (reply == null ? "" : " (" + reply + ")")
              + ", message "
              + letter.messageId());
    } catch (MessagingException broken) {
      return new Delivery.GiveUp("the mail cannot be written: " + broken.getMessage());
    } catch (org.springframework.mail.MailException failure) {
      return judge(failure);
    } finally {
      REPLY.remove();
    }
  }

  private MimeMessage message(Letter letter, Date date) throws MessagingException {
    var message = new Marked(sender.getSession(), letter.messageId());
    message.setFrom(new InternetAddress(settings.from()));
    message.setRecipient(jakarta.mail.Message.RecipientType.TO, new InternetAddress(letter.to()));
    message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
    message.setSentDate(date);
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setHeader("X-Auto-Response-Suppress", "All");
    message.setHeader(OwnMail.HEADER, "1");
    if (!letter.references().isEmpty()) {
      message.setHeader(
          "References",
          letter.references().stream().map(id -> "<" + id + ">").collect(Collectors.joining(" ")));
      message.setHeader("In-Reply-To", "<" + letter.references().getFirst() + ">");
    }
    if (letter.urgent()) {
      message.setHeader("Importance", "high");
      message.setHeader("X-Priority", "1");
    }
    var plain = new MimeBodyPart();
    plain.setText(letter.text(), StandardCharsets.UTF_8.name(), "plain");
    var rich = new MimeBodyPart();
    rich.setText(letter.html(), StandardCharsets.UTF_8.name(), "html");
    message.setContent(new MimeMultipart("alternative", plain, rich));
    return message;
  }

  /// Never again when the server has refused this address or this mail for good; later when it may only be away or busy.
  private Delivery judge(org.springframework.mail.MailException failure) {
    Throwable cause = failure;
    if (failure instanceof org.springframework.mail.MailSendException sent
        && sent.getMessageExceptions().length > 0) {
      cause = sent.getMessageExceptions()[0];
    } else if (failure.getCause() != null) {
      cause = failure.getCause();
    }
    String words = words(cause);
    lastFault = words;
    for (Throwable at = cause; at != null; at = next(at)) {
      if (at instanceof AuthenticationFailedException) {
        return new Delivery.TryAgain("the mail server refused our sign-in: " + words, null);
      }
      if (at.getMessage() != null && REFUSED.matcher(at.getMessage()).find()) {
        return new Delivery.GiveUp("the mail server refused it: " + words);
      }
    }
    return new Delivery.TryAgain("mail server: " + words, null);
  }

  private static @Nullable Throwable next(Throwable at) {
    return at instanceof SendFailedException send && send.getNextException() != null
        ? send.getNextException()
        : at.getCause();
  }

  private static String words(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof SendFailedException send) {
      Address[] invalid = send.getInvalidAddresses();
      Exception next = send.getNextException();
      return (invalid == null || invalid.length == 0 ? "" : "invalid address " + invalid[0] + ", ")
          + (next != null && next.getMessage() != null ? next.getMessage().strip() : message);
    }
    return message == null ? cause.getClass().getSimpleName() : message.strip();
  }

  /// What the server said to the mail that this thread sends, with its queue's id of it.
  private static final ThreadLocal<@Nullable String> REPLY = new ThreadLocal<>();

  /// Remembers the server's answer, which the framework throws away.
  private static final class Talkative extends JavaMailSenderImpl {
    @Override
    protected Transport getTransport(Session session) {
      return new SMTPTransport(session, null) {
        @Override
        public synchronized void sendMessage(jakarta.mail.Message message, Address[] addresses)
            throws MessagingException {
          super.sendMessage(message, addresses);
          String reply = getLastServerResponse();
          REPLY.set(reply == null ? null : SmtpCarrier.line(reply));
        }
      };
    }
  }

  private static String line(String reply) {
    String flat = reply.replaceAll("\\s+", " ").strip();
    return flat.length() <= 200 ? flat : flat.substring(0, 200);
  }

  /// Keeps the id that it was given, so that a second delivery of the same mail shows as the same mail.
  private static final class Marked extends MimeMessage {
    private final String id;

    Marked(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }
}
