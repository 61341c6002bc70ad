package dev.muster.app.demo;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// A bad minute: somebody lowers the connection limit of the customer database, and everything that needs it follows. Beside it a
/// router loses pings, as it often does, and the card gateway has a trouble of its own.
final class DemoStorm {
  private record Cry(
      int after, String service, String key, String source, String severity, String summary) {}

  private static final List<Cry> CRIES =
      List.of(
          new Cry(0, "Network", "ping/edge-3", "edge-3", "warning", "Ping to edge-3 lost"),
          new Cry(
              2,
              "Customer database",
              "db-1/connections",
              "db-1",
              "critical",
              "Connections exhausted on db-1: 50 of 50 in use"),
          new Cry(
              6,
              "Customer database",
              "db-2/replication",
              "db-2",
              "error",
              "Replica db-2 is 95 s behind db-1"),
          new Cry(
              9,
              "Checkout",
              "checkout/errors",
              "checkout-7c9f",
              "critical",
              "Checkout answers 34% of requests with 500"),
          new Cry(
              13,
              "Payments",
              "payments/timeout",
              "payments-2b6e",
              "critical",
              "Payment authorisations time out after 30 s"),
          new Cry(
              18,
              "Web shop",
              "shop/latency",
              "shop-5d1a",
              "error",
              "Product page p99 is 6.2 s (limit 1.5 s)"),
          new Cry(
              20,
              "Web shop",
              "http/shop-5d1a",
              "shop-5d1a",
              "error",
              "Health check of shop-5d1a failed: connect timeout"),
          new Cry(
              21,
              "Web shop",
              "http/shop-8c40",
              "shop-8c40",
              "error",
              "Health check of shop-8c40 failed: connect timeout"),
          new Cry(
              26,
              "Reporting",
              "report/wait",
              "report-1",
              "warning",
              "Report job waits for a database connection"),
          new Cry(
              30, "Recommendations", "reco/disk", "reco-1", "info", "Disk of reco-1 is 81% full"));

  /// How often the alerts are told again, as monitors do.
  private static final int REPEATS = 30;

  private final DemoApi api;

  DemoStorm(DemoApi api) {
    this.api = api;
  }

  /// Plays it, in about forty seconds.
  void play(Map<String, String> keys) throws IOException, InterruptedException {
    change(
        keys,
        "Search",
        "Search 2.41 deployed",
        Instant.now().minus(Duration.ofHours(3)),
        "change-4702");
    change(
        keys,
        "Customer database",
        "Connection limit of db-1 lowered to 50 (change-4711)",
        Instant.now().minus(Duration.ofMinutes(4)),
        "change-4711");
    int passed = 0;
    for (Cry cry : CRIES) {
      Thread.sleep(Duration.ofSeconds(cry.after() - passed));
      passed = cry.after();
      tell(keys, cry);
    }
    for (int i = 0; i < REPEATS; i++) {
      for (Cry cry : CRIES) {
        tell(keys, cry);
      }
    }
    api.post(
        "/v2/enqueue",
        Map.of(
            "routing_key", String.valueOf(keys.get("Network")),
            "event_action", "resolve",
            "dedup_key", "ping/edge-3"));
  }

  /// Whoever is on call answers, says what is to be seen, and tells those who wait.
  void respond() throws IOException, InterruptedException {
    JsonNode worst = null;
    for (JsonNode incident : api.get("/incidents?statuses%5B%5D=triggered").path("incidents")) {
      int alerts = incident.path("alert_counts").path("all").asInt();
      if (worst == null || alerts > worst.path("alert_counts").path("all").asInt()) {
        worst = incident;
      }
    }
    if (worst == null) {
      return;
    }
    DemoApi account =
        api.with(
            api.post("/account_tokens", Map.of("token", Map.of("name", "Demo: who is on call")))
                .path("token")
                .path("token")
                .asString());
    String path = "/incidents/" + worst.path("id").asString();
    String assignee = worst.path("assignments").path(0).path("assignee").path("id").asString();
    String who = api.get("/users/" + assignee).path("user").path("email").asString();
    account.as(
        who,
        "PUT",
        path,
        Map.of("incident", Map.of("type", "incident_reference", "status", "acknowledged")));
    account.as(
        who,
        "POST",
        path + "/notes",
        Map.of(
            "note",
            Map.of(
                "content",
                "All 50 connections of db-1 are in use. change-4711 lowered the limit four minutes"
                    + " before the first alert; asking its author.")));
    account.as(
        who,
        "POST",
        path + "/status_updates",
        Map.of(
            "message",
            "Customers cannot order or pay at the moment. The cause is probably known; next word"
                + " in 15 minutes."));
  }

  private void tell(Map<String, String> keys, Cry cry) throws IOException, InterruptedException {
    api.post(
        "/v2/enqueue",
        Map.of(
            "routing_key",
            String.valueOf(keys.get(cry.service())),
            "event_action",
            "trigger",
            "dedup_key",
            cry.key(),
            "payload",
            Map.of("summary", cry.summary(), "source", cry.source(), "severity", cry.severity())));
  }

  private void change(
      Map<String, String> keys, String service, String summary, Instant at, String id)
      throws IOException, InterruptedException {
    api.post(
        "/v2/change/enqueue",
        Map.of(
            "routing_key",
            String.valueOf(keys.get(service)),
            "payload",
            Map.of(
                "summary",
                summary,
                "source",
                "deploy-bot",
                "timestamp",
                at.toString(),
                "custom_details",
                Map.of(
                    "change_id",
                    id,
                    "change_type",
                    summary.endsWith("deployed") ? "deploy" : "configuration",
                    "author",
                    "Luis Ferreira"))));
  }
}
