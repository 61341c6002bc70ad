package dev.muster.detect.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Journeys and what hangs on them, over real HTTP and a clock that is moved: slow steps, incidents that name them, recovery that is
/// looked at again, and a site that falls silent.
class JourneyPathTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final AtomicInteger STATUS = new AtomicInteger(200);
  private static HttpServer till;
  private static TestHouse house;
  private static Furniture furniture;
  private static String policy;

  @BeforeAll
  static void open() throws IOException {
    till = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    till.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(STATUS.get(), -1);
          exchange.close();
        });
    till.start();
    house = TestHouse.startAt(START, "--outbound-private=true");
    furniture = new Furniture(house);
    policy = furniture.policy("P", furniture.me(), 30);
  }

  @AfterAll
  static void close() {
    house.close();
    till.stop(0);
  }

  /// Waits while time goes on.
  private static void soon(Duration step, Callable<Boolean> condition) {
    await()
        .atMost(SOON)
        .until(() -> {
          house.clock().forward(step);
          return condition.call();
        });
  }

  private static JsonNode site(String name, String service) {
    return house
        .post(
            "/probe_sites",
            "{'probe_site': {'name': '%s', 'service': {'id': '%s'}}}".formatted(name, service))
        .ok()
        .path("probe_site");
  }

  private static JsonNode incidents(String service, String status) {
    return house
        .get("/incidents?statuses[]=" + status + "&service_ids[]=" + service)
        .ok()
        .path("incidents");
  }

  private static void event(String key, String action, String dedup) {
    house
        .post(
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': '%s', 'dedup_key': '%s', 'payload': {'summary': 'Out of memory', 'source': 'till', 'severity': 'critical'}}"
                .formatted(key, action, dedup))
        .ok();
  }

  private static String journey(String name, String service, String more, String steps) {
    return house
        .post(
            "/journeys",
            "{'journey': {'name': '%s', 'service': {'id': '%s'}, %s'steps': [%s]}}"
                .formatted(name, service, more, steps))
        .ok()
        .path("journey")
        .path("id")
        .asString();
  }

  private static String tills(String path) {
    return "http://127.0.0.1:" + till.getAddress().getPort() + path;
  }

  private static JsonNode seen(String journey) {
    return house.get("/journeys/" + journey).ok().path("journey");
  }

  @Test
  void a_step_that_works_but_slowly_is_told_with_its_journey() {
    String search = furniture.service("Search", policy);
    String shop = furniture.service("Shop front", policy);
    JsonNode oslo = site("Oslo", shop);
    String id =
        journey(
            "Find",
            shop,
            "'interval_seconds': 60, 'persistence': {'points': 2, 'of': 3}, 'sites': ['%s'], "
                .formatted(oslo.path("id").asString()),
            "{'name': 'Look', 'service': {'id': '%s'}, 'slow_milliseconds': 1500, 'probe': {'target': '%s'}}"
                .formatted(search, tills("/look")));
    assertThat(seen(id).path("steps").get(0).path("slow_milliseconds").asDouble()).isEqualTo(1500);
    took(oslo, id, 300);
    took(oslo, id, 2_300);
    assertThat(seen(id).path("status").asString()).isEqualTo("degraded");
    assertThat(seen(id).path("status_words").asString())
        .isEqualTo("Step 'Look': it took 2.3 s, more than 1.5 s");
    assertThat(incidents(search, "triggered").size()).isZero();
    took(oslo, id, 2_300);
    soon(Duration.ofSeconds(1), () -> incidents(search, "triggered").size() == 1);
    JsonNode incident = incidents(search, "triggered").get(0);
    assertThat(incident.path("title").asString())
        .isEqualTo(
            "Journey 'Find' is degraded at step 'Look' (Search): it took 2.3 s, more than 1.5 s");
    took(oslo, id, 300);
    took(oslo, id, 310);
    soon(Duration.ofSeconds(1), () -> incidents(search, "triggered").isEmpty());
    assertThat(seen(id).path("status").asString()).isEqualTo("ok");
    assertThat(
            house
                .post(
                    "/journeys",
                    "{'journey': {'name': 'X', 'service': {'id': '%s'}, 'steps': [{'name': 'Y', 'service': {'id': '%s'}, 'slow_milliseconds': 5}]}}"
                        .formatted(shop, shop))
                .text())
        .contains("slow_milliseconds", "needs a probe");
  }

  @Test
  void what_is_switched_off_while_it_runs_opens_nothing() {
    String shop = furniture.service("Switched off", policy);
    String rare = "'interval_seconds': 86400, 'persistence': {'points': 1, 'of': 1}, ";
    String probe = "'probe': {'target': '" + tills("/off") + "'}";
    String journey =
        journey(
            "Off",
            shop,
            rare,
            "{'name': 'Look', 'service': {'id': '%s'}, %s}".formatted(shop, probe));
    String check =
        house
            .post(
                "/checks",
                "{'check': {'name': 'Off', 'service': {'id': '%s'}, %s%s}}"
                    .formatted(shop, rare, probe))
            .ok()
            .path("check")
            .path("id")
            .asString();
    var store = house.bean(PostgresChecks.class);
    var checker = house.bean(Checker.class);
    Journey running = store.journey(journey).orElseThrow();
    Check runningCheck = store.check(check).orElseThrow();
    house.put("/journeys/" + journey, "{'journey': {'enabled': false}}").ok();
    house.put("/checks/" + check, "{'check': {'enabled': false}}").ok();
    Instant now = house.clock().instant();
    checker.ran(
        running,
        Places.HERE,
        Places.HERE,
        List.of(new Journey.StepResult("Look", shop, false, 5, "It answers 500")),
        now);
    checker.ran(
        runningCheck, Places.HERE, Places.HERE, Probe.Result.failed(5, "It answers 500"), now);
    assertThat(
            house
                .bean(Database.class)
                .sql()
                .sql("select count(*) from detect.condition where key like any (?) and open")
                .param(new String[] {"%" + journey + "%", "%" + check + "%"})
                .query(Long.class)
                .single())
        .isZero();
    assertThat(seen(journey).path("status").asString()).isEqualTo("disabled");
    assertThat(store.journey(journey).orElseThrow().state()).isEqualTo(Check.State.NEW);
    assertThat(store.check(check).orElseThrow().history()).isZero();
  }

  /// A site reports how a run of one step went.
  private static void took(JsonNode site, String journey, int millis) {
    house.clock().forward(Duration.ofSeconds(60));
    house
        .send(
            "POST",
            "/probe/results",
            "{'results': [{'kind': 'journey', 'id': '%s', 'at': %d, 'steps': [{'step': 'Look', 'well': true, 'millis': %d, 'word': '200'}]}]}"
                .formatted(journey, house.clock().instant().toEpochMilli(), millis),
            Map.of("Authorization", "Bearer " + site.path("token").asString()))
        .ok();
  }

  @Test
  void a_new_incident_names_the_journeys_that_it_degrades_and_their_steps() {
    Furniture.Shop pay = furniture.shop("Payments");
    String shop = furniture.service("Web shop", policy);
    String id =
        journey(
            "Buy",
            shop,
            "",
            "{'name': 'Choose', 'service': {'id': '%s'}}, {'name': 'Pay', 'service': {'id': '%s'}}"
                .formatted(shop, pay.service()));
    assertThat(seen(id).path("status").asString()).isEqualTo("ok");
    event(pay.key(), "trigger", "memory");
    soon(Duration.ofSeconds(1), () -> incidents(pay.service(), "triggered").size() == 1);
    String incident = incidents(pay.service(), "triggered").get(0).path("id").asString();
    soon(
        Duration.ofSeconds(1),
        () ->
            house
                .get("/incidents/" + incident + "/log_entries")
                .text()
                .contains(
                    "Customer journey 'Buy' is degraded: this service carries its step 'Pay'."));
    assertThat(seen(id).path("status").asString()).isEqualTo("degraded");
    assertThat(seen(id).path("status_words").asString())
        .isEqualTo("Step 'Pay': Payments has an open incident");
    JsonNode touched = house.get("/incidents/" + incident + "/journeys").ok().path("journeys");
    assertThat(touched.get(0).path("steps").get(0).path("name").asString()).isEqualTo("Pay");
    event(pay.key(), "resolve", "memory");
    soon(Duration.ofSeconds(1), () -> incidents(pay.service(), "triggered").isEmpty());
    assertThat(seen(id).path("status").asString()).isEqualTo("ok");
  }

  @Test
  void recovery_that_is_not_proven_is_looked_at_again_and_resolves_when_it_is() {
    String service = furniture.proven("Till", policy, 60);
    String key = furniture.key(service, "Till monitor");
    STATUS.set(500);
    String id =
        journey(
            "Check out",
            service,
            "'interval_seconds': 30, 'persistence': {'points': 20, 'of': 20}, ",
            "{'name': 'Pay', 'service': {'id': '%s'}, 'probe': {'target': '%s', 'status': '200'}}"
                .formatted(service, tills("/pay")));
    house.post("/journeys/" + id + "/run", "{}").ok();
    event(key, "trigger", "till");
    soon(Duration.ofSeconds(1), () -> incidents(service, "triggered").size() == 1);
    String incident = incidents(service, "triggered").get(0).path("id").asString();
    event(key, "resolve", "till");
    soon(Duration.ofSeconds(5), () -> entries(incident).contains("but journey 'Check out' failed"));
    assertThat(incidents(service, "triggered").size()).isEqualTo(1);

    STATUS.set(200);
    soon(
        Duration.ofSeconds(10),
        () -> {
          house.post("/journeys/" + id + "/run", "{}").ok();
          return incidents(service, "triggered").isEmpty();
        });
    assertThat(entries(incident)).contains("stayed so while it was watched");
    assertThat(house.get("/incidents/" + incident).ok().path("incident").path("status").asString())
        .isEqualTo("resolved");
  }

  private static String entries(String incident) {
    return house.get("/incidents/" + incident + "/log_entries?limit=100").text();
  }

  @Test
  void a_site_that_falls_silent_is_told_and_heard_of_again() {
    String service = furniture.service("Outposts", policy);
    JsonNode lima = site("Lima", service);
    var token = Map.of("Authorization", "Bearer " + lima.path("token").asString());
    house.send("GET", "/probe/work", null, token).ok();
    assertThat(state(lima)).isEqualTo("up");
    soon(Duration.ofSeconds(20), () -> incidents(service, "triggered").size() == 1);
    assertThat(incidents(service, "triggered").get(0).path("title").asString())
        .startsWith("Probe site 'Lima' is silent: last heard of ");
    assertThat(state(lima)).isEqualTo("silent");
    house.send("GET", "/probe/work", null, token).ok();
    soon(Duration.ofSeconds(1), () -> incidents(service, "triggered").isEmpty());
    assertThat(state(lima)).isEqualTo("up");
  }

  private static String state(JsonNode site) {
    return house
        .get("/probe_sites/" + site.path("id").asString())
        .ok()
        .path("probe_site")
        .path("status")
        .asString();
  }
}
