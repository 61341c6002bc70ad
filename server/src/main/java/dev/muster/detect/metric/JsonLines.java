package dev.muster.detect.metric;

import dev.muster.platform.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Muster's own JSON for metrics and logs, for scripts and for history.
///
/// ```json
/// {"metrics": [{"name": "queue_length", "labels": {"queue": "mail"}, "kind": "gauge", "unit": "1",
///               "points": [["2026-11-21T10:00:00Z", 12], [1795255260000, 14]]},
///              {"name": "orders_total", "kind": "counter", "value": 1234}]}
/// {"logs": [{"time": "2026-11-21T10:00:00Z", "severity": "error", "message": "...", "labels": {"service": "shop"}}]}
/// ```
public final class JsonLines {
  private static final String NO_TIME =
      "'time' must be an ISO 8601 time with its offset, or epoch milliseconds or seconds";

  /// Numbers below are seconds of the epoch, until the year 5138; as milliseconds they would be before March 1973.
  private static final double LARGEST_SECONDS = 1e11;

  /// The end of the year 9999.
  private static final double LARGEST_MILLIS = 253_402_300_799_999.0;

  private JsonLines() {}

  /// Reads a body. Never throws, whatever the bytes.
  ///
  /// @param now for points without a time, in epoch milliseconds
  public static Readings read(byte[] body, long now) {
    JsonNode root;
    try {
      root = Json.mapper().readTree(body);
    } catch (JacksonException notJson) {
      return Readings.refused("The body is not valid JSON: " + Json.why(notJson));
    }
    JsonNode metrics = root.isArray() ? root : root.get("metrics");
    JsonNode logs = root.isArray() ? null : root.get("logs");
    if ((metrics == null || !metrics.isArray()) && (logs == null || !logs.isArray())) {
      return Readings.refused("The body must hold a list 'metrics' or a list 'logs'");
    }
    var gathering = new Readings.Gathering();
    if (metrics != null) {
      for (JsonNode metric : metrics) {
        metric(metric, now, gathering);
      }
    }
    if (logs != null) {
      for (JsonNode line : logs) {
        log(line, now, gathering);
      }
    }
    return gathering.done();
  }

  private static void metric(JsonNode metric, long now, Readings.Gathering gathering) {
    String name = text(metric, "name");
    if (name == null || name.isBlank()) {
      gathering.fault("'name' is missing or blank");
      return;
    }
    JsonNode given = metric.get("labels");
    if (given != null && !given.isNull() && !given.isObject()) {
      gathering.fault("'labels' must be an object of names and values");
      return;
    }
    Map<String, String> labels = labels(metric);
    String word = text(metric, "kind");
    Reading.Kind kind;
    switch (word == null ? "" : word) {
      case "" -> kind = RemoteWrite.kindOf(name);
      case "gauge" -> kind = Reading.Kind.GAUGE;
      case "counter" -> kind = Reading.Kind.COUNTER;
      case "delta" -> kind = Reading.Kind.DELTA;
      default -> {
        gathering.fault("'kind' must be one of gauge, counter, delta");
        return;
      }
    }
    String unit = text(metric, "unit");
    SeriesName series = SeriesName.of(name, labels);
    JsonNode points = metric.get("points");
    if (points == null || points.isNull()) {
      point(series, kind, unit, metric.get("time"), metric.get("value"), now, gathering);
      return;
    }
    if (!points.isArray()) {
      gathering.fault("'points' must be a list");
      return;
    }
    for (JsonNode point : points) {
      if (point.isArray() && point.size() == 2) {
        point(series, kind, unit, point.get(0), point.get(1), now, gathering);
      } else if (point.isObject()) {
        point(series, kind, unit, point.get("time"), point.get("value"), now, gathering);
      } else {
        gathering.fault("A point must be [time, value] or {\"time\": ..., \"value\": ...}");
      }
    }
  }

  private static void point(
      SeriesName series,
      Reading.Kind kind,
      @Nullable String unit,
      @Nullable JsonNode time,
      @Nullable JsonNode value,
      long now,
      Readings.Gathering gathering) {
    Long millis = millis(time, now);
    if (millis == null) {
      gathering.fault(NO_TIME);
    } else if (value == null || !value.isNumber()) {
      gathering.fault("'value' must be a number");
    } else {
      double number = value.asDouble(Double.NaN);
      if (Double.isFinite(number)) {
        gathering.add(new Reading.Sample(series, kind, millis, number, unit));
      } else {
        gathering.fault("'value' is too large a number");
      }
    }
  }

  private static void log(JsonNode line, long now, Readings.Gathering gathering) {
    String message = text(line, "message");
    if (message == null) {
      gathering.fault("'message' is missing");
      return;
    }
    Long millis = millis(line.get("time"), now);
    if (millis == null) {
      gathering.fault(NO_TIME);
      return;
    }
    String severity = text(line, "severity");
    gathering.add(
        new LogLine(
            millis,
            severity == null ? "" : severity.toLowerCase(java.util.Locale.ROOT),
            message,
            labels(line)));
  }

  private static Map<String, String> labels(JsonNode node) {
    var labels = new HashMap<String, String>();
    JsonNode given = node.get("labels");
    if (given != null && given.isObject()) {
      given
          .properties()
          .forEach(entry -> labels.put(entry.getKey(), entry.getValue().asString("")));
    }
    return labels;
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() || value.isContainer() ? null : value.asString();
  }

  private static @Nullable Long millis(@Nullable JsonNode time, long now) {
    if (time == null || time.isNull()) {
      return now;
    }
    if (time.isNumber()) {
      double number = time.asDouble(Double.NaN);
      double millis = Math.abs(number) < LARGEST_SECONDS ? number * 1_000 : number;
      return Math.abs(millis) <= LARGEST_MILLIS ? Math.round(millis) : null;
    }
    try {
      return Instant.parse(time.asString("")).toEpochMilli();
    } catch (DateTimeException | ArithmeticException notATime) {
      return null; // or in a year that milliseconds do not count up to
    }
  }
}
