package dev.muster.bench.storm;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What may be learned from: what ended before the split, with what people found out about it.
///
/// @param split end of the part that may be learned from
/// @param labels dedup key to incident id, or to {@link #NOISE}, of what ended before the split
/// @param incidents what is known of each of those incidents, as JSON, by id
public record StormPast(
    Instant split, Map<String, String> labels, Map<String, JsonNode> incidents) {
  /// In {@link #labels()} for an alert that was noise.
  public static final String NOISE = "noise";

  private static final JsonMapper JSON = new JsonMapper();

  /// Reads `history.json` of that folder.
  public static StormPast read(Path folder) throws IOException {
    JsonNode history = JSON.readTree(folder.resolve("history.json").toFile());
    var labels = new HashMap<String, String>();
    history
        .path("alerts")
        .properties()
        .forEach(e -> labels.put(e.getKey(), e.getValue().asString()));
    var incidents = new TreeMap<String, JsonNode>();
    history.path("incidents").properties().forEach(e -> incidents.put(e.getKey(), e.getValue()));
    return new StormPast(Instant.parse(history.path("split").asString()), labels, incidents);
  }
}
