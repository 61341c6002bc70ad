package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A company that has told Muster its services and nothing of what they are made of: it is warned and told what probably broke all the
/// same.
class NoInventoryHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");
  private static final String LAGS = "Replicas lag behind";
  private static final String HEAP = "Workers run out of heap";
  private static final String FAILED = "Payouts have failed";

  private final TestHouse house = TestHouse.start("--replay-from=" + START);
  private final Furniture furniture = new Furniture(house);
  private String payout = "";
  private String ledgerKey = "";
  private String payoutKey = "";

  @Test
  void services_without_entities_are_warned_of_and_named_as_causes() {
    try (house) {
      furnish();
      importPast();
      comesTrue();
      cameToNothing(START.plus(Duration.ofDays(2)));
      oneTroubleIsOneIncident(START.plus(Duration.ofDays(4)));
      whatFailsTogetherIsLearned(START.plus(Duration.ofDays(6)));
    }
  }

  private void furnish() {
    String policy = furniture.policy("p", furniture.me(), 60);
    String ledger = furniture.watched("Ledger", policy);
    payout = furniture.watched("Payout", policy);
    ledgerKey = furniture.key(ledger, "ledger-watch");
    payoutKey = furniture.key(payout, "payout-watch");
    rests(payout, ledger);
  }

  private void rests(String dependent, String supporting) {
    house
        .post(
            "/service_dependencies/associate",
            "{'relationships': [{'supporting_service': {'id': '%s', 'type': 'service'}, 'dependent_service': {'id': '%s', 'type': 'service'}}]}"
                .formatted(supporting, dependent))
        .ok();
  }

  private void importPast() {
    var lines = new StringBuilder();
    for (int n = 0; n < 8; n++) {
      Instant failed = START.minus(Duration.ofDays(3L + 4L * n));
      lines.append(
          "{'incident': {'id': 'OLD-%d', 'opened_at': '%s', 'failed_at': '%s', 'resolved_at': '%s', 'service': 'Payout', 'cause': {'service': '%s'}}}\n"
              .formatted(
                  n,
                  failed.minusSeconds(1_080),
                  failed,
                  failed.plusSeconds(3_600),
                  n == 0 ? "Nobody" : "PAYOUT"));
      alert(lines, n, failed.minusSeconds(1_080), "ledger-watch", LAGS);
      alert(lines, n, failed.minusSeconds(540), "payout-watch", HEAP);
      alert(lines, n, failed, "payout-watch", FAILED);
    }
    JsonNode told = house.post("/imports/incidents", lines.toString()).ok().path("import");
    assertThat(told.path("alerts_added").asInt()).isEqualTo(24);
    assertThat(told.path("not_found").asInt()).isEqualTo(1);
    assertThat(told.path("not_found_items").path(0).asString())
        .contains("cause.service", "'Nobody'", "OLD-0");
  }

  private static void alert(StringBuilder lines, int n, Instant at, String tool, String summary) {
    lines.append(
        "{'alert': {'key': '%s-%d', 'incident': 'OLD-%d', 'at': '%s', 'tool': '%s', 'summary': '%s', 'source': 'batch', 'severity': 'critical'}}\n"
            .formatted(summary, n, n, at, tool, summary));
  }

  private void event(String key, Instant at, String summary) {
    furniture.critical(key, at.toString(), "trigger", summary + at, "batch", summary);
    move(at.plusSeconds(5));
  }

  private void move(Instant to) {
    house.post("/replay/clock", "{'at': '" + to + "'}").ok();
  }

  private JsonNode warnings(String outcome) {
    return house.get("/warnings?outcome=" + outcome).ok().path("warnings");
  }

  private void comesTrue() {
    Instant at = START.plus(Duration.ofHours(1));
    event(ledgerKey, at, LAGS);
    assertThat(warnings("open")).isEmpty();
    event(payoutKey, at.plusSeconds(540), HEAP);
    JsonNode warning = warnings("open").path(0);
    assertThat(warning.path("service").path("id").asString()).isEqualTo(payout);
    assertThat(warning.path("matches")).hasSize(8);
    assertThat(warning.path("matches").toString()).contains("OLD-3");
    assertThat(warning.path("lead_seconds").path(1).asInt()).isEqualTo(540);
    event(payoutKey, at.plusSeconds(1_140), FAILED);
    move(at.plusSeconds(1_800));
    JsonNode hit = warnings("hit").path(0);
    assertThat(hit.path("id").asString()).isEqualTo(warning.path("id").asString());
    assertThat(hit.path("came_after_seconds").asInt()).isEqualTo(600);
    JsonNode analysis =
        house
            .get("/incidents/" + hit.path("incident").path("id").asString() + "/analysis")
            .ok()
            .path("analysis");
    JsonNode cause = analysis.path("causes").path(0);
    assertThat(cause.path("probability").asDouble()).as("%s", analysis).isPositive();
    assertThat(cause.path("name").asString()).isIn("Payout", "Ledger");
    assertThat(cause.path("reasons")).isNotEmpty();
    assertThat(house.get("/topology?around=" + payout).ok().path("entities")).isNotEmpty();
  }

  private void cameToNothing(Instant at) {
    event(ledgerKey, at, LAGS);
    event(payoutKey, at.plusSeconds(540), HEAP);
    assertThat(warnings("open")).hasSize(1);
    move(at.plusSeconds(540).plus(Duration.ofHours(1)).plusSeconds(5));
    JsonNode miss = warnings("miss").path(0);
    assertThat(miss.path("service").path("id").asString()).isEqualTo(payout);
    assertThat(miss.path("incident").isNull()).isTrue();
    assertThat(miss.path("came_after_seconds").isNull()).isTrue();
  }

  private record Owned(String id, String key) {}

  private Owned owned(String name, String person) {
    String service = furniture.watched(name, furniture.policy(person, furniture.user(person), 60));
    return new Owned(service, furniture.key(service, name + " watch"));
  }

  /// Alerts that name nothing are together because of what their services rest on, and are told of to those who answer for these.
  private void oneTroubleIsOneIncident(Instant at) {
    Owned vault = owned("Vault", "ben");
    Owned till = owned("Till", "cia");
    Owned booth = owned("Booth", "dan");
    Owned mail = owned("Post office", "eve");
    rests(till.id(), vault.id());
    rests(booth.id(), till.id());
    move(at);
    furniture.critical(vault.key(), at.toString(), "trigger", "t1", "db-9", "Store is corrupt");
    move(at.plusSeconds(20));
    furniture.critical(
        mail.key(), at.plusSeconds(20).toString(), "trigger", "t2", "mx-3", "Spool is full");
    move(at.plusSeconds(40));
    furniture.critical(
        till.key(), at.plusSeconds(40).toString(), "trigger", "t3", "job-4", "Batches are stuck");
    move(at.plusSeconds(80));
    furniture.critical(
        booth.key(), at.plusSeconds(80).toString(), "trigger", "t4", "screen-1", "Screens blank");
    move(at.plus(Duration.ofMinutes(20)));
    JsonNode one = incidentOf("t1");
    assertThat(one.path("service").path("summary").asString()).isEqualTo("Vault");
    assertThat(one.path("alert_counts").path("all").asInt()).as("%s", one).isEqualTo(3);
    JsonNode other = incidentOf("t2");
    assertThat(other.path("alert_counts").path("all").asInt()).isEqualTo(1);
    JsonNode log =
        house.eventually(
            "/incidents/" + one.path("id").asString() + "/log_entries?limit=100",
            entries ->
                entries.toString().contains("on call for Booth, was told")
                    && entries.toString().contains("on call for Till, was told"));
    assertThat(log.toString())
        .containsOnlyOnce("assign_log_entry\"")
        .doesNotContain("Muster asked", "on call for Post office");
    JsonNode broke = analysis(one);
    assertThat(broke.path("services").path(0).path("name").asString()).isEqualTo("Vault");
    assertThat(broke.path("causes").path(0).path("reasons").toString())
        .contains("Its alerts name nothing that is known");
    broke.path("causes").forEach(cause -> assertThat(cause.path("reasons")).isNotEmpty());
    JsonNode alone = analysis(other);
    assertThat(alone.path("causes")).isEmpty();
    assertThat(alone.path("services")).isEmpty();
    assertThat(alone.path("only_place").path("name").asString()).isEqualTo("Post office");
    assertThat(alone.path("only_place").path("reasons")).hasSize(2);
    assertThat(alone.path("only_place").has("probability")).isFalse();
  }

  /// Two services that nobody said anything of, but that they fail together, and an intake for everybody that fails with them.
  private void whatFailsTogetherIsLearned(Instant at) {
    Owned mill = owned("Mill", "fay");
    Owned baker = owned("Baker", "gus");
    Owned intake = owned("Intake", "hal");
    for (String service : new String[] {"Vault", "Till", "Booth"}) {
      furniture.critical(
          intake.key(), at.toString(), "trigger", service, service, service + " is down");
      furniture.critical(intake.key(), at.toString(), "resolve", service, service, "over");
    }
    for (int day = 1; day <= 4; day++) {
      Instant then = at.plus(Duration.ofDays(day));
      for (String action : new String[] {"trigger", "resolve"}) {
        int later = action.equals("trigger") ? 0 : 600;
        together(mill, then.plusSeconds(later), action, "rack-7");
        together(baker, then.plusSeconds(later + 60), action, "rack-7");
        together(intake, then.plusSeconds(later + 70), action, "rack-7");
      }
      move(then.plus(Duration.ofHours(2)));
    }
    JsonNode learned =
        house
            .eventually(
                "/service_dependencies/technical_services/" + baker.id(),
                found -> !found.path("relationships").isEmpty())
            .path("relationships");
    assertThat(learned).hasSize(1);
    assertThat(learned.path(0).path("supporting_service").path("id").asString())
        .isEqualTo(mill.id());
    assertThat(learned.path(0).path("learned").asBoolean()).isTrue();
    assertThat(learned.path(0).path("evidence").asString()).contains("Mill began first");
    assertThat(house.get("/service_dependencies/technical_services/" + intake.id()).text())
        .as("the intake is everybody's")
        .doesNotContain("Intake", mill.id(), baker.id());
    house
        .post(
            "/topology/dependencies",
            "{'dependency': {'from': '%s', 'to': '%s', 'kind': 'learned'}}"
                .formatted(baker.id(), mill.id()))
        .ok();
    Instant now = at.plus(Duration.ofDays(6));
    together(mill, now, "trigger", "oven-1");
    together(baker, now.plusSeconds(60), "trigger", "door-2");
    move(now.plus(Duration.ofMinutes(20)));
    assertThat(incidentOf(mill.key() + "oven-1").path("alert_counts").path("all").asInt())
        .as("what somebody confirmed ties their alerts")
        .isEqualTo(2);
  }

  private void together(Owned service, Instant at, String action, String source) {
    String name = service.key();
    move(at);
    furniture.critical(
        service.key(), at.toString(), action, name + source, source, source + " did " + action);
  }

  private JsonNode analysis(JsonNode incident) {
    return house
        .get("/incidents/" + incident.path("id").asString() + "/analysis")
        .ok()
        .path("analysis");
  }

  /// The incident with the alert that its monitor calls so.
  private JsonNode incidentOf(String key) {
    JsonNode incidents = house.get("/incidents?date_range=all&limit=100").ok().path("incidents");
    for (JsonNode incident : incidents) {
      String alerts =
          house.get("/incidents/" + incident.path("id").asString() + "/alerts").ok().toString();
      if (alerts.contains("\"" + key + "\"")) {
        return incident;
      }
    }
    throw new AssertionError(key + " is in none of " + incidents);
  }
}
