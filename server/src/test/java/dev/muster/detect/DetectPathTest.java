package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// From a metric that comes in to an incident, over real HTTP and a real database.
class DetectPathTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(20);
  private static TestHouse house;
  private static String key;
  private static String service;

  @BeforeAll
  static void open() {
    house = TestHouse.startAt(START);
    String policy =
        house
            .post(
                "/escalation_policies",
                "{'escalation_policy': {'name': 'P', 'escalation_rules': [{'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
                    .formatted(house.get("/users").ok().path("users").get(0).path("id").asString()))
            .ok()
            .path("escalation_policy")
            .path("id")
            .asString();
    service =
        house
            .post(
                "/services",
                "{'service': {'name': 'Shop', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                    .formatted(policy))
            .ok()
            .path("service")
            .path("id")
            .asString();
    key =
        house
            .post(
                "/services/" + service + "/integrations",
                "{'integration': {'name': 'Metrics', 'type': 'events_api_v2_inbound_integration'}}")
            .ok()
            .path("integration")
            .path("integration_key")
            .asString();
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
    house
        .send(
            "POST",
            "/metrics/ingest",
            "{'metrics': [{'name': '%s', 'labels': {'queue': 'mail'}, 'points': [%s]}]}"
                .formatted(metric, points),
            Map.of("Authorization", "Bearer " + key))
        .ok();
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
    assertThat(house.get("/incidents?statuses[]=triggered").ok().path("incidents").size()).isZero();
    house.clock().forward(Duration.ofMinutes(4));
    send("queue_length", START, START.plus(Duration.ofMinutes(4)), 60, 2);

    JsonNode incident =
        await()
            .atMost(SOON)
            .until(
                () -> house.get("/incidents?statuses[]=triggered").ok().path("incidents"),
                incidents -> incidents.size() == 1)
            .get(0);
    assertThat(incident.path("title").asString()).contains("queue_length", "above", "expected");
    JsonNode anomaly = house.get("/anomalies?status=open").ok().path("anomalies").get(0);
    assertThat(anomaly.path("value").asDouble()).isBetween(59.0, 61.0);
    assertThat(anomaly.path("upper").asDouble()).isBetween(10.0, 20.0);
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
}
