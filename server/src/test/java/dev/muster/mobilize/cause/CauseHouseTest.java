package dev.muster.mobilize.cause;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.platform.db.Database;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// One incident, one page: when its cause turns out to be elsewhere, people there are asked to help, owners of what is touched are
/// informed, and the author of a suspect change is added in one action.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CauseHouseTest {
  private final TestHouse house = TestHouse.start();
  private final Furniture furniture = new Furniture(house);

  private record Owned(String user, String service, String key) {}

  private Owned shop = new Owned("", "", "");
  private Owned ledger = shop;
  private Owned checkout = shop;

  @BeforeAll
  void furnish() {
    shop = owned("Shop", "sam");
    ledger = owned("Ledger", "lea");
    checkout = owned("Checkout", "chris");
  }

  @AfterAll
  void close() {
    house.close();
  }

  private Owned owned(String name, String person) {
    String user = furniture.user(person);
    String policy = furniture.policy(name + " people", user, 30);
    String service = furniture.service(name, "null", policy);
    String key = furniture.key(service, "in");
    return new Owned(user, service, key);
  }

  private String incident(String dedup) {
    house
        .post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'trigger','dedup_key':'%s','payload':{'summary':'Orders fail','source':'shop','severity':'critical'}}"
                .formatted(shop.key(), dedup))
        .ok();
    String path = "/incidents?service_ids[]=" + shop.service();
    String id = idOf(house.eventually(path, found -> !idOf(found, dedup).isEmpty()), dedup);
    // what Muster thinks of it by itself comes before what the test has it think
    house.eventually("/incidents/" + id + "/analysis", found -> !found.path("analysis").isNull());
    return id;
  }

  private static String idOf(JsonNode found, String dedup) {
    for (JsonNode incident : found.path("incidents")) {
      if (incident.path("incident_key").asString("").equals(dedup)) {
        return incident.path("id").asString();
      }
    }
    return "";
  }

  private void think(String incident, int second, List<Analysis.Cause> services, String change) {
    var analysis =
        new Analysis(
            Instant.parse("2096-03-04T08:00:00Z").plusSeconds(second),
            1,
            List.of(),
            services,
            change.isEmpty()
                ? List.of()
                : List.of(
                    new Analysis.Suspect(
                        change, "Raise the pool", 0.8, List.of("It came just before."))),
            List.of(),
            List.of(),
            "unknown",
            null,
            null,
            null);
    house.bean(Database.class).run(() -> house.bean(Ledger.class).keep(incident, analysis));
  }

  private static Analysis.Cause cause(Owned owned, double probability) {
    return new Analysis.Cause(
        "e", "e", "s", owned.service(), probability, List.of("It failed first."));
  }

  @Test
  void responders_come_when_the_cause_moves_and_the_touched_are_informed() {
    String incident = incident("moves");
    think(incident, 0, List.of(cause(shop, 0.5), cause(checkout, 0.3)), "");
    house.eventually(
        "/incidents/" + incident + "/log_entries?limit=100",
        log -> log.toString().contains("on call for Checkout, was told"));
    think(incident, 60, List.of(cause(ledger, 0.7), cause(shop, 0.2)), "");
    think(incident, 120, List.of(cause(ledger, 0.7), cause(shop, 0.2)), "");
    JsonNode log =
        house.eventually(
            "/incidents/" + incident + "/log_entries?limit=100",
            entries -> entries.toString().contains("The probable cause is in Ledger (70 %)"));
    assertThat(log.toString())
        .contains("Its people are asked to help; Shop keeps the incident.")
        .contains("Muster asked lea to help");
    JsonNode requests = house.get("/incidents/" + incident + "/responder_requests").ok();
    assertThat(requests.path("responder_requests")).hasSize(1);
    JsonNode assigned =
        house.get("/incidents/" + incident).ok().path("incident").path("assignments");
    assertThat(assigned.toString()).contains(shop.user()).doesNotContain(ledger.user());
    think(incident, 180, List.of(cause(shop, 0.9)), "");
    think(incident, 240, List.of(cause(ledger, 0.9)), "");
    house.eventually(
        "/incidents/" + incident + "/log_entries?limit=100",
        entries -> entries.toString().contains("nobody more is asked"));
    assertThat(
            house
                .get("/incidents/" + incident + "/responder_requests")
                .ok()
                .path("responder_requests"))
        .hasSize(1);
    String told = house.get("/incidents/" + incident + "/notifications").text();
    assertThat(told).doesNotContain(checkout.user());
  }

  @Test
  void the_author_of_a_suspect_change_is_added_in_one_action() {
    String author = furniture.user("anna");
    String incident = incident("author");
    var sent =
        house.post(
            "/v2/change/enqueue",
            "{'routing_key':'%s','payload':{'summary':'Raise the pool','source':'pipeline','custom_details':{'author':'anna'}}}"
                .formatted(ledger.key()));
    assertThat(sent.status()).as(sent.text()).isEqualTo(202);
    String change =
        house
            .eventually(
                "/change_events",
                found -> found.path("change_events").toString().contains("Raise the pool"))
            .path("change_events")
            .get(0)
            .path("id")
            .asString();
    think(incident, 0, List.of(cause(shop, 0.9)), change);
    JsonNode offered = house.get("/incidents/" + incident + "/change_authors").ok();
    JsonNode first = offered.path("change_authors").get(0);
    assertThat(first.path("author").asString()).isEqualTo("anna");
    assertThat(first.path("user").path("id").asString()).isEqualTo(author);
    assertThat(first.path("asked").asBoolean()).isFalse();
    var added =
        house.post("/incidents/" + incident + "/change_authors", "{'change_id': '" + change + "'}");
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(house.get("/incidents/" + incident + "/responder_requests").text())
        .contains(author)
        .contains("Your change “Raise the pool” is suspected");
    assertThat(
            house
                .get("/incidents/" + incident + "/change_authors")
                .ok()
                .path("change_authors")
                .get(0)
                .path("asked")
                .asBoolean())
        .isTrue();
    assertThat(
            house
                .post(
                    "/incidents/" + incident + "/change_authors", "{'change_id': '" + change + "'}")
                .status())
        .isEqualTo(400);
    assertThat(
            house
                .post("/incidents/" + incident + "/change_authors", "{'change_id': 'QNONE'}")
                .text())
        .contains("change_id");
    assertThat(house.get("/incidents/QNONE/change_authors").status()).isEqualTo(404);
  }

  @Test
  void authors_are_offered_also_where_nothing_is_suspected() {
    String author = furniture.user("bert");
    house
        .post(
            "/v2/change/enqueue",
            "{'routing_key':'%s','payload':{'summary':'New tariff','source':'pipeline','custom_details':{'author':'Bert B. <bert@example.com>','target':'a table that nobody knows'}}}"
                .formatted(shop.key()))
        .ok();
    house.eventually("/change_events", found -> found.toString().contains("New tariff"));
    String incident = incident("unsuspected");
    JsonNode offered =
        house
            .get("/incidents/" + incident + "/change_authors")
            .ok()
            .path("change_authors")
            .valueStream()
            .filter(one -> one.path("change").path("summary").asString().equals("New tariff"))
            .findFirst()
            .orElseThrow();
    assertThat(offered.path("probability").isNull()).isTrue();
    assertThat(offered.path("user").path("id").asString()).isEqualTo(author);
  }
}
