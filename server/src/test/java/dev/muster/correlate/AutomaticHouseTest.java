package dev.muster.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Grouping by itself in a whole house on recorded time, over its public API: one fault seen by five layers, two faults at once, and
/// what is told about them.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AutomaticHouseTest {
  private static final Instant START = Instant.parse("2026-03-04T08:00:00Z");

  private TestHouse house;
  private String policy = "";
  private String key = "";
  private String changeKey = "";

  @BeforeAll
  void open() {
    house = TestHouse.start("--replay-from=" + START);
    var furniture = new Furniture(house);
    policy = furniture.policy("p", furniture.me(), 60);
    for (String name : new String[] {"checkout", "shop", "ledger", "billing", "network"}) {
      service(name);
    }
    String tools = service("All monitoring");
    key = integration(tools, "watcher");
    changeKey = integration(tools, "pipeline");
    house
        .post(
            "/topology/imports?source=cmdb",
            """
            {'entities': [
              {'id': 'shop', 'kind': 'service', 'name': 'shop'},
              {'id': 'checkout', 'kind': 'service', 'name': 'checkout'},
              {'id': 'ledger', 'kind': 'service', 'name': 'ledger'},
              {'id': 'billing', 'kind': 'service', 'name': 'billing'},
              {'id': 'network', 'kind': 'service', 'name': 'network'},
              {'id': 'sw-7', 'kind': 'device', 'name': 'sw-core-7', 'service': 'network'},
              {'id': 'host-12', 'kind': 'host', 'name': 'dbhost12', 'service': 'ledger', 'aliases': ['10.4.0.12']},
              {'id': 'db-3', 'kind': 'database', 'name': 'ledgerdb3', 'service': 'ledger'},
              {'id': 'host-90', 'kind': 'host', 'name': 'billhost90', 'service': 'billing'}],
             'dependencies': [
              {'from': 'shop', 'to': 'checkout', 'kind': 'calls'},
              {'from': 'checkout', 'to': 'ledger', 'kind': 'calls'},
              {'from': 'ledger', 'to': 'db-3', 'kind': 'queries'},
              {'from': 'db-3', 'to': 'host-12', 'kind': 'runs-on'},
              {'from': 'host-12', 'to': 'sw-7', 'kind': 'connects-via'},
              {'from': 'billing', 'to': 'host-90', 'kind': 'runs-on'}]}
            """)
        .ok();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String service(String name) {
    return new Furniture(house).watched(name, policy);
  }

  private String integration(String service, String name) {
    return new Furniture(house).key(service, name);
  }

  private void event(Instant at, String action, String dedupKey, String source, String summary) {
    new Furniture(house).critical(key, at.toString(), action, dedupKey, source, summary);
  }

  private void move(Instant to) {
    house.post("/replay/clock", "{'at': '" + to + "'}").ok();
  }

  @Test
  void five_layers_of_one_fault_are_one_incident_and_another_fault_is_another() {
    Instant at = START.plus(Duration.ofHours(1));
    house
        .send(
            "POST",
            "/v2/change/enqueue",
            "{'routing_key': '%s', 'payload': {'summary': 'New firmware on sw-core-7', 'source': 'pipeline', 'custom_details': {'target': 'sw-core-7', 'change_type': 'firmware'}}}"
                .formatted(changeKey),
            Map.of("X-Muster-At", at.minusSeconds(120).toString()))
        .ok();
    event(at, "trigger", "n1", "sw-core-7", "Port flapping on sw-core-7");
    event(at.plusSeconds(20), "trigger", "h1", "10.4.0.12:9100", "Host dbhost12 unreachable");
    event(at.plusSeconds(40), "trigger", "d1", "ledgerdb3", "Connections to ledgerdb3 refused");
    event(at.plusSeconds(60), "trigger", "l1", "ledger", "ledger answers with errors");
    event(at.plusSeconds(80), "trigger", "c1", "checkout", "checkout is slow");
    event(at.plusSeconds(50), "trigger", "b1", "billhost90", "Disk of billhost90 is full");
    move(at.plus(Duration.ofMinutes(20)));

    JsonNode incidents = house.get("/incidents?date_range=all").ok().path("incidents");
    assertThat(incidents.size()).isEqualTo(2);
    JsonNode big = null;
    JsonNode small = null;
    for (JsonNode incident : incidents) {
      int alerts = incident.path("alert_counts").path("all").asInt();
      if (alerts == 5) {
        big = incident;
      } else if (alerts == 1) {
        small = incident;
      }
    }
    assertThat(big).as("five alerts together: %s", incidents).isNotNull();
    assertThat(small).isNotNull();
    String id = big.path("id").asString();
    // The incident is the network's, and its people alone were paged, once.
    assertThat(big.path("service").path("summary").asString()).isEqualTo("network");
    assertThat(small.path("service").path("summary").asString()).isEqualTo("billing");
    assertThat(house.get("/incidents/" + id + "/log_entries?limit=100").ok().toString())
        .containsOnlyOnce("assign_log_entry\"");

    JsonNode alerts = house.get("/incidents/" + id + "/alerts").ok().path("alerts");
    for (JsonNode alert : alerts) {
      JsonNode decisions =
          house.get("/alerts/" + alert.path("id").asString() + "/decisions").ok().path("decisions");
      assertThat(decisions.size()).isPositive();
      assertThat(decisions.path(0).path("words").asString()).isNotBlank();
    }
    JsonNode early =
        house
            .get("/incidents/" + id + "/analysis?as_of=" + at.plusSeconds(10))
            .ok()
            .path("analysis");
    JsonNode late = house.get("/incidents/" + id + "/analysis").ok().path("analysis");
    assertThat(early.path("only_place").path("entity").asString()).isEqualTo("sw-7");
    assertThat(late.path("services").valueStream().map(one -> one.path("service").asString()))
        .contains("network");
    assertThat(late.path("causes").path(0).path("reasons").size()).isPositive();
    JsonNode changes =
        house.get("/incidents/" + id + "/related_change_events").ok().path("change_events");
    assertThat(changes.path(0).path("summary").asString()).isEqualTo("New firmware on sw-core-7");
    assertThat(house.get("/incidents/" + id + "/past_incidents").ok().path("past_incidents"))
        .isNotNull();
    assertThat(house.get("/incidents/" + id + "/related_incidents").status()).isEqualTo(200);
    assertThat(
            house
                .get("/incidents/" + id + "/outlier_incident")
                .ok()
                .path("outlier_incident")
                .path("incident")
                .path("occurrence")
                .path("category")
                .asString())
        .isNotBlank();
    assertThat(house.get("/warnings").ok().path("warnings").size()).isZero();
    assertThat(house.get("/warnings?outcome=never").status()).isEqualTo(400);

    // One more symptom half an hour later is a new wave of the same, and no new page.
    event(at.plusSeconds(1_500), "trigger", "s1", "shop", "shop is slow");
    move(at.plus(Duration.ofMinutes(40)));
    assertThat(house.get("/incidents?date_range=all").ok().path("incidents").size()).isEqualTo(2);

    // What nobody knows is counted as a gap until somebody enters it.
    event(at.plusSeconds(2_500), "trigger", "x1", "mystery77", "mystery77 is down");
    move(at.plus(Duration.ofMinutes(45)));
    JsonNode gap = house.get("/topology/gaps").ok().path("gaps").path(0);
    assertThat(gap.path("identifier").asString()).isEqualTo("mystery77");
    assertThat(gap.path("alerts").asInt()).isEqualTo(1);
    house.post("/entities", "{'entity': {'id': 'm77', 'name': 'mystery77', 'kind': 'host'}}").ok();
    assertThat(house.get("/topology/gaps").ok().path("gaps").size()).isZero();

    aPersonTeaches(id, small.path("id").asString(), at.plus(Duration.ofMinutes(50)));
    whatAPersonMergedStaysTogether(at.plus(Duration.ofHours(20)));
  }

  /// Strangers whom nobody would put together stay so, also those that were in the incident before.
  private void whatAPersonMergedStaysTogether(Instant at) {
    move(at);
    house
        .post("/entities", "{'entity': {'id': 'cache-1', 'name': 'cache-1', 'kind': 'cache'}}")
        .ok();
    event(at.plusSeconds(10), "trigger", "z-stranger", "mystery88", "mystery88 is lost");
    for (String key : new String[] {"z-full", "z-slow", "z-gone"}) {
      event(at.plusSeconds(20), "trigger", key, "cache-1", "cache-1 trouble " + key);
    }
    move(at.plus(Duration.ofMinutes(4)));
    String stranger = incidentOf("z-stranger");
    String cache = incidentOf("z-full");
    assertThat(cache).isNotEqualTo(stranger).isEqualTo(incidentOf("z-gone"));
    house
        .put(
            "/incidents/" + stranger + "/merge",
            "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}".formatted(cache))
        .ok();
    whatIsRefusedIsNotThoughtOf(stranger, cache, at.plus(Duration.ofMinutes(5)));
    move(at.plus(Duration.ofMinutes(30)));
    for (String key : new String[] {"z-stranger", "z-full", "z-slow", "z-gone"}) {
      assertThat(incidentOf(key)).as(key).isEqualTo(stranger);
    }
  }

  /// A mind that was told of it would have to be made anew from all that it ever heard, and says so in the log.
  private void whatIsRefusedIsNotThoughtOf(String target, String merged, Instant at) {
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    var logger = (Logger) LoggerFactory.getLogger(Automatic.class);
    logger.addAppender(log);
    try {
      var refused =
          house.put(
              "/incidents/" + target + "/merge",
              "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}"
                  .formatted(merged));
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("1019");
      event(at, "trigger", "z-after", "cache-1", "cache-1 trouble z-after");
      move(at.plusSeconds(60));
      assertThat(log.list).isEmpty();
    } finally {
      logger.detachAppender(log);
    }
  }

  private String incidentOf(String key) {
    for (JsonNode alert : house.get("/alerts?limit=100").ok().path("alerts")) {
      if (alert.path("alert_key").asString().equals(key)) {
        return alert.at("/incident/id").asString("");
      }
    }
    throw new AssertionError("no alert " + key);
  }

  /// Somebody merges what was two incidents; a while later that has been learned, and the next time it is one.
  private void aPersonTeaches(String id, String other, Instant at) {
    move(at);
    house
        .put(
            "/incidents/" + id + "/merge",
            "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}".formatted(other))
        .ok();
    move(at.plus(Duration.ofMinutes(20)));
    house.eventually(
        "/correlation/model", found -> found.path("model").path("learned_from").asInt() > 0);
    Instant again = at.plus(Duration.ofHours(16));
    event(again, "trigger", "n9", "sw-core-7", "Port flapping on sw-core-7");
    event(again.plusSeconds(50), "trigger", "b9", "billhost90", "Disk of billhost90 is full");
    move(again.plus(Duration.ofMinutes(20)));
    var homes = new TreeSet<String>();
    var words = new StringBuilder();
    for (JsonNode incident : house.get("/incidents?date_range=all").ok().path("incidents")) {
      String home = incident.path("id").asString();
      for (JsonNode alert : house.get("/incidents/" + home + "/alerts").ok().path("alerts")) {
        if (alert.path("alert_key").asString().endsWith("9")) {
          homes.add(home);
          words.append(
              house.get("/alerts/" + alert.path("id").asString() + "/decisions").ok().toString());
        }
      }
    }
    assertThat(homes).as("%s", words).hasSize(1);
    assertThat(words.toString()).contains("A person said on ");
  }

  private JsonNode learned() {
    house.post("/correlation/model/learn", "{}").ok();
    JsonNode answer =
        house.eventually(
            "/correlation/model",
            found -> !found.at("/learning/state").asString().equals("running"));
    JsonNode learning = answer.path("learning");
    assertThat(learning.path("state").asString()).as("%s", learning).isEqualTo("done");
    assertThat(learning.at("/by/type").asString()).isEqualTo("user_reference");
    assertThat(learning.at("/by/html_url").asString()).contains("/users/");
    assertThat(learning.path("alerts").asInt()).isEqualTo(2);
    assertThat(learning.path("progress").asInt()).isEqualTo(1);
    return answer.path("model");
  }

  /// As whom the answer names somebody of that kind whom the house knows no more.
  private JsonNode askedBy(String kind) {
    house
        .named("database", Database.class)
        .sql()
        .sql("update correlate.learning set by_kind = ?, by_id = 'KGONE', by_name = 'nightly'")
        .param(kind)
        .update();
    JsonNode by = house.get("/correlation/model").ok().at("/learning/by");
    assertThat(by.path("html_url").isNull()).as("leads nowhere: %s", by).isTrue();
    return by;
  }

  @Test
  void the_past_is_taken_in_pieces_and_faults_are_told() {
    JsonNode report =
        house
            .post(
                "/imports/incidents",
                """
                {'incident': {'id': 'OLD-1', 'title': 'Full disk', 'opened_at': '2026-01-01T00:00:00Z', 'resolved_at': '2026-01-01T01:00:00Z', 'cause': {'entity': 'host-90', 'service': 'billing', 'change': null}, 'fixed_by': 'removed old logs'}}
                {'alert': {'key': 'old-a', 'incident': 'OLD-1', 'at': '2026-01-01T00:00:10Z', 'summary': 'Disk of billhost90 is full', 'source': 'billhost90', 'tool': 'watcher', 'severity': 'critical'}}
                {'alert': {'key': 'old-b', 'incident': null, 'at': '2026-01-02T00:00:10Z', 'summary': 'Ping lost', 'source': 'sw-core-7', 'tool': 'watcher'}}
                {'alert': {'key': 'old-c', 'at': '2026-01-02T00:00:10Z', 'summary': 'Ping lost'}}
                {'incident': {'id': 'OLD-2', 'opened_at': '2026-01-01T00:00:00Z'}}
                nonsense
                """)
            .ok()
            .path("import");
    assertThat(report.path("incidents_added").asInt()).isEqualTo(1);
    assertThat(report.path("alerts_added").asInt()).isEqualTo(2);
    assertThat(report.path("skipped").asInt()).isEqualTo(3);
    assertThat(report.path("skipped_items").path(0).asString()).startsWith("line 4: ");
    JsonNode again =
        house
            .post(
                "/imports/incidents",
                "{'alert': {'key': 'old-b', 'incident': null, 'at': '2026-01-02T00:00:10Z',"
                    + " 'summary': 'Ping lost', 'source': 'sw-core-7'}}")
            .ok()
            .path("import");
    assertThat(again.path("alerts_added").asInt()).isZero();
    assertThat(again.path("alerts_replaced").asInt()).isEqualTo(1);
    assertThat(house.post("/imports/incidents", "nonsense").status()).isEqualTo(400);
    JsonNode model = learned();
    assertThat(model.path("past_alerts").asInt()).isEqualTo(2);
    assertThat(model.path("learned_from").asInt()).as("too little to learn from").isZero();
    assertThat(model.path("in_use").asBoolean()).isTrue();
    house
        .named("database", Database.class)
        .sql()
        .sql("update correlate.model set content = ?")
        .param(new byte[] {0, 0, 0, 1, 0, 0, 0, 100})
        .update();
    assertThat(askedBy("ACCOUNT").path("type").asString()).isEqualTo("api_key_reference");
    assertThat(askedBy("USER").path("summary").asString()).as("who is gone").isEqualTo("nightly");
    JsonNode unreadable = house.get("/correlation/model").ok().path("model");
    assertThat(unreadable.path("in_use").asBoolean(true)).as("of another build").isFalse();
  }
}
