package dev.muster.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A patch has been waiting for weeks when the very thing breaks that it would have mended.
class KnownProblemHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  @Test
  void what_was_known_is_found_again_with_its_age() {
    try (var house = TestHouse.start("--replay-from=" + START)) {
      var furniture = new Furniture(house);
      String policy = furniture.policy("p", furniture.me(), 60);
      String service = furniture.service("ledger", "null", policy);
      house.put("/services/" + service, "{'service': {'auto_resolve_timeout': null}}").ok();
      String key = furniture.key(service, "monitor");
      String patch =
          "{'known_problem': {'title': 'Patch the driver of db-3', 'kind': 'patch', 'source': 'tracker', 'external_id': 'OPS-7', 'url': 'https://tracker.example/OPS-7', 'component': 'DB-3', 'service': {'id': '%s'}, 'opened_at': '2026-01-22T08:00:00Z'}}"
              .formatted(service);
      String id =
          house.post("/known_problems", patch).ok().path("known_problem").path("id").asString();
      assertThat(
              house.post("/known_problems", patch).ok().path("known_problem").path("id").asString())
          .as("handed in again it is the same")
          .isEqualTo(id);
      house
          .post(
              "/known_problems",
              "{'known_problem': {'title': 'Someone elses', 'component': 'db-4', 'opened_at':"
                  + " '2026-01-01T00:00:00Z'}}")
          .ok();
      Instant at = START.plus(Duration.ofHours(1));
      furniture.critical(key, at.toString(), "trigger", "k1", "db-3", "Connections refused");
      house.post("/replay/clock", "{'at': '" + at.plusSeconds(60) + "'}").ok();
      String incident =
          house
              .get("/incidents?date_range=all")
              .ok()
              .path("incidents")
              .path(0)
              .path("id")
              .asString();
      JsonNode known =
          house.get("/incidents/" + incident + "/known_before").ok().path("known_before");
      assertThat(known.size()).as("%s", known).isEqualTo(1);
      assertThat(known.path(0).path("match").asString()).isEqualTo("component");
      assertThat(known.path(0).path("words").asString())
          .isEqualTo(
              "Known before: a patch on the same component, open for 41 days when this began.");
      assertThat(known.path(0).path("known_problem").path("id").asString()).isEqualTo(id);

      // Three hours later the incident is open still when something else of the service breaks.
      Instant later = at.plus(Duration.ofHours(3));
      furniture.critical(key, later.toString(), "trigger", "k2", "web-1", "Slow");
      house.post("/replay/clock", "{'at': '" + later.plusSeconds(60) + "'}").ok();
      String second =
          house
              .get("/incidents?date_range=all&incident_key=k2")
              .ok()
              .path("incidents")
              .path(0)
              .path("id")
              .asString();
      JsonNode older =
          house.get("/incidents/" + second + "/known_before").ok().path("known_before");
      assertThat(older.size()).as("%s", older).isEqualTo(1);
      assertThat(older.path(0).path("incident").path("id").asString()).isEqualTo(incident);
      assertThat(older.path(0).path("words").asString()).contains("had been open for 3 hours");

      house
          .put(
              "/known_problems/" + id,
              "{'known_problem': {'closed_at': '%s'}}".formatted(START.plusSeconds(60)))
          .ok();
      assertThat(
              house
                  .get("/incidents/" + incident + "/known_before")
                  .ok()
                  .path("known_before")
                  .size())
          .as("done before it began")
          .isZero();
      assertThat(house.get("/known_problems?status=open").ok().path("known_problems").size())
          .isEqualTo(1);
      assertThat(house.get("/known_problems?query=OPS-7").ok().path("known_problems").size())
          .isEqualTo(1);
      assertThat(house.get("/known_problems?status=maybe").status()).isEqualTo(400);
      assertThat(house.post("/known_problems", "{'known_problem': {'title': ''}}").text())
          .contains("title")
          .contains("component");
      assertThat(
              house
                  .post(
                      "/known_problems",
                      "{'known_problem': {'title': 'x', 'component': 'y', 'url':"
                          + " 'javascript:alert(1)', 'opened_at': '2030-01-01T00:00:00Z', 'kind':"
                          + " 'odd', 'service': {'id': 'NONE'}}}")
                  .text())
          .contains("url")
          .contains("opened_at")
          .contains("kind")
          .contains("service.id");
      assertThat(house.delete("/known_problems/" + id).status()).isEqualTo(204);
      assertThat(house.get("/known_problems/" + id).status()).isEqualTo(404);
      assertThat(house.get("/audit/records?limit=5").text()).contains("known_problem");
    }
  }
}
