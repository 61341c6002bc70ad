package dev.muster.respond.chat;

import dev.muster.correlate.Declaration;
import dev.muster.respond.Acts;
import dev.muster.respond.impact.ImpactDesk;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads what people type about what an incident is made of and what is known of it: alerts, helpers, fields, impact, ticket. Pure.
final class PartsReader {
  /// Most alerts that one command names; more are chosen on the web.
  private static final int ALERTS_MOST = 50;

  private static final Pattern ALERT =
      Pattern.compile("[0-9A-Za-z]{%d,14}".formatted(Ask.ALERT_LEAST));
  private static final Pattern ALERTS =
      Pattern.compile("(?is)alerts?:?\\s+(.+?)\\s+(?:in)?to\\s+(.+)");
  private static final Pattern PERCENT =
      Pattern.compile("(?:about\\s+)?([0-9]{1,3}(?:\\.[0-9]{1,3})?)\\s*%");
  private static final Pattern SHARE = Pattern.compile("(0?\\.[0-9]{1,4})(?=\\s|$)");
  private static final Pattern SINCE = Pattern.compile("(?i)since\\s+([0-9]{1,2}):([0-9]{2})");

  private final AskReader reader;

  PartsReader(AskReader reader) {
    this.reader = reader;
  }

  /// What is asked for; null when the verb is none of these.
  @Nullable Ask read(String verb, Typed words) {
    return switch (verb) {
      case "alerts" -> reader.incident(words, "alerts 12", Ask.Alerts::new);
      case "split" ->
          reader.incident(words, "split 12 4F7QX: what is wrong", id -> split(id, words));
      case "helpers", "responders", "helping" ->
          reader.incident(words, "helpers 12", Ask.Helping::new);
      case "takeback", "take-back", "unask", "uninvite" ->
          reader.incident(words, "takeback 12 ann@example.com", id -> takeBack(id, words));
      case "fields" -> reader.incident(words, "fields 12", Ask.Fields::new);
      case "field", "set" ->
          reader.incident(words, "field 12 region = eu", id -> field(id, words.rest()));
      case "impact" -> reader.incident(words, "impact 12 partial 30%", id -> impact(id, words));
      case "ticket" ->
          reader.incident(
              words,
              "ticket 12",
              id -> words.rest().isEmpty() ? new Ask.ShowTicket(id) : file(id, words));
      case "file" -> reader.incident(words, "file 12", id -> file(id, words));
      default -> null;
    };
  }

  /// What is asked for when alerts and an incident are named; null when it is about a service.
  @Nullable Ask moveAlerts(String id, Typed words) {
    Matcher match = ALERTS.matcher(words.rest());
    if (!match.matches()) {
      return null;
    }
    List<String> alerts = alerts(match.group(1));
    String to = match.group(2).replaceFirst("(?i)^incident\\s+", "");
    if (alerts.isEmpty() || !to.matches("#?[0-9]{1,18}|[Qq][0-9A-Za-z]{13}")) {
      return null;
    }
    return reader.incident(
        new Typed(to), "move 12 alerts 4F7QX to 13", into -> new Ask.MoveAlerts(id, alerts, into));
  }

  /// The ends of ids that are named; empty when there are none, too many, or something else stands among them.
  private static List<String> alerts(String words) {
    List<String> all =
        Stream.of(words.strip().split("[\\s,]+"))
            .filter(word -> !word.isEmpty() && !word.equalsIgnoreCase("and"))
            .map(word -> word.replaceFirst("^…", "").toUpperCase(Locale.ROOT))
            .distinct()
            .toList();
    return all.size() > ALERTS_MOST || !all.stream().allMatch(word -> ALERT.matcher(word).matches())
        ? List.of()
        : all;
  }

  private Ask split(String id, Typed words) {
    String[] parts = words.rest().split("\\s*:(?:\\s+|$)", 2);
    List<String> alerts = alerts(parts[0].replaceFirst("(?i)^alerts?\\s+", ""));
    if (alerts.isEmpty()) {
      return reader.unclear(
          "Name up to %3$d alerts by the ends of their ids, which `%1$s alerts %2$s` shows, and after a colon what is wrong: `%1$s split %2$s 4F7QX 9K2LM: Payments fail`."
              .formatted(reader.command(), id, ALERTS_MOST));
    }
    String title = parts.length > 1 ? parts[1].strip() : "";
    return title.codePointCount(0, title.length()) > Declaration.TITLE_MAX
        ? reader.unclear("A title has %d characters at most.".formatted(Declaration.TITLE_MAX))
        : new Ask.Split(id, alerts, title.isEmpty() ? null : title);
  }

  private Ask takeBack(String id, Typed words) {
    String given = words.next();
    if (given.equalsIgnoreCase("from")) {
      given = words.next();
    }
    if (given.equalsIgnoreCase("policy") && !words.rest().isEmpty()) {
      return new Ask.TakeBackPolicy(id, AskReader.cut(words.rest()));
    }
    if (given.isEmpty()) {
      return reader.unclear(
          "Say whose request: `%1$s takeback %2$s ann@example.com`, or `%1$s takeback %2$s policy Database`."
              .formatted(reader.command(), id));
    }
    Ask.Whom whom = AskReader.oneWord(given);
    return new Ask.TakeBack(
        id,
        whom != null
            ? whom
            : AskReader.byName(AskReader.cut((given + " " + words.rest()).strip())));
  }

  private Ask field(String id, String given) {
    String[] parts = given.split("\\s*[=:]\\s*", 2);
    if (parts.length < 2 || parts[0].isBlank()) {
      return reader.unclear(
          "Say which field and its value: `%1$s field %2$s region = eu`, or `%1$s field %2$s region =` to take it away."
              .formatted(reader.command(), id));
    }
    String name = parts[0].strip();
    String value = parts[1].strip();
    if (name.length() > Acts.FIELD_MAX) {
      return reader.unclear(
          "The name of a field has %d characters at most.".formatted(Acts.FIELD_MAX));
    }
    return value.length() > Acts.VALUE_MAX
        ? reader.unclear("A value has %d characters at most.".formatted(Acts.VALUE_MAX))
        : new Ask.SetField(id, name, value.isEmpty() ? null : value);
  }

  /// `partial 30% since 02:40 logins are slow`.
  private Ask impact(String id, Typed words) {
    String state = words.next().toLowerCase(Locale.ROOT);
    if (state.isEmpty()) {
      return new Ask.Impact(id);
    }
    if (!ImpactDesk.WORDS.contains(state)) {
      return reader.unclear(
          "Say `none`, `partial` with the share of customers, `full`, or `measured` to go by the objectives: `%s impact %s partial 30%%`."
              .formatted(reader.command(), id));
    }
    String rest = words.rest();
    Double share = null;
    if (state.equals("partial")) {
      Matcher percent = PERCENT.matcher(rest);
      Matcher part = SHARE.matcher(rest);
      if (percent.lookingAt()) {
        share = Double.parseDouble(percent.group(1)) / 100;
        rest = rest.substring(percent.end()).strip();
      } else if (part.lookingAt()) {
        share = Double.parseDouble(part.group(1));
        rest = rest.substring(part.end()).strip();
      }
      if (share == null || share <= 0 || share >= 1) {
        return reader.unclear(
            "Say what share of customers is affected, above 0 %% and below 100 %%: `%s impact %s partial 30%%`."
                .formatted(reader.command(), id));
      }
    }
    LocalTime since = null;
    Matcher clock = SINCE.matcher(rest);
    if (clock.lookingAt()) {
      try {
        since = LocalTime.of(Integer.parseInt(clock.group(1)), Integer.parseInt(clock.group(2)));
      } catch (DateTimeException noTime) {
        return reader.unclear("There is no time like '%s'.".formatted(clock.group().substring(6)));
      }
      rest = rest.substring(clock.end()).replaceFirst("^[\\s,.:]+", "").strip();
    }
    return rest.length() > ImpactDesk.WORDS_MAX
        ? reader.unclear("What you say has %d characters at most.".formatted(ImpactDesk.WORDS_MAX))
        : new Ask.Feel(id, state, share, since, rest);
  }

  private static Ask file(String id, Typed words) {
    String in =
        words.rest().replaceFirst("(?i)^file(\\s+|$)", "").replaceFirst("(?i)^in\\s+", "").strip();
    return new Ask.FileTicket(id, in.isEmpty() ? null : AskReader.cut(in));
  }
}
