package dev.muster.signal.source;

import dev.muster.kernel.Severity;
import dev.muster.kernel.Text;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// Alerts as Prometheus makes them: in Alertmanager's webhook, and in the list that Prometheus posts to an Alertmanager. A fault
/// in one alert is told and does not keep its neighbours out.
///
/// The dedup key is Alertmanager's fingerprint, worked out from the labels when it is not given, so an alert is the same alert
/// whichever of the two ways it comes.
final class PrometheusAlerts {
  private static final String[] SOURCE_LABELS = {
    "instance", "host", "hostname", "node", "pod", "container", "job", "service"
  };

  private final Wire wire;
  private final List<Report> reports = new ArrayList<>();
  private int[] spans = new int[16];
  private final @Nullable Instant receivedAt;

  private PrometheusAlerts(Wire wire, @Nullable Instant receivedAt) {
    this.wire = wire;
    this.receivedAt = receivedAt;
  }

  static Parsed webhook(byte[] sent, boolean strict) {
    try (var wire = new Wire(sent, strict)) {
      return new PrometheusAlerts(wire, null).readWebhook();
    } catch (JacksonException notJson) {
      return Format.notJson(notJson);
    }
  }

  static Parsed list(byte[] sent, boolean strict, Instant receivedAt) {
    try (var wire = new Wire(sent, strict)) {
      return new PrometheusAlerts(wire, receivedAt).readList();
    } catch (JacksonException notJson) {
      return Format.notJson(notJson);
    }
  }

  private Parsed readWebhook() {
    if (wire.parser.nextToken() != JsonToken.START_OBJECT) {
      return Format.notAnObject(wire.body);
    }
    String externalUrl = null;
    int from = 0;
    int until = 0;
    boolean found = false;
    boolean second = false;
    for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
      JsonToken token = wire.parser.nextToken();
      if (name.equals("alerts") && token == JsonToken.START_ARRAY) {
        second |= found;
        found = true;
        from = wire.position();
        alerts();
        until = wire.tokenStart();
      } else if (name.equals("externalURL")) {
        externalUrl = wire.field(name);
      } else {
        wire.parser.skipChildren();
      }
    }
    wire.end();
    if (!found || second) {
      return Format.refused(
          second ? "'alerts' is there more than once" : "'alerts' is missing or no list");
    }
    String client = externalUrl;
    reports.replaceAll(report -> report.clientUrl() == null ? withUrl(report, client) : report);
    return parsed(from, until);
  }

  private Parsed readList() {
    if (wire.parser.nextToken() != JsonToken.START_ARRAY) {
      return Format.refused(
          wire.body.length == 0 ? "The body is empty" : "The body must be a list of alerts");
    }
    int from = wire.position();
    alerts();
    int until = wire.tokenStart();
    wire.end();
    return parsed(from, until);
  }

  private Parsed parsed(int from, int until) {
    var body = new SplitBody(wire.body, from, until, Arrays.copyOf(spans, reports.size() * 2));
    return new Parsed(null, List.copyOf(reports), List.copyOf(wire.faults), body);
  }

  private void alerts() {
    int index = 0;
    for (JsonToken token = wire.parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = wire.parser.nextToken()) {
      wire.alert = index++;
      if (token == JsonToken.START_OBJECT) {
        alert();
      } else {
        wire.parser.skipChildren();
        wire.fault("", "must be an object");
      }
    }
    wire.alert = -1;
  }

  private void alert() {
    int start = wire.tokenStart();
    int faultsBefore = wire.faults.size();
    Map<String, String> labels = Map.of();
    Map<String, String> annotations = Map.of();
    String status = null;
    Instant startsAt = null;
    Instant endsAt = null;
    String generatorUrl = null;
    String fingerprint = null;
    for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
      wire.parser.nextToken();
      switch (name) {
        case "labels" -> labels = texts("labels");
        case "annotations" -> annotations = texts("annotations");
        case "status" -> status = wire.text("status", false);
        case "startsAt" -> startsAt = wire.time("startsAt");
        case "endsAt" -> endsAt = zeroOr("endsAt");
        case "generatorURL" -> generatorUrl = wire.field("generatorURL");
        case "fingerprint" -> fingerprint = wire.text("fingerprint", false);
        default -> wire.parser.skipChildren();
      }
    }
    int end = wire.position();
    if (labels.isEmpty()) {
      wire.fault("labels", "is missing or empty");
    }
    boolean resolved =
        receivedAt == null
            ? "resolved".equalsIgnoreCase(status)
            : endsAt != null && !endsAt.isAfter(receivedAt);
    if (receivedAt == null && status != null && !resolved && !"firing".equalsIgnoreCase(status)) {
      wire.fault("status", "must be firing or resolved");
    }
    String key =
        wire.key(
            "fingerprint",
            fingerprint == null || fingerprint.isBlank() ? fingerprint(labels) : fingerprint);
    String summary = wire.fit("summary", summary(labels, annotations), Wire.SUMMARY_MAX);
    String source = wire.fit("source", source(labels), Wire.FIELD_MAX);
    Map<String, String> cut = wire.takeCut();
    if (wire.faults.size() > faultsBefore) {
      return;
    }
    note(start, end);
    reports.add(
        new Report(
            resolved ? Report.Action.RESOLVE : Report.Action.TRIGGER,
            key,
            summary,
            source,
            severity(labels),
            resolved ? endsAt : startsAt,
            label(labels, "component", "service", "app", "job"),
            label(labels, "group", "cluster", "namespace"),
            label(labels, "alertname"),
            label(labels, "stage", "env", "environment"),
            new RawJson(wire.body, start, end),
            null,
            null,
            receivedAt == null ? "Alertmanager" : "Prometheus",
            generatorUrl == null || generatorUrl.isBlank() ? null : generatorUrl,
            cut));
  }

  private void note(int start, int end) {
    int at = reports.size() * 2;
    if (at + 2 > spans.length) {
      spans = Arrays.copyOf(spans, spans.length * 2);
    }
    spans[at] = start;
    spans[at + 1] = end;
  }

  /// The end of an alert; firing ones carry the zero time of Go, which is none.
  private @Nullable Instant zeroOr(String field) {
    String value = wire.text(field, false);
    return value == null ? null : Texts.time(value.strip());
  }

  private Map<String, String> texts(String field) {
    if (wire.parser.currentToken() != JsonToken.START_OBJECT) {
      RawJson other = wire.raw();
      if (other != null) {
        wire.fault(field, "must be an object");
      }
      return Map.of();
    }
    var texts = new HashMap<String, String>();
    for (String name = wire.parser.nextName(); name != null; name = wire.parser.nextName()) {
      JsonToken token = wire.parser.nextToken();
      String clean = Text.clean(name);
      String value =
          token == JsonToken.VALUE_STRING
              ? Text.clean(wire.parser.getString())
              : wire.text(field + "." + clean, false);
      if (value != null) {
        texts.put(clean, value);
      }
    }
    return texts;
  }

  private static String summary(Map<String, String> labels, Map<String, String> annotations) {
    String said = label(annotations, "summary", "title", "description", "message");
    if (said != null) {
      return said;
    }
    String name = label(labels, "alertname");
    return (name == null ? "Alert" : name) + " on " + source(labels);
  }

  private static String source(Map<String, String> labels) {
    String source = label(labels, SOURCE_LABELS);
    if (source != null) {
      return source;
    }
    String name = label(labels, "alertname");
    return name == null ? "Prometheus" : name;
  }

  /// Severity labels are free text; these are the words in use. Without one, or with an unknown one, a person should look.
  private static Severity severity(Map<String, String> labels) {
    String word = label(labels, "severity", "priority", "level");
    return word == null ? Severity.ERROR : SeverityWords.of(word).orElse(Severity.ERROR);
  }

  private static @Nullable String label(Map<String, String> labels, String... names) {
    for (String name : names) {
      String value = labels.get(name);
      if (value != null && !value.isBlank()) {
        return Texts.longer(value, Wire.FIELD_MAX) && !name.equals("summary")
            ? Texts.cut(value, Wire.FIELD_MAX)
            : value;
      }
    }
    return null;
  }

  /// FNV-1a over the sorted labels, as Prometheus' data model defines an alert's fingerprint.
  static String fingerprint(Map<String, String> labels) {
    long hash = 0xcbf29ce484222325L;
    for (Map.Entry<String, String> label : new TreeMap<>(labels).entrySet()) {
      hash = fnv(hash, label.getKey());
      hash = fnv(hash, label.getValue());
    }
    return String.format(Locale.ROOT, "%016x", hash);
  }

  private static long fnv(long start, String text) {
    long hash = start;
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    return (hash ^ 0xFF) * 0x100000001b3L;
  }

  private static Report withUrl(Report report, @Nullable String url) {
    return new Report(
        report.action(),
        report.dedupKey(),
        report.summary(),
        report.source(),
        report.severity(),
        report.eventAt(),
        report.component(),
        report.group(),
        report.eventClass(),
        report.stage(),
        report.details(),
        report.links(),
        report.images(),
        report.client(),
        url,
        report.cut());
  }
}
