package dev.muster.signal.hook;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Sha256;
import dev.muster.platform.json.Json;
import dev.muster.signal.rules.EventTexts;
import dev.muster.signal.source.SeverityWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes an event of the Events API v2 out of what some tool posts. Fields that nobody described are looked for under the names
/// that tools commonly use, at the top and one level down. Pure, compiled once, for any thread.
final class Mapping {
  /// What may be described, by the names of the Events API; `link` is an address that people can open.
  static final Set<String> FIELDS =
      Set.of(
          "event_action",
          "dedup_key",
          "summary",
          "source",
          "severity",
          "timestamp",
          "component",
          "group",
          "class",
          "link");

  /// What words for an action may mean; `ignore` takes the call and does nothing.
  static final Set<String> ACTIONS = Set.of("trigger", "acknowledge", "resolve", "ignore");

  private static final Map<String, List<String>> COMMON =
      Map.ofEntries(
          Map.entry("event_action", List.of("event_action", "status", "state", "alert_status")),
          Map.entry(
              "dedup_key",
              List.of(
                  "dedup_key",
                  "fingerprint",
                  "incident_key",
                  "alert_key",
                  "alert_id",
                  "alertId",
                  "incident_id",
                  "problem_id",
                  "monitor_id",
                  "check_id",
                  "rule_id")),
          Map.entry(
              "summary",
              List.of("summary", "title", "subject", "message", "text", "name", "description")),
          Map.entry(
              "source", List.of("source", "host", "hostname", "instance", "server", "resource")),
          Map.entry("severity", List.of("severity", "priority", "level")),
          Map.entry(
              "timestamp", List.of("timestamp", "time", "starts_at", "startsAt", "created_at")),
          Map.entry("component", List.of("component")),
          Map.entry("group", List.of("group", "environment", "cluster")),
          Map.entry("class", List.of("class", "check", "metric", "rule_name")),
          Map.entry("link", List.of("link", "url", "html_url", "permalink", "web_url")));

  /// Objects that tools put everything into.
  private static final List<String> WRAPPERS =
      List.of("alert", "event", "incident", "problem", "issue", "data", "payload");

  private final Map<String, String> texts;
  private final Map<String, String> severityWords;
  private final Map<String, String> actionWords;
  private final EventTexts compiled;

  /// @param texts texts with places by field, see {@link EventTexts}
  /// @param severityWords further words for severities, to `critical`, `error`, `warning` or `info`
  /// @param actionWords further words for actions, to one of {@link #ACTIONS}
  /// @throws EventTexts.Unreadable when a text has a place which is none
  Mapping(
      Map<String, String> texts,
      Map<String, String> severityWords,
      Map<String, String> actionWords) {
    this.texts = Map.copyOf(texts);
    this.severityWords = Map.copyOf(severityWords);
    this.actionWords = Map.copyOf(actionWords);
    this.compiled = EventTexts.read(texts);
  }

  /// Everything by common names.
  static final Mapping USUAL = new Mapping(Map.of(), Map.of(), Map.of());

  Map<String, String> texts() {
    return texts;
  }

  Map<String, String> severityWords() {
    return severityWords;
  }

  Map<String, String> actionWords() {
    return actionWords;
  }

  /// What a body says.
  sealed interface Outcome {
    /// An event of the Events API v2, without a routing key.
    record Event(ObjectNode event) implements Outcome {}

    /// The call asks for nothing.
    record Ignored(String why) implements Outcome {}

    /// Nothing can be made of it.
    record Unreadable(List<String> faults) implements Outcome {}
  }

  /// Reads a body.
  ///
  /// @param json the body
  Outcome read(byte[] json) {
    JsonNode body;
    try {
      body = Json.mapper().readTree(json);
    } catch (JacksonException notJson) {
      return new Outcome.Unreadable(List.of("The body is not valid JSON: " + Json.why(notJson)));
    }
    if (!(body instanceof ObjectNode root)) {
      return new Outcome.Unreadable(List.of("The body must be a JSON object"));
    }
    Map<String, String> said = compiled.fill(json);
    String action = action(field(said, root, "event_action"));
    if (action.equals("ignore")) {
      return new Outcome.Ignored("The mapping says that such calls are to be ignored");
    }
    String summary = field(said, root, "summary");
    String source = field(said, root, "source");
    if (summary == null && action.equals("trigger")) {
      return new Outcome.Unreadable(
          List.of(
              "No 'summary' was found: describe it in the mapping, or send one of "
                  + String.join(", ", COMMON.getOrDefault("summary", List.of()))));
    }
    String key = field(said, root, "dedup_key");
    if (key == null && summary == null) {
      return new Outcome.Unreadable(
          List.of(
              "Neither 'dedup_key' nor 'summary' was found, so nothing says which alert is meant"));
    }
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("event_action", action);
    event.put("dedup_key", key == null ? keyOf(summary, source) : key);
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", summary == null ? "" : summary);
    payload.put("source", source == null ? "webhook" : source);
    payload.put("severity", severity(field(said, root, "severity")).wire());
    for (String name : List.of("timestamp", "component", "group", "class")) {
      String value = field(said, root, name);
      if (value != null) {
        payload.put(name, value);
      }
    }
    payload.set("custom_details", root);
    String link = field(said, root, "link");
    if (link != null && link.matches("https?://\\S+")) {
      event.put("client_url", link);
      event.putArray("links").addObject().put("href", link).put("text", "Where it comes from");
    }
    return new Outcome.Event(event);
  }

  private static @Nullable String field(Map<String, String> said, ObjectNode root, String name) {
    String value = said.get(name);
    return value != null ? value : common(root, COMMON.getOrDefault(name, List.of()));
  }

  private static @Nullable String common(ObjectNode root, List<String> names) {
    for (String name : names) {
      String found = scalar(root.get(name));
      if (found != null) {
        return found;
      }
    }
    for (String wrapper : WRAPPERS) {
      if (root.get(wrapper) instanceof ObjectNode inner) {
        for (String name : names) {
          String found = scalar(inner.get(name));
          if (found != null) {
            return found;
          }
        }
      }
    }
    return null;
  }

  private static @Nullable String scalar(@Nullable JsonNode node) {
    if (node == null || !(node.isString() || node.isNumber())) {
      return null;
    }
    String text = node.asString().strip();
    return text.isEmpty() ? null : text;
  }

  private String action(@Nullable String word) {
    if (word == null) {
      return "trigger";
    }
    String given = actionWords.get(word.toLowerCase(Locale.ROOT));
    if (given != null) {
      return given;
    }
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "resolve",
          "resolved",
          "ok",
          "okay",
          "close",
          "closed",
          "recovered",
          "recovery",
          "up",
          "normal",
          "inactive",
          "clear",
          "cleared",
          "fixed",
          "healthy",
          "green",
          "success" ->
          "resolve";
      case "acknowledge", "acknowledged", "ack" -> "acknowledge";
      default -> "trigger";
    };
  }

  private Severity severity(@Nullable String word) {
    if (word == null) {
      return Severity.ERROR;
    }
    String given = severityWords.get(word.toLowerCase(Locale.ROOT));
    return (given == null ? SeverityWords.of(word) : Severity.of(given)).orElse(Severity.ERROR);
  }

  /// The same words from the same source are the same trouble.
  private static String keyOf(@Nullable String summary, @Nullable String source) {
    var parts = new ArrayList<String>();
    parts.add(String.valueOf(source));
    parts.add(String.valueOf(summary));
    return "webhook-" + Sha256.hex(String.join("\n", parts), 16);
  }
}
