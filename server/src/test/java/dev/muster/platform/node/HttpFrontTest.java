package dev.muster.platform.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpFrontTest {
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicReference<PostgresLease.@Nullable Node> owner = new AtomicReference<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private HttpServer house;
  private HttpFront front;

  @BeforeEach
  void open() throws IOException {
    house = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    house.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    house.createContext(
        "/echo",
        exchange -> {
          String said =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("X-Forwarded-Host")
                  + " "
                  + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Set-Cookie", "a=1");
          exchange.getResponseHeaders().add("Set-Cookie", "b=2");
          byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(202, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    house.createContext(
        "/live",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("data: one\n\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          try {
            goOn.await();
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    house.createContext("/lost", exchange -> exchange.close());
    house.start();
    front = new HttpFront("127.0.0.1", 0, "127.0.0.1", 0, owner::get);
    owner.set(
        new PostgresLease.Node(URI.create("http://127.0.0.1:" + house.getAddress().getPort()), 0));
  }

  @AfterEach
  void close() {
    goOn.countDown();
    front.close();
    house.stop(0);
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + path));
  }

  @Test
  void a_request_and_its_answer_go_through_as_they_are() throws Exception {
    var answer =
        http.send(
            to("/echo?a=1&b=%20")
                .header("Authorization", "Token token=t")
                .PUT(HttpRequest.BodyPublishers.ofString("body"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.body())
        .isEqualTo("PUT /echo?a=1&b=%20 Token token=t 127.0.0.1:" + front.port() + " body");
    assertThat(answer.headers().allValues("set-cookie")).containsExactlyInAnyOrder("a=1", "b=2");
  }

  @Test
  void live_updates_come_as_they_are_said() throws Exception {
    var answer = http.send(to("/live").build(), HttpResponse.BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: one"); // the house has not ended its answer
      goOn.countDown();
    }
  }

  @Test
  void what_may_have_been_done_is_left_to_the_sender() throws Exception {
    var answer =
        http.send(
            to("/lost").POST(HttpRequest.BodyPublishers.ofString("x")).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
  }

  @Test
  void it_is_well_as_long_as_it_can_hand_on() throws Exception {
    var well = http.send(to("/health").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(well.statusCode()).isEqualTo(200);
    owner.set(null);
    var alone = http.send(to("/health").build(), HttpResponse.BodyHandlers.ofString());
    assertThat(alone.statusCode()).isEqualTo(503);
  }
}
