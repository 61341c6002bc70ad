package dev.muster.app;

import dev.muster.platform.json.Json;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A start and a stop on throw-away data, from which the JDK learns what to keep in its start-up
/// cache. The launcher asks for it by the system property `muster.trial`.
final class Trial {
  private static final String EMAIL = "trial@trial.example";
  private static final String TOKEN = "trial0token-12345678";

  /// Pages that are sent, each of a service of its own: enough for the JDK to see what is called often.
  private static final int PAGES = 12;

  /// Events on each page's alert.
  private static final int REPEATS = 10;

  private final HttpClient client;
  private final String base;
  private final String machine;

  private Trial(HttpClient client, String base, String machine) {
    this.client = client;
    this.base = base;
    this.machine = machine;
  }

  static boolean wanted() {
    return Boolean.getBoolean("muster.trial");
  }

  /// Adds a free machine port, so that its server is learned too, and an account that may set up whom to page.
  static String[] arguments(String[] given) {
    var arguments = new ArrayList<>(Arrays.asList(given));
    arguments.addAll(
        List.of(
            "--admin.email=" + EMAIL,
            "--admin.password=a password of a trial",
            "--admin.token=" + TOKEN,
            "--outbound-private=true"));
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      arguments.add("--machine-port=" + socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return arguments.toArray(String[]::new);
  }

  /// Asks for what the first visitors ask for, and pages somebody, so that the first real page finds its way prepared. What is
  /// answered does not matter.
  static void visit(ConfigurableApplicationContext context)
      throws IOException, InterruptedException {
    var environment = context.getEnvironment();
    var base = "http://localhost:" + environment.getRequiredProperty("local.server.port");
    var machine = "http://localhost:" + environment.getRequiredProperty("muster.machine-port");
    try (var client = HttpClient.newHttpClient()) {
      var trial = new Trial(client, base, machine);
      trial.look();
      trial.page();
      trial.look();
    }
  }

  private void look() throws IOException, InterruptedException {
    for (var path :
        List.of("/health", "/ready", "/metrics", "/about", "/ui/", "/incidents", "/openapi.json")) {
      get(path);
    }
    post(
        base + "/sign_in",
        """
        {"email":"nobody@example.com","password":"none"}\
        """);
    for (var path : List.of("/incidents?statuses[]=triggered", "/alerts", "/services", "/users")) {
      get(path);
    }
  }

  private void page() throws IOException, InterruptedException {
    var keys = new ArrayList<String>();
    for (int i = 0; i < PAGES; i++) {
      var user =
          post(
                  base + "/users",
                  """
                  {"user":{"type":"user","name":"T","email":"t%d@trial.example"}}\
                  """
                      .formatted(i))
              .at("/user/id")
              .asString();
      // The house itself is called: it turns the message away, which costs the way all the same.
      var method =
          post(
                  base + "/users/" + user + "/contact_methods",
                  """
                  {"contact_method":{"type":"webhook_contact_method","label":"T","address":"%s/health"}}\
                  """
                      .formatted(base))
              .at("/contact_method/id")
              .asString();
      post(
          base + "/users/" + user + "/notification_rules",
          """
          {"notification_rule":{"type":"assignment_notification_rule","start_delay_in_minutes":0,"urgency":"high",
          "contact_method":{"id":"%s","type":"webhook_contact_method_reference"}}}\
          """
              .formatted(method));
      var policy =
          post(
                  base + "/escalation_policies",
                  """
                  {"escalation_policy":{"type":"escalation_policy","name":"T%d","escalation_rules":
                  [{"escalation_delay_in_minutes":30,"targets":[{"id":"%s","type":"user_reference"}]}]}}\
                  """
                      .formatted(i, user))
              .at("/escalation_policy/id")
              .asString();
      var service =
          post(
                  base + "/services",
                  """
                  {"service":{"type":"service","name":"T%d","escalation_policy":{"id":"%s","type":"escalation_policy_reference"}}}\
                  """
                      .formatted(i, policy))
              .at("/service/id")
              .asString();
      keys.add(
          post(
                  base + "/services/" + service + "/integrations",
                  """
                  {"integration":{"type":"events_api_v2_inbound_integration","name":"T"}}\
                  """)
              .at("/integration/integration_key")
              .asString());
    }
    for (int i = 0; i < REPEATS; i++) {
      for (var key : keys) {
        post(
            (i % 2 == 0 ? machine : base) + "/v2/enqueue",
            """
            {"routing_key":"%s","event_action":"trigger","dedup_key":"trial","payload":{"summary":"a trial",
             "source":"trial","severity":"critical","custom_details":{"number":%d}}}\
            """
                .formatted(key, i));
      }
    }
    for (var key : keys) {
      post(
          base + "/v2/enqueue",
          """
          {"routing_key":"%s","event_action":"resolve","dedup_key":"trial"}\
          """
              .formatted(key));
    }
  }

  private void get(String path) throws IOException, InterruptedException {
    send(HttpRequest.newBuilder(URI.create(base + path)));
  }

  private JsonNode post(String address, String body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(address))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer =
        client.send(
            request
                .header("Authorization", "Token token=" + TOKEN)
                .header("From", EMAIL)
                .timeout(Duration.ofSeconds(20))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    return answer.body().startsWith("{")
        ? Json.mapper().readTree(answer.body())
        : MissingNode.getInstance();
  }
}
