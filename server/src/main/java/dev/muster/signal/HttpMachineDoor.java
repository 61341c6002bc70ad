package dev.muster.signal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.muster.platform.door.Annex;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/// The machine door: a lean HTTP server on a port of its own, for signals and nothing else. A request through it costs a quarter of
/// what one through the main port costs, and a firewall can let machines in where people are not.
public final class HttpMachineDoor implements AutoCloseable {
  private static final String LISTENER_LOG = "io.helidon.webserver.ServerListener";

  private static final Logger LOG = LoggerFactory.getLogger(HttpMachineDoor.class);

  /// Senders that keep a connection open without using it longer than this have to open another one.
  private static final Duration IDLE = Duration.ofMinutes(5);

  /// Batches of metrics may be larger than any event: 16 MiB, as senders of remote write limit themselves to far less.
  private static final int LARGEST_ANNEX_BODY = 16 << 20;

  private static final HeaderName ROUTING_KEY = HeaderNames.create("X-Routing-Key");

  private final Intake intake;
  private final List<Annex> annexes;

  /// So much of a body that is refused is read all the same, as the main port does.
  private static final int SWALLOWED_MOST = 2 << 20;

  private final WebServer server;

  /// Opens the door.
  ///
  /// @param port 0 takes a free one
  /// @throws IllegalStateException when the address is taken
  public static HttpMachineDoor open(Intake intake, String host, int port) {
    return open(intake, List.of(), host, port);
  }

  /// Opens the door for the annexes, too.
  ///
  /// @param port 0 takes a free one
  /// @throws IllegalStateException when the address is taken
  public static HttpMachineDoor open(Intake intake, List<Annex> annexes, String host, int port) {
    return new HttpMachineDoor(intake, annexes, host, port);
  }

  private HttpMachineDoor(Intake intake, List<Annex> annexes, String host, int port) {
    this.intake = intake;
    this.annexes = List.copyOf(annexes);
    int largest = LARGEST_ANNEX_BODY;
    for (Endpoint endpoint : Endpoint.values()) {
      largest = Math.max(largest, intake.bodyLimit(endpoint));
    }
    try {
      server =
          WebServer.builder()
              .host(host)
              .port(port)
              .shutdownHook(false)
              .featuresDiscoverServices(false)
              .idleConnectionTimeout(IDLE)
              // A little above our own limit, so that ours, which explains itself, comes first.
              .maxPayloadSize(largest + 1024L)
              .contentEncoding(new HttpPackedBodies())
              .routing(routing -> routing.any(this::handle))
              .build()
              .start();
      if (!server.isRunning()) {
        throw new IllegalStateException("it is taken");
      }
    } catch (RuntimeException failure) {
      throw new IllegalStateException(
          "The machine port " + port + " cannot be opened: " + failure.getMessage(), failure);
    }
    LOG.debug("machine door open on port {}", server.port());
  }

  /// The port that it listens on.
  public int port() {
    return server.port();
  }

  private void handle(ServerRequest request, ServerResponse response) {
    String path = request.path().path();
    Endpoint.Target target = Endpoint.of(path);
    if (target == null) {
      for (Annex annex : annexes) {
        int limit = annex.bodyLimit(request.prologue().method().text(), path);
        if (limit >= 0) {
          visit(annex, limit, request, response);
          return;
        }
      }
      if (path.equals("/health")) {
        answer(response, 200, "{\"status\":\"up\"}");
      } else {
        answer(
            response,
            404,
            "{\"status\":\"not found\",\"message\":\"Only events are taken here\",\"errors\":[]}");
      }
      return;
    }
    if (!request.prologue().method().equals(Method.POST)) {
      response.header(HeaderNames.ALLOW, "POST");
      answer(
          response, 405, "{\"status\":\"invalid event\",\"message\":\"Use POST\",\"errors\":[]}");
      return;
    }
    Endpoint endpoint = target.endpoint();
    Reply packed =
        intake.packed(endpoint, request.headers().first(HeaderNames.CONTENT_ENCODING).orElse(null));
    if (packed != null) {
      swallow(request);
      endUnlessRead(request, response);
      answer(response, packed.status(), packed.json());
      return;
    }
    int limit = intake.bodyLimit(endpoint);
    byte @Nullable [] body = body(request, limit);
    Reply reply =
        body == null
            ? intake.tooLarge(endpoint)
            : intake.handle(endpoint, key(request, target), body).join();
    if (reply.retryAfter() > 0) {
      response.header(HeaderNames.RETRY_AFTER, String.valueOf(reply.retryAfter()));
    }
    if (body == null) {
      endUnlessRead(request, response);
    }
    answer(response, reply.status(), reply.json());
  }

  private static void visit(
      Annex annex, int limit, ServerRequest request, ServerResponse response) {
    String path = request.path().path();
    byte @Nullable [] body = body(request, limit);
    String query = request.query().rawValue();
    Annex.Answer answer =
        body == null
            ? annex.tooLarge(path, limit)
            : annex.answer(
                new Annex.Request(
                    request.prologue().method().text(),
                    path,
                    query.isEmpty() ? null : query,
                    name -> request.headers().first(HeaderNames.create(name)).orElse(null),
                    body));
    response.status(Status.create(answer.status()));
    answer.headers().forEach((name, value) -> response.header(HeaderNames.create(name), value));
    if (body == null) {
      endUnlessRead(request, response);
    }
    response.send(answer.body());
  }

  private static @Nullable String key(ServerRequest request, Endpoint.Target target) {
    if (target.key() != null) {
      return target.key();
    }
    String header = request.headers().first(ROUTING_KEY).orElse(null);
    return header != null
        ? header
        : Endpoint.bearer(request.headers().first(HeaderNames.AUTHORIZATION).orElse(null));
  }

  /// The body; null when it is larger than the limit.
  private static byte @Nullable [] body(ServerRequest request, int limit) {
    long said = request.headers().contentLength().orElse(-1);
    if (said > limit) {
      swallow(request);
      return null;
    }
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      byte[] body = said >= 0 ? in.readNBytes((int) said) : in.readNBytes(limit + 1);
      if (body.length > limit) {
        swallow(in);
        return null;
      }
      return body;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /// Reads what is refused, up to a bound: who finds the line cut while still writing never hears why.
  private static void swallow(ServerRequest request) {
    if (!request.content().hasEntity() || request.headers().contains(HeaderValues.EXPECT_100)) {
      return; // who asks first sends nothing before the answer
    }
    try (InputStream in = request.content().inputStream()) {
      swallow(in);
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static void swallow(InputStream in) throws IOException {
    byte[] piece = new byte[8_192];
    int left = SWALLOWED_MOST;
    while (left > 0) {
      int read = in.read(piece, 0, Math.min(piece.length, left));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  /// What is left of a body stands where the next request should.
  private static void endUnlessRead(ServerRequest request, ServerResponse response) {
    if (!request.content().consumed()) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private static void answer(ServerResponse response, int status, String json) {
    response.status(Status.create(status));
    response.header(HeaderValues.CONTENT_TYPE_JSON);
    response.send(json.getBytes(StandardCharsets.UTF_8));
  }

  /// Closes the door; requests that are in finish.
  @Override
  public void close() {
    // A connection that comes in while the listener closes is turned away; Helidon calls that an
    // error, and it is none.
    var quiet = new Quiet();
    LoggerContext logging =
        LoggerFactory.getILoggerFactory() instanceof LoggerContext context ? context : null;
    if (logging != null) {
      logging.addTurboFilter(quiet);
    }
    try {
      server.stop();
    } finally {
      if (logging != null) {
        logging.getTurboFilterList().remove(quiet);
      }
    }
  }

  /// Keeps the listener's log quiet. A filter and not the log's level: levels are not made to be changed while a house starts beside, which
  /// would end that start.
  private static final class Quiet extends TurboFilter {
    @Override
    public FilterReply decide(
        @Nullable Marker marker,
        ch.qos.logback.classic.Logger logger,
        Level level,
        @Nullable String format,
        Object @Nullable [] parameters,
        @Nullable Throwable failure) {
      return logger.getName().equals(LISTENER_LOG) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
  }
}
