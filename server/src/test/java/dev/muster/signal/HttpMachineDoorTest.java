package dev.muster.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import dev.muster.kernel.Ids;
import dev.muster.platform.door.Annex;
import dev.muster.platform.engine.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class HttpMachineDoorTest {
  private static final String KEY = "0123456789abcdef0123456789abcdef";
  private static final String RESOLVE =
      "{\"routing_key\":\"%s\",\"event_action\":\"resolve\",\"dedup_key\":\"a\"}".formatted(KEY);

  private final CollectingSink sink = new CollectingSink();
  private final Intake intake =
      new Intake(
          new SmallCatalog().with("SDB", KEY),
          sink,
          new ListOfChanges(),
          Ids.from(new Random(1)),
          new TestClock(),
          IntakeSettings.usual(),
          new SimpleMeterRegistry());
  private final HttpMachineDoor door = HttpMachineDoor.open(intake, "127.0.0.1", 0);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    client.close();
    door.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(path).POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  @Test
  void takes_events_and_answers_in_json() throws Exception {
    HttpResponse<String> response = post("/v2/enqueue", RESOLVE);
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("content-type")).contains("application/json");
    assertThat(response.body()).contains("\"status\":\"success\"");
    assertThat(sink.count).isEqualTo(1);
  }

  @Test
  void takes_the_key_from_path_or_header() throws Exception {
    String body = "{\"alerts\":[{\"labels\":{\"alertname\":\"A\"},\"status\":\"firing\"}]}";
    assertThat(post("/integrations/alertmanager/" + KEY, body).statusCode()).isEqualTo(202);
    assertThat(
            post("/integrations/alertmanager", body, "Authorization", "Bearer " + KEY).statusCode())
        .isEqualTo(202);
    assertThat(post("/integrations/alertmanager", body, "X-Routing-Key", KEY).statusCode())
        .isEqualTo(202);
    assertThat(post("/integrations/alertmanager", body).statusCode()).isEqualTo(400);
    assertThat(sink.count).isEqualTo(3);
  }

  @Test
  void answers_health_and_nothing_else() throws Exception {
    assertThat(send(to("/health").build()).statusCode()).isEqualTo(200);
    assertThat(send(to("/incidents").build()).statusCode()).isEqualTo(404);
    assertThat(send(to("/v2/enqueue").build()).statusCode()).isEqualTo(405);
    assertThat(post("/v2/enqueue/more", RESOLVE).statusCode()).isEqualTo(404);
  }

  @Test
  void refuses_large_bodies_whether_or_not_they_say_how_large_they_are() throws Exception {
    String large = "{\"routing_key\":\"" + "x".repeat(600_000) + "\"}";
    HttpResponse<String> said = post("/v2/enqueue", large);
    assertThat(said.statusCode()).isEqualTo(413);
    assertThat(said.body()).contains("524288 bytes");
    HttpRequest unsaid =
        to("/v2/enqueue")
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8))))
            .build();
    assertThat(send(unsaid).statusCode()).isEqualTo(413);
  }

  /// A sender that does not look at the answer before it has sent all, and of which little is on the way at a time.
  @Test
  void who_sends_too_much_hears_that_it_was_too_much() throws Exception {
    byte[] body = new byte[600_000];
    for (String header : new String[] {"X-Nothing: 1", "Content-Encoding: gzip"}) {
      try (var socket = new Socket()) {
        socket.setSendBufferSize(8_192);
        socket.connect(
            new InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), door.port()));
        socket
            .getOutputStream()
            .write(
                "POST /v2/enqueue HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d\r\n\r\n"
                    .formatted(header, body.length)
                    .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
            .isEqualTo(header.contains("gzip") ? "HTTP/1.1 415" : "HTTP/1.1 413");
      }
    }
  }

  /// As every sender of remote write does, and most of OpenTelemetry and Telegraf.
  @Test
  void hands_over_packed_bodies_as_they_came() throws Exception {
    Annex echo =
        new Annex() {
          @Override
          public List<String> patterns() {
            return List.of("/packed");
          }

          @Override
          public int bodyLimit(String method, String path) {
            return path.equals("/packed") ? 100 : -1;
          }

          @Override
          public Answer answer(Request request) {
            return new Answer(
                200,
                Map.of("X-Heard", String.valueOf(request.header("Content-Encoding"))),
                request.body());
          }

          @Override
          public Answer tooLarge(String path, int limit) {
            return Answer.empty(413);
          }
        };
    try (var other = HttpMachineDoor.open(intake, List.of(echo), "127.0.0.1", 0)) {
      for (String encoding : List.of("snappy", "gzip", "deflate", "zstd", "gzip, snappy")) {
        HttpResponse<String> response =
            send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/packed"))
                    .header("Content-Encoding", encoding)
                    .POST(HttpRequest.BodyPublishers.ofString("packed"))
                    .build());
        assertThat(response.statusCode()).as(encoding).isEqualTo(200);
        assertThat(response.body()).isEqualTo("packed");
        assertThat(response.headers().firstValue("x-heard")).contains(encoding);
      }
    }
  }

  @Test
  void says_that_events_come_unpacked() throws Exception {
    for (String encoding : List.of("gzip", "X-GZIP", "identity, br")) {
      HttpResponse<String> response = post("/v2/enqueue", RESOLVE, "Content-Encoding", encoding);
      assertThat(response.statusCode()).as(encoding).isEqualTo(415);
      assertThat(response.body()).contains("Send it without the header Content-Encoding");
    }
    assertThat(sink.count).isZero();
    for (String encoding : List.of("identity", "utf-8")) {
      assertThat(post("/v2/enqueue", RESOLVE, "Content-Encoding", encoding).statusCode())
          .as(encoding)
          .isEqualTo(202);
    }
  }

  @Test
  void asks_to_come_back_with_a_time() throws Exception {
    sink.full = true;
    HttpResponse<String> response = post("/v2/enqueue", RESOLVE);
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
  }

  @Test
  void keeps_a_connection_for_many_requests() throws Exception {
    try (var socket = new Socket(java.net.InetAddress.getLoopbackAddress(), door.port())) {
      for (int i = 0; i < 50; i++) {
        socket
            .getOutputStream()
            .write(
                ("POST /v2/enqueue HTTP/1.1\r\nHost: x\r\nContent-Length: "
                        + RESOLVE.length()
                        + "\r\n\r\n"
                        + RESOLVE)
                    .getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(12);
        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 202");
        var rest = new StringBuilder();
        while (rest.indexOf("}") < 0) {
          rest.append((char) socket.getInputStream().read());
        }
      }
    }
    assertThat(sink.count).isEqualTo(50);
  }

  /// A change of a level tells all listeners, and one that is added meanwhile, as a start beside does, ends it.
  @Test
  void closing_it_changes_no_levels_of_the_log_and_leaves_nothing_behind() {
    var logging = (LoggerContext) LoggerFactory.getILoggerFactory();
    int filters = logging.getTurboFilterList().size();
    var listener = new LevelChanges();
    logging.addListener(listener);
    try {
      HttpMachineDoor.open(intake, "127.0.0.1", 0).close();
    } finally {
      logging.removeListener(listener);
    }
    assertThat(listener.changed).isEmpty();
    assertThat(logging.getTurboFilterList()).hasSize(filters);
  }

  private static final class LevelChanges implements LoggerContextListener {
    private final List<String> changed = new CopyOnWriteArrayList<>();

    @Override
    public boolean isResetResistant() {
      return true;
    }

    @Override
    public void onStart(LoggerContext context) {}

    @Override
    public void onReset(LoggerContext context) {}

    @Override
    public void onStop(LoggerContext context) {}

    @Override
    public void onLevelChange(Logger logger, Level level) {
      changed.add(logger.getName());
    }
  }
}
