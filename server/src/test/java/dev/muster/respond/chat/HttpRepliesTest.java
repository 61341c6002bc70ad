package dev.muster.respond.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where a late answer goes is said by whoever asked, so it must not lead inside.
class HttpRepliesTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger heard = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int status = heard.incrementAndGet() == 1 ? 503 : 200;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void send(boolean privateAllowed) {
    new HttpReplies(new GuardedHttp(privateAllowed, List.of()), meters)
        .send(
            "http://127.0.0.1:" + server.getAddress().getPort() + "/late",
            Json.mapper().createObjectNode().put("text", "done"));
  }

  private double count(String outcome) {
    return meters.counter("muster.chat.replies", "outcome", outcome).count();
  }

  @Test
  void a_private_address_is_not_asked() {
    send(false);
    assertThat(heard).hasValue(0);
    assertThat(count("failed")).isEqualTo(1);
  }

  @Test
  void a_chat_that_is_away_is_asked_once_more() {
    send(true);
    assertThat(heard).hasValue(2);
    assertThat(count("sent")).isEqualTo(1);
  }
}
