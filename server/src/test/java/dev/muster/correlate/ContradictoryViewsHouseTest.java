package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One trouble, two teams, two tools, each of which says that it is the other's: the application's monitor sees the application, the
/// network's sees the firewall in front of it.
class ContradictoryViewsHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");
  private static final Instant AT = START.plus(Duration.ofHours(1));

  private TestHouse house;
  private String applications = "";
  private String network = "";

  @BeforeEach
  void open() {
    house = TestHouse.start("--replay-from=" + START);
    var furniture = new Furniture(house);
    String policy = furniture.policy("p", furniture.me(), 60);
    furniture.watched("payments", policy);
    furniture.watched("network", policy);
    applications = furniture.key(furniture.watched("Application monitor", policy), "traces");
    network = furniture.key(furniture.watched("Network monitor", policy), "probes");
    house
        .post(
            "/topology/imports?source=cmdb",
            """
            {'entities': [
              {'id': 'payments', 'kind': 'service', 'name': 'payments'},
              {'id': 'network', 'kind': 'service', 'name': 'network'},
              {'id': 'pay-db', 'kind': 'database', 'name': 'paydb1', 'service': 'payments'},
              {'id': 'fw-2', 'kind': 'device', 'name': 'fw-edge-2', 'service': 'network'}],
             'dependencies': [
              {'from': 'payments', 'to': 'pay-db', 'kind': 'queries'},
              {'from': 'pay-db', 'to': 'fw-2', 'kind': 'connects-via'}]}
            """)
        .ok();
  }

  @AfterEach
  void close() {
    house.close();
  }

  private void theApplicationIsSlow(Instant at) {
    new Furniture(house)
        .critical(
            applications,
            at.toString(),
            "trigger",
            "apm-1",
            "payments",
            "payments: response time 9 s");
  }

  private void theFirewallDrops(Instant at) {
    new Furniture(house)
        .critical(
            network, at.toString(), "trigger", "net-1", "fw-edge-2", "fw-edge-2 drops sessions");
  }

  private void oneIncidentOfTheFirewall() {
    house.post("/replay/clock", "{'at': '" + AT.plus(Duration.ofMinutes(20)) + "'}").ok();
    JsonNode incidents = house.get("/incidents?date_range=all").ok().path("incidents");
    assertThat(incidents.size()).as("one incident: %s", incidents).isEqualTo(1);
    String id = incidents.path(0).path("id").asString();
    assertThat(
            house
                .get("/incidents/" + id + "/alerts")
                .ok()
                .path("alerts")
                .valueStream()
                .map(alert -> alert.path("alert_key").asString()))
        .containsExactlyInAnyOrder("apm-1", "net-1");
    List<String> causes =
        house
            .get("/incidents/" + id + "/analysis")
            .ok()
            .path("analysis")
            .path("causes")
            .valueStream()
            .map(cause -> cause.path("entity").asString())
            .toList();
    assertThat(causes).startsWith("fw-2").contains("payments");
  }

  @Test
  void the_application_cries_first_and_the_firewall_is_the_first_cause() {
    theApplicationIsSlow(AT);
    theFirewallDrops(AT.plusSeconds(70));
    oneIncidentOfTheFirewall();
  }

  @Test
  void the_firewall_cries_first_and_is_the_first_cause() {
    theFirewallDrops(AT);
    theApplicationIsSlow(AT.plusSeconds(70));
    oneIncidentOfTheFirewall();
  }
}
