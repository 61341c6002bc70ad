package dev.muster.signal.source;

import dev.muster.platform.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// A change that somebody made to a service, as the Events API v2 takes it.
///
/// @param happenedAt null when the sender does not say
public record ChangeEvent(
    @Nullable String routingKey,
    String summary,
    @Nullable String source,
    @Nullable Instant happenedAt,
    @Nullable RawJson details,
    @Nullable RawJson links,
    @Nullable RawJson images,
    List<String> faults) {

  /// Reads a body; never throws, whatever the bytes. Look at the faults first.
  public static ChangeEvent parse(byte[] sent, boolean strict) {
    try (var wire = new Wire(sent, strict)) {
      return read(wire);
    } catch (JacksonException notJson) {
      return refused("The body is not valid JSON: " + Json.why(notJson));
    }
  }

  private static ChangeEvent read(Wire wire) {
    if (wire.parser.nextToken() != JsonToken.START_OBJECT) {
      return refused(
          wire.body.length == 0 ? "The body is empty" : "The body must be a JSON object");
    }
    String routingKey = null;
    String summary = null;
    String source = null;
    Instant at = null;
    RawJson details = null;
    RawJson links = null;
    RawJson images = null;
    for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
      JsonToken token = wire.parser.nextToken();
      switch (name) {
        case "routing_key" -> routingKey = wire.text(name, true);
        case "links" -> links = wire.list(name);
        case "images" -> images = wire.list(name);
        case "payload" -> {
          if (token != JsonToken.START_OBJECT) {
            wire.parser.skipChildren();
            continue;
          }
          for (String field = wire.parser.nextName();
              field != null;
              field = wire.parser.nextName()) {
            wire.parser.nextToken();
            switch (field) {
              case "summary" -> summary = wire.text("payload.summary", true);
              case "source" -> source = wire.field("payload.source");
              case "timestamp" -> at = wire.time("payload.timestamp");
              case "custom_details" -> details = wire.raw();
              default -> wire.parser.skipChildren();
            }
          }
        }
        default -> wire.parser.skipChildren();
      }
    }
    wire.end();
    if ((summary == null || summary.isBlank()) && wire.faults.isEmpty()) {
      wire.fault("payload.summary", "is missing or blank");
    }
    String title = summary == null ? "" : wire.fit("payload.summary", summary, Wire.SUMMARY_MAX);
    return new ChangeEvent(
        routingKey, title, source, at, details, links, images, List.copyOf(wire.faults));
  }

  private static ChangeEvent refused(String why) {
    return new ChangeEvent(null, "", null, null, null, null, null, List.of(why));
  }
}
