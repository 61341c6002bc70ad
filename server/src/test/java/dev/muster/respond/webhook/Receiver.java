package dev.muster.respond.webhook;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/// A receiver of webhooks on this machine, which answers as it is told and remembers what it got.
final class Receiver implements AutoCloseable {
  /// What came in.
  record Call(
      String signature, String webhookId, String subscription, String custom, String body) {}

  private final HttpServer server;
  private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
  final List<Call> calls = new CopyOnWriteArrayList<>();

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          calls.add(
              new Call(
                  String.valueOf(headers.getFirst("X-PagerDuty-Signature")),
                  String.valueOf(headers.getFirst("X-Webhook-Id")),
                  String.valueOf(headers.getFirst("X-Webhook-Subscription")),
                  String.valueOf(headers.getFirst("X-Custom")),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          Integer answer = answers.poll();
          exchange.sendResponseHeaders(answer == null ? 202 : answer, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?x=1";
  }

  /// The next calls get these answers, then 202 again.
  void answer(int... statuses) {
    for (int status : statuses) {
      answers.add(status);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
