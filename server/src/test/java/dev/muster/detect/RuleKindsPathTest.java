package dev.muster.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Rules of every kind, from readings that come in to an anomaly in words and back, over real HTTP and a real database.
class RuleKindsPathTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(90);
  private static TestHouse house;
  private static Furniture furniture;
  private static String key;

  @BeforeAll
  static void open() {
    house = TestHouse.startAt(START);
    furniture = new Furniture(house);
    key = furniture.shop("Shop").key();
  }

  @AfterAll
  static void close() {
    house.close();
  }

  private interface Level {
    double at(Instant at);
  }

  private static void send(
      String metric, String host, Instant from, Instant until, Duration step, Level level) {
    var random = new SplittableRandom(host.hashCode());
    var points = new StringBuilder();
    for (Instant at = from; at.isBefore(until); at = at.plus(step)) {
      points
          .append(points.isEmpty() ? "" : ",")
          .append(
              "[%d,%s]".formatted(at.toEpochMilli(), level.at(at) + random.nextDouble(-0.1, 0.1)));
    }
    furniture.metrics(
        key,
        "{'name': '%s', 'labels': {'host': '%s'}, 'points': [%s]}".formatted(metric, host, points));
  }

  private static String rule(String metric, String fields) {
    return "{'detector_rule': {'name': '%s', 'matchers': [{'label': '__name__', 'value': '%s'}], 'persistence': {'points': 2, 'of': 3, 'recovery': 2}, %s}}"
        .formatted(metric, metric, fields);
  }

  private static JsonNode anomalies(String status, String metric) {
    var found = house.get("/anomalies?status=" + status).ok().path("anomalies");
    var list = dev.muster.platform.json.Json.mapper().createArrayNode();
    found.forEach(anomaly -> {
      if (anomaly.path("series").path("summary").asString().startsWith(metric + "{")) {
        list.add(anomaly);
      }
    });
    return list;
  }

  /// Minutes go by; every host says how it is at each.
  private static void minutes(String metric, int count, Map<String, Double> levels) {
    for (int i = 0; i < count; i++) {
      Instant now = house.clock().instant();
      levels.forEach((host, level) ->
          send(metric, host, now, now.plusMillis(1), Duration.ofMinutes(1), _ -> level));
      house.clock().forward(Duration.ofSeconds(45));
      house.clock().forward(Duration.ofSeconds(15));
    }
  }

  private static JsonNode until(String status, String metric, Runnable meanwhile) {
    return await()
        .atMost(SOON)
        .until(
            () -> {
              meanwhile.run();
              return anomalies(status, metric);
            },
            found -> !found.isEmpty());
  }

  /// What came in is readable a moment later.
  private static JsonNode previewed(String rule) {
    return await()
        .atMost(SOON)
        .until(
            () -> house.post("/detector_rules/preview", rule).ok().path("preview"),
            found -> found.path("alerts").asInt() > 0);
  }

  @Test
  void one_of_many_peers_is_told_in_words_and_comes_back() {
    String wire = rule("pool_load", "'kind': 'outlier', 'deviations': 6, 'least_difference': 1");
    JsonNode made = house.post("/detector_rules", wire).ok().path("detector_rule");
    assertThat(made.path("deviations").asDouble()).isEqualTo(6);
    assertThat(made.path("limit").isNull()).isTrue();
    var calm = Map.of("a", 10.0, "b", 10.2, "c", 9.9, "d", 10.1, "e", 10.0);
    var odd = Map.of("a", 10.0, "b", 10.2, "c", 30.0, "d", 10.1, "e", 10.0);
    minutes("pool_load", 3, calm);
    JsonNode open = until("open", "pool_load", () -> minutes("pool_load", 1, odd));
    assertThat(open.size()).isEqualTo(1);
    assertThat(open.get(0).path("summary").asString())
        .contains("host=\"c\"", "while its 4 peers have about 10");
    assertThat(open.get(0).path("expected").asDouble()).isBetween(9.5, 10.5);

    JsonNode preview = previewed(wire);
    assertThat(preview.path("matching_series").asInt()).isEqualTo(5);
    assertThat(preview.path("matching_metrics").asInt()).isEqualTo(1);
    assertThat(preview.path("alerts").asInt()).isEqualTo(1);

    await()
        .atMost(SOON)
        .until(() -> {
          minutes("pool_load", 1, calm);
          return anomalies("open", "pool_load").isEmpty();
        });
    assertThat(anomalies("all", "pool_load").get(0).path("closed_because").asString())
        .contains("as its peers are");
  }

  @Test
  void a_disk_that_fills_is_told_days_ahead() {
    Instant now = house.clock().instant();
    send(
        "disk_used",
        "a",
        now.minus(Duration.ofDays(10)),
        now,
        Duration.ofMinutes(30),
        at -> 80 - 3 * Duration.between(at, now).toMinutes() / 1_440.0);
    String wire = rule("disk_used", "'kind': 'forecast', 'limit': 90, 'within_days': 5");
    JsonNode preview = previewed(wire);
    assertThat(preview.path("alerts").asInt()).isEqualTo(1);
    assertThat(preview.path("series").get(0).path("alerts").get(0).path("words").asString())
        .contains("reaches the limit of 90 in about");
    house.post("/detector_rules", wire).ok();
    JsonNode open = until("open", "disk_used", () -> minutes("disk_used", 1, Map.of("a", 80.0)));
    assertThat(open.get(0).path("summary").asString())
        .contains("reaches the limit of 90 in about 3.");
    assertThat(open.get(0).path("reasons").toString()).contains("8 of 10 cases");
  }

  @Test
  void a_value_that_moves_too_fast_is_told() {
    house
        .post(
            "/detector_rules",
            rule("queue_depth", "'kind': 'rate_of_change', 'limit': 50, 'window_seconds': 300"))
        .ok();
    minutes("queue_depth", 4, Map.of("a", 10.0));
    double[] level = {10};
    JsonNode open =
        until("open", "queue_depth", () -> minutes("queue_depth", 1, Map.of("a", level[0] += 30)));
    assertThat(open.get(0).path("summary").asString()).contains("rose by", "within 5 min, to");
  }

  /// Counters of requests, by browser and code, one point a minute.
  private static void requests(
      String browser, String code, Instant from, Instant until, int before, int aMinute) {
    var points = new StringBuilder();
    int count = before;
    for (Instant at = from; at.isBefore(until); at = at.plusSeconds(60)) {
      count += aMinute;
      points
          .append(points.isEmpty() ? "" : ",")
          .append("[%d,%d]".formatted(at.toEpochMilli(), count));
    }
    furniture.metrics(
        key,
        "{'name': 'requests_total', 'type': 'counter', 'labels': {'browser': '%s', 'code': '%s'}, 'points': [%s]}"
            .formatted(browser, code, points));
  }

  @Test
  void a_browser_that_was_never_seen_and_fails_is_told_as_new() {
    String wire =
        rule(
            "requests_total",
            "'kind': 'new_value', 'labels': ['browser'], 'errors': [{'label': 'code', 'op': '=~',"
                + " 'value': '5..'}]");
    JsonNode made = house.post("/detector_rules", wire).ok().path("detector_rule");
    assertThat(made.path("new_for_hours").asDouble()).isEqualTo(24);
    assertThat(made.path("errors").get(0).path("op").asString()).isEqualTo("=~");
    Instant now = house.clock().instant();
    Instant past = now.minus(Duration.ofDays(3));
    requests("Old 1", "200", past, now, 0, 100);
    requests("Old 1", "500", past, now, 0, 1);
    var minute = new java.util.concurrent.atomic.AtomicInteger();
    JsonNode open =
        until(
            "open",
            "requests_total",
            () -> {
              Instant at = house.clock().instant();
              int passed = minute.incrementAndGet();
              int old = 3 * 1_440 + passed;
              requests("Old 1", "200", at, at.plusMillis(1), 100 * (old - 1), 100);
              requests("Old 1", "500", at, at.plusMillis(1), old - 1, 1);
              requests("New 2", "200", at, at.plusMillis(1), 20 * (passed - 1), 20);
              requests("New 2", "500", at, at.plusMillis(1), 10 * (passed - 1), 10);
              house.clock().forward(Duration.ofSeconds(60));
            });
    assertThat(open.size()).isEqualTo(1);
    assertThat(open.get(0).path("summary").asString())
        .startsWith("New: browser=\"New 2\" fails in 33 % of its events, all others in");
    assertThat(open.get(0).path("reasons").toString())
        .contains("first seen at", "less than once in 10,000 times");
    assertThat(open.get(0).path("value").asDouble()).isBetween(0.3, 0.36);
    assertThat(open.get(0).path("expected").asDouble()).isBetween(0.005, 0.02);

    JsonNode preview =
        await()
            .atMost(SOON)
            .until(
                () -> house.post("/detector_rules/preview", wire).ok().path("preview"),
                found -> found.path("alerts").asInt() > 0);
    assertThat(preview.path("alerts").asInt()).isEqualTo(1);

    house.clock().forward(Duration.ofHours(25));
    await()
        .atMost(SOON)
        .until(() -> {
          house.clock().forward(Duration.ofSeconds(60));
          return anomalies("open", "requests_total").isEmpty();
        });
  }

  @Test
  void a_rule_for_new_values_is_suggested_and_can_be_made_as_it_stands() {
    Instant now = house.clock().instant();
    for (String labels :
        List.of(
            "'version': '1', 'outcome': 'ok'",
            "'version': '1', 'outcome': 'failure'",
            "'version': '2', 'outcome': 'ok'")) {
      furniture.metrics(
          key,
          "{'name': 'calls_total', 'type': 'counter', 'labels': {%s}, 'points': [[%d,1],[%d,5]]}"
              .formatted(labels, now.minusSeconds(120).toEpochMilli(), now.toEpochMilli()));
    }
    JsonNode suggestion =
        await()
            .atMost(SOON)
            .until(
                () -> {
                  house.clock().forward(Duration.ofSeconds(60));
                  return suggested("calls_total", "new_value");
                },
                // two of them are enough for it
                found -> found.path("series").asInt() == 3);
    JsonNode rule = suggestion.path("detector_rule");
    assertThat(rule.path("labels").get(0).asString()).isEqualTo("version");
    assertThat(rule.path("errors").get(0).path("value").asString()).isEqualTo("failure");
    String wire = "{\"detector_rule\": " + rule + "}";
    JsonNode preview =
        await()
            .atMost(SOON)
            .until(
                () -> house.post("/detector_rules/preview", wire).ok().path("preview"),
                // what came in is readable a moment later
                found -> found.path("played_series").asInt() == 3);
    assertThat(preview.path("matching_series").asInt()).isEqualTo(3);
    assertThat(preview.path("played_because").isNull()).isTrue();
    house.post("/detector_rules", wire).ok();
    assertThat(suggested("calls_total", "new_value").isMissingNode()).isTrue();
  }

  private static JsonNode suggested(String metric, String kind) {
    for (JsonNode one : house.get("/detector_rules/suggestions").ok().path("suggestions")) {
      JsonNode rule = one.path("detector_rule");
      if (rule.path("kind").asString().equals(kind)
          && rule.path("matchers").get(0).path("value").asString().equals(metric)) {
        return one;
      }
    }
    return MissingNode.getInstance();
  }

  @Test
  void what_cannot_be_is_named() {
    for (List<String> faulty :
        List.of(
            List.of("'kind': 'rate_of_change', 'limit': 0", "limit"),
            List.of("'kind': 'rate_of_change', 'limit': 5, 'window_seconds': 10", "window_seconds"),
            List.of("'kind': 'forecast', 'within_days': 3", "limit"),
            List.of("'kind': 'threshold', 'limit': null", "limit' is missing"),
            List.of("'kind': 'absence', 'silence_seconds': null", "silence_seconds' is missing"),
            List.of("'kind': 'forecast', 'limit': 3, 'within_days': 9000", "within_days"),
            List.of("'kind': 'outlier', 'deviations': 1", "deviations"),
            List.of("'kind': 'outlier', 'least_difference': -1", "least_difference"),
            List.of("'kind': 'outlier', 'group_by': 'job'", "group_by"),
            List.of("'kind': 'new_value'", "errors"),
            List.of(
                "'kind': 'new_value', 'errors': [{'label': 'code', 'op': '=~', 'value': '('}]",
                "errors"),
            List.of(
                "'kind': 'new_value', 'errors': [{'label': 'code', 'value': '500'}], 'times': 0",
                "times"),
            List.of("'kind': 'magic'", "kind"))) {
      var answer = house.post("/detector_rules", rule("m", faulty.get(0)));
      assertThat(answer.status()).as(faulty.get(0)).isEqualTo(400);
      assertThat(answer.text()).as(faulty.get(0)).contains(faulty.get(1));
    }
    var objective =
        house.post(
            "/slos",
            "{'slo': {'name': 'x', 'target_percent': null, 'indicator': {'kind': 'slices', 'series': 'up', 'limit': '1e999'}}}");
    assertThat(objective.status()).isEqualTo(400);
    assertThat(objective.text())
        .contains("slo.target_percent' is missing", "slo.indicator.limit' must be a number\"")
        .doesNotContain("limit' is missing");
  }
}
