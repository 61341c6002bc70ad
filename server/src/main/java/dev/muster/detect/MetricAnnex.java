package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.detect.metric.Bodies;
import dev.muster.detect.metric.InfluxLines;
import dev.muster.detect.metric.JsonLines;
import dev.muster.detect.metric.Otlp;
import dev.muster.detect.metric.Readings;
import dev.muster.detect.metric.RemoteWrite;
import dev.muster.detect.watch.Taken;
import dev.muster.platform.json.Json;
import dev.muster.signal.Annex;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The intake of metrics and logs. Answers each sender in its own way: 2xx when everything is in its step, 4xx with the reason for
/// what will never be taken, 503 for what may be sent again.
final class MetricAnnex implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(MetricAnnex.class);

  /// Packed bodies: 8 MiB, several times of what the senders use unless told otherwise.
  private static final int BODY = 8 << 20;

  private enum Refusal {
    INVALID,
    UNKNOWN_KEY,
    TOO_LARGE,
    BUSY
  }

  private final Catalog catalog;
  private final ReadingDesk desk;
  private final InstantSource clock;
  private final Map<Refusal, Counter> refused = new EnumMap<>(Refusal.class);

  MetricAnnex(Catalog catalog, ReadingDesk desk, InstantSource clock, MeterRegistry meters) {
    this.catalog = catalog;
    this.desk = desk;
    this.clock = clock;
    for (Refusal refusal : Refusal.values()) {
      refused.put(
          refusal,
          Counter.builder("muster.metrics.refused")
              .description("Requests with metrics or logs that were turned away")
              .tag("reason", refusal.name().toLowerCase(Locale.ROOT))
              .register(meters));
    }
  }

  @Override
  public List<String> patterns() {
    return List.of(
        "/api/v1/write",
        "/v1/metrics",
        "/v1/logs",
        "/write",
        "/api/v2/write",
        "/metrics/ingest",
        "/integrations/prometheus/*",
        "/integrations/otlp/*",
        "/integrations/influx/*",
        "/integrations/metrics/*");
  }

  @Override
  public int bodyLimit(String method, String path) {
    return Address.of(path) == null ? -1 : BODY;
  }

  @Override
  public Answer tooLarge(String path, int limit) {
    return refuse(Refusal.TOO_LARGE, 413, "The body is larger than " + limit + " bytes");
  }

  @Override
  public Answer answer(Request request) {
    try {
      Address address = Address.of(request.path());
      if (address == null) {
        return problem(404, "There is nothing at this address");
      }
      if (address.kind() == Address.Kind.INFLUX_GREETING) {
        return greeting(request);
      }
      if (!request.method().equals("POST")) {
        return problem(405, "Use POST").with("Allow", "POST");
      }
      return take(address, request);
    } catch (RuntimeException failure) {
      LOG.error("the intake of metrics failed on {}", request.path(), failure);
      return busy("The readings could not be taken; send them again");
    }
  }

  private Answer take(Address address, Request request) {
    String key = key(address, request);
    if (key == null || key.isBlank()) {
      return refuse(
          Refusal.UNKNOWN_KEY,
          401,
          "The integration's key is missing; send it as 'Authorization: Bearer KEY' or in the"
              + " header X-Routing-Key");
    }
    Optional<Integration> integration = catalog.integrationByKey(key.strip());
    if (integration.isEmpty()) {
      return refuse(Refusal.UNKNOWN_KEY, 401, "The key belongs to no integration");
    }
    Readings readings;
    try {
      readings = read(address, request);
    } catch (Bodies.Unreadable unreadable) {
      return refuse(Refusal.INVALID, 400, String.valueOf(unreadable.getMessage()));
    }
    if (readings.nothing()) {
      return refuse(Refusal.INVALID, 400, String.join("; ", readings.faults()));
    }
    Optional<Taken> taken = desk.take(integration.get().id(), readings);
    if (taken.isEmpty()) {
      return busy("Too many readings are waiting; send them again shortly");
    }
    return done(address, request, readings, taken.get());
  }

  private Readings read(Address address, Request request) throws Bodies.Unreadable {
    String type = request.header("Content-Type");
    long now = clock.millis();
    return switch (address.kind()) {
      case REMOTE_WRITE ->
          type != null && type.contains("io.prometheus.write.v2.Request")
              ? RemoteWrite.v2(request.body())
              : RemoteWrite.v1(request.body());
      case OTLP_METRICS -> Otlp.metrics(body(request), isJson(type));
      case OTLP_LOGS -> Otlp.logs(body(request), isJson(type));
      case INFLUX_WRITE ->
          InfluxLines.read(body(request), parameter(request.query(), "precision"), now);
      case JSON -> JsonLines.read(body(request), now);
      case INFLUX_GREETING -> Readings.refused("Nothing can be written here");
    };
  }

  private static byte[] body(Request request) throws Bodies.Unreadable {
    return Bodies.unpack(request.body(), request.header("Content-Encoding"));
  }

  private static boolean isJson(@Nullable String type) {
    return type != null && type.toLowerCase(Locale.ROOT).contains("json");
  }

  private static @Nullable String key(Address address, Request request) {
    if (address.key() != null) {
      return address.key();
    }
    String own = request.header("X-Routing-Key");
    if (own != null) {
      return own;
    }
    String authorization = request.header("Authorization");
    if (authorization != null) {
      int space = authorization.indexOf(' ');
      String scheme = space < 0 ? "" : authorization.substring(0, space).toLowerCase(Locale.ROOT);
      String rest = authorization.substring(space + 1).strip();
      switch (scheme) {
        case "bearer" -> {
          return rest;
        }
        case "token" -> {
          return rest.startsWith("token=") ? rest.substring("token=".length()) : rest;
        }
        case "basic" -> {
          return password(rest);
        }
        default -> {
          // of a kind that no sender uses
        }
      }
    }
    return parameter(request.query(), "p"); // InfluxDB 1's password
  }

  private static @Nullable String password(String encoded) {
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0 ? null : pair.substring(colon + 1);
    } catch (IllegalArgumentException notBase64) {
      return null;
    }
  }

  private static @Nullable String parameter(@Nullable String query, String name) {
    if (query == null) {
      return null;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).equals(name)) {
        try {
          return URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
          return null;
        }
      }
    }
    return null;
  }

  private Answer done(Address address, Request request, Readings readings, Taken taken) {
    int refusedReadings = readings.faulty() + taken.refused();
    String why = why(readings, taken);
    return switch (address.kind()) {
      case REMOTE_WRITE -> {
        // a 400 is not sent again, and Prometheus logs its text
        Answer answer = why == null ? Answer.empty(204) : problem(400, why);
        yield answer
            .with("X-Prometheus-Remote-Write-Samples-Written", String.valueOf(taken.accepted()))
            .with("X-Prometheus-Remote-Write-Histograms-Written", "0")
            .with("X-Prometheus-Remote-Write-Exemplars-Written", "0");
      }
      case OTLP_METRICS, OTLP_LOGS ->
          otlp(address.kind(), isJson(request.header("Content-Type")), refusedReadings, why);
      case INFLUX_WRITE ->
          why == null
              ? Answer.empty(204)
              : Answer.json(
                  400,
                  Json.write(
                      Map.of(
                          "code", "invalid",
                          "error", "partial write: " + why + " dropped=" + refusedReadings,
                          "message", "partial write: " + why + " dropped=" + refusedReadings)));
      case JSON, INFLUX_GREETING -> {
        var told = new LinkedHashMap<String, Object>();
        told.put("status", "success");
        int good =
            readings.readings().size() + readings.logs().size() - taken.refused() - taken.late();
        told.put("accepted", good);
        told.put("refused", refusedReadings);
        told.put("late", taken.late());
        told.put("errors", why == null ? List.of() : List.of(why));
        yield Answer.json(good == 0 && why != null ? 400 : 202, Json.write(told));
      }
    };
  }

  /// What was not taken, in words; null when all was.
  private static @Nullable String why(Readings readings, Taken taken) {
    var reasons = new ArrayList<>(readings.faults());
    if (taken.overLimit() > 0) {
      reasons.add(
          taken.overLimit()
              + " readings would make new series beyond this integration's limit"
              + " (muster.metrics.series-per-source)");
    }
    if (taken.future() > 0) {
      reasons.add(taken.future() + " readings are from the future; the sender's clock is wrong");
    }
    return reasons.isEmpty() ? null : String.join("; ", reasons);
  }

  private static Answer otlp(Address.Kind kind, boolean json, int refused, @Nullable String why) {
    if (json) {
      String field =
          kind == Address.Kind.OTLP_METRICS ? "rejectedDataPoints" : "rejectedLogRecords";
      return Answer.json(
          200,
          why == null
              ? "{}"
              : Json.write(
                  Map.of(
                      "partialSuccess",
                      Map.of(field, String.valueOf(refused), "errorMessage", why))));
    }
    return new Answer(
        200,
        Map.of("Content-Type", "application/x-protobuf"),
        why == null ? new byte[0] : Otlp.partialSuccess(refused, why));
  }

  /// Clients of InfluxDB 1 ask for a database before they write; there is nothing to be made here.
  private static Answer greeting(Request request) {
    return request.path().endsWith("/query")
        ? Answer.json(200, "{\"results\":[{\"statement_id\":0}]}")
        : request.path().endsWith("/health")
            ? Answer.json(200, "{\"name\":\"muster\",\"status\":\"pass\"}")
            : Answer.empty(204).with("X-Influxdb-Version", "1.8-muster");
  }

  private Answer busy(String why) {
    return refuse(Refusal.BUSY, 503, why).with("Retry-After", "2");
  }

  private Answer refuse(Refusal kind, int status, String why) {
    Counter counter = refused.get(kind);
    if (counter != null) {
      counter.increment();
    }
    return problem(status, why);
  }

  private static Answer problem(int status, String why) {
    return Answer.json(
        status,
        Json.write(
            Map.of("status", "invalid", "message", why, "error", why, "errors", List.of(why))));
  }
}
