package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A house on recorded time.
class ReplayTest {
  @Test
  void an_hour_passes_at_once_and_nobody_is_told() {
    try (var house = TestHouse.start("--replay-from=2026-03-04T00:00:00Z")) {
      String user = house.get("/users/me").ok().path("user").path("id").asString();
      String policy =
          house
              .post(
                  "/escalation_policies",
                  "{'escalation_policy': {'name': 'p', 'num_loops': 1, 'escalation_rules': [{'escalation_delay_in_minutes': 10, 'targets': [{'id': '"
                      + user
                      + "', 'type': 'user_reference'}]}]}}")
              .ok()
              .path("escalation_policy")
              .path("id")
              .asString();
      String service =
          house
              .post(
                  "/services",
                  "{'service': {'name': 's', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                      .formatted(policy))
              .ok()
              .path("service")
              .path("id")
              .asString();
      String key =
          house
              .post(
                  "/services/" + service + "/integrations",
                  "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'i'}}")
              .ok()
              .path("integration")
              .path("integration_key")
              .asString();
      house
          .send(
              "POST",
              "/v2/enqueue",
              "{'routing_key': '%s', 'event_action': 'trigger', 'dedup_key': 'k', 'payload': {'summary': 'down', 'source': 'db', 'severity': 'critical'}}"
                  .formatted(key),
              Map.of("X-Muster-At", "2026-03-04T00:20:00Z"))
          .ok();
      assertThat(house.get("/incidents?date_range=all").ok().path("incidents").size()).isZero();

      JsonNode moved = house.post("/replay/clock", "{'at': '2026-03-04T01:00:00Z'}").ok();
      assertThat(moved.path("clock").path("at").asString()).isEqualTo("2026-03-04T01:00:00Z");
      JsonNode incident = house.get("/incidents?date_range=all").ok().path("incidents").path(0);
      assertThat(incident.path("created_at").asString()).isEqualTo("2026-03-04T00:20:00Z");
      assertThat(
              house
                  .get("/log_entries?since=2026-03-04T00:00:00Z&until=2026-03-05T00:00:00Z")
                  .ok()
                  .toString())
          .contains("repeat_escalation_path_log_entry");
      assertThat(house.get("/deliveries").ok().toString()).doesNotContain("\"failed\"");
      assertThat(house.get("/replay/clock").ok().path("clock").path("at").asString())
          .isEqualTo("2026-03-04T01:00:00Z");
      assertThat(house.post("/replay/clock", "{'at': '2026-03-04T00:30:00Z'}").text())
          .contains("does not go back");
      assertThat(house.send("GET", "/about", null, Map.of("X-Muster-At", "yesterday")).status())
          .isEqualTo(400);
    }
  }

  @Test
  void an_ordinary_house_has_no_clock_to_move() {
    try (var house = TestHouse.start()) {
      assertThat(house.post("/replay/clock", "{'at': '2026-03-04T01:00:00Z'}").text())
          .contains("replay-from");
    }
  }
}
