package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Who caused an incident, as people say it, and what the house remembers of its own and of imported incidents, over the public API.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CauseAndMemoryHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  private TestHouse house;
  private String network = "";
  private String key = "";
  private String changeKey = "";

  @BeforeAll
  void open() {
    house = TestHouse.start("--replay-from=" + START);
    var furniture = new Furniture(house);
    String policy = furniture.policy("p", furniture.me(), 60);
    network = furniture.watched("network", policy);
    furniture.watched("ledger", policy);
    key = furniture.key(network, "watcher");
    changeKey = furniture.key(network, "pipeline");
    house
        .post(
            "/topology/imports?source=cmdb",
            """
            {'entities': [
              {'id': 'ledger', 'kind': 'service', 'name': 'ledger'},
              {'id': 'network', 'kind': 'service', 'name': 'network'},
              {'id': 'sw-7', 'kind': 'device', 'name': 'sw-core-7', 'service': 'network'},
              {'id': 'host-12', 'kind': 'host', 'name': 'dbhost12', 'service': 'ledger'}],
             'dependencies': [
              {'from': 'ledger', 'to': 'host-12', 'kind': 'runs-on'},
              {'from': 'host-12', 'to': 'sw-7', 'kind': 'connects-via'}]}
            """)
        .ok();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private void event(Instant at, String action, String dedupKey, String source, String summary) {
    new Furniture(house).critical(key, at.toString(), action, dedupKey, source, summary);
  }

  /// A switch fails; answers the incident.
  private String trouble(Instant at) {
    house
        .send(
            "POST",
            "/v2/change/enqueue",
            "{'routing_key': '%s', 'payload': {'summary': 'New firmware on sw-core-7', 'source': 'pipeline', 'custom_details': {'target': 'sw-core-7', 'change_type': 'firmware'}}}"
                .formatted(changeKey),
            Map.of("X-Muster-At", at.minusSeconds(120).toString()))
        .ok();
    String run = at.toString();
    event(at, "trigger", "n" + run, "sw-core-7", "Port flapping on sw-core-7");
    event(at.plusSeconds(20), "trigger", "h" + run, "dbhost12", "Host dbhost12 unreachable");
    event(at.plusSeconds(60), "trigger", "l" + run, "ledger", "ledger answers with errors");
    house.post("/replay/clock", "{'at': '" + at.plus(Duration.ofMinutes(20)) + "'}").ok();
    JsonNode newest =
        house.get("/incidents?date_range=all&sort_by=incident_number:desc").ok().path("incidents");
    String id = newest.path(0).path("id").asString();
    house
        .put(
            "/incidents/" + id,
            "{'incident': {'type': 'incident_reference', 'status': 'resolved', 'resolution': 'Rolled the firmware back'}}")
        .ok();
    event(at.plusSeconds(3_000), "resolve", "n" + run, "sw-core-7", "over");
    event(at.plusSeconds(3_000), "resolve", "h" + run, "dbhost12", "over");
    event(at.plusSeconds(3_000), "resolve", "l" + run, "ledger", "over");
    house.post("/replay/clock", "{'at': '" + at.plus(Duration.ofHours(2)) + "'}").ok();
    return id;
  }

  private void aPersonSaysWhatBroke(String incident) {
    String path = "/incidents/" + incident + "/probable_cause";
    JsonNode thought = house.get(path).ok().path("probable_cause");
    assertThat(thought.path(0).path("state").asString()).isEqualTo("inferred");
    String entity = thought.path(0).path("entity").asString();
    assertThat(
            house.put(path, "{'probable_cause': {'entity': 'NOTHING', 'verdict': 'right'}}").text())
        .contains("names nothing");
    assertThat(house.put(path, "{'probable_cause': {'entity': '%s'}}".formatted(entity)).text())
        .contains("verdict");
    assertThat(
            house
                .put(
                    path, "{'probable_cause': {'entity': '%s', 'verdict': null}}".formatted(entity))
                .status())
        .isEqualTo(400);
    assertThat(house.get(path).ok().path("probable_cause").path(0).path("state").asString())
        .as("nothing was said")
        .isEqualTo("inferred");
    JsonNode said =
        house
            .put(path, "{'probable_cause': {'entity': '%s', 'verdict': 'right'}}".formatted(entity))
            .ok()
            .path("probable_cause");
    assertThat(said.path(0).path("state").asString()).isEqualTo("confirmed");
    assertThat(said.path(0).path("by").path("type").asString()).isEqualTo("user_reference");
    JsonNode score = house.get("/correlation/suggestions").ok().path("probable_causes");
    assertThat(score.path("accepted").asInt()).isEqualTo(1);
    assertThat(score.path("may_act_alone").asBoolean()).isFalse();
    assertThat(score.path("words").asString()).contains("needs a person's word");
    house
        .put(path, "{'probable_cause': {'entity': '%s', 'verdict': 'wrong'}}".formatted(entity))
        .ok();
    score = house.get("/correlation/suggestions").ok().path("probable_causes");
    assertThat(score.path("accepted").asInt()).isZero();
    assertThat(score.path("rejected").asInt()).isEqualTo(1);
    JsonNode verdicts = house.get("/correlation/suggestions/verdicts").ok().path("verdicts");
    assertThat(verdicts.valueStream().map(one -> one.path("kind").asString()))
        .contains("probable_cause", "suspect_change");
    for (int offset = 0; offset < 3; offset++) {
      JsonNode page =
          house.get("/correlation/suggestions/verdicts?limit=1&total=true&offset=" + offset).ok();
      assertThat(page.path("total").asInt()).isEqualTo(verdicts.size());
      assertThat(page.path("verdicts").path(0)).isEqualTo(verdicts.path(offset));
      assertThat(page.path("more").asBoolean()).isEqualTo(offset + 1 < verdicts.size());
    }
    house
        .put(path, "{'probable_cause': {'entity': '%s', 'verdict': 'right'}}".formatted(entity))
        .ok();
  }

  @Test
  void a_person_has_the_last_word_on_the_cause_and_own_incidents_are_remembered_after_a_start() {
    Instant at = START.plus(Duration.ofHours(1));
    String first = trouble(at);
    String change =
        house
            .get("/incidents/" + first + "/related_change_events")
            .ok()
            .path("change_events")
            .path(0)
            .path("id")
            .asString();
    String link = "/incidents/" + first + "/caused_by/" + change;

    assertThat(house.put(link, "{'caused_by': {'verdict': 'maybe'}}").status()).isEqualTo(400);
    assertThat(house.put(link, "{'caused_by': {}}").text()).contains("verdict");
    assertThat(
            house
                .put(
                    "/incidents/" + first + "/caused_by/NOBODY",
                    "{'caused_by': {'verdict': 'caused'}}")
                .status())
        .isEqualTo(404);

    JsonNode links = house.put(link, "{'caused_by': {'verdict': 'caused'}}").ok().path("caused_by");
    assertThat(links.path(0).path("state").asString()).isEqualTo("confirmed");
    assertThat(links.path(0).path("change").path("summary").asString())
        .isEqualTo("New firmware on sw-core-7");
    assertThat(links.path(0).path("by").path("type").asString()).isEqualTo("user_reference");
    house.put(link, "{'caused_by': {'verdict': 'caused'}}").ok(); // said once is enough
    house.post("/replay/clock", "{'at': '" + at.plus(Duration.ofHours(3)) + "'}").ok();
    JsonNode entries =
        house.get("/incidents/" + first + "/log_entries?limit=100").ok().path("log_entries");
    assertThat(entries.valueStream().map(one -> one.path("summary").asString()))
        .containsOnlyOnce("The change \"New firmware on sw-core-7\" caused it.");
    JsonNode suggestions = house.get("/correlation/suggestions").ok().path("suspect_changes");
    assertThat(suggestions.path("hit_rate").isNull()).as("too few were judged").isTrue();

    aPersonSaysWhatBroke(first);

    house.put(link, "{'caused_by': {'verdict': 'not_caused'}}").ok();
    links = house.get("/incidents/" + first + "/caused_by").ok().path("caused_by");
    assertThat(links.path(0).path("state").asString()).isEqualTo("rejected");
    house.put(link, "{'caused_by': {'verdict': 'withdrawn'}}").ok();
    links = house.get("/incidents/" + first + "/caused_by").ok().path("caused_by");
    assertThat(links.valueStream().map(one -> one.path("state").asString()))
        .doesNotContain("rejected", "confirmed");
    house.put(link, "{'caused_by': {'verdict': 'caused'}}").ok();

    // What was in memory is made anew by an import, as it is by a start; half a day is more than
    // the present.
    house.post("/replay/clock", "{'at': '" + at.plus(Duration.ofHours(14)) + "'}").ok();
    house
        .post(
            "/imports/incidents",
            "{'incident': {'id': 'OLD-7', 'title': 'Full disk', 'kind': 'disk', 'opened_at':"
                + " '2026-01-01T00:00:00Z', 'resolved_at': '2026-01-01T01:00:00Z', 'cause':"
                + " {'entity': 'host-12', 'service': 'ledger', 'change': null}, 'fixed_by':"
                + " 'removed old logs'}}\n"
                + "{'alert': {'key': 'old-7a', 'incident': 'OLD-7', 'at': '2026-01-01T00:00:10Z',"
                + " 'summary': 'Disk of dbhost12 is full', 'source': 'dbhost12', 'tool': 'watcher',"
                + " 'severity': 'critical'}}")
        .ok();
    assertThat(
            house
                .get("/incidents/" + first + "/differences")
                .ok()
                .path("differences")
                .path("verdict")
                .asString())
        .as("three alerts and no others")
        .isEqualTo("not_enough_data");
    String second = trouble(at.plus(Duration.ofHours(15)));
    assertThat(second).isNotEqualTo(first);
    JsonNode past =
        house.get("/incidents/" + second + "/past_incidents").ok().path("past_incidents");
    assertThat(past.valueStream().map(one -> one.path("incident").path("id").asString()))
        .as("own incidents of before: %s", past)
        .contains(first);
    assertThat(past.path(0).path("same").asDouble())
        .as("how probable the same trouble is, beside the score that all share: %s", past)
        .isBetween(past.path(0).path("score").asDouble() / 1_000 - 0.001, 1.0);
    assertThat(
            past.valueStream()
                .filter(one -> one.path("incident").path("id").asString().equals(first))
                .map(one -> one.path("fixed_by").asString()))
        .as("what whoever resolved it said")
        .containsExactly("Rolled the firmware back");
    aPersonJudgesTheLikeness(second, first);
  }

  private void aPersonJudgesTheLikeness(String incident, String like) {
    String all = "/incidents/" + incident + "/past_incidents";
    String path = all + "/" + like;
    assertThat(house.put(path, "{'past_incident': {'verdict': 'maybe'}}").text())
        .contains("right, wrong or withdrawn");
    assertThat(house.put(path, "{'past_incident': {}}").text()).contains("verdict");
    assertThat(house.put(all + "/NONE", "{'past_incident': {'verdict': 'right'}}").status())
        .isEqualTo(404);
    assertThat(house.put(all + "/" + incident, "{'past_incident': {'verdict': 'right'}}").status())
        .isEqualTo(400);
    assertThat(
            house
                .get("/correlation/suggestions")
                .ok()
                .path("similar_incidents")
                .path("accepted")
                .asInt())
        .isZero();

    house.put(path, "{'past_incident': {'verdict': 'right'}}").ok();
    JsonNode said =
        house.put(path, "{'past_incident': {'verdict': 'right'}}").ok().path("past_incident");
    assertThat(said.path("verdict").asString()).isEqualTo("right");
    assertThat(said.path("by").path("type").asString()).isEqualTo("user_reference");
    JsonNode head = house.get(all).ok().path("past_incidents").path(0);
    assertThat(head.path("incident").path("id").asString()).isEqualTo(like);
    assertThat(head.path("verdict").asString()).isEqualTo("right");
    assertThat(
            house
                .get("/correlation/suggestions")
                .ok()
                .path("similar_incidents")
                .path("accepted")
                .asInt())
        .as("said once, however often")
        .isEqualTo(1);
    JsonNode verdict = house.get("/correlation/suggestions/verdicts").ok().path("verdicts").path(0);
    assertThat(verdict.path("kind").asString()).isEqualTo("similar_incident");
    assertThat(verdict.path("place").asInt()).isBetween(1, 3);

    house.put(path, "{'past_incident': {'verdict': 'withdrawn'}}").ok();
    assertThat(house.get(all).ok().path("past_incidents").toString())
        .doesNotContain("\"verdict\":\"");
    assertThat(
            house
                .get("/correlation/suggestions")
                .ok()
                .path("similar_incidents")
                .path("accepted")
                .asInt())
        .isZero();
  }

  @Test
  void an_imported_incident_is_found_and_read() {
    house
        .post(
            "/imports/incidents",
            "{'incident': {'id': 'OLD-8', 'kind': 'lost_link', 'opened_at': '2026-01-03T00:00:00Z',"
                + " 'resolved_at': '2026-01-03T01:00:00Z', 'cause': {'entity': 'sw-7', 'service':"
                + " 'network'}, 'fixed_by': 'changed the optic'}}\n"
                + "{'alert': {'key': 'old-8a', 'incident': 'OLD-8', 'at': '2026-01-03T00:00:10Z',"
                + " 'summary': 'Link lost', 'source': 'sw-core-7', 'tool': 'watcher', 'severity':"
                + " 'critical'}}")
        .ok();
    JsonNode list = house.get("/past_incidents?query=OPTIC&total=true").ok();
    assertThat(list.path("total").asInt()).isEqualTo(1);
    JsonNode one = list.path("past_incidents").path(0);
    assertThat(one.path("title").asString()).isEqualTo("lost link at sw-7 (OLD-8)");
    assertThat(house.get("/past_incidents?service=network").ok().path("past_incidents").size())
        .isEqualTo(1);
    assertThat(house.get("/past_incidents?service=" + network).ok().path("past_incidents"))
        .as("imported by name, asked for by id")
        .hasSize(1);
    assertThat(house.get("/past_incidents?service=nobody").ok().path("past_incidents").size())
        .isZero();
    JsonNode page = house.get("/past_incidents/" + one.path("id").asString()).ok();
    assertThat(page.path("past_incident").path("fixed_by").asString())
        .isEqualTo("changed the optic");
    assertThat(page.path("alerts").path(0).path("summary").asString()).isEqualTo("Link lost");
    assertThat(house.get("/past_incidents/OLD-8").status()).isEqualTo(200);
    assertThat(house.get("/past_incidents/NOBODY").status()).isEqualTo(404);
  }

  @Test
  void what_is_different_about_the_failing_ones_is_told_or_that_it_cannot_be() {
    var cases = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      boolean old = i % 10 == 0;
      cases
          .append(i == 0 ? "" : ",")
          .append(
              "{'failing': %s, 'attributes': {'browser': '%s', 'country': '%s'}}"
                  .formatted(
                      old && i % 20 == 0, old ? "Otter 9" : "Lynx", i % 3 == 0 ? "de" : "fr"));
    }
    JsonNode found =
        house.post("/differences", "{'cases': [" + cases + "]}").ok().path("differences");
    assertThat(found.path("verdict").asString()).isEqualTo("found");
    JsonNode first = found.path("segments").path(0);
    assertThat(first.path("where").path("browser").asString()).isEqualTo("Otter 9");
    assertThat(first.path("lift").asDouble())
        .isBetween(first.path("at_least").asDouble(), first.path("at_most").asDouble() * 3);
    assertThat(first.path("at_least").asDouble()).isGreaterThan(1);

    JsonNode few =
        house
            .post("/differences", "{'cases': [{'failing': true, 'attributes': {'a': 'b'}}]}")
            .ok()
            .path("differences");
    assertThat(few.path("verdict").asString()).isEqualTo("not_enough_data");
    assertThat(house.post("/differences", "{'cases': []}").text()).contains("cases");
    assertThat(house.post("/differences", "{'cases': [{'attributes': {}}]}").status())
        .isEqualTo(400);
    assertThat(house.get("/incidents/NOBODY/differences").status()).isEqualTo(404);
  }
}
