package dev.muster.correlate;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Query;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Alerts and changes as the engine gets to see them.
public final class Sightings {
  /// What senders call the kind of a change, the thing changed, its service, and the time of announced work; the usual words first.
  private static final List<String> KIND = List.of("change_type", "type", "kind", "category");

  private static final List<String> TARGET =
      List.of("target", "ci", "resource", "host", "component", "entity", "object", "database");
  private static final List<String> SERVICE =
      List.of("service", "application", "app", "service_name", "project");
  private static final List<String> FROM =
      List.of("window_start", "planned_start", "scheduled_start", "start", "starts_at");
  private static final List<String> UNTIL =
      List.of("window_end", "planned_end", "scheduled_end", "end", "ends_at");

  private static final int AT_ONCE = 5_000;

  private Sightings() {}

  /// An alert that opened.
  ///
  /// @param tool the name of the integration that it came through
  public static AlertSighting of(AlertOpened opened, String tool) {
    return new AlertSighting(
        opened.alertId(),
        opened.at(),
        opened.reportedAt(),
        tool,
        opened.summary(),
        opened.source(),
        opened.component(),
        opened.group(),
        opened.eventClass(),
        opened.severity(),
        opened.attributes(),
        opened.serviceId());
  }

  /// A change as it was recorded.
  public static ChangeSighting of(Change change) {
    Map<String, String> attributes = attributes(change.details());
    return new ChangeSighting(
        change.id(),
        change.receivedAt(),
        change.happenedAt(),
        change.summary(),
        change.source() == null ? change.integrationId() : change.source(),
        first(attributes, KIND),
        first(attributes, TARGET),
        first(attributes, SERVICE),
        time(first(attributes, FROM)),
        time(first(attributes, UNTIL)),
        attributes,
        change.serviceId());
  }

  /// All changes that are known, in the order of their arrival.
  public static List<ChangeSighting> all(Changes changes) {
    var all = new ArrayList<ChangeSighting>();
    var everything = new Changes.Filter(List.of(), List.of(), null, null);
    while (true) {
      List<Change> page = changes.search(everything, all.size(), AT_ONCE);
      page.forEach(change -> all.add(of(change)));
      if (page.size() < AT_ONCE) {
        all.sort(Comparator.comparing(ChangeSighting::at).thenComparing(ChangeSighting::changeId));
        return all;
      }
    }
  }

  /// The details by name; a list of plain values is joined by commas.
  public static Map<String, String> attributes(@Nullable String details) {
    var attributes = new TreeMap<String, String>();
    if (details == null) {
      return attributes;
    }
    JsonNode node;
    try {
      node = Json.mapper().readTree(details);
    } catch (JacksonException tooOdd) {
      return attributes;
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.isArray()) {
        var items = new ArrayList<String>();
        for (JsonNode item : value) {
          items.add(item.asString(""));
        }
        attributes.put(field.getKey(), String.join(",", items));
      } else if (!value.isObject() && !value.isNull()) {
        attributes.put(field.getKey(), value.asString(""));
      }
    }
    return attributes;
  }

  private static @Nullable String first(Map<String, String> attributes, List<String> names) {
    for (String name : names) {
      String value = attributes.get(name);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return null;
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null ? null : Query.instant(text, ZoneOffset.UTC).orElse(null);
  }
}
