package dev.muster.respond.impact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// A herd comes two minutes after a recovery, and customers are affected in part: one incident, one page, and honest minutes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImpactHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  private TestHouse house;

  /// Recorded time goes on only; each test begins where the one before ended.
  private Instant next = START;

  private Furniture furniture;

  @BeforeAll
  void open() {
    house = TestHouse.start("--replay-from=" + START);
    furniture = new Furniture(house);
  }

  @AfterAll
  void close() {
    house.close();
  }

  private void move(Instant to) {
    house.post("/replay/clock", "{'at': '" + to + "'}").ok();
  }

  private JsonNode incidentsOf(String service) {
    return house.get("/incidents?date_range=all&service_ids[]=" + service).ok().path("incidents");
  }

  /// A fault, its recovery, and a herd of other alerts two minutes later.
  private String twoSpikes(String service, String name, Instant at) {
    String key = furniture.key(service, name);
    furniture.critical(key, at.toString(), "trigger", name + "-db", "db1", "Database is down");
    move(at.plus(Duration.ofMinutes(15)));
    house
        .put("/incidents/" + incidentsOf(service).path(0).path("id").asString(), acknowledged())
        .ok();
    Instant back = at.plus(Duration.ofMinutes(16));
    furniture.critical(key, back.toString(), "resolve", name + "-db", "db1", "Database is down");
    move(back.plusSeconds(30));
    Instant herd = back.plus(Duration.ofMinutes(2));
    furniture.critical(
        key, herd.toString(), "trigger", name + "-l1", "login1", "Too many sign-ins");
    move(herd.plusSeconds(5));
    furniture.critical(
        key, herd.plusSeconds(40).toString(), "trigger", name + "-l2", "login2", "Queue is full");
    move(herd.plus(Duration.ofMinutes(12)));
    JsonNode incidents = incidentsOf(service);
    assertThat(incidents.size()).as("%s", incidents).isEqualTo(1);
    return incidents.path(0).path("id").asString();
  }

  private static String acknowledged() {
    return "{'incident': {'type': 'incident_reference', 'status': 'acknowledged'}}";
  }

  @Test
  void what_comes_while_it_is_watched_is_the_next_phase_of_the_same_incident_and_pages_nobody() {
    String policy = furniture.policy("p", furniture.me(), 60);
    Instant at = next.plus(Duration.ofHours(1));
    for (String service :
        new String[] {furniture.watched("grouped by itself", policy), plain(policy)}) {
      String id = twoSpikes(service, "n" + service, at);
      JsonNode phases = house.get("/incidents/" + id + "/phases").ok().path("phases");
      assertThat(phases.size()).as("%s", phases).isEqualTo(2);
      assertThat(phases.path(1).path("alerts").asInt()).isEqualTo(2);
      assertThat(phases.path(1).path("seconds_after_recovery").asInt()).isBetween(110, 130);
      assertThat(phases.path(1).path("reason").asString()).contains("after-effect");
      assertThat(house.get("/incidents/" + id + "/log_entries?limit=100").ok().toString())
          .containsOnlyOnce("assign_log_entry\"");
      at = at.plus(Duration.ofHours(3));
    }
    next = at;
  }

  @Test
  void what_is_worse_than_all_that_it_had_seen_is_an_incident_of_its_own_beside_after_effects() {
    String service = furniture.watched("worse", furniture.policy("w", furniture.me(), 60));
    String key = furniture.key(service, "worse monitor");
    Instant at = next.plus(Duration.ofHours(1));
    next = at.plus(Duration.ofHours(3));
    error(key, at, "trigger", "w1", "db1", "Database is slow");
    move(at.plus(Duration.ofMinutes(15)));
    String first = incidentsOf(service).path(0).path("id").asString();
    Instant back = at.plus(Duration.ofMinutes(16));
    error(key, back, "resolve", "w1", "db1", "Database is slow");
    move(back.plusSeconds(30));
    Instant herd = back.plusSeconds(120);
    error(key, herd, "trigger", "w2", "login1", "Too many sign-ins");
    move(herd.plusSeconds(5));
    assertThat(alertsOf(first)).as("an after-effect").isEqualTo(2);
    furniture.critical(
        key, herd.plusSeconds(40).toString(), "trigger", "w3", "login1", "Nobody can sign in");
    move(herd.plus(Duration.ofMinutes(12)));
    JsonNode incidents = incidentsOf(service);
    assertThat(incidents.size()).as("%s", incidents).isEqualTo(2);
    assertThat(house.get("/incidents/" + first + "/alerts").ok().toString())
        .contains("Database is slow")
        .contains("Too many sign-ins")
        .doesNotContain("Nobody can sign in");
  }

  private int alertsOf(String incident) {
    return house.get("/incidents/" + incident + "/alerts").ok().path("alerts").size();
  }

  private void error(
      String key, Instant at, String action, String dedup, String source, String summary) {
    house
        .send(
            "POST",
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': '%s', 'dedup_key': '%s', 'payload': {'summary': '%s', 'source': '%s', 'severity': 'error'}}"
                .formatted(key, action, dedup, summary, source),
            Map.of("X-Muster-At", at.toString()))
        .ok();
  }

  private String plain(String policy) {
    return house
        .post(
            "/services",
            "{'service': {'name': 'each on its own', 'recovery_mode': 'watch', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                .formatted(policy))
        .ok()
        .path("service")
        .path("id")
        .asString();
  }

  @Test
  void degraded_is_not_down() {
    String policy = furniture.policy("q", furniture.me(), 60);
    String service = furniture.service("shop", "null", policy);
    String key = furniture.key(service, "shop monitor");
    Instant at = next.plus(Duration.ofHours(1));
    next = at.plus(Duration.ofHours(2));
    furniture.critical(key, at.toString(), "trigger", "slow", "shop1", "Search is slow");
    move(at.plus(Duration.ofMinutes(1)));
    String id = incidentsOf(service).path(0).path("id").asString();
    JsonNode first = house.get("/incidents/" + id + "/impact").ok().path("impact");
    assertThat(first.path("state").asString()).isEqualTo("none");
    assertThat(first.path("source").asString()).isEqualTo("nothing");

    var faulty = house.put("/incidents/" + id + "/impact", "{'impact': {'state': 'partial'}}");
    assertThat(faulty.status()).isEqualTo(400);
    assertThat(faulty.json().toString()).contains("affected_share");
    var measured =
        house.put(
            "/incidents/" + id + "/impact",
            "{'impact': {'state': 'measured', 'affected_share': 0.3}}");
    assertThat(measured.status()).isEqualTo(400);
    assertThat(measured.json().toString()).contains("left out when the state is measured");
    for (String odd : List.of("'full', 'affected_share': 0.3", "'none', 'affected_share': 0.3")) {
      var degraded =
          house.put("/incidents/" + id + "/impact", "{'impact': {'state': " + odd + "}}");
      assertThat(degraded.status()).as("degraded is not down").isEqualTo(400);
      assertThat(degraded.json().toString()).contains("with another share it is partial");
    }
    assertThat(house.put("/incidents/" + id + "/impact", "{'impact': {'state': null}}").text())
        .contains("impact.state' is missing");
    assertThat(house.put("/incidents/" + id + "/impact", "{'impact': {'state': 'some'}}").status())
        .isEqualTo(400);
    assertThat(
            house
                .put(
                    "/incidents/" + id + "/impact",
                    "{'impact': {'state': 'full', 'since': '2020-01-01T00:00:00Z'}}")
                .status())
        .isEqualTo(400);

    JsonNode little =
        house
            .put(
                "/incidents/" + id + "/impact",
                "{'impact': {'state': 'partial', 'affected_share': 0.003, 'since': '%s'}}"
                    .formatted(at.plusSeconds(30)))
            .ok()
            .path("impact");
    assertThat(little.path("words").asString())
        .isEqualTo("About 1 % are affected; the rest works.");
    assertThat(house.get("/incidents/" + id + "/log_entries?limit=100").ok().toString())
        .contains("Impact on customers: partial, about 1 % affected.");

    JsonNode partial =
        house
            .put(
                "/incidents/" + id + "/impact",
                "{'impact': {'state': 'partial', 'affected_share': 0.25, 'since': '%s', 'words': 'Search only'}}"
                    .formatted(at))
            .ok()
            .path("impact");
    assertThat(partial.path("state").asString()).isEqualTo("partial");
    assertThat(partial.path("affected_share").asDouble()).isEqualTo(0.25);
    assertThat(partial.path("source").asString()).isEqualTo("person");
    move(at.plus(Duration.ofMinutes(41)));
    house
        .put(
            "/incidents/" + id + "/impact",
            "{'impact': {'state': 'full', 'since': '%s'}}".formatted(at.plusSeconds(2_400)))
        .ok();
    furniture.critical(
        key, at.plusSeconds(3_000).toString(), "resolve", "slow", "shop1", "Search is slow");
    move(at.plusSeconds(3_600));
    JsonNode minutes =
        house.get("/incidents/" + id + "/impact").ok().path("impact").path("minutes");
    assertThat(minutes.path("full").asDouble()).isEqualTo(10);
    assertThat(minutes.path("partial").asDouble()).isEqualTo(40);
    assertThat(minutes.path("weighted").asDouble()).isEqualTo(20);
    JsonNode report =
        house.get("/impact_minutes?service_ids[]=" + service).ok().path("impact_minutes");
    assertThat(report.size()).isEqualTo(1);
    assertThat(report.path(0).path("minutes").path("full").asDouble()).isEqualTo(10);
    JsonNode afterwards =
        house
            .get("/impact_minutes?service_ids[]=" + service + "&since=" + at.plusSeconds(3_300))
            .ok();
    assertThat(afterwards.path("impact_minutes").isEmpty()).as("%s", afterwards).isTrue();
    assertThat(house.get("/incidents/" + id + "/log_entries?limit=100").ok().toString())
        .contains("Impact on customers: partial, about 25 % affected. Search only");
  }
}
