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
    }
  }

  private void furnish() {
    String policy = furniture.policy("p", furniture.me(), 60);
    String ledger = furniture.watched("Ledger", policy);
    payout = furniture.watched("Payout", policy);
    furniture.watched("Mail", policy);
    ledgerKey = furniture.key(ledger, "ledger-watch");
    payoutKey = furniture.key(payout, "payout-watch");
    house
        .post(
            "/service_dependencies/associate",
            "{'relationships': [{'supporting_service': {'id': '%s', 'type': 'service'}, 'dependent_service': {'id': '%s', 'type': 'service'}}]}"
                .formatted(ledger, payout))
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
}
