package dev.muster.signal.mail;

import dev.muster.kernel.Text;
import dev.muster.platform.door.OwnMail;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParseException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Locale;
import java.util.Properties;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/// What a mail says. Pure: whatever comes, something is read.
///
/// @param from the address of whoever wrote it; empty when it does not say
/// @param importance `critical` or `info` when the mail says that it is important or not; null when it says nothing
/// @param body its words, without pictures and attachments, cut to what an event takes
/// @param cut whether there was more
record SmtpLetter(
    String subject,
    String from,
    @Nullable String messageId,
    @Nullable Instant sentAt,
    @Nullable String importance,
    String body,
    boolean cut,
    Nature nature) {
  /// Characters of a body: with every one of them escaped it still fits into an event.
  static final int BODY_MOST = 65_536;

  private static final int SUBJECT_MOST = 998;
  private static final Pattern SUBJECT = Pattern.compile("(?im)^Subject:[ \\t]*(.+)$");

  /// A hyphen ends a word: without a look at what stands before it, `non-urgent` would be urgent.
  private static final Pattern HIGH = Pattern.compile("\\b(high|highest|(?<!non-)urgent|1|2)\\b");

  private static final Pattern LOW = Pattern.compile("\\b(low|lowest|non-urgent|4|5)\\b");
  private static final int DEEPEST = 8;

  /// Lines that may part one part from the next; drawn tables have such, too.
  private static final int BORDERS_MOST = 2_000;

  private static final int HEADERS_MOST = 10_000;
  private static final Properties HOW = new Properties();

  static {
    HOW.setProperty("mail.mime.allowutf8", "true"); // many tools write headers as they are
  }

  /// RFC 5321 asks for 100 at least before a loop is assumed; no tool's mail goes through as many.
  private static final int HOPS_MOST = 100;

  /// What sort of mail it is, as far as it matters whether it opens something.
  enum Nature {
    MESSAGE,
    /// Muster itself has sent it.
    OWN,
    /// It has gone round and round.
    LOOPING,
    /// Somebody's absence answers.
    REPLY,
    /// A mail server tells that it could not deliver something.
    BOUNCE
  }

  /// Reads a mail.
  ///
  /// @param cut whether it goes on behind what is here
  static SmtpLetter read(byte[] bytes, boolean cut) {
    if (isBomb(bytes)) {
      return asItCame(bytes, cut);
    }
    try {
      var message = new MimeMessage(Session.getInstance(HOW), new ByteArrayInputStream(bytes));
      String words = words(message, 0);
      String body = words == null ? "" : words.replace("\r\n", "\n").strip();
      boolean longer = body.codePointCount(0, body.length()) > BODY_MOST;
      Date sent = sent(message);
      return new SmtpLetter(
          Text.line(Text.clean(header(message, "Subject")), SUBJECT_MOST),
          Text.line(Text.clean(from(message)), SUBJECT_MOST),
          id(message),
          sent == null ? null : sent.toInstant(),
          importance(message),
          Text.clean(longer ? body.substring(0, body.offsetByCodePoints(0, BODY_MOST)) : body),
          cut || longer,
          nature(message));
    } catch (MessagingException | RuntimeException noMail) {
      // asked for again it would be as odd, and nobody would ever hear of it
      return asItCame(bytes, cut);
    }
  }

  /// Whether it has more parts or headers than any tool makes: each costs the reader hundreds of bytes, so that a mebibyte of them
  /// becomes a hundred.
  private static boolean isBomb(byte[] bytes) {
    int headers = 0;
    int borders = 0;
    boolean head = true;
    for (int at = 0; at < bytes.length; ) {
      int end = at;
      while (end < bytes.length && bytes[end] != '\n') {
        end++;
      }
      boolean blank = end == at || (end == at + 1 && bytes[at] == '\r');
      boolean border = end - at >= 2 && bytes[at] == '-' && bytes[at + 1] == '-';
      borders += border ? 1 : 0;
      head = border || (head && !blank);
      headers += head ? 1 : 0;
      if (borders > BORDERS_MOST || headers > HEADERS_MOST) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  /// What cannot be read as a mail, as text.
  static SmtpLetter asItCame(byte[] bytes, boolean cut) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    boolean longer = text.length() > BODY_MOST;
    String kept = longer ? text.substring(0, BODY_MOST) : text;
    Matcher subject = SUBJECT.matcher(kept);
    return new SmtpLetter(
        subject.find() ? Text.line(Text.clean(subject.group(1)), SUBJECT_MOST) : "",
        "",
        null,
        null,
        null,
        Text.clean(kept).strip(),
        cut || longer,
        Nature.MESSAGE);
  }

  private static Nature nature(MimeMessage message) throws MessagingException {
    String[] received = message.getHeader("Received");
    String answers = header(message, "Auto-Submitted").toLowerCase(Locale.ROOT);
    if (message.getHeader(OwnMail.HEADER) != null) {
      return Nature.OWN;
    }
    if (received != null && received.length > HOPS_MOST) {
      return Nature.LOOPING;
    }
    if (answers.startsWith("auto-replied")) {
      return Nature.REPLY;
    }
    ContentType type = type(message);
    return type != null
            && type.match("multipart/report")
            && "delivery-status".equalsIgnoreCase(type.getParameter("report-type"))
        ? Nature.BOUNCE
        : Nature.MESSAGE;
  }

  /// In the words of the RFCs and of the programs that everybody uses.
  private static @Nullable String importance(MimeMessage message) throws MessagingException {
    String said =
        (header(message, "Importance")
                + " "
                + header(message, "X-Priority")
                + " "
                + header(message, "Priority")
                + " "
                + header(message, "X-MSMail-Priority"))
            .toLowerCase(Locale.ROOT);
    if (HIGH.matcher(said).find()) {
      return "critical";
    }
    return LOW.matcher(said).find() ? "info" : null;
  }

  private static String header(MimeMessage message, String name) throws MessagingException {
    String value = message.getHeader(name, null);
    if (value == null) {
      return "";
    }
    String unfolded = MimeUtility.unfold(value);
    try {
      return MimeUtility.decodeText(unfolded);
    } catch (java.io.UnsupportedEncodingException unknown) {
      return unfolded;
    }
  }

  private static String from(MimeMessage message) throws MessagingException {
    String from = header(message, "From");
    try {
      InternetAddress[] addresses = InternetAddress.parseHeader(from, false);
      return addresses.length == 0 ? from : addresses[0].getAddress();
    } catch (MessagingException odd) {
      return from;
    }
  }

  private static @Nullable String id(MimeMessage message) throws MessagingException {
    String id = message.getMessageID();
    return id == null || id.isBlank() ? null : Text.line(Text.clean(id), 500);
  }

  private static @Nullable Date sent(MimeMessage message) throws MessagingException {
    return message.getSentDate();
  }

  private static @Nullable ContentType type(Part part) throws MessagingException {
    try {
      return new ContentType(part.getContentType());
    } catch (ParseException odd) {
      return null;
    }
  }

  /// The words of a part; null when it has none.
  private static @Nullable String words(Part part, int depth) throws MessagingException {
    if (depth > DEEPEST || Part.ATTACHMENT.equalsIgnoreCase(disposition(part))) {
      return null;
    }
    try {
      if (part.isMimeType("text/html")) {
        return plain(text(part));
      }
      if (part.isMimeType("multipart/*") && part.getContent() instanceof Multipart parts) {
        return part.isMimeType("multipart/alternative") ? best(parts, depth) : all(parts, depth);
      }
      if (part.isMimeType("message/rfc822") && part.getContent() instanceof Part forwarded) {
        return words(forwarded, depth + 1);
      }
      return depth == 0 || part.isMimeType("text/*") ? text(part) : null;
    } catch (IOException | MessagingException | RuntimeException broken) {
      return depth == 0 ? raw(part) : null;
    }
  }

  /// Of parts that say the same in several ways the plain one, or else HTML, or else whatever there is.
  private static @Nullable String best(Multipart parts, int depth) throws MessagingException {
    String best = null;
    int rank = Integer.MAX_VALUE;
    for (int i = 0; i < parts.getCount(); i++) {
      BodyPart one = parts.getBodyPart(i);
      int its =
          one.isMimeType("text/plain")
              ? 0
              : one.isMimeType("text/html") || one.isMimeType("multipart/*") ? 1 : 2;
      String words = its < rank ? words(one, depth + 1) : null;
      if (words != null && !words.isBlank()) {
        best = words;
        rank = its;
      }
    }
    return best;
  }

  /// Parts that follow each other, such as a report and the lines that a mail server puts below it.
  private static @Nullable String all(Multipart parts, int depth) throws MessagingException {
    var all = new StringJoiner("\n\n").setEmptyValue("");
    for (int i = 0; i < parts.getCount(); i++) {
      String words = words(parts.getBodyPart(i), depth + 1);
      if (words != null && !words.isBlank()) {
        all.add(words.strip());
      }
    }
    return all.length() == 0 ? null : all.toString();
  }

  private static @Nullable String disposition(Part part) {
    try {
      return part.getDisposition();
    } catch (MessagingException odd) {
      return null;
    }
  }

  private static String text(Part part) throws IOException, MessagingException {
    var read = new ByteArrayOutputStream();
    try (var stream = part.getInputStream()) {
      var some = new byte[4_096];
      for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
        read.write(some, 0, count);
      }
    } catch (IOException brokenOff) {
      if (read.size() == 0) {
        throw brokenOff;
      }
      // of a long mail the beginning is here, and that may end within a group of its encoding
    }
    return read.toString(charset(part));
  }

  /// When even the encoding of the line is not what it says.
  private static String raw(Part part) {
    try (var stream =
        part instanceof MimeMessage message ? message.getRawInputStream() : part.getInputStream()) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException | MessagingException nothing) {
      return "";
    }
  }

  private static Charset charset(Part part) throws MessagingException {
    ContentType type = type(part);
    String name = type == null ? null : type.getParameter("charset");
    try {
      return name == null || name.equalsIgnoreCase("us-ascii")
          ? StandardCharsets.UTF_8
          : Charset.forName(MimeUtility.javaCharset(name));
    } catch (IllegalArgumentException unknown) {
      return StandardCharsets.UTF_8;
    }
  }

  /// The words of HTML, a line for each block. One pass, as anybody may send anything.
  static String plain(String html) {
    var words = new StringBuilder();
    int at = 0;
    while (at < html.length()) {
      char c = html.charAt(at);
      if (c != '<' || !opensTag(html, at + 1)) {
        words.append(c == '\n' || c == '\r' || c == '\t' ? ' ' : c);
        at++;
        continue;
      }
      int end = html.startsWith("<!--", at) ? html.indexOf("-->", at) : html.indexOf('>', at);
      if (end < 0) {
        break; // a tag that never ends
      }
      String tag = name(html, at + 1, end);
      at = html.startsWith("<!--", at) ? end + 3 : end + 1;
      switch (tag) {
        case "style", "script", "head", "title" -> {
          int close = closing(html, tag, at);
          at = close < 0 ? html.length() : close;
        }
        case "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "h1", "h2", "h3", "table" ->
            words.append('\n');
        case "td", "th" -> words.append(' ');
        default -> {}
      }
    }
    return HtmlUtils.htmlUnescape(words.toString())
        .replaceAll("[ \\u00a0]{2,}", " ")
        .replaceAll(" ?\\n ?", "\n")
        .replaceAll("\\n{3,}", "\n\n")
        .strip();
  }

  /// As HTML has it: `free space < 5 %` is no tag, though people forget to escape it.
  private static boolean opensTag(String html, int at) {
    return at < html.length()
        && (Character.isLetter(html.charAt(at)) || "/!?".indexOf(html.charAt(at)) >= 0);
  }

  private static String name(String html, int from, int until) {
    int end = from;
    while (end < until && end - from < 12 && !Character.isWhitespace(html.charAt(end))) {
      end++;
    }
    String name = html.substring(from, end).toLowerCase(Locale.ROOT);
    return name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static int closing(String html, String tag, int from) {
    String close = "</" + tag;
    for (int at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
      int after = at + close.length();
      if (html.regionMatches(true, at, close, 0, close.length())
          && (after >= html.length() || !Character.isLetterOrDigit(html.charAt(after)))) {
        return at;
      }
    }
    return -1;
  }
}
