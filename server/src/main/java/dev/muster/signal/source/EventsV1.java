package dev.muster.signal.source;

import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/// One event of the Events API v1, which knows no severity and no source: it is taken as critical, from its client.
final class EventsV1 {
  private EventsV1() {}

  static Parsed parse(byte[] sent, boolean strict) {
    try (var wire = new Wire(sent, strict)) {
      return read(wire);
    } catch (JacksonException notJson) {
      return Format.notJson(notJson);
    }
  }

  private static Parsed read(Wire wire) {
    if (wire.parser.nextToken() != JsonToken.START_OBJECT) {
      return Format.notAnObject(wire.body);
    }
    String serviceKey = null;
    String type = null;
    String incidentKey = null;
    String description = null;
    RawJson details = null;
    RawJson contexts = null;
    String client = null;
    String clientUrl = null;
    for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
      wire.parser.nextToken();
      switch (name) {
        case "service_key" -> serviceKey = wire.text(name, true);
        case "event_type" -> type = wire.text(name, true);
        case "incident_key" -> incidentKey = wire.text(name, true);
        case "description" -> description = wire.text(name, true);
        case "details" -> details = wire.raw();
        case "contexts" -> contexts = wire.list(name);
        case "client" -> client = wire.field(name);
        case "client_url" -> clientUrl = wire.field(name);
        default -> wire.parser.skipChildren();
      }
    }
    wire.end();
    Report.Action action = EventsV2.action(type);
    if (action == null) {
      wire.fault(
          "event_type",
          type == null || type.isBlank()
              ? "is missing or blank"
              : "must be one of trigger, acknowledge, resolve");
      action = Report.Action.TRIGGER;
    }
    boolean trigger = action == Report.Action.TRIGGER;
    if (trigger && (description == null || description.isBlank())) {
      missing(wire, "description");
    }
    if (!trigger && (incidentKey == null || incidentKey.isBlank())) {
      missing(wire, "incident_key");
    }
    String key = wire.key("incident_key", incidentKey);
    String summary =
        description == null ? "" : wire.fit("description", description, Wire.SUMMARY_MAX);
    SplitBody body = SplitBody.whole(wire.body);
    if (!wire.faults.isEmpty()) {
      return new Parsed(serviceKey, List.of(), List.copyOf(wire.faults), body);
    }
    var report =
        new Report(
            action,
            key,
            summary,
            client == null ? "Events API v1" : client,
            Severity.CRITICAL,
            null,
            null,
            null,
            null,
            null,
            details,
            of(contexts, "link", "href", "text"),
            of(contexts, "image", "src", "href", "alt"),
            client,
            clientUrl,
            wire.takeCut());
    return new Parsed(serviceKey, List.of(report), List.of(), body);
  }

  private static void missing(Wire wire, String field) {
    String quoted = "'" + field + "'";
    if (wire.faults.stream().noneMatch(fault -> fault.startsWith(quoted))) {
      wire.fault(field, "is missing or blank");
    }
  }

  /// The contexts of one type as the list that the normal form has for it; null when there are none.
  private static @Nullable RawJson of(@Nullable RawJson contexts, String type, String... fields) {
    if (contexts == null) {
      return null;
    }
    var found = new java.util.ArrayList<Map<String, String>>();
    for (JsonNode context : Json.mapper().readTree(contexts.text())) {
      if (context.isObject() && type.equals(context.path("type").asString(""))) {
        var values = new LinkedHashMap<String, String>();
        for (String field : fields) {
          JsonNode value = context.get(field);
          if (value != null && value.isString()) {
            values.put(field, value.stringValue());
          }
        }
        found.add(values);
      }
    }
    if (found.isEmpty()) {
      return null;
    }
    return RawJson.of(Json.write(found));
  }
}
