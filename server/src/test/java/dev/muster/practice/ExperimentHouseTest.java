package dev.muster.practice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.mobilize.Experiments;
import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestLocks;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private String owner = "";
  private String team = "";

  /// Recorded time goes on only; each test begins where the one before ended.
  private Instant at = START;

  @BeforeAll
  void open() {
    house = TestHouse.start("--replay-from=" + START);
    furniture = new Furniture(house);
    ops = furniture.policy("Operations", furniture.me(), 60);
    owner = name(furniture.me());
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
    return experiment(
        service, "{'summary_contains': 'latency', 'severity_at_most': 'error'}", more);
  }

  private String experiment(String service, String effects, String more) {
    return house
        .post(
            "/experiments",
            "{'experiment': {'name': 'Slow database', 'hypothesis': 'Search only gets slow.', 'team': {'id': '%s', 'type': 'team_reference'}, 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}, 'targets': [{'id': '%s', 'type': 'service_reference'}], 'expected_effects': [%s]%s}}"
                .formatted(team, chaos, service, effects, more))
        .ok()
        .path("experiment")
        .path("id")
        .asString();
  }

  private JsonNode incidents(String service) {
    return house.get("/incidents?date_range=all&service_ids[]=" + service).ok().path("incidents");
  }

  private String statusOf(String experiment) {
    return house
        .get("/experiments/" + experiment)
        .ok()
        .path("experiment")
        .path("status")
        .asString();
  }

  private JsonNode experimentsOf(JsonNode incident) {
    return house.get("/incidents/" + incident.path("id").asString() + "/experiments").ok();
  }

  private String name(String user) {
    return house.get("/users/" + user).ok().path("user").path("name").asString();
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
    assertThat(assigned(incidents(shop).path(0))).containsExactly(owner);

    house.post("/experiments/" + id + "/start", "{}").ok();
    forward(Duration.ofMinutes(1));
    event(key, "error", "e1", "High latency of search");
    event(key, "critical", "u1", "Disk is full");
    event(key, "critical", "u2", "High latency everywhere");
    assertThat(incidents(shop).size()).isEqualTo(4);
    for (JsonNode incident : incidents(shop)) {
      boolean expected = incident.path("incident_key").asString().equals("e1");
      assertThat(assigned(incident)).as("%s", incident).containsExactly(expected ? "Cleo" : owner);
      assertThat(experimentsOf(incident).path("kept").asBoolean()).isEqualTo(expected);
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
    assertThat(incidents(shop).size()).isEqualTo(4);
    for (JsonNode incident : incidents(shop)) {
      assertThat(assigned(incident)).as("%s", incident).containsExactly(owner);
      assertThat(experimentsOf(incident).path("kept").asBoolean(true)).isFalse();
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
    assertThat(assigned(incident)).containsExactly(owner);
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
    assertThat(statusOf(id)).isEqualTo("running");
    event(key, "error", "c1", "High latency of search");
    assertThat(assigned(incidents(shop).path(0))).containsExactly("Cleo");
    house.post("/experiments/" + id + "/abort", "{'reason': 'It hurts'}").ok();
    forward(Duration.ofSeconds(5));
    assertThat(incidents(shop).size()).isEqualTo(1);
    JsonNode incident = incidents(shop).path(0);
    assertThat(assigned(incident)).containsExactly(owner);
    assertThat(log(incident)).contains("was broken off: It hurts.");
  }

  @Test
  void an_expected_alert_that_gets_worse_than_expected_is_told_to_those_who_answer_for_it() {
    String shop = furniture.service("getting worse", "null", ops);
    String key = furniture.key(shop, "fourth monitor");
    String id = experiment(shop, "");
    house.post("/experiments/" + id + "/start", "{}").ok();
    event(key, "warning", "w1", "High latency of search");
    event(key, "error", "w1", "High latency of search");
    assertThat(assigned(incidents(shop).path(0))).containsExactly("Cleo");
    event(key, "critical", "w1", "High latency of search");
    JsonNode incident = incidents(shop).path(0);
    assertThat(incidents(shop).size()).isEqualTo(1);
    assertThat(assigned(incident)).containsExactly(owner);
    assertThat(log(incident)).contains("does not expect an alert like this");
    JsonNode tag = house.get("/experiments/" + id + "/alerts").ok().path("alerts").path(0);
    assertThat(tag.path("expected").asBoolean(true)).isFalse();
    assertThat(tag.path("reason").asString()).contains("does not expect");
    event(key, "error", "w1", "High latency of search");
    assertThat(experimentsOf(incident).path("alerts").path(0).path("expected").asBoolean(true))
        .as("it was unexpected once")
        .isFalse();
    house.post("/experiments/" + id + "/abort", "{}").ok();
  }

  @Test
  void so_is_one_that_gets_worse_beside_another_that_is_worse_still() {
    String shop = furniture.service("two of a kind", "'time'", ops);
    String key = furniture.key(shop, "fifth monitor");
    String id =
        experiment(
            shop,
            "{'summary_contains': 'latency', 'severity_at_most': 'warning'},"
                + " {'summary_contains': 'database'}",
            "");
    house.post("/experiments/" + id + "/start", "{}").ok();
    event(key, "critical", "d1", "The database is down");
    event(key, "warning", "d2", "High latency of search");
    assertThat(assigned(incidents(shop).path(0))).containsExactly("Cleo");
    event(key, "error", "d2", "High latency of search");
    assertThat(incidents(shop).size()).isEqualTo(1);
    assertThat(assigned(incidents(shop).path(0))).containsExactly(owner);
    house.post("/experiments/" + id + "/abort", "{}").ok();
  }

  @Test
  void what_is_merged_into_a_kept_incident_is_looked_at() {
    String shop = furniture.service("merged", "null", ops);
    String key = furniture.key(shop, "sixth monitor");
    String id = experiment(shop, "");
    house.post("/experiments/" + id + "/start", "{}").ok();
    event(key, "error", "m1", "High latency of search");
    event(key, "error", "m2", "Orders are lost");
    String kept = "";
    String other = "";
    for (JsonNode incident : incidents(shop)) {
      if (incident.path("incident_key").asString().equals("m1")) {
        kept = incident.path("id").asString();
      } else {
        other = incident.path("id").asString();
      }
    }
    house
        .put(
            "/incidents/" + kept + "/merge",
            "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}".formatted(other))
        .ok();
    forward(Duration.ofSeconds(20));
    assertThat(assigned(house.get("/incidents/" + kept).ok().path("incident")))
        .containsExactly(owner);
    house.post("/experiments/" + id + "/abort", "{}").ok();
  }

  @Test
  void the_end_of_an_experiment_leaves_alone_what_people_did() {
    String ana =
        house
            .post("/users", "{'user': {'name': 'Ana', 'email': 'ana@example.com'}}")
            .ok()
            .path("user")
            .path("id")
            .asString();
    String third = furniture.policy("Third party", ana, 60);
    String shop = furniture.service("in good hands", "null", ops);
    String key = furniture.key(shop, "seventh monitor");
    String id = experiment(shop, "");
    house.post("/experiments/" + id + "/start", "{}").ok();
    event(key, "error", "h1", "High latency of search");
    event(key, "error", "h2", "High latency of checkout");
    event(key, "error", "h3", "High latency of login");
    for (JsonNode incident : incidents(shop)) {
      assertThat(assigned(incident)).containsExactly("Cleo");
      String change =
          switch (incident.path("incident_key").asString()) {
            case "h1" -> "'assignments': [{'assignee': {'id': '" + ana + "'}}]";
            case "h2" ->
                "'escalation_policy': {'id': '"
                    + third
                    + "', 'type': 'escalation_policy_reference'}";
            default -> "'status': 'acknowledged'";
          };
      house
          .put(
              "/incidents/" + incident.path("id").asString(),
              "{'incident': {'type': 'incident', %s}}".formatted(change))
          .ok();
    }
    house.post("/experiments/" + id + "/abort", "{'reason': 'It hurts'}").ok();
    forward(Duration.ofSeconds(5));
    assertThat(incidents(shop).size()).isEqualTo(3);
    for (JsonNode incident : incidents(shop)) {
      boolean moved = !incident.path("incident_key").asString().equals("h3");
      assertThat(assigned(incident)).as("%s", incident).containsExactly(moved ? "Ana" : owner);
      assertThat(log(incident))
          .contains(
              moved
                  ? "Those who have it were chosen by hand and keep it."
                  : "Those who answer for its service are told.");
      assertThat(experimentsOf(incident).path("kept").asBoolean(true)).isFalse();
    }
  }

  @Test
  void one_that_runs_cannot_be_changed_and_who_may_not_set_up_the_target_cannot_break_it() {
    String shop = furniture.service("guarded", "null", ops);
    String id = experiment(shop, "");
    Map<String, String> cleosSession = furniture.signIn(cleo, "cleo@example.com");
    house.put("/users/" + cleo, "{'user': {'role': 'limited_user'}}").ok();
    for (String act : new String[] {"start", "withdraw"}) {
      assertThat(house.send("POST", "/experiments/" + id + "/" + act, "{}", cleosSession).status())
          .as(act)
          .isEqualTo(403);
    }
    String change = "{'experiment': {'name': 'Slower', 'expected_effects': []}}";
    assertThat(house.send("PUT", "/experiments/" + id, change, cleosSession).status())
        .isEqualTo(403);
    assertThat(statusOf(id)).isEqualTo("planned");
    assertThat(house.put("/experiments/" + id, change).ok().path("experiment").path("name"))
        .hasToString("\"Slower\"");
    house.post("/experiments/" + id + "/start", "{}").ok();
    var refused = house.put("/experiments/" + id, "{'experiment': {'name': 'Slowest'}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("running");
    JsonNode one = house.get("/experiments/" + id).ok().path("experiment");
    assertThat(one.path("status").asString()).isEqualTo("running");
    assertThat(one.path("name").asString()).isEqualTo("Slower");
    house.post("/experiments/" + id + "/abort", "{}").ok();
  }

  @Test
  void what_is_being_kept_while_it_is_broken_off_is_released_too() throws Exception {
    String shop = furniture.service("at once", "null", ops);
    String key = furniture.key(shop, "eighth monitor");
    event(key, "error", "r1", "High latency of search");
    String incident = incidents(shop).path(0).path("id").asString();
    String id = experiment(shop, "");
    house.post("/experiments/" + id + "/start", "{}").ok();
    var database = house.bean(Database.class);
    var abort = new CompletableFuture<TestHouse.Answer>();
    database.run(() -> {
      house.bean(Experiments.class).at(at); // whoever tells people looks up what is running
      abort.completeAsync(() -> house.post("/experiments/" + id + "/abort", "{}"));
      TestLocks.untilStuck(database, abort);
      database
          .jdbc()
          .update(
              "insert into mobilize.kept_incident (incident_id, experiment_id, policy_id, at)"
                  + " values (?, ?, ?, now())",
              incident,
              id,
              chaos);
    });
    abort.get(90, TimeUnit.SECONDS).ok();
    assertThat(experimentsOf(incidents(shop).path(0)).path("kept").asBoolean(true)).isFalse();
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
