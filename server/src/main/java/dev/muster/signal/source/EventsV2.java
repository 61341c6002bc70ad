package dev.muster.signal.source;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// One event of the Events API v2.
final class EventsV2 {
  private EventsV2() {}

  static Parsed parse(byte[] sent, boolean strict) {
    try (var wire = new Wire(sent, strict)) {
      return new Walk(wire).go();
    } catch (JacksonException notJson) {
      return Format.notJson(notJson);
    }
  }

  static Report.@Nullable Action action(@Nullable String word) {
    return word == null
        ? null
        : switch (word.strip().toLowerCase(Locale.ROOT)) {
          case "trigger" -> Report.Action.TRIGGER;
          case "acknowledge" -> Report.Action.ACKNOWLEDGE;
          case "resolve" -> Report.Action.RESOLVE;
          default -> null;
        };
  }

  private static final class Walk {
    private final Wire wire;
    private @Nullable String routingKey;
    private @Nullable String action;
    private @Nullable String dedupKey;
    private @Nullable String summary;
    private @Nullable String source;
    private @Nullable String severity;
    private @Nullable Instant eventAt;
    private @Nullable String component;
    private @Nullable String group;
    private @Nullable String eventClass;
    private @Nullable RawJson details;
    private @Nullable RawJson links;
    private @Nullable RawJson images;
    private @Nullable String client;
    private @Nullable String clientUrl;
    private boolean hasPayload;

    Walk(Wire wire) {
      this.wire = wire;
    }

    Parsed go() {
      if (wire.parser.nextToken() != JsonToken.START_OBJECT) {
        return Format.notAnObject(wire.body);
      }
      for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
        wire.parser.nextToken();
        switch (name) {
          case "routing_key" -> routingKey = wire.text(name, true);
          case "event_action" -> action = wire.text(name, true);
          case "dedup_key" -> dedupKey = wire.text(name, true);
          case "payload" -> payload();
          case "links" -> links = wire.list(name);
          case "images" -> images = wire.list(name);
          case "client" -> client = wire.field(name);
          case "client_url" -> clientUrl = wire.field(name);
          default -> wire.parser.skipChildren();
        }
      }
      wire.end();
      return judge();
    }

    private void payload() {
      JsonToken token = wire.parser.currentToken();
      if (token != JsonToken.START_OBJECT) {
        wire.parser.skipChildren();
        return;
      }
      hasPayload = true;
      for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
        wire.parser.nextToken();
        switch (name) {
          case "summary" -> summary = wire.text("payload.summary", true);
          case "source" -> source = wire.text("payload.source", true);
          case "severity" -> severity = wire.text("payload.severity", true);
          case "timestamp" -> eventAt = wire.time("payload.timestamp");
          case "component" -> component = wire.field("payload.component");
          case "group" -> group = wire.field("payload.group");
          case "class" -> eventClass = wire.field("payload.class");
          case "custom_details" -> details = wire.raw();
          default -> wire.parser.skipChildren();
        }
      }
    }

    private Parsed judge() {
      Report.Action what = action(action);
      if (what == null) {
        wire.fault(
            "event_action",
            action == null || action.isBlank()
                ? "is missing or blank"
                : "must be one of trigger, acknowledge, resolve");
        what = Report.Action.TRIGGER;
      }
      if (what != Report.Action.TRIGGER) {
        // What a monitor says about itself while it takes something back must not keep it from
        // doing so.
        wire.faults.removeIf(fault -> fault.startsWith("'payload."));
      }
      Severity how = severity == null ? null : Severity.of(severity.strip()).orElse(null);
      if (what == Report.Action.TRIGGER) {
        if (!hasPayload) {
          wire.fault("payload", "is missing or blank");
        }
        required("payload.summary", summary);
        required("payload.source", source);
        if (required("payload.severity", severity) && how == null) {
          wire.fault("payload.severity", "must be one of critical, error, warning, info");
        }
      } else if (dedupKey == null || dedupKey.isBlank()) {
        required("dedup_key", dedupKey);
      }
      String key = wire.key("dedup_key", dedupKey);
      String title = summary == null ? "" : wire.fit("payload.summary", summary, Wire.SUMMARY_MAX);
      String from = source == null ? "" : wire.fit("payload.source", source, Wire.FIELD_MAX);
      SplitBody body = SplitBody.whole(wire.body);
      if (!wire.faults.isEmpty()) {
        return new Parsed(routingKey, List.of(), List.copyOf(wire.faults), body);
      }
      var report =
          new Report(
              what,
              key,
              title,
              from,
              how,
              eventAt,
              component,
              group,
              eventClass,
              null,
              details,
              links,
              images,
              client,
              clientUrl,
              wire.takeCut());
      return new Parsed(routingKey, List.of(report), List.of(), body);
    }

    /// True when it is there; otherwise noted, unless it was noted as being of a wrong kind.
    private boolean required(String field, @Nullable String value) {
      if (value != null && !value.isBlank()) {
        return true;
      }
      String quoted = "'" + field + "'";
      if (wire.faults.stream().noneMatch(fault -> fault.startsWith(quoted))) {
        wire.fault(field, "is missing or blank");
      }
      return false;
    }
  }
}
