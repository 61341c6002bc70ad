package dev.muster.signal.rules;

import dev.muster.platform.json.Json;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// An event while rules look at it and rewrite it: what earlier rules changed is what later rules see. Reads JSON only when a rule
/// asks for it. For one thread.
final class Subject {
  private static final Report EMPTY =
      new Report(
          Report.Action.TRIGGER,
          "",
          "",
          "",
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          Map.of());

  /// An event without anything.
  static final Subject NOTHING =
      new Subject(EMPTY, () -> new byte[0], Instant.EPOCH, new Counters());

  private final Report report;
  private final Supplier<byte[]> raw;
  private final Instant now;
  private final Counters counters;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private final Map<String, String> details = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private boolean typed;
  private @Nullable JsonNode rawNode;
  private @Nullable JsonNode detailsNode;

  Subject(Report report, Supplier<byte[]> raw, Instant now, Counters counters) {
    this.report = report;
    this.raw = raw;
    this.now = now;
    this.counters = counters;
  }

  /// An alert instead of an event: what is known are texts by name.
  static Subject ofAlert(Map<String, String> known, Instant now) {
    var subject = new Subject(EMPTY, () -> new byte[0], now, new Counters());
    subject.typed = true;
    subject.fields.putAll(known);
    subject.details.putAll(known);
    return subject;
  }

  /// A body alone, before anybody has read an event out of it.
  static Subject ofRaw(byte[] raw, Instant now) {
    return new Subject(EMPTY, () -> raw, now, new Counters());
  }

  Instant now() {
    return now;
  }

  Report report() {
    return report;
  }

  Map<String, String> fields() {
    return fields;
  }

  Map<String, String> details() {
    return details;
  }

  void set(String field, String value) {
    fields.put(field, value);
  }

  void setDetail(String path, String value) {
    details.put(path, value);
  }

  void setVariable(String name, String value) {
    variables.put(name, value);
  }

  /// Counts this event; only triggers count.
  long count(String counter, long windowSeconds) {
    return report.action() == Report.Action.TRIGGER
        ? counters.count(counter, windowSeconds, now)
        : 0;
  }

  void reset(String counter) {
    counters.reset(counter);
  }

  boolean has(Path path) {
    if (value(path) != null) {
      return true;
    }
    return switch (path.root()) {
      case "event" ->
          "custom_details".equals(path.steps().getFirst())
              && path.steps().size() > 1
              && !walk(detailsNode(), path, 1).isMissingNode();
      case "raw_event" -> !walk(rawNode(), path, 0).isMissingNode();
      default -> false;
    };
  }

  @Nullable Object value(Path path) {
    Object first = path.steps().getFirst();
    return switch (path.root()) {
      case "raw_event" -> Values.of(walk(rawNode(), path, 0));
      case "variables" -> variables.get(first.toString());
      default ->
          first.equals("custom_details")
              ? detail(path)
              : path.steps().size() == 1 ? field(first.toString()) : other(path);
    };
  }

  private @Nullable Object detail(Path path) {
    if (!details.isEmpty()) {
      String set = path.inDetails().map(details::get).orElse(null);
      if (set != null) {
        return typed ? Values.typed(set) : set;
      }
    }
    return Values.of(walk(detailsNode(), path, 1));
  }

  private @Nullable Object other(Path path) {
    RawJson list =
        switch (path.steps().getFirst().toString()) {
          case "links" -> report.links();
          case "images" -> report.images();
          default -> null;
        };
    return list == null ? null : Values.of(walk(parsed(list.text()), path, 1));
  }

  private @Nullable Object field(String name) {
    String set = fields.get(name);
    if (set != null) {
      return set;
    }
    return switch (name) {
      case "summary" -> report.summary();
      case "source" -> report.source();
      case "severity" -> report.severity() == null ? null : report.severity().wire();
      case "component" -> report.component();
      case "group" -> report.group();
      case "class" -> report.eventClass();
      case "stage" -> report.stage();
      case "dedup_key" -> report.dedupKey();
      case "event_action" -> report.action().name().toLowerCase(java.util.Locale.ROOT);
      case "client" -> report.client();
      case "client_url" -> report.clientUrl();
      case "timestamp" -> report.eventAt();
      case "custom_details" -> Values.of(detailsNode());
      case "links" -> report.links() == null ? null : report.links().text();
      case "images" -> report.images() == null ? null : report.images().text();
      default -> null;
    };
  }

  private JsonNode detailsNode() {
    JsonNode node = detailsNode;
    if (node == null) {
      RawJson given = report.details();
      node = given == null ? MissingNode.getInstance() : parsed(given.text());
      detailsNode = node;
    }
    return node;
  }

  private JsonNode rawNode() {
    JsonNode node = rawNode;
    if (node == null) {
      try {
        node = Json.mapper().readTree(raw.get());
      } catch (JacksonException unreadable) {
        node = MissingNode.getInstance();
      }
      rawNode = node;
    }
    return node;
  }

  private static JsonNode parsed(String text) {
    try {
      return Json.mapper().readTree(text);
    } catch (JacksonException unreadable) {
      return MissingNode.getInstance();
    }
  }

  private static JsonNode walk(JsonNode from, Path path, int skip) {
    JsonNode at = from;
    for (int i = skip; i < path.steps().size(); i++) {
      at =
          path.steps().get(i) instanceof Integer index
              ? at.path(index)
              : at.path(path.steps().get(i).toString());
    }
    return at;
  }
}
