package dev.muster.signal.mail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One conversation with somebody who brings mails, as RFC 5321 has it, with sizes (1870), eight bits (6152), UTF-8 in addresses
/// (6531), commands that do not wait for answers (2920) and encryption (3207). It relays nothing, knows no accounts, and is bounded in
/// everything that the other side decides.
final class SmtpDialogue {
  /// Why a conversation was ended by this side.
  enum LetGo {
    /// A command did not come whole in time.
    SILENT(LINE_LONGEST.toSeconds() + " seconds without a whole command"),
    /// Much was said, and no mail brought.
    IDLE(IDLE_LONGEST.toMinutes() + " minutes without a mail"),
    /// The text of a mail trickles.
    SLOW("The mail comes too slowly"),
    LONG(LONGEST.toMinutes() + " minutes are enough; connect again for more"),
    FAULTS("Too many commands that lead to nothing; goodbye"),
    COMMANDS("That were many commands; connect again for more");

    private final String words;

    LetGo(String words) {
      this.words = words;
    }
  }

  /// Time is up.
  private static final class TimeIsUp extends IOException {
    private static final long serialVersionUID = 1;
    private final LetGo why;

    TimeIsUp(LetGo why) {
      super(why.words);
      this.why = why;
    }
  }

  /// Told to whoever asks. Larger mails of tools are mistakes.
  static final int SIZE_MOST = 25 << 20;

  /// Kept of a mail: words come before pictures. While it is read there are up to six copies of it, so 32 conversations cost some 200 MiB
  /// at the very most, for moments.
  static final int KEPT_MOST = 1 << 20;

  /// RFC 5321 asks for 512; long addresses and options go beyond.
  private static final int LINE_MOST = 2_048;

  private static final int RECIPIENTS_MOST = 100;
  private static final int FAULTS_MOST = 20;
  private static final int COMMANDS_MOST = 2_000;

  /// Until a command has come whole. RFC 5321 would wait five minutes for people who type; here only programs speak, and each of them
  /// holds one of few lines.
  static final Duration LINE_LONGEST = Duration.ofMinutes(1);

  /// From the beginning, or the last mail, until the next one begins.
  static final Duration IDLE_LONGEST = Duration.ofMinutes(2);

  /// What a mail may take in any case, and how many bytes a second it has to have beyond that: less than any line carries.
  static final Duration MAIL_LONGEST = Duration.ofMinutes(1);

  private static final long BYTES_A_SECOND = 1_000;

  /// Nobody needs longer, whatever comes.
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Pattern PATH =
      Pattern.compile("(?i)(?:FROM|TO):\\s*(?:<([^<>]*)>|([^\\s<>]+))((?:\\s+\\S+)*)\\s*");
  private static final Pattern SIZE = Pattern.compile("(?i)\\bSIZE=([0-9]{1,18})\\b");

  private final MailDesk desk;
  private final String host;
  private final InstantSource clock;
  private final SmtpLine line;
  private final Instant since;

  /// Since when a command is waited for.
  private Instant asked;

  /// Since when no mail has come.
  private Instant quiet;

  /// Since when the text of a mail comes; null between mails.
  private @Nullable Instant telling;

  private long told;
  private final byte[] buffer = new byte[8_192];
  private int at;
  private int end;

  /// A sender whose commands end with a bare line feed ends its mails so, too. For all others only CR LF counts: else a line that a
  /// relay has passed on as part of a mail could end it here, and what follows would be taken for commands.
  private boolean bareLines;

  private @Nullable String sender;
  private final List<String> recipients = new ArrayList<>();

  private SmtpDialogue(MailDesk desk, String host, InstantSource clock, SmtpLine line) {
    this.desk = desk;
    this.host = host;
    this.clock = clock;
    this.line = line;
    this.since = clock.instant();
    this.asked = since;
    this.quiet = since;
  }

  /// Talks until the other side leaves, or has to.
  ///
  /// @param host what this side calls itself
  /// @return why the other side had to leave; null when it left
  static @Nullable LetGo hold(MailDesk desk, String host, InstantSource clock, SmtpLine line)
      throws IOException {
    var dialogue = new SmtpDialogue(desk, host, clock, line);
    LetGo why;
    try {
      why = dialogue.talk();
    } catch (TimeIsUp up) {
      why = up.why;
    }
    if (why != null) {
      try {
        dialogue.say(421, (isOfTime(why) ? "4.4.2 " : "4.7.0 ") + why.words);
      } catch (IOException gone) {
        return why; // gone before it could be told
      }
    }
    return why;
  }

  private static boolean isOfTime(LetGo why) {
    return why != LetGo.FAULTS && why != LetGo.COMMANDS;
  }

  private @Nullable LetGo talk() throws IOException {
    say(220, host + " ESMTP Muster");
    int faults = 0;
    for (int commands = 0; commands < COMMANDS_MOST; commands++) {
      String command = command();
      if (command == null) {
        return null;
      }
      int space = command.indexOf(' ');
      String verb = (space < 0 ? command : command.substring(0, space)).toUpperCase(Locale.ROOT);
      String rest = space < 0 ? "" : command.substring(space + 1).strip();
      boolean good =
          switch (verb) {
            case "HELO" -> hello();
            case "EHLO" -> helloWithExtensions();
            case "MAIL" -> mail(rest);
            case "RCPT" -> recipient(rest);
            case "DATA" -> data();
            case "STARTTLS" -> secure(rest);
            case "RSET" -> {
              forget();
              yield say(250, "2.0.0 Forgotten");
            }
            case "NOOP" -> say(250, "2.0.0 Here");
            case "VRFY" -> say(252, "2.1.5 Send the mail and see");
            case "HELP" -> say(214, "2.0.0 See docs/integrations/email.md");
            case "QUIT" -> {
              say(221, "2.0.0 Goodbye");
              yield false;
            }
            default -> fault(502, "5.5.1 No such command here");
          };
      if (verb.equals("QUIT")) {
        return null;
      }
      faults += good ? 0 : 1;
      if (faults >= FAULTS_MOST) {
        return LetGo.FAULTS;
      }
    }
    return LetGo.COMMANDS;
  }

  private boolean hello() throws IOException {
    forget();
    return say(250, host);
  }

  private boolean helloWithExtensions() throws IOException {
    forget();
    write(
        "250-%s\r\n250-SIZE %d\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-PIPELINING\r\n%s250 ENHANCEDSTATUSCODES\r\n"
            .formatted(host, SIZE_MOST, line.canSecure() ? "250-STARTTLS\r\n" : ""));
    return true;
  }

  private boolean secure(String rest) throws IOException {
    if (!line.canSecure()) {
      return fault(502, "5.5.1 No encryption here, or there is one already");
    }
    if (!rest.isEmpty()) {
      return fault(501, "5.5.4 Say STARTTLS alone");
    }
    say(220, "2.0.0 Go on, encrypted");
    // what was sent before it, in the clear, must not count as said behind it
    at = 0;
    end = 0;
    line.secure();
    forget();
    return true;
  }

  private boolean mail(String rest) throws IOException {
    if (sender != null) {
      return fault(503, "5.5.1 One mail at a time; RSET forgets this one");
    }
    Matcher path = PATH.matcher(rest);
    if (!path.matches() || !rest.regionMatches(true, 0, "FROM", 0, 4)) {
      return fault(501, "5.5.4 Say MAIL FROM:<address>");
    }
    Matcher size = SIZE.matcher(path.group(3));
    if (size.find() && Long.parseLong(size.group(1)) > SIZE_MOST) {
      return fault(552, "5.3.4 Mails have " + SIZE_MOST + " bytes at most");
    }
    sender = address(path);
    return say(250, "2.1.0 Go on");
  }

  private boolean recipient(String rest) throws IOException {
    if (sender == null) {
      return fault(503, "5.5.1 Say MAIL FROM first");
    }
    Matcher path = PATH.matcher(rest);
    if (!path.matches() || !rest.regionMatches(true, 0, "TO", 0, 2)) {
      return fault(501, "5.5.4 Say RCPT TO:<address>");
    }
    if (recipients.size() >= RECIPIENTS_MOST) {
      return fault(452, "4.5.3 At most " + RECIPIENTS_MOST + " recipients at a time");
    }
    String address = address(path);
    if (!desk.knows(address)) {
      return fault(550, "5.1.1 No integration has this address");
    }
    if (!recipients.contains(address)) {
      recipients.add(address);
    }
    return say(250, "2.1.5 Go on");
  }

  /// Without the relays of old before it.
  private static String address(Matcher path) {
    String address = path.group(1) == null ? path.group(2) : path.group(1);
    return address.startsWith("@") ? address.substring(address.indexOf(':') + 1) : address;
  }

  private boolean data() throws IOException {
    String from = sender;
    if (from == null || recipients.isEmpty()) {
      return fault(503, "5.5.1 Say MAIL FROM and RCPT TO first");
    }
    say(354, "Send it, and end it with a dot on a line of its own");
    var kept = new ByteArrayOutputStream();
    telling = clock.instant();
    told = 0;
    long size = body(kept);
    telling = null;
    if (size < 0) {
      return false; // the sender is gone, in the middle of its mail: nothing was promised
    }
    Verdict verdict =
        size > SIZE_MOST
            ? new Verdict(552, "5.3.4", "Mails have " + SIZE_MOST + " bytes at most")
            : desk.take(
                new Envelope(from, List.copyOf(recipients), kept.toByteArray(), size > KEPT_MOST));
    forget();
    quiet = clock.instant();
    // whatever became of it: a mail server may bring many that this house does not want, on one
    // connection
    return say(verdict.code(), verdict.status() + " " + verdict.words());
  }

  /// Reads to the dot.
  ///
  /// @return how many bytes came, or -1 when they ended before it
  private long body(ByteArrayOutputStream kept) throws IOException {
    long size = 0;
    boolean lineBegins = true;
    int before = '\n';
    int last = '\r';
    for (int next = read(); next >= 0; next = read()) {
      if (lineBegins && next == '.') {
        int first = read();
        if (first == '\n' && bareLines) {
          return size;
        }
        if (first == '\r') {
          int second = read();
          if (second == '\n') {
            return size;
          }
          size = keep(kept, '\r', size);
          next = second;
        } else {
          next = first; // the dot was put before a line that begins with one
        }
        if (next < 0) {
          return -1;
        }
      }
      size = keep(kept, next, size);
      before = last;
      last = next;
      lineBegins = last == '\n' && (before == '\r' || bareLines);
    }
    return -1;
  }

  private static long keep(ByteArrayOutputStream kept, int next, long size) throws IOException {
    if (size < KEPT_MOST) {
      kept.write(next);
    }
    if (size > 4L * SIZE_MOST) {
      throw new IOException("a mail does not end");
    }
    return size + 1;
  }

  private void forget() {
    sender = null;
    recipients.clear();
  }

  /// The next command; null when there is none any more. Of one that is too long only the beginning is read, which is no command.
  private @Nullable String command() throws IOException {
    asked = clock.instant();
    var line = new ByteArrayOutputStream();
    int before = 0;
    for (int next = read(); next >= 0; next = read()) {
      if (next == '\n') {
        bareLines = before != '\r';
        return line.toString(StandardCharsets.UTF_8).strip();
      }
      if (line.size() < LINE_MOST) {
        line.write(next);
      } else if (line.size() == LINE_MOST) {
        line.reset();
        line.writeBytes(new byte[LINE_MOST + 1]);
      }
      before = next;
    }
    return null;
  }

  private int read() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, more());
      told += end;
      if (end == 0) {
        return -1;
      }
    }
    return buffer[at++] & 0xff;
  }

  /// Waits for more, and no longer than it may.
  private int more() throws IOException {
    LetGo why = LetGo.LONG;
    Instant until = since.plus(LONGEST);
    Instant text = telling;
    if (text != null) {
      Instant whole = text.plus(MAIL_LONGEST).plusSeconds(told / BYTES_A_SECOND);
      if (whole.isBefore(until)) {
        until = whole;
        why = LetGo.SLOW;
      }
    } else {
      if (quiet.plus(IDLE_LONGEST).isBefore(until)) {
        until = quiet.plus(IDLE_LONGEST);
        why = LetGo.IDLE;
      }
      if (asked.plus(LINE_LONGEST).isBefore(until)) {
        until = asked.plus(LINE_LONGEST);
        why = LetGo.SILENT;
      }
    }
    Duration left = Duration.between(clock.instant(), until);
    if (left.toMillis() <= 0) {
      throw new TimeIsUp(why);
    }
    try {
      return line.read(buffer, left);
    } catch (SocketTimeoutException silent) {
      throw new TimeIsUp(why);
    }
  }

  private boolean fault(int code, String words) throws IOException {
    say(code, words);
    return false;
  }

  private boolean say(int code, String words) throws IOException {
    write(code + " " + words.replaceAll("[\\p{Cntrl}]+", " ") + "\r\n");
    return true;
  }

  private void write(String text) throws IOException {
    line.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
