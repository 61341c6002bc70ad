package dev.muster.platform.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTest {
  private static final Duration SECONDS = Duration.ofSeconds(90);

  private final GuardedHttp guarded = new GuardedHttp(false, List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/",
        "http://localhost:8080/x",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://172.16.9.9/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[::1]/",
        "http://[fd00::1]/",
        "http://[fe80::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://user:secret@example.org/",
        "https:///path"
      })
  void the_inside_is_out_of_reach(String address) {
    assertThatThrownBy(() -> guarded.check(URI.create(address)))
        .isInstanceOf(GuardedHttp.Forbidden.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://8.8.8.8/", "https://[2606:4700::1111]/", "http://172.32.0.1/"})
  void the_outside_is_in_reach(String address) throws IOException {
    guarded.check(URI.create(address));
  }

  @Test
  void an_allowed_host_is_reached_under_its_name() throws Exception {
    try (var server = new Server(true)) {
      var allowed = new GuardedHttp(false, List.of("LOCALHOST"));
      var reply =
          allowed.post(
              URI.create("http://localhost:" + server.port() + "/a/b?c=d%20e"),
              Map.of("X-Test", "1"),
              new byte[] {'h', 'i'},
              SECONDS);
      assertThat(reply.status()).isEqualTo(201);
      assertThat(reply.body())
          .isEqualTo("POST /a/b?c=d%20e localhost:" + server.port() + " 1 2 bytes");
      assertThatThrownBy(() ->
              guarded.post(
                  URI.create("http://localhost:" + server.port() + "/"),
                  Map.of(),
                  new byte[0],
                  SECONDS))
          .isInstanceOf(GuardedHttp.Forbidden.class);
    }
  }

  @Test
  void an_answer_that_does_not_come_ends_in_time() throws Exception {
    try (var server = new Server(false)) {
      var open = new GuardedHttp(true, List.of());
      assertThatThrownBy(() ->
              open.post(
                  URI.create("http://127.0.0.1:" + server.port() + "/"),
                  Map.of(),
                  new byte[0],
                  Duration.ofMillis(200)))
          .isInstanceOf(HttpTimeoutException.class);
    }
  }

  @Test
  void an_answer_that_breaks_off_is_known_from_one_that_is_empty() throws Exception {
    for (boolean whole : new boolean[] {true, false}) {
      try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        Thread.startVirtualThread(() -> {
          try (Socket caller = server.accept()) {
            var lines =
                new BufferedReader(new InputStreamReader(caller.getInputStream(), US_ASCII));
            while (!String.valueOf(lines.readLine()).isEmpty()) {
              // what is not read when the line is closed would break off the answer as well
            }
            caller
                .getOutputStream()
                .write(
                    ("HTTP/1.1 200 OK\r\nContent-Length: " + (whole ? 0 : 50) + "\r\n\r\n")
                        .getBytes(US_ASCII));
          } catch (IOException broken) {
            throw new UncheckedIOException(broken);
          }
        });
        var reply =
            new GuardedHttp(true, List.of())
                .post(
                    URI.create("http://127.0.0.1:" + server.getLocalPort() + "/"),
                    Map.of(),
                    new byte[0],
                    SECONDS);
        assertThat(reply).isEqualTo(new GuardedHttp.Reply(200, "", !whole));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer ab\ncd", "Bearer ab\u2013cd"})
  void a_secret_that_no_header_may_hold_is_not_told(String value) {
    assertThatThrownBy(() ->
            new GuardedHttp(true, List.of())
                .post(
                    URI.create("http://127.0.0.1:1/"),
                    Map.of("Authorization", value),
                    new byte[0],
                    SECONDS))
        .isInstanceOf(GuardedHttp.Forbidden.class)
        .hasNoCause()
        .hasMessage("The header Authorization holds a character that no header may hold.");
  }

  /// Says what it was asked, or says nothing until it is closed.
  private static final class Server implements AutoCloseable {
    private final HttpServer server;
    private final CountDownLatch closing = new CountDownLatch(1);

    Server(boolean answers) throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            try {
              if (!answers) {
                closing.await();
              }
            } catch (InterruptedException stopping) {
              Thread.currentThread().interrupt();
            }
            byte[] answer =
                (exchange.getRequestMethod()
                        + " "
                        + exchange.getRequestURI()
                        + " "
                        + exchange.getRequestHeaders().getFirst("Host")
                        + " "
                        + exchange.getRequestHeaders().getFirst("X-Test")
                        + " "
                        + exchange.getRequestBody().readAllBytes().length
                        + " bytes")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    @Override
    public void close() {
      closing.countDown();
      server.stop(0);
    }
  }
}
