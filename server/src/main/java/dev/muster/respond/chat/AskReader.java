package dev.muster.respond.chat;

import dev.muster.correlate.Declaration;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Mobilize;
import dev.muster.respond.Acts;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads what people type behind the command in a chat. Pure; understands or says what to type instead, and never fails.
final class AskReader {
  private static final Pattern NUMBER = Pattern.compile("#?([0-9]{1,18})");
  private static final Pattern ID = Pattern.compile("[Qq][0-9A-Za-z]{13}");
  private static final Pattern LENGTH =
      Pattern.compile("([0-9]{1,6})(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)");
  private static final Pattern MENTION = Pattern.compile("<@([A-Za-z0-9]{1,64})(?:\\|[^>]*)?>");
  private static final Pattern MAIL_LINK = Pattern.compile("<mailto:([^|>]{3,254})(?:\\|[^>]*)?>");
  private static final int NOTE_MOST = 25_000;

  private final String command;
  private final PartsReader parts;

  /// @param command what people type before it, for example `/muster`
  AskReader(String command) {
    this.command = command;
    this.parts = new PartsReader(this);
  }

  /// What is asked for.
  Ask read(String text) {
    Typed words = new Typed(text.strip());
    String verb = words.next().toLowerCase(Locale.ROOT);
    return switch (verb) {
      case "", "help", "?" -> new Ask.Help();
      case "link" -> new Ask.Link();
      case "unlink" -> new Ask.Unlink();
      case "me", "whoami" -> new Ask.Me();
      case "list", "open", "incidents" -> new Ask.Open(words.rest().equalsIgnoreCase("mine"));
      case "mine" -> new Ask.Open(true);
      case "show", "info", "status" -> incident(words, "show 12", Ask.Show::new);
      case "oncall", "on-call" -> onCall(words);
      case "on" ->
          words.next().equalsIgnoreCase("call")
              ? onCall(words)
              : unclear("Did you mean `" + command + " oncall`?");
      case "who" -> onCall(new Typed(words.rest().replaceFirst("(?i)^is\\s+on[ -]?call\\s*", "")));
      case "ack", "acknowledge" ->
          incident(words, "ack 12", id -> because(words, why -> new Ask.Acknowledge(id, why)));
      case "resolve", "close" ->
          incident(words, "resolve 12 what was done", id -> resolve(id, words));
      case "reopen" ->
          incident(words, "reopen 12", id -> because(words, why -> new Ask.Reopen(id, why)));
      case "release", "unack", "unacknowledge" ->
          incident(words, "release 12", id -> because(words, why -> new Ask.Release(id, why)));
      case "escalate" -> incident(words, "escalate 12", id -> escalate(id, words));
      case "snooze" -> incident(words, "snooze 12 30m", id -> snooze(id, words));
      case "take" ->
          incident(
              words,
              "take 12",
              id -> because(words, why -> new Ask.Hand(id, new Ask.Whom.Asker(), why)));
      case "reassign", "assign", "delegate", "give" ->
          incident(words, "reassign 12 ann@example.com", id -> hand(id, words));
      case "join", "help-with", "accept" ->
          incident(words, "join 12", id -> new Ask.Answer(id, null, true));
      case "decline", "refuse" ->
          incident(words, "decline 12", id -> new Ask.Answer(id, null, false));
      case "ask", "invite", "page", "call" ->
          incident(words, "ask 12 ann@example.com: what for", id -> invite(id, words));
      case "urgency" -> incident(words, "urgency 12 high", id -> press(id, words));
      case "merge" -> incident(words, "merge 13 into 12", id -> merge(id, words));
      case "update" -> incident(words, "update 12 how it stands", id -> tell(id, words));
      case "follow", "subscribe" -> incident(words, "follow 12", id -> new Ask.Follow(id, true));
      case "unfollow", "unsubscribe" ->
          incident(words, "unfollow 12", id -> new Ask.Follow(id, false));
      case "declare", "trigger", "new" -> declare(words.rest());
      case "note", "comment" -> incident(words, "note 12 what you saw", id -> note(id, words));
      case "title", "rename" -> incident(words, "title 12 what is wrong", id -> title(id, words));
      case "move", "service" -> incident(words, "move 12 to Checkout", id -> move(id, words));
      case "noise" -> incident(words, "noise 12", id -> new Ask.Judge(id, false));
      case "worth", "useful" -> incident(words, "worth 12", id -> new Ask.Judge(id, true));
      case "priority" -> incident(words, "priority 12 P1", id -> prioritize(id, words));
      default -> {
        Ask ask = parts.read(verb, words);
        yield ask != null
            ? ask
            : unclear(
                "I do not know '%s'. Type `%s help` to see what I understand."
                    .formatted(cut(verb), command));
      }
    };
  }

  Ask.Unclear unclear(String words) {
    return new Ask.Unclear(words);
  }

  /// Takes the incident that is named next.
  Ask incident(Typed words, String example, Function<String, Ask> then) {
    String given = words.next();
    Matcher number = NUMBER.matcher(given);
    if (number.matches()) {
      return then.apply(number.group(1));
    }
    if (ID.matcher(given).matches()) {
      return then.apply(given.toUpperCase(Locale.ROOT));
    }
    return unclear(
        given.isEmpty()
            ? "Say which incident: `%s %s`.".formatted(command, example)
            : "'%s' is no incident's number. Type for example `%s %s`."
                .formatted(cut(given), command, example));
  }

  /// The rest is a reason, with or without `because` before it.
  private Ask because(Typed words, Function<@Nullable String, Ask> then) {
    String why = words.rest().replaceFirst("(?i)^because:?\\s+", "").strip();
    if (why.codePointCount(0, why.length()) > Mobilize.WHY_MOST) {
      return unclear("What you say has more than %d characters.".formatted(Mobilize.WHY_MOST));
    }
    return then.apply(why.isEmpty() ? null : why);
  }

  /// `anyway` is for a service that asks for proof of recovery; it wants to be explained.
  private Ask resolve(String id, Typed words) {
    if (!words.next().equalsIgnoreCase("anyway")) {
      words.back();
      return because(words, said -> new Ask.Resolve(id, said, false));
    }
    return because(
        words,
        said ->
            said == null
                ? unclear(
                    "Say why it is resolved without proof: `%s resolve %s anyway because ...`."
                        .formatted(command, id))
                : new Ask.Resolve(id, said, true));
  }

  private Ask escalate(String id, Typed words) {
    String level = words.next();
    if (level.equalsIgnoreCase("to")) {
      level = words.next();
    }
    if (level.equalsIgnoreCase("level")) {
      level = words.next();
    }
    if (!level.matches("[0-9]{1,3}")) {
      words.back();
      return because(words, why -> new Ask.Escalate(id, null, why));
    }
    int number = Integer.parseInt(level);
    if (number < 1 || number > 100) {
      return unclear("Levels go from 1 to 100: `%s escalate 12 2`.".formatted(command));
    }
    return because(words, why -> new Ask.Escalate(id, number, why));
  }

  private Ask snooze(String id, Typed words) {
    String given = words.next();
    if (given.equalsIgnoreCase("for")) {
      given = words.next();
    }
    if (given.matches("[0-9]{1,6}")) {
      given += words.next();
    }
    Matcher length = LENGTH.matcher(given.toLowerCase(Locale.ROOT));
    if (!length.matches()) {
      return unclear("Say for how long, as `%s snooze 12 30m`, `2h` or `1d`.".formatted(command));
    }
    long count = Long.parseLong(length.group(1));
    Duration lasts =
        switch (length.group(2).charAt(0)) {
          case 's' -> Duration.ofSeconds(count);
          case 'm' -> Duration.ofMinutes(count);
          case 'h' -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        };
    if (lasts.compareTo(Mobilize.SNOOZE_LEAST) < 0 || lasts.compareTo(Mobilize.SNOOZE_MOST) > 0) {
      return unclear(
          "An incident can be snoozed for %d second to %d days."
              .formatted(Mobilize.SNOOZE_LEAST.toSeconds(), Mobilize.SNOOZE_MOST.toDays()));
    }
    return because(words, why -> new Ask.Snooze(id, lasts, why));
  }

  private Ask hand(String id, Typed words) {
    String given = words.next();
    if (given.equalsIgnoreCase("to")) {
      given = words.next();
    }
    if (given.isEmpty()) {
      return unclear(
          "Say to whom: `%s reassign %s ann@example.com`, or `me`.".formatted(command, id));
    }
    if (given.equalsIgnoreCase("policy") && !words.rest().isEmpty()) {
      return named(words.rest(), (name, why) -> new Ask.Delegate(id, name, why));
    }
    Ask.Whom whom = oneWord(given);
    if (whom != null) {
      return because(words, why -> new Ask.Hand(id, whom, why));
    }
    return named(given + " " + words.rest(), (name, why) -> new Ask.Hand(id, byName(name), why));
  }

  /// Somebody whom one word names beyond doubt; null when it may be the beginning of a name.
  static Ask.@Nullable Whom oneWord(String given) {
    if (given.equalsIgnoreCase("me")) {
      return new Ask.Whom.Asker();
    }
    Matcher mention = MENTION.matcher(given);
    if (mention.matches()) {
      return new Ask.Whom.Mention(mention.group(1));
    }
    Matcher link = MAIL_LINK.matcher(given);
    String mail = link.matches() ? link.group(1) : given;
    return mail.indexOf('@') > 0 ? new Ask.Whom.Mail(mail) : null;
  }

  static Ask.Whom byName(String name) {
    return new Ask.Whom.Name(name.replaceFirst("^@", ""));
  }

  /// A colon ends whom to ask, as names and policies may have more than one word; after an address or a mention it may be left out.
  private Ask invite(String id, Typed words) {
    String given = words.next();
    boolean policy = given.equalsIgnoreCase("policy");
    if (policy) {
      given = words.next();
    }
    if (given.isEmpty()) {
      return unclear(
          "Say whom to ask: `%1$s ask %2$s ann@example.com: what for`, or `%1$s ask %2$s policy Database: what for`."
              .formatted(command, id));
    }
    Ask.Whom whom = policy ? null : oneWord(given.replaceFirst(":$", ""));
    if (whom != null) {
      return message(words.rest(), message -> new Ask.Invite(id, whom, message));
    }
    String[] parts = (given + " " + words.rest()).split("\\s*:(?:\\s+|$)", 2);
    String name = cut(parts[0].strip());
    return message(
        parts.length > 1 ? parts[1] : "",
        message ->
            policy ? new Ask.Summon(id, name, message) : new Ask.Invite(id, byName(name), message));
  }

  private Ask message(String given, Function<String, Ask> then) {
    String message = given.replaceFirst("^:", "").replaceFirst("(?i)^because:?\\s+", "").strip();
    return message.codePointCount(0, message.length()) > Mobilize.WHY_MOST
        ? unclear("What you say has more than %d characters.".formatted(Mobilize.WHY_MOST))
        : then.apply(message);
  }

  private Ask press(String id, Typed words) {
    Optional<Urgency> urgency = Urgency.of(words.next().toLowerCase(Locale.ROOT));
    return urgency.isEmpty()
        ? unclear("Say which: `%s urgency %s high` or `low`.".formatted(command, id))
        : because(words, why -> new Ask.Press(id, urgency.get(), why));
  }

  private Ask merge(String id, Typed words) {
    if (!words.next().equalsIgnoreCase("into")) {
      words.back();
    }
    return incident(words, "merge " + id + " into 12", into -> new Ask.Merge(id, into));
  }

  private Ask move(String id, Typed words) {
    Ask alerts = parts.moveAlerts(id, words);
    if (alerts != null) {
      return alerts;
    }
    if (!words.next().equalsIgnoreCase("to")) {
      words.back();
    }
    return words.rest().isEmpty()
        ? unclear("Say to which service: `%s move %s to Checkout`.".formatted(command, id))
        : named(words.rest(), (name, why) -> new Ask.Move(id, name, why));
  }

  private Ask title(String id, Typed words) {
    String title = words.rest();
    if (title.isEmpty()) {
      return unclear("Say what is wrong: `%s title %s what is wrong`.".formatted(command, id));
    }
    return tooLong(title) ? longTitle() : new Ask.Retitle(id, title);
  }

  private static boolean tooLong(String title) {
    return title.codePointCount(0, title.length()) > Declaration.TITLE_MAX;
  }

  private Ask.Unclear longTitle() {
    return unclear("A title has %d characters at most.".formatted(Declaration.TITLE_MAX));
  }

  private Ask tell(String id, Typed words) {
    String said = words.rest();
    if (said.isEmpty()) {
      return unclear("Say how it stands: `%s update %s how it stands`.".formatted(command, id));
    }
    return said.length() > Acts.UPDATE_MAX
        ? unclear("An update has %d characters at most.".formatted(Acts.UPDATE_MAX))
        : new Ask.Tell(id, said);
  }

  private Ask declare(String given) {
    String[] parts = given.split("\\s*:\\s+", 2);
    if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
      return unclear(
          "Say which service, a colon, and what is wrong: `%s declare Checkout: Payments fail`."
              .formatted(command));
    }
    String title = parts[1].strip();
    return tooLong(title) ? longTitle() : new Ask.Declare(cut(parts[0].strip()), title);
  }

  /// A name may have more than one word, so a reason must be told from it by `because`.
  private Ask named(String text, BiFunction<String, @Nullable String, Ask> then) {
    String[] parts = text.split("(?i)\\s+because:?\\s+", 2);
    return because(
        new Typed(parts.length > 1 ? parts[1] : ""), why -> then.apply(cut(parts[0].strip()), why));
  }

  private Ask note(String id, Typed words) {
    String note = words.rest().strip();
    if (note.isEmpty()) {
      return unclear("Say what to note: `%s note %s what you saw`.".formatted(command, id));
    }
    return note.length() > NOTE_MOST
        ? unclear("A note has %d characters at most.".formatted(NOTE_MOST))
        : new Ask.Note(id, note);
  }

  private Ask prioritize(String id, Typed words) {
    if (words.rest().isEmpty()) {
      return unclear("Say which: `%s priority %s P1`, or `none`.".formatted(command, id));
    }
    return named(
        words.rest(),
        (name, why) -> new Ask.Prioritize(id, name.equalsIgnoreCase("none") ? null : name, why));
  }

  private static Ask onCall(Typed words) {
    String name = words.rest().strip().replaceFirst("(?i)^for\\s+", "").replaceFirst("\\?$", "");
    return new Ask.OnCall(name.isBlank() ? null : cut(name.strip()));
  }

  static String cut(String word) {
    return word.codePointCount(0, word.length()) <= 100
        ? word
        : word.substring(0, word.offsetByCodePoints(0, 100)) + "…";
  }

  String command() {
    return command;
  }

  /// What can be typed, a line for each.
  List<String> help() {
    return List.of(
            "list, mine: open incidents, all or yours",
            "show 12: one incident",
            "ack 12, resolve 12 what was done, reopen 12, release 12",
            "take 12, reassign 12 ann@example.com, reassign 12 policy Database, escalate 12 2",
            "snooze 12 30m, priority 12 P1, note 12 what you saw",
            "urgency 12 high, merge 13 into 12, declare Checkout: Payments fail",
            "ask 12 ann@example.com what for, ask 12 policy Database, join 12, decline 12",
            "helpers 12, takeback 12 ann@example.com: who was asked to help, who need not any more",
            "title 12 what is wrong, move 12 to Checkout",
            "alerts 12, split 12 4F7QX 9K2LM: Payments fail, move 12 alerts 4F7QX to 13",
            "fields 12, field 12 region = eu, impact 12, impact 12 partial 30% logins are slow",
            "ticket 12, file 12, file 12 in Jira",
            "update 12 how it stands, follow 12, unfollow 12",
            "noise 12, worth 12: whether it was right to tell somebody",
            "oncall, oncall checkout: who is on call",
            "link, unlink, me: who you are here")
        .stream()
        .map(line -> "`" + command + "` " + line)
        .toList();
  }
}
