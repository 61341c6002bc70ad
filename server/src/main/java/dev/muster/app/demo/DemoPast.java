package dev.muster.app.demo;

import dev.muster.platform.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the demo company knows from before: what rests on what, and how the incidents of the last eight weeks went. Both come in by
/// the imports that a company uses that moves to Muster.
final class DemoPast {
  /// The name of every integration; it ties an alert of the past to the tool that tells of such things today.
  static final String TOOL = "Monitoring";

  private static final int TIMES = 7;
  private static final int WEEKS = 8;
  private static final int NOISE = 280;

  private record Thing(String id, String kind, @Nullable String service, @Nullable String owner) {}

  /// An alert as it came.
  ///
  /// @param after seconds after the first
  /// @param chance how often this symptom is seen, 0 to 1
  private record Seen(int after, double chance, String source, String severity, String summary) {}

  /// A kind of incident that has come several times.
  private record Kind(
      String title,
      String service,
      String entity,
      @Nullable String change,
      String fixedBy,
      List<Seen> seen) {}

  private static final List<Thing> THINGS =
      List.of(
          new Thing("web-shop", "service", "web-shop", "Web shop"),
          new Thing("search", "service", "search", "Search"),
          new Thing("checkout", "service", "checkout", "Checkout"),
          new Thing("payments", "service", "payments", "Payments"),
          new Thing("customer-database", "service", "customer-database", "Customer database"),
          new Thing("message-queue", "service", "message-queue", "Message queue"),
          new Thing("network", "service", "network", "Network"),
          new Thing("recommendations", "service", "recommendations", "Recommendations"),
          new Thing("reporting", "service", "reporting", "Reporting"),
          new Thing("db-1", "database", "customer-database", null),
          new Thing("db-2", "database", "customer-database", null),
          new Thing("mq-1", "queue", "message-queue", null),
          new Thing("edge-3", "router", "network", null),
          new Thing("shop-5d1a", "pod", "web-shop", null),
          new Thing("shop-8c40", "pod", "web-shop", null),
          new Thing("checkout-7c9f", "pod", "checkout", null),
          new Thing("payments-2b6e", "pod", "payments", null),
          new Thing("search-41ce", "pod", "search", null),
          new Thing("reco-1", "host", "recommendations", null),
          new Thing("report-1", "host", "reporting", null),
          new Thing("card-gateway", "supplier", "payments", null));

  /// How often it looks whether Muster has learned.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private static final List<List<String>> RESTS_ON =
      List.of(
          List.of("web-shop", "search", "calls"),
          List.of("web-shop", "checkout", "calls"),
          List.of("web-shop", "recommendations", "calls"),
          List.of("web-shop", "network", "network"),
          List.of("checkout", "payments", "calls"),
          List.of("checkout", "customer-database", "reads"),
          List.of("checkout", "message-queue", "publishes"),
          List.of("payments", "customer-database", "reads"),
          List.of("payments", "card-gateway", "calls"),
          List.of("recommendations", "message-queue", "consumes"),
          List.of("reporting", "customer-database", "reads"),
          List.of("customer-database", "db-1", "runs_on"),
          List.of("db-2", "db-1", "replicates"),
          List.of("message-queue", "mq-1", "runs_on"),
          List.of("network", "edge-3", "runs_on"),
          List.of("web-shop", "shop-5d1a", "runs_on"),
          List.of("web-shop", "shop-8c40", "runs_on"),
          List.of("checkout", "checkout-7c9f", "runs_on"),
          List.of("payments", "payments-2b6e", "runs_on"),
          List.of("search", "search-41ce", "runs_on"),
          List.of("recommendations", "reco-1", "runs_on"),
          List.of("reporting", "report-1", "runs_on"));

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "Customer database out of connections",
              "customer-database",
              "db-1",
              "Connection limit of db-1 lowered",
              "Raised the connection limit to 200 again and restarted the pooler",
              List.of(
                  new Seen(
                      0, 1, "db-1", "critical", "Connections exhausted on db-1: 50 of 50 in use"),
                  new Seen(14, .8, "db-2", "error", "Replica db-2 is 95 s behind db-1"),
                  new Seen(
                      22,
                      1,
                      "checkout-7c9f",
                      "critical",
                      "Checkout answers 34% of requests with 500"),
                  new Seen(
                      31,
                      .9,
                      "payments-2b6e",
                      "critical",
                      "Payment authorisations time out after 30 s"),
                  new Seen(45, .9, "shop-5d1a", "error", "Product page p99 is 6.2 s (limit 1.5 s)"),
                  new Seen(
                      50,
                      .6,
                      "shop-8c40",
                      "error",
                      "Health check of shop-8c40 failed: connect timeout"),
                  new Seen(
                      70,
                      .5,
                      "report-1",
                      "warning",
                      "Report job waits for a database connection"))),
          new Kind(
              "Orders pile up in the queue",
              "message-queue",
              "mq-1",
              null,
              "Restarted the stuck consumer; a dead-letter rule is on the list",
              List.of(
                  new Seen(0, 1, "mq-1", "warning", "Queue 'orders' holds 18400 messages"),
                  new Seen(40, .9, "reco-1", "error", "Recommendations are 20 minutes old"),
                  new Seen(75, .8, "mq-1", "error", "No consumer on 'orders' for 120 s"),
                  new Seen(110, .5, "checkout-7c9f", "error", "Publishing to mq-1 takes 4.1 s"))),
          new Kind(
              "Card gateway does not answer",
              "payments",
              "card-gateway",
              null,
              "Switched to the second card gateway until the supplier had recovered",
              List.of(
                  new Seen(0, 1, "payments-2b6e", "critical", "card-gateway answers with 503"),
                  new Seen(18, .9, "payments-2b6e", "error", "Payments refused: 61% in 5 minutes"),
                  new Seen(
                      35, .9, "checkout-7c9f", "error", "Orders without payment: 40 waiting"))),
          new Kind(
              "Search answers slowly after a release",
              "search",
              "search-41ce",
              "Search released",
              "Rolled the release back",
              List.of(
                  new Seen(0, 1, "search-41ce", "error", "Search p99 is 3.4 s (limit 0.8 s)"),
                  new Seen(25, .9, "search-41ce", "warning", "Heap of search-41ce is 96% full"),
                  new Seen(40, .8, "shop-5d1a", "warning", "Search box falls back to categories"))),
          new Kind(
              "Edge router drops packets",
              "network",
              "edge-3",
              null,
              "Moved traffic to edge-4 and had the line card replaced",
              List.of(
                  new Seen(0, 1, "edge-3", "error", "Packet loss on edge-3 is 12%"),
                  new Seen(
                      20,
                      .9,
                      "shop-5d1a",
                      "error",
                      "Health check of shop-5d1a failed: connect timeout"),
                  new Seen(
                      24,
                      .9,
                      "shop-8c40",
                      "error",
                      "Health check of shop-8c40 failed: connect timeout"),
                  new Seen(60, .6, "shop-5d1a", "warning", "Requests from outside fell by 40%"))));

  private static final List<Seen> NOISES =
      List.of(
          new Seen(0, 1, "edge-3", "warning", "Ping to edge-3 lost"),
          new Seen(0, 1, "report-1", "warning", "CPU of report-1 is 97% busy"),
          new Seen(0, 1, "reco-1", "info", "Disk of reco-1 is 81% full"),
          new Seen(0, 1, "mq-1", "info", "Certificate of mq-1 ends in 40 days"));

  private final DemoApi api;
  private final SplittableRandom random = new SplittableRandom(20_261_121);

  DemoPast(DemoApi api) {
    this.api = api;
  }

  /// Imports topology, past changes and past incidents, and has Muster learn from them.
  void tell(Map<String, String> keys, Instant now) throws IOException, InterruptedException {
    topology();
    var incidents = new ArrayList<Map<String, Object>>();
    var alerts = new ArrayList<Map<String, @Nullable Object>>();
    for (int time = 0; time < TIMES; time++) {
      for (Kind kind : KINDS) {
        Instant at =
            now.minus(Duration.ofDays(7L * WEEKS))
                .plusSeconds(random.nextLong(86_400L * 7 * WEEKS / TIMES) + slot(time));
        if (at.isBefore(now.minus(Duration.ofHours(12)))) {
          incident(keys, kind, time, at, incidents, alerts);
        }
      }
    }
    for (int i = 0; i < NOISE; i++) {
      Seen seen = NOISES.get(i % NOISES.size());
      Instant at = now.minusSeconds(7_200 + random.nextLong(86_400L * 7 * WEEKS));
      alerts.add(alert("noise-" + i, null, at, at.plusSeconds(200), seen));
    }
    var lines = new StringBuilder();
    incidents.forEach(one -> lines.append(Json.write(Map.of("incident", one))).append('\n'));
    alerts.forEach(one -> lines.append(Json.write(Map.of("alert", one))).append('\n'));
    api.text("/imports/incidents", lines.toString());
    JsonNode answer = api.post("/correlation/model/learn", Map.of());
    while (answer.path("learning").path("state").asString("").equals("running")) {
      Thread.sleep(LOOK_AGAIN);
      answer = api.get("/correlation/model");
    }
  }

  private static long slot(int time) {
    return 86_400L * 7 * WEEKS / TIMES * time;
  }

  private void incident(
      Map<String, String> keys,
      Kind kind,
      int time,
      Instant at,
      List<Map<String, Object>> incidents,
      List<Map<String, @Nullable Object>> alerts)
      throws IOException, InterruptedException {
    String id = kind.service() + "-" + (time + 1);
    String changeId = kind.change() == null ? null : "change-" + id;
    if (changeId != null) {
      change(
          keys.get(owner(kind.service())),
          kind.change() + " (" + changeId + ")",
          changeId,
          at.minusSeconds(120 + random.nextInt(900)));
    }
    Instant ended = at.plusSeconds(900 + random.nextInt(5_400));
    var cause = new LinkedHashMap<String, @Nullable Object>();
    cause.put("entity", kind.entity());
    cause.put("service", kind.service());
    cause.put("change", changeId);
    var incident = new LinkedHashMap<String, Object>();
    incident.put("id", id);
    incident.put("title", kind.title());
    incident.put("service", kind.service());
    incident.put("opened_at", at);
    incident.put("resolved_at", ended);
    incident.put("cause", cause);
    incident.put("same_as", time == 0 ? List.of() : List.of(kind.service() + "-1"));
    incident.put("fixed_by", kind.fixedBy());
    incidents.add(incident);
    int number = 0;
    for (Seen seen : kind.seen()) {
      if (random.nextDouble() < seen.chance()) {
        Instant came = at.plusSeconds(seen.after() + random.nextInt(20));
        alerts.add(alert(id + "/" + number, id, came, ended, seen));
      }
      number++;
    }
  }

  private static Map<String, @Nullable Object> alert(
      String key, @Nullable String incident, Instant at, Instant ended, Seen seen) {
    var alert = new LinkedHashMap<String, @Nullable Object>();
    alert.put("key", key);
    alert.put("incident", incident);
    alert.put("at", at);
    alert.put("resolved_at", ended);
    alert.put("tool", TOOL);
    alert.put("summary", seen.summary());
    alert.put("source", seen.source());
    alert.put("severity", seen.severity());
    return alert;
  }

  private static String owner(String service) {
    return THINGS.stream()
        .filter(thing -> thing.id().equals(service))
        .map(Thing::owner)
        .findAny()
        .orElseThrow();
  }

  private void change(@Nullable String key, String summary, String id, Instant at)
      throws IOException, InterruptedException {
    api.post(
        "/v2/change/enqueue",
        Map.of(
            "routing_key",
            String.valueOf(key),
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
                    summary.contains("released") ? "deploy" : "configuration"))));
  }

  private void topology() throws IOException, InterruptedException {
    var entities = new ArrayList<Map<String, Object>>();
    for (Thing thing : THINGS) {
      var entity = new LinkedHashMap<String, Object>();
      entity.put("id", thing.id());
      entity.put("kind", thing.kind());
      entity.put("name", thing.owner() == null ? thing.id() : thing.owner());
      if (thing.service() != null) {
        entity.put("service", thing.service());
      }
      if (thing.owner() != null) {
        entity.put("muster_service", thing.owner());
      }
      entities.add(entity);
    }
    List<Map<String, String>> dependencies =
        RESTS_ON.stream()
            .map(one -> Map.of("from", one.get(0), "to", one.get(1), "kind", one.get(2)))
            .toList();
    api.text(
        "/topology/imports?format=native&source=demo",
        Json.write(Map.of("entities", entities, "dependencies", dependencies)));
  }
}
