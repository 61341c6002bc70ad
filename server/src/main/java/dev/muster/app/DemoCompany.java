package dev.muster.app;

import dev.muster.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A small web shop to look at: people in three parts of the world, schedules that follow the sun, ten services, and a bad minute
/// in which the database of the shop fails. Everything goes through the public REST API and the events API, as a customer would do
/// it. Set up once; the storm can be played again and again.
final class DemoCompany {
  private record Person(String name, String zone, String title) {}

  private record Run(String service, String team, String policy) {}

  private static final Map<String, List<Person>> TEAMS = new LinkedHashMap<>();

  static {
    TEAMS.put(
        "Shop",
        List.of(
            new Person("Ines Albrecht", "Europe/Berlin", "Developer"),
            new Person("Tomas Novak", "Europe/Prague", "Developer"),
            new Person("Maribel Santos", "Asia/Manila", "Developer")));
    TEAMS.put(
        "Payments",
        List.of(
            new Person("Grace Okafor", "Africa/Lagos", "Developer"),
            new Person("Henrik Dahl", "Europe/Oslo", "Developer")));
    TEAMS.put(
        "Platform",
        List.of(
            new Person("Priya Raman", "Asia/Kolkata", "Site reliability engineer"),
            new Person("Luis Ferreira", "America/Sao_Paulo", "Site reliability engineer"),
            new Person("Dana Whitfield", "America/New_York", "Site reliability engineer")));
    TEAMS.put(
        "Data",
        List.of(
            new Person("Yuki Tanabe", "Asia/Tokyo", "Data engineer"),
            new Person("Oskar Lind", "Europe/Stockholm", "Data engineer")));
  }

  private static final List<Run> SERVICES =
      List.of(
          new Run("Web shop", "Shop", "Shop"),
          new Run("Search", "Shop", "Shop"),
          new Run("Checkout", "Payments", "Payments"),
          new Run("Payments", "Payments", "Payments"),
          new Run("Customer database", "Platform", "Platform"),
          new Run("Message queue", "Platform", "Platform"),
          new Run("Network", "Platform", "Platform"),
          new Run("Recommendations", "Data", "Data"),
          new Run("Reporting", "Data", "Data"));

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI base;
  private final String token;
  private final Random random = new Random(20_261_121);

  /// @param base address of the REST API
  /// @param token an account owner's API token
  DemoCompany(URI base, String token) {
    this.base = base;
    this.token = token;
  }

  /// Sets the company up unless it is there, and answers the events key of each service.
  Map<String, String> setUp() throws IOException, InterruptedException {
    var keys = new LinkedHashMap<String, String>();
    if (find("services", "Customer database") == null) {
      var policies = new LinkedHashMap<String, String>();
      var teams = new LinkedHashMap<String, String>();
      for (Map.Entry<String, List<Person>> team : TEAMS.entrySet()) {
        String teamId =
            create(
                "teams",
                "team",
                Map.of("name", team.getKey(), "description", "The " + team.getKey() + " team"));
        teams.put(team.getKey(), teamId);
        List<String> people =
            team.getValue().stream().map(person -> person(person, teamId)).toList();
        String schedule = schedule(team.getKey(), team.getValue().getFirst().zone(), people);
        policies.put(team.getKey(), policy(team.getKey(), teamId, schedule, people));
      }
      for (Run run : SERVICES) {
        create(
            "services",
            "service",
            Map.of(
                "name", run.service(),
                "description", run.service() + " of the demo company",
                "escalation_policy", reference(policies.get(run.policy()), "escalation_policy"),
                "teams", List.of(reference(teams.get(run.team()), "team")),
                "alert_creation", "create_alerts_and_incidents",
                "alert_grouping_parameters",
                    Map.of("type", "time", "config", Map.of("timeout", 300))));
      }
    }
    for (Run run : SERVICES) {
      keys.put(run.service(), key(run.service()));
    }
    return keys;
  }

  /// The bad minute: a configuration change, then the database, then everything that needs it, then a flood of repetitions, and at
  /// last the recovery of most of it.
  void storm(Map<String, String> keys) throws IOException, InterruptedException {
    change(keys, "Customer database", "Connection limit lowered to 50 (change 4711)", "deploy-bot");
    event(
        keys,
        "Customer database",
        "db-1/connections",
        "critical",
        "db-1",
        "Connections exhausted on db-1: 50 of 50 in use");
    event(
        keys,
        "Customer database",
        "db-1/replication",
        "error",
        "db-1",
        "Replica db-2 is 95 s behind");
    event(
        keys,
        "Checkout",
        "checkout/errors",
        "critical",
        "checkout-7c9f",
        "Checkout answers 34% of requests with 500");
    event(
        keys,
        "Web shop",
        "shop/latency",
        "error",
        "shop-5d1a",
        "Product page p99 is 6.2 s (limit 1.5 s)");
    event(
        keys,
        "Payments",
        "payments/timeout",
        "critical",
        "payments-2b6e",
        "Payment authorisations time out after 30 s");
    event(
        keys,
        "Message queue",
        "queue/orders",
        "warning",
        "mq-1",
        "Queue 'orders' holds 18,400 messages");
    event(
        keys,
        "Recommendations",
        "reco/stale",
        "info",
        "reco-1",
        "Recommendations are 20 minutes old");
    for (int i = 0; i < 300; i++) {
      event(keys, "Network", "ping/edge-3", "warning", "edge-3", "Ping to edge-3 lost");
    }
    for (int i = 0; i < 40; i++) {
      String host = "shop-" + Integer.toHexString(random.nextInt(0x1000, 0xffff));
      event(
          keys,
          "Web shop",
          "http/" + host,
          "error",
          host,
          "Health check of " + host + " failed: connect timeout");
      Thread.sleep(50);
    }
    Thread.sleep(Duration.ofSeconds(20));
    resolve(keys, "Network", "ping/edge-3");
    resolve(keys, "Recommendations", "reco/stale");
    resolve(keys, "Message queue", "queue/orders");
  }

  private String person(Person person, String team) {
    try {
      String id =
          create(
              "users",
              "user",
              Map.of(
                  "name", person.name(),
                  "email",
                      person.name().toLowerCase(java.util.Locale.ROOT).replace(' ', '.')
                          + "@demo.example",
                  "role", "limited_user",
                  "job_title", person.title(),
                  "time_zone", person.zone()));
      call("PUT", "/teams/" + team + "/users/" + id, Map.of("role", "responder"));
      return id;
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while setting the demo up", stopping);
    }
  }

  private String schedule(String team, String zone, List<String> people)
      throws IOException, InterruptedException {
    String start = Instant.now().minus(Duration.ofDays(14)).toString();
    return create(
        "schedules",
        "schedule",
        Map.of(
            "name",
            team + " on call",
            "time_zone",
            zone,
            "schedule_layers",
            List.of(
                Map.of(
                    "name",
                    "Weekly rotation",
                    "start",
                    start,
                    "rotation_virtual_start",
                    start,
                    "rotation_turn_length_seconds",
                    604_800,
                    "users",
                    people.stream().map(id -> Map.of("user", reference(id, "user"))).toList()))));
  }

  private String policy(String team, String teamId, String schedule, List<String> people)
      throws IOException, InterruptedException {
    return create(
        "escalation_policies",
        "escalation_policy",
        Map.of(
            "name",
            team,
            "num_loops",
            2,
            "teams",
            List.of(reference(teamId, "team")),
            "escalation_rules",
            List.of(
                Map.of(
                    "escalation_delay_in_minutes",
                    10,
                    "targets",
                    List.of(reference(schedule, "schedule"))),
                Map.of(
                    "escalation_delay_in_minutes",
                    15,
                    "targets",
                    List.of(reference(people.getLast(), "user"))))));
  }

  private String key(String service) throws IOException, InterruptedException {
    String id = find("services", service);
    JsonNode full = call("GET", "/services/" + id + "?include%5B%5D=integrations", null);
    for (JsonNode integration : full.path("service").path("integrations")) {
      if (integration.hasNonNull("integration_key")) {
        return integration.path("integration_key").asString();
      }
    }
    return call(
            "POST",
            "/services/" + id + "/integrations",
            Map.of(
                "integration",
                Map.of("type", "events_api_v2_inbound_integration", "name", "Monitoring")))
        .path("integration")
        .path("integration_key")
        .asString();
  }

  private static Map<String, String> reference(@Nullable String id, String type) {
    return Map.of("id", String.valueOf(id), "type", type + "_reference");
  }

  private @Nullable String find(String collection, String name)
      throws IOException, InterruptedException {
    JsonNode page =
        call(
            "GET",
            "/" + collection + "?query=" + URLEncoder.encode(name, StandardCharsets.UTF_8),
            null);
    for (JsonNode item : page.path(collection)) {
      if (item.path("name").asString().equals(name)) {
        return item.path("id").asString();
      }
    }
    return null;
  }

  private String create(String collection, String type, Map<String, ?> fields)
      throws IOException, InterruptedException {
    var typed = new LinkedHashMap<String, Object>(fields);
    typed.put("type", type);
    return call("POST", "/" + collection, Map.of(type, typed)).path(type).path("id").asString();
  }

  private void event(
      Map<String, String> keys,
      String service,
      String key,
      String severity,
      String source,
      String summary)
      throws IOException, InterruptedException {
    call(
        "POST",
        "/v2/enqueue",
        Map.of(
            "routing_key",
            String.valueOf(keys.get(service)),
            "event_action",
            "trigger",
            "dedup_key",
            key,
            "payload",
            Map.of("summary", summary, "source", source, "severity", severity)));
  }

  private void resolve(Map<String, String> keys, String service, String key)
      throws IOException, InterruptedException {
    call(
        "POST",
        "/v2/enqueue",
        Map.of(
            "routing_key",
            String.valueOf(keys.get(service)),
            "event_action",
            "resolve",
            "dedup_key",
            key));
  }

  private void change(Map<String, String> keys, String service, String summary, String source)
      throws IOException, InterruptedException {
    call(
        "POST",
        "/v2/change/enqueue",
        Map.of(
            "routing_key", String.valueOf(keys.get(service)),
            "payload",
                Map.of(
                    "summary", summary, "source", source, "timestamp", Instant.now().toString())));
  }

  private JsonNode call(String method, String path, @Nullable Map<String, ?> body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Token token=" + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() == 429) {
      Thread.sleep(Duration.ofSeconds(2));
      return call(method, path, body);
    }
    if (answer.statusCode() >= 300) {
      throw new IOException(
          method + " " + path + " was answered " + answer.statusCode() + ": " + answer.body());
    }
    return Json.mapper().readTree(answer.body().isBlank() ? "{}" : answer.body());
  }
}
