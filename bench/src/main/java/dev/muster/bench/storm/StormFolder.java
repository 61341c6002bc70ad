package dev.muster.bench.storm;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.kernel.Severity;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One storm as it lies in a folder: what a system under test may know of it. The truth is not read.
///
/// @param topology what the inventory knows
/// @param signals triggers and resolves in the order of arrival
/// @param changes in the order of arrival
/// @param split end of the part that may be learned from
/// @param history dedup key to incident id, or to null for noise, of what ended before the split
/// @param incidents what history knows of each incident, as JSON
public record StormFolder(
    Topology topology,
    List<Heard> signals,
    List<ChangeSighting> changes,
    Instant split,
    Map<String, String> history,
    Map<String, JsonNode> incidents) {
  /// In {@link #history()} for an alert that was noise.
  public static final String NOISE = StormPast.NOISE;

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> OWN =
      Set.of("id", "kind", "name", "region", "service", "env", "aliases", "k8s");
  private static final Set<String> IDENTIFYING =
      Set.of("fqdn", "ip", "instance_id", "ci", "device_id", "arn");

  /// One signal as it arrived. The dedup key serves as the id of the alert.
  ///
  /// @param opening how often the key has opened by this trigger, 1 for the first time; 0 when it was open, and for a resolve
  /// @param sighting what a trigger says; null for a resolve
  public record Heard(Instant at, String key, int opening, @Nullable AlertSighting sighting) {}

  /// Reads signals one after the other.
  static final class Reader {
    private final Map<String, Integer> openings = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    /// The signal that the next line of `events.jsonl` holds.
    Heard heard(String line) {
      JsonNode json = JSON.readTree(line);
      Instant at = Instant.parse(json.get("at").asString());
      JsonNode event = json.get("payload");
      String key = event.get("dedup_key").asString();
      if (!event.get("event_action").asString().equals("trigger")) {
        open.remove(key);
        return new Heard(at, key, 0, null);
      }
      int opening = open.add(key) ? openings.merge(key, 1, Integer::sum) : 0;
      return new Heard(at, key, opening, sighting(at, key, event));
    }
  }

  /// Reads that folder.
  public static StormFolder read(Path folder) throws IOException {
    StormPast past = StormPast.read(folder);
    return new StormFolder(
        topology(folder),
        signals(folder.resolve("events.jsonl")),
        changes(folder.resolve("changes.jsonl")),
        past.split(),
        past.labels(),
        past.incidents());
  }

  /// Reads `topology.json` of that folder.
  public static Topology topology(Path folder) throws IOException {
    return topology(JSON.readTree(folder.resolve("topology.json").toFile()));
  }

  static Topology topology(JsonNode json) {
    var entities = new ArrayList<Entity>();
    for (JsonNode node : json.get("entities")) {
      var aliases = new HashSet<String>();
      var attributes = new HashMap<String, String>();
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (IDENTIFYING.contains(field.getKey())) {
          aliases.add(field.getValue().asString());
        } else if (!OWN.contains(field.getKey())) {
          attributes.put(field.getKey(), field.getValue().asString());
        }
      }
      node.path("aliases").forEach(alias -> aliases.add(alias.asString()));
      if (node.has("k8s")) {
        aliases.add(node.get("k8s").get("deployment").asString());
      }
      entities.add(
          new Entity(
              node.get("id").asString(),
              node.get("kind").asString(),
              node.get("name").asString(),
              text(node, "service"),
              text(node, "region"),
              text(node, "env"),
              aliases,
              attributes));
    }
    var edges = new ArrayList<Dependency>();
    for (JsonNode node : json.get("edges")) {
      edges.add(
          new Dependency(
              node.get("src").asString(),
              node.get("dst").asString(),
              node.get("kind").asString(),
              1));
    }
    return Topology.of(entities, edges);
  }

  private static List<Heard> signals(Path file) throws IOException {
    var all = new ArrayList<Heard>();
    var reader = new Reader();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        all.add(reader.heard(line));
      }
    }
    return all;
  }

  static AlertSighting sighting(Instant at, String key, JsonNode event) {
    JsonNode payload = event.get("payload");
    var attributes = new TreeMap<String, String>();
    payload
        .path("custom_details")
        .properties()
        .forEach(field -> attributes.put(field.getKey(), field.getValue().asString()));
    String client = text(event, "client");
    return new AlertSighting(
        key,
        at,
        time(text(payload, "timestamp")),
        client == null ? event.get("routing_key").asString() : client,
        payload.get("summary").asString(),
        payload.get("source").asString(),
        text(payload, "component"),
        text(payload, "group"),
        text(payload, "class"),
        Severity.of(payload.get("severity").asString()).orElse(Severity.WARNING),
        attributes);
  }

  static List<ChangeSighting> changes(Path file) throws IOException {
    var all = new ArrayList<ChangeSighting>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode json = JSON.readTree(line);
        JsonNode payload = json.get("payload");
        JsonNode details = payload.get("custom_details");
        var attributes = new TreeMap<String, String>();
        for (Map.Entry<String, JsonNode> field : details.properties()) {
          if (field.getValue().isArray()) {
            var list = new ArrayList<String>();
            field.getValue().forEach(item -> list.add(item.asString()));
            attributes.put(field.getKey(), String.join(",", list));
          } else {
            attributes.put(field.getKey(), field.getValue().asString());
          }
        }
        all.add(
            new ChangeSighting(
                json.get("id").asString(),
                Instant.parse(json.get("at").asString()),
                time(text(payload, "timestamp")),
                payload.get("summary").asString(),
                payload.get("source").asString(),
                text(details, "change_type"),
                text(details, "target"),
                text(details, "service"),
                time(text(details, "window_start")),
                time(text(details, "window_end")),
                attributes));
      }
    }
    return all;
  }

  private static @Nullable Instant time(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value.asString();
  }
}
