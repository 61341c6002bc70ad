package dev.muster.correlate.past;

import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Query;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads incidents and alerts of the past: one JSON object a line, or one object with the lists `incidents` and `alerts`. A line is
/// `{"incident": {...}}` or `{"alert": {...}}`. What is faulty is passed over and told, with its place; the rest is taken.
final class PastReader {
  /// So many faults are told one by one.
  static final int MOST_FAULTS = 100;

  private final List<PastStore.Told> incidents = new ArrayList<>();
  private final List<PastAlert> alerts = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private int faulty;

  List<PastStore.Told> incidents() {
    return incidents;
  }

  List<PastAlert> alerts() {
    return alerts;
  }

  List<String> faults() {
    return faults;
  }

  int faulty() {
    return faulty;
  }

  private void fault(String place, String what) {
    faulty++;
    if (faults.size() < MOST_FAULTS) {
      faults.add(place + ": " + what);
    }
  }

  void read(String text) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        try {
          take("line " + number, Json.mapper().readTree(line));
        } catch (JacksonException notJson) {
          if (number == 1) {
            whole(text);
            return;
          }
          fault("line " + number, "is not valid JSON");
        }
      }
    }
  }

  private void whole(String text) {
    try {
      take("the content", Json.mapper().readTree(text));
    } catch (JacksonException notJson) {
      fault("the content", "is not valid JSON: " + Json.why(notJson));
    }
  }

  private void take(String place, JsonNode node) {
    boolean known = false;
    if (node.path("incident").isObject()) {
      incident(place, node.path("incident"));
      known = true;
    }
    if (node.path("alert").isObject()) {
      alert(place, node.path("alert"));
      known = true;
    }
    int index = 0;
    for (JsonNode one : node.path("incidents")) {
      incident("incidents[" + index++ + "]", one);
      known = true;
    }
    index = 0;
    for (JsonNode one : node.path("alerts")) {
      alert("alerts[" + index++ + "]", one);
      known = true;
    }
    if (!known) {
      fault(place, "holds neither an 'incident' nor an 'alert'");
    }
  }

  private void incident(String place, JsonNode node) {
    String id = text(node, "id");
    Instant opened = time(node, "opened_at");
    Instant ended = time(node, "resolved_at");
    if (id == null || opened == null || ended == null) {
      fault(place, "an incident needs 'id', 'opened_at' and 'resolved_at'");
      return;
    }
    if (ended.isBefore(opened)) {
      fault(place, "'resolved_at' lies before 'opened_at'");
      return;
    }
    JsonNode cause = node.path("cause");
    var same = new ArrayList<String>();
    for (JsonNode other : node.path("same_as")) {
      same.add(other.asString(""));
    }
    incidents.add(
        new PastStore.Told(
            id,
            text(node, "title"),
            text(node, "kind"),
            text(node, "service"),
            opened,
            time(node, "failed_at"),
            ended,
            text(cause, "entity"),
            text(cause, "service"),
            cause.has("change"),
            text(cause, "change"),
            same,
            text(node, "fixed_by")));
  }

  private void alert(String place, JsonNode node) {
    String key = text(node, "key");
    Instant at = time(node, "at");
    String summary = text(node, "summary");
    if (key == null || at == null || summary == null) {
      fault(place, "an alert needs 'key', 'at' and 'summary'");
      return;
    }
    if (!node.has("incident")) {
      fault(place, "an alert needs 'incident': the id of one, or null when it was noise");
      return;
    }
    String severity = text(node, "severity");
    Optional<Severity> known = severity == null ? Optional.empty() : Severity.of(severity);
    if (severity != null && known.isEmpty()) {
      fault(place, "'severity' must be critical, error, warning or info, not '" + severity + "'");
      return;
    }
    String source = text(node, "source");
    String tool = text(node, "tool");
    alerts.add(
        new PastAlert(
            new AlertSighting(
                key,
                at,
                time(node, "reported_at"),
                tool == null ? "" : tool,
                summary,
                source == null ? "" : source,
                text(node, "component"),
                text(node, "group"),
                text(node, "class"),
                known.orElse(Severity.ERROR),
                details(node.path("details"))),
            text(node, "incident"),
            time(node, "resolved_at"),
            null,
            text(node, "service")));
  }

  private static Map<String, String> details(JsonNode node) {
    var details = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (!field.getValue().isContainer() && !field.getValue().isNull()) {
        details.put(field.getKey(), field.getValue().asString(""));
      }
    }
    return details;
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull() || value.isContainer()) {
      return null;
    }
    String text = value.asString("");
    return text.isBlank() ? null : text;
  }

  private @Nullable Instant time(JsonNode node, String field) {
    String text = text(node, field);
    return text == null ? null : Query.instant(text, ZoneOffset.UTC).orElse(null);
  }
}
