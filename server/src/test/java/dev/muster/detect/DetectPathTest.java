package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// From a metric that comes in to an incident, over real HTTP and a real database.
class DetectPathTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(90);
  private static TestHouse house;
  private static Furniture furniture;
  private static Furniture.Shop shop;

  @BeforeAll
  static void open() {
    house = TestHouse.startAt(START, "--outbound-private=true");
    furniture = new Furniture(house);
    shop = furniture.shop("Shop");
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private static void send(String metric, Instant from, Instant until, double level, long seed) {
    var random = new SplittableRandom(seed);
    var points = new StringBuilder();
    for (Instant at = from; at.isBefore(until); at = at.plusSeconds(60)) {
      points
          .append(points.isEmpty() ? "" : ",")
          .append("[%d,%s]".formatted(at.toEpochMilli(), level + random.nextDouble(-1, 1)));
    }
    furniture.metrics(
        shop.key(),
        "{'name': '%s', 'labels': {'queue': 'mail'}, 'points': [%s]}".formatted(metric, points));
  }

  @Test
  void a_metric_jumps_and_an_alert_with_words_opens_and_resolves() {
    house
        .post(
            "/detector_rules",
            "{'detector_rule': {'name': 'Queues', 'matchers': [{'label': '__name__', 'value':"
                + " 'queue_length'}], 'persistence': {'points': 2, 'of': 3}}}")
        .ok();
    send("queue_length", START.minus(Duration.ofDays(2)), START, 10, 1);
    assertThat(open("queue_length")).isZero();
    house.clock().forward(Duration.ofMinutes(4));
    send("queue_length", START, START.plus(Duration.ofMinutes(4)), 60, 2);

    JsonNode incident =
        await()
            .atMost(SOON)
            .until(
                () ->
                    house
                        .get("/incidents?statuses[]=triggered&service_ids[]=" + shop.service())
                        .ok()
                        .path("incidents"),
                incidents -> incidents.size() == 1)
            .get(0);
    assertThat(incident.path("title").asString()).contains("queue_length", "above", "expected");
    JsonNode anomaly =
        house
            .get("/anomalies?status=open&service_ids[]=" + shop.service())
            .ok()
            .path("anomalies")
            .get(0);
    assertThat(anomaly.path("value").asDouble()).isBetween(59.0, 61.0);
    assertThat(anomaly.path("upper").asDouble()).as(anomaly.toString()).isBetween(10.0, 30.0);
    assertThat(anomaly.path("reasons").size()).isGreaterThan(1);
    String series = anomaly.path("series").path("id").asString();
    JsonNode graph =
        house.get("/series/" + series + "/points?since=" + START.minus(Duration.ofHours(5))).ok();
    assertThat(graph.path("points").size()).isGreaterThan(300);
    assertThat(graph.path("points").get(100).path("lower").isNumber()).isTrue();
    assertThat(graph.path("anomalies").size()).isEqualTo(1);

    house.clock().forward(Duration.ofHours(2));
    send(
        "queue_length",
        START.plus(Duration.ofMinutes(4)),
        START.plus(Duration.ofMinutes(120)),
        10,
        3);
    await()
        .atMost(SOON)
        .until(
            () ->
                house
                    .get("/incidents/" + incident.path("id").asString())
                    .ok()
                    .path("incident")
                    .path("status")
                    .asString(),
            "resolved"::equals);
  }

  /// Waits while time goes on.
  private static void soon(java.util.concurrent.Callable<Boolean> condition) {
    await()
        .atMost(SOON)
        .until(() -> {
          house.clock().forward(Duration.ofSeconds(1));
          return condition.call();
        });
  }

  /// Asserts while time goes on, until it is so.
  private static void soonHolds(org.awaitility.core.ThrowingRunnable assertion) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          house.clock().forward(Duration.ofSeconds(1));
          assertion.run();
        });
  }

  private static int open(String title) {
    int found = 0;
    for (JsonNode incident :
        house
            .get("/incidents?statuses[]=triggered&statuses[]=acknowledged&limit=100")
            .ok()
            .path("incidents")) {
      if (incident.path("title").asString().contains(title)) {
        found++;
      }
    }
    return found;
  }

  private static TestHouse.Answer raw(
      String method, String path, @Nullable String body, String... headers) {
    var all = new java.util.HashMap<String, String>();
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return house.send(method, path, body, all);
  }

  private static int series(String query) {
    return house.get("/series?" + query).ok().path("series").size();
  }

  private static String serviceNamed(String name) {
    return furniture.service(name, shop.policy());
  }

  @Test
  void a_heartbeat_that_stays_away_opens_an_incident_and_one_that_comes_closes_it() {
    JsonNode made =
        house
            .post(
                "/heartbeats",
                "{'heartbeat': {'name': 'Backup', 'service': {'id': '%s'}, 'interval_seconds': 600, 'grace_seconds': 60}}"
                    .formatted(serviceNamed("Backups")))
            .ok()
            .path("heartbeat");
    assertThat(made.path("status").asString()).isEqualTo("new");
    String ping = made.path("ping_url").asString().replaceFirst("https?://[^/]+", "");
    assertThat(raw("GET", ping, null).status()).isEqualTo(200);
    assertThat(raw("GET", ping.substring(0, ping.length() - 1) + "_", null).status())
        .isNotEqualTo(200);
    house.clock().forward(Duration.ofMinutes(10));
    assertThat(open("Backup")).isZero();
    house.clock().forward(Duration.ofMinutes(2));
    soon(() -> open("Heartbeat 'Backup' is missing") == 1);
    assertThat(raw("POST", ping + "/start", null).status()).isEqualTo(200);
    soon(() -> open("Backup") == 0);
    assertThat(raw("POST", ping + "/17", null).status()).isEqualTo(200);
    soon(() -> open("failed with exit code 17") == 1);
    assertThat(raw("HEAD", ping + "/0", null).status()).isEqualTo(200);
    soon(() -> open("Backup") == 0);
    assertThat(
            house
                .post(
                    "/heartbeats",
                    "{'heartbeat': {'name': '', 'service': {'id': 'PNONE'}, 'cron': 'x y'}}")
                .text())
        .contains("'heartbeat.name'", "'heartbeat.service.id'", "'heartbeat.cron'");
    assertThat(
            house
                .post("/heartbeats", "{'heartbeat': {'name': 'Never', 'cron': '0 0 31 2 *'}}")
                .text())
        .contains("'heartbeat.cron' names a time that never comes")
        .doesNotContain("interval_seconds");
    assertThat(
            house
                .post("/heartbeats", "{'heartbeat': {'name': 'Never', 'interval_seconds': 0}}")
                .text())
        .contains("'heartbeat.interval_seconds' must be between 10 and 34560000 (10 s to 400 d)")
        .doesNotContain("missing; or");
    assertThat(
            house
                .post(
                    "/checks",
                    "{'check': {'name': 'Port', 'probe': {'kind': 'tcp', 'target': 'a:99999'}}}")
                .text())
        .contains("'check.probe.target' must have a port from 1 to 65535");
  }

  @Test
  void a_slower_canary_is_told_by_its_latency() {
    Instant now = house.clock().instant();
    send("canary_seconds", now.minus(Duration.ofMinutes(30)), now, 40, 3);
    send("baseline_seconds", now.minus(Duration.ofMinutes(30)), now, 20, 4);
    String wire =
        "{'comparison': {'what': 'latency', 'canary': {'values': 'canary_seconds'}, 'baseline':"
            + " {'values': '%s'}}}";
    soon(() -> series("query=_seconds") == 2);
    // what came in is readable a moment later
    soonHolds(() -> {
      JsonNode compared =
          house
              .post("/cohorts/compare", wire.formatted("baseline_seconds"))
              .ok()
              .path("comparison");
      assertThat(compared.path("verdict").asString()).as(compared.toString()).isEqualTo("higher");
      assertThat(compared.path("words").asString()).startsWith("Higher latency in the canary: ");
      assertThat(compared.path("interval").path("low").asDouble()).isBetween(18.0, 20.5);
    });
    assertThat(
            house
                .post("/cohorts/compare", wire.formatted("nothing_seconds"))
                .ok()
                .path("comparison")
                .path("verdict")
                .asString())
        .isEqualTo("not_enough_data");
    assertThat(
            house
                .post(
                    "/cohorts/compare",
                    "{'comparison': {'canary': {'hits': 6, 'total': 5}, 'baseline': {'hits': 1,"
                        + " 'total': 5}}}")
                .text())
        .contains("'comparison.canary.hits' must not be more than the total");
  }

  @Test
  void a_check_and_a_journey_say_which_step_fails() {
    String pay = serviceNamed("Payments");
    String check =
        house
            .post(
                "/checks",
                "{'check': {'name': 'Front door', 'service': {'id': '%s'}, 'interval_seconds': 60, 'persistence': {'points': 1}, 'probe': {'target': '%s/health', 'contains': 'no such text'}}}"
                    .formatted(pay, house.base()))
            .ok()
            .path("check")
            .path("id")
            .asString();
    soon(() -> open("Check 'Front door' fails") == 1);
    house
        .put(
            "/checks/" + check,
            "{'check': {'probe': {'target': '%s/health', 'status': '200'}}}"
                .formatted(house.base()))
        .ok();
    house.post("/checks/" + check + "/run", "{}").ok();
    house.post("/checks/" + check + "/run", "{}").ok();
    soon(() -> open("Front door") == 0);

    String journey =
        house
            .post(
                "/journeys",
                """
                {'journey': {'name': 'Buy', 'service': {'id': '%s'}, 'persistence': {'points': 1}, 'steps': [
                  {'name': 'Look', 'service': {'id': '%s'}, 'probe': {'target': '%s/health'}, 'captures': {'word': '(s)tatus'}},
                  {'name': 'Pay', 'service': {'id': '%s'}, 'probe': {'target': '%s/nothing_${word}', 'status': '200'}},
                  {'name': 'Ship', 'service': {'id': '%s'}}]}}
                """
                    .formatted(
                        shop.service(),
                        shop.service(),
                        house.base(),
                        pay,
                        house.base(),
                        shop.service()))
            .ok()
            .path("journey")
            .path("id")
            .asString();
    soon(() -> open("Journey 'Buy' fails at step 'Pay' (Payments)") == 1);
    JsonNode seen = house.get("/journeys/" + journey).ok().path("journey");
    assertThat(seen.path("status").asString()).isEqualTo("failing");
    assertThat(seen.path("steps").get(1).path("status").asString()).isEqualTo("failing");
    assertThat(house.get("/journeys?service_ids[]=" + pay).ok().path("journeys").size())
        .isEqualTo(1);
  }

  @Test
  void metrics_come_in_every_format_and_a_wrong_key_is_told() throws Exception {
    long now = house.clock().instant().toEpochMilli();
    assertThat(
            raw(
                    "POST",
                    "/v1/metrics",
                    """
                    {'resourceMetrics': [{'resource': {'attributes': [{'key': 'service.name', 'value': {'stringValue': 'Shop'}}]},
                      'scopeMetrics': [{'metrics': [{'name': 'otlp.gauge', 'gauge': {'dataPoints': [{'timeUnixNano': '%d000000', 'asDouble': 3}]}}]}]}]}
                    """
                        .formatted(now),
                    "Authorization",
                    "Bearer " + shop.key())
                .text())
        .isEqualTo("{}");
    assertThat(
            raw(
                    "POST",
                    "/api/v2/write?precision=ms",
                    "influx_gauge,host=a value=1 " + now,
                    "Authorization",
                    "Token " + shop.key())
                .status())
        .isEqualTo(204);
    assertThat(
            raw("POST", "/integrations/influx/" + shop.key() + "/write", "influx_gauge,host=a")
                .status())
        .isEqualTo(400);
    assertThat(raw("POST", "/api/v1/write", "x", "Authorization", "Bearer nobody").status())
        .isEqualTo(401);
    assertThat(raw("POST", "/api/v1/write", "x", "Authorization", "Bearer " + shop.key()).text())
        .contains("Snappy");

    try (var socket = new java.net.DatagramSocket()) {
      var meters = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
      var door =
          new StatsdDoor(
              new DetectSettings("127.0.0.1", 0, shop.key(), -1, true, false),
              house.bean(dev.muster.catalog.Catalog.class),
              house.bean(ReadingDesk.class),
              house.clock(),
              meters);
      door.start();
      byte[] datagram =
          "nonsense\nstatsd.gauge:7|g|#host:a\nstatsd.gauge:x|g"
              .getBytes(java.nio.charset.StandardCharsets.UTF_8);
      socket.send(
          new java.net.DatagramPacket(
              datagram, datagram.length, java.net.InetAddress.getLoopbackAddress(), door.port()));
      house.clock().forward(Duration.ofMinutes(2));
      soon(() -> series("metric=statsd_gauge") == 1);
      assertThat(meters.counter("muster.statsd.faulty").count()).isEqualTo(2);
      assertThat(meters.counter("muster.statsd.dropped").count()).isZero();
      door.stop();
    }
    soon(() -> series("metric=otlp_gauge&label[]=service:Shop") == 1);
    soon(() -> series("query=influx") == 1);
    JsonNode sources = house.get("/sources?service_ids[]=" + shop.service()).ok().path("sources");
    assertThat(sources.get(0).path("events").asInt()).isGreaterThan(2);
    assertThat(sources.get(0).path("series").asInt()).isGreaterThan(2);
  }

  @Test
  void an_error_budget_that_burns_pages_and_the_incident_shows_it() {
    String till = serviceNamed("Till");
    JsonNode made =
        house
            .send(
                "POST",
                "/slos/import",
                """
                apiVersion: openslo/v1
                kind: SLO
                metadata: {name: till, displayName: Till works}
                spec:
                  service: Till
                  timeWindow: [{duration: 30d, isRolling: true}]
                  indicator:
                    spec:
                      ratioMetric:
                        bad: {metricSource: {spec: {query: 'till_errors_total'}}}
                        total: {metricSource: {spec: {query: 'sum(rate(till_requests_total[5m]))'}}}
                  objectives: [{target: 0.999}]
                """,
                Map.of("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN))
            .ok()
            .path("slos")
            .get(0);
    assertThat(made.path("target_percent").asDouble()).isEqualTo(99.9);
    // what comes later for times before it was made does not count
    house.clock().forward(Duration.ofMinutes(125));
    Instant now = house.clock().instant();
    var errors = new StringBuilder();
    var requests = new StringBuilder();
    for (int minute = 0; minute <= 120; minute++) {
      Instant at = now.minus(Duration.ofMinutes(120 - minute));
      String comma = minute == 0 ? "" : ",";
      // the last half hour one of twenty requests fails
      errors.append(comma).append("['%s',%d]".formatted(at, Math.max(0, minute - 90) * 30));
      requests.append(comma).append("['%s',%d]".formatted(at, minute * 600));
    }
    furniture.metrics(
        shop.key(),
        "{'name': 'till_errors_total', 'points': [%s]}, {'name': 'till_requests_total', 'points': [%s]}"
            .formatted(errors, requests));
    soon(() -> open("SLO 'Till works' burns its error budget") >= 1);
    // errors and requests are counted apart, and it may have burned before either was counted to
    // its end
    soonHolds(() -> {
      JsonNode slo = house.get("/slos?service_ids[]=" + till).ok().path("slos").get(0);
      assertThat(slo.at("/alerting/0/kind").asString("")).isEqualTo("page");
      assertThat(slo.path("burn_rates").path("1h").asDouble()).isBetween(15.0, 40.0);
      // an hour of 30 days, though it burns many times too fast
      assertThat(slo.path("budget_left_percent").asDouble()).isBetween(90.0, 99.9);
    });
    String incident =
        house
            .get("/incidents?service_ids[]=" + till)
            .ok()
            .path("incidents")
            .get(0)
            .path("id")
            .asString();
    JsonNode impact = house.get("/incidents/" + incident + "/slos").ok().path("slos").get(0);
    assertThat(impact.path("slo").path("summary").asString()).isEqualTo("Till works");
    assertThat(impact.path("now").path("burn_rate").asDouble()).isGreaterThan(10);
    assertThat(impact.path("at_close").isNull()).isTrue();
    // the ticket looks back six hours
    house.clock().forward(Duration.ofHours(7));
    soon(() -> open("SLO 'Till works'") == 0);
    String id =
        house
            .post(
                "/slos",
                """
                {"slo": {"name": "Made later", "service": {"id": "%s", "type": "service_reference"},
                  "target_percent": 99.9, "window_days": 30,
                  "indicator": {"kind": "ratio", "bad": "till_errors_total", "total": "till_requests_total"}}}
                """
                    .formatted(till))
            .ok()
            .path("slo")
            .path("id")
            .asString();
    soon(() -> house.get("/slos/" + id).ok().path("slo").path("past").asString().equals("counted"));
    // the last step may be closed for the earlier one a moment later, and for requests later than
    // for errors
    String earlier = made.path("id").asString();
    soonHolds(() -> {
      assertThat(events(earlier, "bad")).isGreaterThan(500);
      for (String which : new String[] {"bad", "total"}) {
        assertThat(events(id, which))
            .as("%s: what is kept counts for an objective that is made later", which)
            .isCloseTo(events(earlier, which), within(1.0));
      }
    });
  }

  private static double events(String slo, String which) {
    return house.get("/slos/" + slo).ok().path("slo").path(which + "_events").asDouble();
  }

  @Test
  void a_disk_that_fills_has_an_outlook_and_a_known_peak_is_no_anomaly() {
    Instant now = house.clock().instant();
    var disk = new StringBuilder();
    for (int hour = 13 * 24; hour > 0; hour--) {
      disk.append(disk.isEmpty() ? "" : ",")
          .append(
              "['%s',%s]"
                  .formatted(now.minus(Duration.ofHours(hour)), 40 + (13 * 24 - hour) / 24.0));
    }
    furniture.metrics(shop.key(), "{'name': 'disk_used_percent', 'points': [%s]}".formatted(disk));
    house.clock().forward(Duration.ofMinutes(2));
    soon(() -> series("metric=disk_used_percent") == 1);
    String id =
        house
            .get("/series?metric=disk_used_percent")
            .ok()
            .path("series")
            .get(0)
            .path("id")
            .asString();
    soon(() ->
        house
                .get("/series/" + id + "/outlook?limit=90")
                .ok()
                .path("outlook")
                .path("basis_days")
                .asInt()
            > 10);
    assertThat(house.get("/series/" + id + "/outlook?limit=90&direction=side").text())
        .contains("'direction' must be up or down");
    JsonNode outlook = house.get("/series/" + id + "/outlook?limit=90").ok().path("outlook");
    assertThat(outlook.path("days").asDouble()).as(outlook.toString()).isBetween(34.0, 41.0);
    assertThat(outlook.path("words").asString()).contains("the limit is reached in about");

    JsonNode day =
        house
            .post(
                "/named_days",
                "{'named_day': {'name': 'Black Friday', 'when': {'month': 11, 'weekday': 4,"
                    + " 'which': 4, 'days_after': 1}, 'factor': 5}}")
            .ok()
            .path("named_day");
    assertThat(day.path("when").path("days_after").asInt()).isEqualTo(1);
    assertThat(
            house
                .post(
                    "/named_days",
                    "{'named_day': {'name': 'Never', 'when': {'month': 13, 'day': 1}}}")
                .status())
        .isEqualTo(400);
    assertThat(house.get("/named_days/" + day.path("id").asString()).ok().path("named_day"))
        .isEqualTo(day);
    assertThat(house.delete("/named_days/" + day.path("id").asString()).status()).isEqualTo(204);

    JsonNode compared =
        house
            .post(
                "/cohorts/compare",
                "{'comparison': {'canary': {'hits': 1, 'total': 40}, 'baseline': {'hits': 20,"
                    + " 'total': 2000}}}")
            .ok()
            .path("comparison");
    assertThat(compared.path("verdict").asString()).isEqualTo("not_enough_data");
    assertThat(compared.path("words").asString()).startsWith("Not enough data to tell");
  }
}
