package dev.muster.detect;

import dev.muster.detect.metric.Bodies;
import dev.muster.detect.metric.InfluxLines;
import dev.muster.detect.metric.JsonLines;
import dev.muster.detect.metric.Otlp;
import dev.muster.detect.metric.Readings;
import dev.muster.detect.metric.RemoteWrite;
import dev.muster.detect.watch.Taken;
import dev.muster.platform.db.Outage;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The intake of metrics and logs. Answers each sender in its own way: 2xx when everything is in its step, 4xx with the reason for
/// what will never be taken, 503 for what may be sent again.
final class MetricAnnex implements Annex {
  private static final Logger LOG = LoggerFactory.getLogger(MetricAnnex.class);

  private final Outage outage = Outage.ofRequests(LOG, "detect.metrics: intake");

  private final MetricDoor door;
  private final InstantSource clock;

  MetricAnnex(MetricDoor door, InstantSource clock) {
    this.door = door;
    this.clock = clock;
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
    return Address.of(path) == null ? -1 : MetricDoor.BODY;
  }

  @Override
  public Answer tooLarge(String path, int limit) {
    return answer(
        door.refuse(MetricDoor.Refusal.TOO_LARGE, "The body is larger than " + limit + " bytes"));
  }

  @Override
  public Answer answer(Request request) {
    Address address = Address.of(request.path());
    if (address == null) {
      return problem(404, "There is nothing at this address");
    }
    try {
      if (address.kind() == Address.Kind.INFLUX_GREETING) {
        return greeting(request);
      }
      if (!request.method().equals("POST")) {
        return problem(405, "Use POST").with("Allow", "POST");
      }
      Answer answer = take(address, request);
      outage.worked();
      return answer;
    } catch (RuntimeException failure) {
      outage.failed(failure, address.kind().name().toLowerCase(Locale.ROOT));
      return answer(
          door.refuse(MetricDoor.Refusal.BUSY, "The readings could not be taken; send them again"));
    }
  }

  private Answer take(Address address, Request request) {
    if (address.kind() == Address.Kind.REMOTE_WRITE) {
      String why =
          RemoteWrite.unsupported(
              request.header("Content-Type"), request.header("Content-Encoding"));
      if (why != null) {
        return answer(door.refuse(MetricDoor.Refusal.UNSUPPORTED, why));
      }
    }
    return switch (door.take(key(address, request), () -> read(address, request))) {
      case MetricDoor.Outcome.Refused refused -> answer(refused);
      case MetricDoor.Outcome.Done done -> done(address, request, done);
    };
  }

  private static Answer answer(MetricDoor.Outcome.Refused refused) {
    return switch (refused.refusal()) {
      case INVALID -> problem(400, refused.why());
      case UNKNOWN_KEY, UNPROVEN -> problem(401, refused.why());
      case TOO_LARGE -> problem(413, refused.why());
      case UNSUPPORTED -> problem(415, refused.why());
      case BUSY -> problem(503, refused.why()).with("Retry-After", "2");
    };
  }

  private Readings read(Address address, Request request) throws Bodies.Unreadable {
    String type = request.header("Content-Type");
    long now = clock.millis();
    return switch (address.kind()) {
      case REMOTE_WRITE ->
          RemoteWrite.isSecond(type)
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
    String given = MetricDoor.key(request.header("Authorization"));
    return given != null ? given : parameter(request.query(), "p"); // InfluxDB 1's password
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

  private static Answer done(Address address, Request request, MetricDoor.Outcome.Done done) {
    Readings readings = done.readings();
    Taken taken = done.taken();
    int refusedReadings = done.refused();
    String why = done.why();
    return switch (address.kind()) {
      case REMOTE_WRITE -> {
        // a 400 is not sent again, and Prometheus logs its text
        Answer answer = why == null ? Answer.empty(204) : problem(400, why);
        yield answer
            .with(
                "X-Prometheus-Remote-Write-Samples-Written",
                String.valueOf(taken.accepted() - taken.histograms()))
            .with(
                "X-Prometheus-Remote-Write-Histograms-Written", String.valueOf(taken.histograms()))
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

  private static Answer problem(int status, String why) {
    return Answer.json(
        status,
        Json.write(
            Map.of("status", "invalid", "message", why, "error", why, "errors", List.of(why))));
  }
}
