package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The same event in test is something to do, and in production a page; over real HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StageHouseTest {
  private final TestHouse house = TestHouse.start();

  @AfterAll
  void close() {
    house.close();
  }

  private void send(Furniture.Shop shop, String dedupKey, String stage) {
    var answer =
        house.post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'trigger','dedup_key':'%s','payload':{'summary':'Checkout fails','source':'web-1','severity':'critical','custom_details':{'environment':'%s'}}}"
                .formatted(shop.key(), dedupKey, stage));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
  }

  private JsonNode incidents(Furniture.Shop shop, int number) {
    return house
        .eventually(
            "/incidents?sort_by=created_at:asc&service_ids[]=" + shop.service(),
            found -> found.path("incidents").size() == number)
        .path("incidents");
  }

  private JsonNode timeline(String incident, String words) {
    return house.eventually(
        "/incidents/" + incident + "/log_entries?is_overview=false&limit=100",
        found -> found.toString().contains(words));
  }

  @Test
  void in_test_it_is_something_to_do_and_in_production_somebody_is_paged() {
    Furniture.Shop shop = new Furniture(house).shop("Checkout");
    send(shop, "in-test", "test");
    String test = incidents(shop, 1).get(0).path("id").asString();
    String words = timeline(test, "To do: nobody is paged.").toString();
    assertThat(words).contains("Alerts of the stage 'test' are something to do");
    JsonNode quiet = house.get("/incidents/" + test).ok().path("incident");
    assertThat(quiet.path("to_do").asBoolean()).isTrue();
    assertThat(quiet.path("urgency").asString()).isEqualTo("low");
    assertThat(quiet.path("status").asString()).isEqualTo("triggered");
    assertThat(quiet.path("assignments")).isEmpty();
    assertThat(quiet.path("pending_actions").toString()).doesNotContain("escalate");

    send(shop, "in-production", "production");
    JsonNode loud = incidents(shop, 2).get(1);
    assertThat(loud.path("to_do").asBoolean()).isFalse();
    assertThat(loud.path("urgency").asString()).isEqualTo("high");
    house.eventually(
        "/incidents/" + loud.path("id").asString(),
        found -> !found.path("incident").path("assignments").isEmpty());
    house.eventually(
        "/incidents/" + loud.path("id").asString() + "/notifications",
        found -> !found.path("notifications").isEmpty());
    assertThat(house.get("/incidents/" + test + "/notifications").ok().path("notifications"))
        .as("of the incident of the test system nobody is told")
        .isEmpty();
    assertThat(timeline(test, "Triggered by Checkout monitor.").toString())
        .as("the monitor is who triggered it")
        .contains("inbound_integration_reference");
    String both = "/incidents?total=true&service_ids[]=" + shop.service() + "&to_do=";
    assertThat(house.get(both + "true").ok().path("incidents").toString()).contains("\"" + test);
    assertThat(house.get(both + "true").ok().path("total").asInt()).isEqualTo(1);
    assertThat(house.get(both + "false").ok().path("incidents").toString())
        .contains(loud.path("id").asString())
        .doesNotContain("\"id\":\"" + test);
    assertThat(house.get(both + "perhaps").status()).isEqualTo(400);

    JsonNode tried = tried(shop.service());
    assertThat(tried.path("to_do").asInt()).as(tried.toString()).isPositive();
    assertThat(tried.path("pages").asInt() + tried.path("to_do").asInt())
        .isLessThanOrEqualTo(tried.path("incidents").asInt());
  }

  /// What a trial makes of all that came in, as things are.
  private JsonNode tried(String service) {
    String trial =
        house
            .post(
                "/what_ifs",
                "{'what_if': {'maintenance': {'services': [{'id': '%s'}], 'start_time': '2026-01-01T00:00:00Z', 'end_time': '2026-01-02T00:00:00Z'}}}"
                    .formatted(service))
            .ok()
            .path("what_if")
            .path("id")
            .asString();
    return house
        .eventually(
            "/what_ifs/" + trial,
            found -> found.path("what_if").path("status").asString().equals("done"))
        .path("what_if")
        .path("as_it_is");
  }

  @Test
  void a_trial_hears_the_alert_of_production_that_joins_later() {
    var furniture = new Furniture(house);
    String policy = furniture.policy("Trial policy", furniture.me(), 30);
    String service = furniture.service("Trial", "'time', 'config': {'timeout': 0}", policy);
    var shop = new Furniture.Shop(policy, service, furniture.key(service, "monitor"));
    send(shop, "first", "test");
    incidents(shop, 1);
    JsonNode quiet = tried(service);
    send(shop, "later", "production");
    String incident = incidents(shop, 1).get(0).path("id").asString();
    house.eventually(
        "/incidents/" + incident,
        found -> found.path("incident").path("urgency").asString().equals("high"));
    JsonNode loud = tried(service);
    assertThat(loud.path("incidents").asInt()).isEqualTo(quiet.path("incidents").asInt());
    assertThat(loud.path("to_do").asInt()).isEqualTo(quiet.path("to_do").asInt() - 1);
    assertThat(loud.path("pages").asInt()).isEqualTo(quiet.path("pages").asInt() + 1);
  }

  @Test
  void an_alert_of_production_in_it_or_a_person_makes_it_page() {
    var furniture = new Furniture(house);
    String policy = furniture.policy("Grouped policy", furniture.me(), 30);
    String service = furniture.service("Grouped", "'time', 'config': {'timeout': 0}", policy);
    var shop = new Furniture.Shop(policy, service, furniture.key(service, "monitor"));
    send(shop, "a", "test");
    String incident = incidents(shop, 1).get(0).path("id").asString();
    send(shop, "b", "qa");
    house.eventually(
        "/incidents/" + incident,
        found -> found.path("incident").path("alert_counts").path("all").asInt() == 2);
    assertThat(house.get("/incidents/" + incident).ok().path("incident").path("to_do").asBoolean())
        .isTrue();
    house
        .put(
            "/incidents/" + incident,
            "{'incident': {'type': 'incident', 'status': 'acknowledged'}}")
        .ok();
    send(shop, "c", "production");
    JsonNode woken =
        house
            .eventually(
                "/incidents/" + incident,
                found -> !found.path("incident").path("assignments").isEmpty())
            .path("incident");
    assertThat(woken.path("to_do").asBoolean()).isFalse();
    assertThat(woken.path("status").asString())
        .as("it was acknowledged while it was only to do")
        .isEqualTo("triggered");
    assertThat(woken.path("urgency").asString()).isEqualTo("high");
    assertThat(timeline(incident, "No longer only to do").toString())
        .contains("Alert 'Checkout fails' belongs to it and is not only something to do.");

    Furniture.Shop other = furniture.shop("By hand");
    send(other, "d", "dev");
    String quiet = incidents(other, 1).get(0).path("id").asString();
    timeline(quiet, "To do: nobody is paged.");
    house.put("/incidents/" + quiet, "{'incident': {'type': 'incident', 'urgency': 'high'}}").ok();
    JsonNode loud = house.get("/incidents/" + quiet).ok().path("incident");
    assertThat(loud.path("to_do").asBoolean()).isFalse();
    assertThat(loud.path("assignments")).hasSize(1);
  }

  @Test
  void staging_that_somebody_acknowledged_pages_when_production_joins_it() {
    var furniture = new Furniture(house);
    String policy = furniture.policy("Staging policy", furniture.me(), 30);
    String service = furniture.service("Staged", "'time', 'config': {'timeout': 0}", policy);
    var shop = new Furniture.Shop(policy, service, furniture.key(service, "monitor"));
    send(shop, "s", "staging");
    String incident = incidents(shop, 1).get(0).path("id").asString();
    house.eventually(
        "/incidents/" + incident, found -> !found.path("incident").path("assignments").isEmpty());
    JsonNode taken =
        house
            .put(
                "/incidents/" + incident,
                "{'incident': {'type': 'incident', 'status': 'acknowledged'}}")
            .ok();
    assertThat(taken.path("incident").path("urgency").asString()).isEqualTo("low");
    send(shop, "p", "production");
    JsonNode woken =
        house
            .eventually(
                "/incidents/" + incident,
                found -> found.path("incident").path("urgency").asString().equals("high"))
            .path("incident");
    assertThat(woken.path("status").asString())
        .as("it was acknowledged while it was low")
        .isEqualTo("triggered");
    assertThat(timeline(incident, "holds it at low urgency").toString())
        .contains("no rule about its stage holds it at low urgency");
  }

  @Test
  void how_much_a_stage_matters_is_edited_and_audited() {
    JsonNode before = house.get("/stages").ok();
    assertThat(before.path("stages").toString())
        .contains("\"name\":\"test\"")
        .contains("\"importance\":\"ticket\"");
    house
        .put("/stages", "{'stages': [{'name': 'sandbox', 'aliases': [], 'importance': 'ticket'}]}")
        .ok();
    assertThat(house.get("/stages").ok().path("stages").toString()).contains("sandbox");
    assertThat(house.get("/audit/records?limit=5").ok().toString())
        .contains("\"stages\"")
        .contains("sandbox");
    house.put("/stages", before.toString()).ok();
  }
}
