package dev.muster.correlate.together;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Two services that keep failing together become a learned dependency with its evidence, which a person may reject for good.
class TogetherHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  private static void event(
      TestHouse house, String key, Instant at, String action, String dedup, String source) {
    house
        .send(
            "POST",
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': '%s', 'dedup_key': '%s', 'payload': {'summary': '%s is down', 'source': '%s', 'severity': 'critical'}}"
                .formatted(key, action, dedup, source, source),
            Map.of("X-Muster-At", at.toString()))
        .ok();
  }

  @Test
  void what_keeps_failing_together_is_offered_with_evidence_and_rejected_for_good() {
    try (var house = TestHouse.start("--replay-from=" + START)) {
      String me = house.get("/users/me").ok().path("user").path("id").asString();
      String policy =
          house
              .post(
                  "/escalation_policies",
                  "{'escalation_policy': {'name': 'p', 'escalation_rules': [{'escalation_delay_in_minutes': 60, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
                      .formatted(me))
              .ok()
              .path("escalation_policy")
              .path("id")
              .asString();
      String service =
          house
              .post(
                  "/services",
                  "{'service': {'name': 'All monitoring', 'alert_grouping_parameters': {'type': 'time', 'config': {'timeout': 60}}, 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                      .formatted(policy))
              .ok()
              .path("service")
              .path("id")
              .asString();
      String key =
          house
              .post(
                  "/services/" + service + "/integrations",
                  "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'in'}}")
              .ok()
              .path("integration")
              .path("integration_key")
              .asString();
      house
          .post(
              "/topology/imports?source=cmdb",
              "{'entities': [{'id': 'ledger', 'kind': 'service', 'name': 'ledger'}, {'id':"
                  + " 'billing', 'kind': 'service', 'name': 'billing'}], 'dependencies': []}")
          .ok();
      for (String name : new String[] {"ledger", "billing"}) {
        new Furniture(house).service(name, "null", policy);
      }
      for (int i = 0; i < 5; i++) {
        together(house, key, START.plus(Duration.ofDays(i + 1)));
      }
      JsonNode learned = learned(house);
      assertThat(learned.path("from").asString()).isEqualTo("billing");
      assertThat(learned.path("to").asString()).isEqualTo("ledger");
      assertThat(learned.path("learned").asBoolean()).isTrue();
      assertThat(learned.path("confidence").asDouble()).isBetween(0.2, Together.CAP);
      assertThat(learned.path("evidence").asString())
          .contains("Both were in 5 incidents")
          .contains("ledger began first in 100 % of them");
      JsonNode ofServices = house.get("/service_dependencies").ok().path("relationships");
      assertThat(ofServices.size()).isEqualTo(1);
      assertThat(ofServices.path(0).path("learned").asBoolean()).isTrue();
      assertThat(ofServices.path(0).path("used").asBoolean()).isFalse();
      assertThat(ofServices.path(0).path("confidence").asDouble()).isBetween(0.2, Together.CAP);
      assertThat(house.get("/service_dependencies?learned=false").ok().path("relationships").size())
          .isZero();
      String supporting = ofServices.path(0).path("supporting_service").path("id").asString();
      assertThat(
              house
                  .get("/service_dependencies/technical_services/" + supporting)
                  .ok()
                  .path("relationships")
                  .size())
          .isEqualTo(1);
      assertThat(
              house
                  .post(
                      "/topology/dependencies/delete",
                      "{'dependency': {'from': 'billing', 'to': 'ledger', 'kind': 'learned'}}")
                  .status())
          .isEqualTo(204);
      together(house, key, START.plus(Duration.ofDays(9)));
      assertThat(learned(house).isMissingNode()).as("rejected for good").isTrue();
      assertThat(house.get("/service_dependencies").ok().path("relationships").size()).isZero();
      JsonNode said = house.get("/correlation/suggestions/verdicts").ok().path("verdicts");
      assertThat(said.size()).isEqualTo(1);
      assertThat(said.path(0).path("kind").asString()).isEqualTo("learned_dependency");
      assertThat(said.path(0).path("verdict").asString()).isEqualTo("rejected");
      JsonNode score = house.get("/correlation/suggestions").ok().path("learned_dependencies");
      assertThat(score.path("rejected").asInt()).isEqualTo(1);
      assertThat(score.path("may_act_alone").asBoolean()).isFalse();
      assertThat(house.get("/audit/records?limit=5").text()).contains("\"action\":\"reject\"");
    }
  }

  private static JsonNode learned(TestHouse house) {
    for (JsonNode link : house.get("/topology?around=ledger").ok().path("dependencies")) {
      if (link.path("learned").asBoolean()) {
        return link;
      }
    }
    return tools.jackson.databind.node.MissingNode.getInstance();
  }

  private static void together(TestHouse house, String key, Instant at) {
    event(house, key, at, "trigger", "l" + at, "ledger");
    event(house, key, at.plusSeconds(60), "trigger", "b" + at, "billing");
    event(house, key, at.plusSeconds(600), "resolve", "l" + at, "ledger");
    event(house, key, at.plusSeconds(660), "resolve", "b" + at, "billing");
    house.post("/replay/clock", "{'at': '" + at.plusSeconds(3_600) + "'}").ok();
  }
}
