package dev.muster.catalog.topology;

import dev.muster.platform.web.ApiException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Who calls whom, as OpenTelemetry's service graph connector and Tempo measure it: the metric `traces_service_graph_request_total`
/// with the labels `client`, `server` and `connection_type`, as Prometheus' text or as the answer of its query API; or a plain list of
/// `{client, server, connection_type, calls}`. What was seen in calls is as sure as anything; a single call less so.
final class ServiceGraphImport {
  private static final Pattern LINE =
      Pattern.compile(
          "^traces_service_graph_request_total\\{(.*)}\\s+([0-9.eE+-]+)(?:\\s+[0-9.]+)?(?:\\s+#.*)?$");

  private static final Pattern LABEL = Pattern.compile("([a-z_A-Z]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /// From so many calls on a link is as sure as it gets.
  private static final double MANY = 10;

  private final Gathering gathering = new Gathering();

  private ServiceGraphImport() {}

  static Imported read(String text) {
    var reading = new ServiceGraphImport();
    String start = text.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      reading.json(NativeImport.json(text));
    } else {
      reading.exposition(text);
    }
    Imported done = reading.gathering.done();
    if (done.entities().isEmpty() && done.skippedCount() == 0) {
      throw ApiException.invalid(
          "The content holds no traces_service_graph_request_total and no list of calls.");
    }
    return done;
  }

  private void exposition(String text) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      Matcher metric = LINE.matcher(line.strip());
      if (!metric.matches()) {
        if (line.strip().startsWith("traces_service_graph_request_total")) {
          gathering.skip("line " + number, null, "it is not a metric with labels and a count");
        }
        continue;
      }
      var labels = new TreeMap<String, String>();
      Matcher label = LABEL.matcher(metric.group(1));
      while (label.find()) {
        labels.put(label.group(1), label.group(2).replace("\\\"", "\"").replace("\\\\", "\\"));
      }
      call("line " + number, labels, number(metric.group(2)));
    }
  }

  private void json(JsonNode root) {
    JsonNode list =
        root.isArray()
            ? root
            : root.path("data").path("result").isArray()
                ? root.path("data").path("result")
                : root.path("edges");
    int index = 0;
    for (JsonNode node : list) {
      String place = "item " + index++;
      JsonNode labelled = node.path("metric").isObject() ? node.path("metric") : node;
      var labels = new TreeMap<String, String>();
      labelled
          .properties()
          .forEach(field -> labels.put(field.getKey(), field.getValue().asString("")));
      double calls =
          node.path("value").isArray()
              ? NativeImport.number(node.path("value").get(1), 1)
              : NativeImport.number(node.get("calls"), MANY);
      call(place, labels, calls);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      return Double.NaN;
    }
  }

  private void call(String place, Map<String, String> labels, double calls) {
    String client = given(labels, "client", "source");
    String server = given(labels, "server", "target");
    if (client == null || server == null) {
      gathering.skip(place, client, "it does not name a client and a server");
      return;
    }
    if (client.equals("user") || client.equals("unknown") || server.equals("unknown")) {
      gathering.skip(place, server, "one end is not a service but everybody outside");
      return;
    }
    if (!(calls > 0)) {
      gathering.skip(place, client, calls <= 0 ? "no call was counted" : "its calls are no number");
      return;
    }
    String type = labels.getOrDefault("connection_type", "");
    entity(place, client, "service");
    entity(
        place,
        server,
        switch (type) {
          case "database" -> "database";
          case "messaging_system" -> "queue";
          case "virtual_node" -> "external";
          default -> "service";
        });
    String kind =
        switch (type) {
          case "database" -> "queries";
          case "messaging_system" -> "messages";
          default -> "calls";
        };
    gathering.dependency(place, client, server, kind, Math.max(0.3, Math.min(1, calls / MANY)));
  }

  private void entity(String place, String name, String kind) {
    if (gathering.known(name) == null) {
      gathering.entity(
          place,
          new Entity(
              name,
              kind,
              name,
              kind.equals("service") ? name : null,
              null,
              null,
              Set.of(),
              Map.of()));
    }
  }

  private static @Nullable String given(Map<String, String> labels, String... names) {
    for (String name : names) {
      String value = labels.get(name);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return null;
  }
}
