package dev.muster.correlate.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Recipes in the whole house, over real HTTP: made, used, explained, tried on the tape, taken away.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipesHouseTest {
  private final TestHouse house = TestHouse.start();
  private String policy = "";

  @BeforeAll
  void furnish() {
    var furniture = new Furniture(house);
    policy = furniture.policy("All", furniture.me(), 30);
  }

  @AfterAll
  void close() {
    house.close();
  }

  private record Source(String service, String key) {}

  private Source source(String name, String grouping) {
    var furniture = new Furniture(house);
    String service = furniture.service(name, grouping, policy);
    String key = furniture.key(service, "in");
    return new Source(service, key);
  }

  private void send(Source source, String dedup, String rack, String host) {
    var answer =
        house.post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'trigger','dedup_key':'%s','payload':{'summary':'Disk is full on %s','source':'%s','severity':'critical','custom_details':{'rack':'%s'}}}"
                .formatted(source.key(), dedup, host, host, rack));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
  }

  private String recipe(String name, String rest) {
    return house
        .post(
            "/correlation_recipes",
            "{'correlation_recipe': {'name': '%s', %s}}".formatted(name, rest))
        .ok()
        .path("correlation_recipe")
        .path("id")
        .asString();
  }

  @Test
  void alerts_of_two_services_and_of_the_automatic_grouping_go_where_a_recipe_wants_them() {
    Source one = source("Storage", "'intelligent'");
    Source other = source("Databases", "null");
    String id =
        recipe(
            "Disks of one rack",
            "'services': [{'id': '%s'}, {'id': '%s'}], 'conditions': {'include': 'event.summary matches part \\u0027Disk\\u0027'}, 'factors': [{'type': 'field', 'field': 'rack', 'measure': 'exact', 'minimum': 1, 'weight': 2}, {'type': 'time', 'weight': 1}], 'threshold': 0.5"
                .formatted(one.service(), other.service()));
    send(one, "d1", "r1", "host1");
    JsonNode first =
        house.eventually(
            "/incidents?service_ids[]=" + one.service(),
            found -> !found.path("incidents").isEmpty());
    send(other, "d2", "r1", "host2");
    send(other, "d3", "r2", "host3");
    JsonNode third =
        house.eventually(
            "/incidents?service_ids[]=" + other.service(),
            found -> !found.path("incidents").isEmpty());
    String incident = first.path("incidents").get(0).path("id").asString();
    JsonNode alerts =
        house.eventually(
            "/incidents/" + incident + "/alerts", all -> all.path("alerts").size() == 2);
    assertThat(third.path("incidents")).hasSize(1);
    assertThat(third.path("incidents").get(0).path("title").asString()).contains("host3");
    var ids = new ArrayList<String>();
    alerts.path("alerts").forEach(alert -> ids.add(alert.path("id").asString()));
    String decisions = "";
    for (String alert : ids) {
      decisions += house.get("/alerts/" + alert + "/decisions").ok();
    }
    assertThat(decisions)
        .contains("Recipe “Disks of one rack”, version 1")
        .contains("the same rack “r1” (1), weight 2")
        .contains("\"recipe." + id);
  }

  @Test
  void an_incident_opens_when_enough_have_come_and_the_first_recipe_wins() {
    Source source = source("Batch", "null");
    recipe(
        "Three batches",
        "'services': [{'id': '%s'}], 'conditions': {'include': 'event.custom_details.rack matches \\u0027b\\u0027'}, 'minimum_alerts': 3, 'threshold': 0"
            .formatted(source.service()));
    send(source, "b1", "b", "h1");
    send(source, "b2", "b", "h2");
    send(source, "x", "other", "h9");
    JsonNode alone =
        house.eventually(
            "/incidents?service_ids[]=" + source.service(),
            found -> !found.path("incidents").isEmpty());
    assertThat(alone.path("incidents")).hasSize(1);
    assertThat(alone.path("incidents").get(0).path("title").asString()).contains("h9");
    send(source, "b3", "b", "h3");
    JsonNode both =
        house.eventually(
            "/incidents?service_ids[]=" + source.service(),
            found -> found.path("incidents").size() == 2);
    String formed = "";
    for (JsonNode incident : both.path("incidents")) {
      formed =
          incident.path("title").asString().contains("h9")
              ? formed
              : incident.path("id").asString();
    }
    JsonNode alerts =
        house.eventually("/incidents/" + formed + "/alerts", all -> all.path("alerts").size() == 3);
    assertThat(alerts.path("alerts")).hasSize(3);
  }

  @Test
  void what_is_wrong_is_named_and_changes_nothing() {
    var answer =
        house.post(
            "/correlation_recipes",
            "{'correlation_recipe': {'name': '', 'threshold': 2, 'match': 'best', 'minimum_alerts':"
                + " 0, 'window_seconds': 900, 'longest_seconds': 60, 'services': [{'id':"
                + " 'PNOBODY'}], 'conditions': {'include': 'event.summary matches', 'seed':"
                + " 'trigger_count over 1 minutes > 2'}, 'factors': [{'type': 'field', 'field':"
                + " 'a', 'measure': 'guess'}, {'type': 'field', 'field': 'a'}, {'type':"
                + " 'smell'}]}}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text())
        .contains("correlation_recipe.name' is missing")
        .contains("threshold' must be a number between 0 and 1")
        .contains("match' must be one of first, closest")
        .contains("minimum_alerts'")
        .contains("longest_seconds'")
        .contains("PNOBODY")
        .contains("conditions.include' is no condition, at character")
        .contains("conditions.seed' counts events")
        .contains("factors[0].measure'")
        .contains("factors[1].field' is there twice")
        .contains("factors[2].type' must be one of");
    assertThat(house.get("/correlation_recipes").ok().toString()).doesNotContain("guess");
    assertThat(
            house
                .post(
                    "/correlation_recipes",
                    "{'correlation_recipe': {'name': 'a', 'conditions': 'all of them'}}")
                .text())
        .as("told once")
        .containsOnlyOnce("conditions' must be an object");
    assertThat(house.post("/correlation_recipes", "{'correlation_recipe': {'name': 'all'}}").text())
        .contains("factors' are none", "every alert of every service would become one incident");
    assertThat(house.get("/correlation_recipes/PNONE").status()).isEqualTo(404);
    assertThat(house.delete("/correlation_recipes/PNONE").status()).isEqualTo(404);
    assertThat(house.put("/correlation_recipes/order", "{'ids': ['PNONE']}").status())
        .isEqualTo(400);
  }

  @Test
  void a_recipe_that_somebody_else_saved_meanwhile_is_not_replaced_unasked() {
    String id = recipe("Two editors", "'enabled': false");
    assertThat(rename(id, "Mine", "\"1\"").status()).isEqualTo(200);
    TestHouse.Answer late = rename(id, "Theirs", "1");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.text()).contains("The recipe has been changed since then");
    assertThat(house.get("/correlation_recipes/" + id).text()).contains("Mine");
    assertThat(rename(id, "Theirs", "*").status()).isEqualTo(200);
  }

  private TestHouse.Answer rename(String id, String name, String ifMatch) {
    return house.send(
        "PUT",
        "/correlation_recipes/" + id,
        "{'correlation_recipe': {'name': '%s'}}".formatted(name),
        Map.of("If-Match", ifMatch, "Authorization", "Token token=" + TestHouse.ADMIN_TOKEN));
  }

  @Test
  void versions_order_and_audit_trail_are_kept() {
    String id = recipe("Kept", "'enabled': false");
    String other = recipe("Other", "'enabled': false");
    JsonNode changed =
        house
            .put("/correlation_recipes/" + id, "{'correlation_recipe': {'threshold': 0.75}}")
            .ok()
            .path("correlation_recipe");
    assertThat(changed.path("version").asInt()).isEqualTo(2);
    assertThat(changed.path("name").asString()).isEqualTo("Kept");
    assertThat(changed.path("threshold").asDouble()).isEqualTo(0.75);
    var order = new ArrayList<String>();
    house
        .get("/correlation_recipes?limit=100")
        .ok()
        .path("correlation_recipes")
        .forEach(recipe -> order.add(recipe.path("id").asString()));
    order.remove(other);
    order.addFirst(other);
    JsonNode ordered =
        house
            .put(
                "/correlation_recipes/order",
                "{'ids': %s}"
                    .formatted(order.stream().map(one -> "'" + one + "'").toList().toString()))
            .ok();
    assertThat(ordered.path("correlation_recipes").get(0).path("id").asString()).isEqualTo(other);
    house.delete("/correlation_recipes/" + id);
    JsonNode versions = house.get("/correlation_recipes/" + id + "/versions").ok();
    assertThat(versions.path("versions")).hasSize(3);
    assertThat(versions.path("versions").get(0).path("deleted").asBoolean()).isTrue();
    assertThat(
            versions
                .path("versions")
                .get(2)
                .path("correlation_recipe")
                .path("threshold")
                .asDouble())
        .as("what alike means unless somebody says so")
        .isEqualTo(0.7);
    assertThat(house.get("/audit/records?limit=100").ok().toString())
        .contains("correlation_recipe")
        .contains(
            "\"name\":\"threshold\",\"description\":null,\"value\":0.75,\"before_value\":0.7");
  }

  @Test
  void a_recipe_is_tried_on_the_tape_before_it_is_saved() {
    Source source = source("Tried", "null");
    for (String host : List.of("t1", "t2", "t3")) {
      send(source, host, "rt", host);
    }
    JsonNode open =
        house
            .eventually(
                "/incidents?service_ids[]=" + source.service(),
                found -> found.path("incidents").size() == 3)
            .path("incidents");
    JsonNode done = tried(source, "");
    assertThat(done.path("summary").asString()).isEqualTo("Recipe Tried");
    assertThat(done.path("pages_lost").path("total").asInt()).isEqualTo(2);
    assertThat(done.path("pages_gained").path("total").asInt()).isZero();
    assertThat(done.path("incidents_lost").path("total").asInt()).as(done.toString()).isEqualTo(2);
    assertThat(done.path("incidents_gained").path("total").asInt()).isZero();
    assertThat(done.path("real_incidents_missed").path("total").asInt()).isZero();
    JsonNode largest = done.path("largest_incidents").get(0);
    assertThat(largest.toString()).contains("the same rack “rt” (1)");
    assertThat(house.post("/what_ifs", "{'what_if': {'recipe': {'threshold': 7}}}").text())
        .contains("what_if.recipe.threshold'")
        .contains("what_if.recipe.name'");

    String worth = open.get(0).path("id").asString();
    String noise = open.get(1).path("id").asString();
    house.put("/incidents/" + worth + "/verdict", "{'verdict': 'actionable'}").ok();
    house
        .put(
            "/incidents/" + noise,
            "{'incident': {'type': 'incident_reference', 'status': 'acknowledged'}}")
        .ok();
    house.put("/incidents/" + noise + "/verdict", "{'verdict': 'not_actionable'}").ok();
    JsonNode missed = tried(source, ", 'minimum_alerts': 10").path("real_incidents_missed");
    assertThat(missed.path("total").asInt())
        .as("what people say counts more than what they did: " + missed)
        .isEqualTo(1);
    assertThat(missed.at("/examples/0/id").asString()).isEqualTo(worth);
  }

  private JsonNode tried(Source source, String more) {
    String trial =
        house
            .post(
                "/what_ifs",
                "{'what_if': {'recipe': {'name': 'Tried', 'services': [{'id': '%s'}], 'factors': [{'type': 'field', 'field': 'rack', 'minimum': 1}]%s}}}"
                    .formatted(source.service(), more))
            .ok()
            .path("what_if")
            .path("id")
            .asString();
    return house
        .eventually(
            "/what_ifs/" + trial,
            found -> found.path("what_if").path("status").asString().equals("done"))
        .path("what_if");
  }

  @Test
  void a_trial_is_cancelled() {
    String trial =
        house
            .post("/what_ifs", "{'what_if': {'recipe': {'name': 'Cancelled'}}}")
            .ok()
            .path("what_if")
            .path("id")
            .asString();
    JsonNode cancelled = house.post("/what_ifs/" + trial + "/cancel", "{}").ok().path("what_if");
    assertThat(List.of("cancelled", "done")).contains(cancelled.path("status").asString());
    assertThat(house.post("/what_ifs/WNONE/cancel", "{}").status()).isEqualTo(404);
  }

  @Test
  void who_is_not_known_may_do_nothing() {
    var answer =
        house.send(
            "POST", "/correlation_recipes", "{'correlation_recipe': {'name': 'x'}}", Map.of());
    assertThat(answer.status()).isEqualTo(401);
  }
}
