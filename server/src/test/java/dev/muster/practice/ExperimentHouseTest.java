package dev.muster.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Somebody breaks something on purpose: what was to be expected is told to his team alone, and all else to those whom it is told to on any
/// other day.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExperimentHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  private TestHouse house;
  private Furniture furniture;
  private String ops = "";
  private String chaos = "";
  private String cleo = "";
  private String team = "";

  /// Recorded time goes on only; each test begins where the one before ended.
  private Instant at = START;

  @BeforeAll
  void open() {
    house = TestHouse.start("--replay-from=" + START);
    furniture = new Furniture(house);
    ops = furniture.policy("Operations", furniture.me(), 60);
    cleo =
        house
            .post("/users", "{'user': {'name': 'Cleo', 'email': 'cleo@example.com'}}")
            .ok()
            .path("user")
            .path("id")
            .asString();
    team =
        house.post("/teams", "{'team': {'name': 'Chaos'}}").ok().path("team").path("id").asString();
    chaos = furniture.policy("Chaos", cleo, 60);
    house.put("/teams/" + team + "/escalation_policies/" + chaos, "{}");
  }

  @AfterAll
  void close() {
    house.close();
  }

  private void forward(Duration by) {
    at = at.plus(by);
    house.post("/replay/clock", "{'at': '" + at + "'}").ok();
  }

  private void event(String key, String severity, String dedupKey, String summary) {
    house
        .send(
            "POST",
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': 'trigger', 'dedup_key': '%s', 'payload': {'summary': '%s', 'source': 'shop-1', 'severity': '%s'}}"
                .formatted(key, dedupKey, summary, severity),
            Map.of("X-Muster-At", at.toString()))
        .ok();
    forward(Duration.ofSeconds(20));
  }

  private String experiment(String service, String more) {
    return house
        .post(
            "/experiments",
            "{'experiment': {'name': 'Slow database', 'hypothesis': 'Search only gets slow.', 'team': {'id': '%s', 'type': 'team_reference'}, 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}, 'targets': [{'id': '%s', 'type': 'service_reference'}], 'expected_effects': [{'summary_contains': 'latency', 'severity_at_most': 'error'}]%s}}"
                .formatted(team, chaos, service, more))
        .ok()
        .path("experiment")
        .path("id")
        .asString();
  }

  private JsonNode incidents(String service) {
    return house.get("/incidents?date_range=all&service_ids[]=" + service).ok().path("incidents");
  }

  private static Set<String> assigned(JsonNode incident) {
    var names = new TreeSet<String>();
    for (JsonNode one : incident.path("assignments")) {
      names.add(one.path("assignee").path("summary").asString());
    }
    return names;
  }

  private String log(JsonNode incident) {
    return house
        .get("/incidents/" + incident.path("id").asString() + "/log_entries?limit=100")
        .ok()
        .toString();
  }

  @Test
  void expected_alerts_are_told_to_the_team_of_the_experiment_alone() {
    String shop = furniture.service("shop", "null", ops);
    String key = furniture.key(shop, "monitor");
    String id = experiment(shop, "");
    event(key, "error", "before", "High latency before it began");
    assertThat(assigned(incidents(shop).path(0))).doesNotContain("Cleo");

    house.post("/experiments/" + id + "/start", "{}").ok();
    forward(Duration.ofMinutes(1));
    event(key, "error", "e1", "High latency of search");
    event(key, "critical", "u1", "Disk is full");
    event(key, "critical", "u2", "High latency everywhere");
    for (JsonNode incident : incidents(shop)) {
      boolean expected = incident.path("incident_key").asString().equals("e1");
      assertThat(assigned(incident).contains("Cleo")).as("%s", incident).isEqualTo(expected);
      assertThat(assigned(incident)).hasSize(1);
      assertThat(log(incident).contains("Only the team of the experiment is told"))
          .isEqualTo(expected);
    }
    JsonNode seen = house.get("/experiments/" + id).ok().path("experiment");
    assertThat(seen.path("status").asString()).isEqualTo("running");
    assertThat(seen.path("expected_alerts").asInt()).isEqualTo(1);
    assertThat(seen.path("unexpected_alerts").asInt()).isEqualTo(2);
    JsonNode tags = house.get("/experiments/" + id + "/alerts").ok().path("alerts");
    assertThat(tags.size()).isEqualTo(3);
    for (JsonNode tag : tags) {
      assertThat(tag.path("reason").asString()).contains("Slow database");
      JsonNode ofIncident =
          house
              .get("/incidents/" + tag.path("incident").path("id").asString() + "/experiments")
              .ok();
      assertThat(ofIncident.path("alerts").path(0).path("expected").asBoolean())
          .isEqualTo(tag.path("expected").asBoolean());
      assertThat(ofIncident.path("experiments").path(0).path("id").asString()).isEqualTo(id);
    }

    // It is over, and what it broke has not recovered: now it is everybody's.
    house.post("/experiments/" + id + "/stop", "{}").ok();
    forward(Duration.ofMinutes(6));
    for (JsonNode incident : incidents(shop)) {
      assertThat(assigned(incident)).as("%s", incident).doesNotContain("Cleo");
    }
    JsonNode ended =
        house
            .put(
                "/experiments/" + id + "/verdict",
                "{'verdict': {'verdict': 'refuted', 'finding': 'The disk fills.'}}")
            .ok()
            .path("experiment");
    assertThat(ended.path("status").asString()).isEqualTo("ended");
    assertThat(ended.path("verdict").asString()).isEqualTo("refuted");
  }

  @Test
  void an_unexpected_alert_hands_the_incident_to_those_who_answer_for_it() {
    String shop = furniture.service("one for all", "'time'", ops);
    String key = furniture.key(shop, "another monitor");
    String id = experiment(shop, "");
    house.post("/experiments/" + id + "/start", "{}").ok();
    event(key, "error", "g1", "High latency of search");
    assertThat(assigned(incidents(shop).path(0))).containsExactly("Cleo");
    event(key, "warning", "g2", "Latency of checkout");
    assertThat(assigned(incidents(shop).path(0))).containsExactly("Cleo");
    event(key, "error", "g3", "Orders are lost");
    JsonNode incident = incidents(shop).path(0);
    assertThat(incidents(shop).size()).isEqualTo(1);
    assertThat(assigned(incident)).hasSize(1).doesNotContain("Cleo");
    assertThat(log(incident)).contains("does not expect an alert like this");
    house.post("/experiments/" + id + "/abort", "{'reason': 'Orders are lost'}").ok();
    assertThat(house.post("/experiments/" + id + "/start", "{}").status()).isEqualTo(400);
  }

  @Test
  void it_begins_and_ends_by_the_clock_and_breaking_it_off_tells_everybody_at_once() {
    String shop = furniture.service("by the clock", "null", ops);
    String key = furniture.key(shop, "third monitor");
    String id =
        experiment(
            shop,
            ", 'start_at': '%s', 'duration_seconds': 600"
                .formatted(at.plus(Duration.ofMinutes(10))));
    forward(Duration.ofMinutes(11));
    assertThat(house.get("/experiments/" + id).ok().path("experiment").path("status").asString())
        .isEqualTo("running");
    event(key, "error", "c1", "High latency of search");
    assertThat(assigned(incidents(shop).path(0))).containsExactly("Cleo");
    house.post("/experiments/" + id + "/abort", "{'reason': 'It hurts'}").ok();
    forward(Duration.ofSeconds(5));
    JsonNode incident = incidents(shop).path(0);
    assertThat(assigned(incident)).doesNotContain("Cleo");
    assertThat(log(incident)).contains("was broken off: It hurts.");
  }

  @Test
  void bad_input_names_the_field_and_changes_nothing() {
    String shop = furniture.service("faulty", "null", ops);
    String text =
        house
            .post(
                "/experiments",
                "{'experiment': {'name': '', 'hypothesis': 'x', 'team': {'id': 'NONE'},"
                    + " 'escalation_policy': {'id': 'NONE'}, 'targets': [{'id': 'NONE', 'type':"
                    + " 'service_reference'}], 'expected_effects': [{}], 'duration_seconds': 5}}")
            .text();
    assertThat(text)
        .contains("name")
        .contains("team.id")
        .contains("escalation_policy.id")
        .contains("targets")
        .contains("duration_seconds")
        .contains("summary_contains");
    String foreign =
        house
            .post(
                "/experiments",
                "{'experiment': {'name': 'n', 'hypothesis': 'x', 'team': {'id': '%s'}, 'escalation_policy': {'id': '%s'}, 'targets': [{'id': '%s'}]}}"
                    .formatted(team, ops, shop))
            .text();
    assertThat(foreign).contains("belongs to another team");
    assertThat(house.get("/experiments/NONE").status()).isEqualTo(404);
    assertThat(house.get("/experiments?status=never").status()).isEqualTo(400);
  }
}
