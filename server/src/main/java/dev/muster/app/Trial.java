package dev.muster.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/// A start and a stop on throw-away data, from which the JDK learns what to keep in its start-up
/// cache. The launcher asks for it by the system property `muster.trial`.
final class Trial {
  private Trial() {}

  static boolean wanted() {
    return Boolean.getBoolean("muster.trial");
  }

  /// Adds a free machine port, so that its server is learned too.
  static String[] arguments(String[] given) {
    var arguments = new ArrayList<>(Arrays.asList(given));
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      arguments.add("--machine-port=" + socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arguments.toArray(String[]::new);
  }

  /// Asks for what the first visitors ask for; what is answered does not matter.
  static void visit(ConfigurableApplicationContext context)
      throws IOException, InterruptedException {
    var port = context.getEnvironment().getRequiredProperty("local.server.port");
    try (var client = HttpClient.newHttpClient()) {
      for (var path :
          List.of(
              "/health", "/ready", "/metrics", "/about", "/ui/", "/incidents", "/openapi.json")) {
        send(client, HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)));
      }
      for (var path : List.of("/v2/enqueue", "/sign_in")) {
        send(
            client,
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        """
                        {"routing_key":"00000000000000000000000000000000","event_action":"trigger",
                         "payload":{"summary":"a trial","source":"trial","severity":"info"},
                         "email":"nobody@example.com","password":"none"}
                        """)));
      }
    }
  }

  private static void send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    client.send(
        request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.discarding());
  }
}
