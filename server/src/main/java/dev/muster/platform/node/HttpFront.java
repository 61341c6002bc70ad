package dev.muster.platform.node;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The doors of a node that stands by: it hands every request on to the node that does the work, and the answer back, as it comes.
/// So whoever asks any node reads what they wrote through any other. While there is no such node, for the seconds of a
/// take-over, requests wait.
///
/// Requests that wait when this node itself takes over are answered 503, because its own doors are about to close. A request that may have reached a node which was then lost is answered 503: the sender knows whether to send it again.
public final class HttpFront implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpFront.class);

  /// How long a request waits for somebody to do the work; senders give up a little later.
  private static final Duration WAITING = Duration.ofSeconds(20);

  private static final Duration AGAIN = Duration.ofMillis(100);

  /// The largest body that any door of the house takes, and a little more, so that the house's own answer comes.
  private static final long LARGEST_BODY = (16 << 20) + 4_096;

  /// About one hop; they are not handed on. The rest of a host's name goes in a header of its own.
  private static final Set<String> ONE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "host",
          "content-length",
          "http2-settings",
          "x-forwarded-for",
          "x-forwarded-host",
          "x-forwarded-proto");

  /// Says to another front that nothing was done with what it handed on.
  private static final String UNTOUCHED = "Muster-Untouched";

  private final Supplier<PostgresLease.@Nullable Node> owner;
  private volatile boolean closing;
  private final WebServer main;
  private final @Nullable WebServer machine;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(2))
          .executor(Executors.newVirtualThreadPerTaskExecutor())
          .build();

  /// Opens the doors.
  ///
  /// @param host address to listen on; empty for all
  /// @param port 0 for any that is free
  /// @param machineHost the same for the machines' port
  /// @param machinePort 0 for none
  /// @param owner the node that does the work, as last heard; null for none
  /// @throws IllegalStateException when a port is taken
  public HttpFront(
      String host,
      int port,
      String machineHost,
      int machinePort,
      Supplier<PostgresLease.@Nullable Node> owner) {
    this.owner = owner;
    this.main = listen(host, port, false);
    this.machine = machinePort == 0 ? null : listen(machineHost, machinePort, true);
  }

  /// The port for people and programs that it listens on.
  int port() {
    return main.port();
  }

  private WebServer listen(String host, int port, boolean machines) {
    try {
      WebServer opened =
          WebServer.builder()
              .host(host.isEmpty() ? "0.0.0.0" : host)
              .port(port)
              .shutdownHook(false)
              .featuresDiscoverServices(false)
              .shutdownGracePeriod(Duration.ofSeconds(2))
              .maxPayloadSize(LARGEST_BODY)
              .routing(routing ->
                  routing.any((request, response) -> handle(request, response, machines)))
              .build()
              .start();
      if (!opened.isRunning()) {
        throw new IllegalStateException("it is taken");
      }
      return opened;
    } catch (RuntimeException failure) {
      throw new IllegalStateException(
          "The port " + port + " cannot be opened: " + failure.getMessage(), failure);
    }
  }

  private void handle(ServerRequest request, ServerResponse response, boolean machines) {
    switch (request.path().path()) {
      case "/health", "/ready" -> health(response);
      case "/metrics" ->
          answer(
              response,
              200,
              "text/plain; version=0.0.4; charset=utf-8",
              """
              # HELP muster_node_works 1 on the node that does the work
              # TYPE muster_node_works gauge
              muster_node_works 0.0
              """);
      default -> handOn(request, response, machines);
    }
  }

  /// Well as long as it can hand on; a load balancer may send everything here.
  private void health(ServerResponse response) {
    PostgresLease.Node working = owner.get();
    answer(
        response,
        working == null ? 503 : 200,
        "application/json",
        working == null
            ? "{\"status\":\"failing\",\"parts\":{\"node\":{\"status\":\"failing\",\"says\":\"no"
                + " node does the work\"}}}"
            : "{\"status\":\"ok\",\"parts\":{\"node\":{\"status\":\"ok\",\"says\":\"stands by;"
                + " hands on to "
                + working.address()
                + "\"}}}");
  }

  private void handOn(ServerRequest request, ServerResponse response, boolean machines) {
    byte[] body = body(request);
    String method = request.prologue().method().text();
    boolean harmless = method.equals("GET") || method.equals("HEAD");
    long end = System.nanoTime() + WAITING.toNanos();
    while (true) {
      PostgresLease.Node node = owner.get();
      URI target = node == null ? null : target(node, machines);
      if (target != null) {
        try {
          HttpResponse<InputStream> reply =
              client.send(
                  copy(request, target, method, body), HttpResponse.BodyHandlers.ofInputStream());
          if (reply.headers().firstValue(UNTOUCHED).isEmpty()) {
            giveBack(reply, response);
            return;
          }
          reply.body().close(); // it is about to take over itself
        } catch (ConnectException | HttpConnectTimeoutException nobodyThere) {
          LOG.debug("{} cannot be reached", target);
        } catch (IOException lost) {
          if (!harmless) {
            later(response, "The node that worked on this was lost; send it again");
            return;
          }
        } catch (InterruptedException stopping) {
          Thread.currentThread().interrupt();
          later(response, "This node is stopping; send it again");
          return;
        }
      }
      if (closing || System.nanoTime() > end) {
        response.header(UNTOUCHED, "true");
        later(response, "No node does the work just now; send it again");
        return;
      }
      try {
        Thread.sleep(AGAIN);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        later(response, "This node is stopping; send it again");
        return;
      }
    }
  }

  private static @Nullable URI target(PostgresLease.Node node, boolean machines) {
    if (!machines) {
      return node.address();
    }
    return node.machinePort() == 0
        ? null
        : URI.create(
            node.address().getScheme()
                + "://"
                + node.address().getHost()
                + ":"
                + node.machinePort());
  }

  private static byte[] body(ServerRequest request) {
    if (!request.content().hasEntity()) {
      return new byte[0];
    }
    try (InputStream in = request.content().inputStream()) {
      return in.readAllBytes();
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  private static HttpRequest copy(ServerRequest request, URI target, String method, byte[] body) {
    String query = request.prologue().query().rawValue();
    var copy =
        HttpRequest.newBuilder(
                URI.create(
                    target
                        + request.prologue().uriPath().rawPath()
                        + (query.isEmpty() ? "" : "?" + query)))
            .method(
                method,
                body.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(body));
    for (Header header : request.headers()) {
      if (!ONE_HOP.contains(header.name().toLowerCase(Locale.ROOT))) {
        header.allValues().forEach(value -> copy.header(header.name(), value));
      }
    }
    var headers = request.headers();
    String before = headers.first(HeaderNames.create("X-Forwarded-For")).orElse("");
    String peer = request.remotePeer().host();
    copy.header("X-Forwarded-For", before.isEmpty() ? peer : before + ", " + peer);
    copy.header(
        "X-Forwarded-Proto", headers.first(HeaderNames.create("X-Forwarded-Proto")).orElse("http"));
    String host =
        headers
            .first(HeaderNames.create("X-Forwarded-Host"))
            .or(() -> headers.first(HeaderNames.HOST))
            .orElse("");
    if (!host.isEmpty()) {
      copy.header("X-Forwarded-Host", host);
    }
    return copy.build();
  }

  private static void giveBack(HttpResponse<InputStream> reply, ServerResponse response)
      throws IOException {
    try (InputStream in = reply.body()) {
      response.status(Status.create(reply.statusCode()));
      reply
          .headers()
          .map()
          .forEach((name, values) -> {
            if (!name.startsWith(":") && !ONE_HOP.contains(name.toLowerCase(Locale.ROOT))) {
              response.header(name, values.toArray(String[]::new));
            }
          });
      long length = reply.headers().firstValueAsLong("content-length").orElse(-1);
      boolean empty =
          reply.statusCode() == 204
              || reply.statusCode() == 304
              || reply.request().method().equals("HEAD");
      if (empty) {
        response.send();
        return;
      }
      if (length >= 0 && length <= 1 << 20) {
        // A node that is lost here has already done what was asked for.
        response.send(in.readNBytes((int) length));
        return;
      }
      byte[] buffer = new byte[16 << 10];
      try (OutputStream out = response.outputStream()) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          out.write(buffer, 0, read);
          out.flush(); // live updates come a few bytes at a time
        }
      }
    }
  }

  private static void later(ServerResponse response, String message) {
    response.header(HeaderNames.RETRY_AFTER, "1");
    answer(
        response,
        503,
        "application/json",
        "{\"error\":{\"message\":\"" + message + "\",\"code\":2500,\"errors\":[]}}");
  }

  private static void answer(ServerResponse response, int status, String type, String text) {
    response.status(Status.create(status));
    response.header(HeaderNames.CONTENT_TYPE, type);
    response.header(HeaderValues.create("Cache-Control", "no-store"));
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Closes the doors; requests that are in finish, for two seconds at most.
  @Override
  public void close() {
    closing = true;
    main.stop();
    if (machine != null) {
      machine.stop();
    }
    client.shutdownNow();
  }
}
