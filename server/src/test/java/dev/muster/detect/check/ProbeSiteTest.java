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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Checks from other sites: probes fetch their work, report, and must agree; a house that has them, over real HTTP.
class ProbeSiteTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final AtomicInteger STATUS = new AtomicInteger(200);
  private static HttpServer shop;
  private static TestHouse house;
  private static String service;

  @BeforeAll
  static void open() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    shop.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(STATUS.get(), -1);
          exchange.close();
        });
    shop.start();
    house = TestHouse.start("--outbound-private=true");
    service = new Furniture(house).shop("Shop").service();
  }

  @AfterAll
  static void close() {
    house.close();
    shop.stop(0);
  }

  private static JsonNode site(String name) {
    return house
        .post(
            "/probe_sites",
            "{'probe_site': {'name': '%s', 'service': {'id': '%s'}}}".formatted(name, service))
        .ok()
        .path("probe_site");
  }

  private static HttpProbeAgent agent(JsonNode site, boolean privateAllowed) {
    return new HttpProbeAgent(
        new HttpProbeAgent.Settings(
            house.base(),
            site.path("token").asString(),
            site.path("name").asString(),
            privateAllowed),
        InstantSource.system());
  }

  private static JsonNode seen(String path, String type) {
    return house.get(path).ok().path(type);
  }

  private static JsonNode until(
      String path, String type, String status, int sites, HttpProbeAgent... agents) {
    return await()
        .atMost(SOON)
        .until(
            () -> {
              for (HttpProbeAgent agent : agents) {
                agent.turn();
              }
              return seen(path, type);
            },
            found ->
                found.path("site_results").size() == sites
                    && found.path("status").asString().equals(status));
  }

  @Test
  void as_many_sites_as_asked_must_agree_before_somebody_is_told() {
    JsonNode paris = site("Paris");
    JsonNode lima = site("Lima");
    assertThat(paris.path("token").asString()).hasSize(28);
    assertThat(house.get("/probe_sites").text()).doesNotContain(paris.path("token").asString());
    String path =
        "/checks/"
            + house
                .post(
                    "/checks",
                    "{'check': {'name': 'Front page', 'service': {'id': '%s'}, 'interval_seconds': 5, 'persistence': {'points': 1, 'of': 1}, 'sites': ['here', '%s', '%s'], 'agree': 2, 'probe': {'kind': 'http', 'target': 'http://127.0.0.1:%d/'}}}"
                        .formatted(
                            service,
                            paris.path("id").asString(),
                            lima.path("id").asString(),
                            shop.getAddress().getPort()))
                .ok()
                .path("check")
                .path("id")
                .asString();
    HttpProbeAgent near = agent(paris, true);
    HttpProbeAgent guarded = agent(lima, false); // it must not reach the loopback address
    JsonNode up = until(path, "check", "up", 3, near, guarded);
    assertThat(up.path("site_results").toString()).contains("not a public address");

    STATUS.set(500);
    JsonNode down = until(path, "check", "down", 3, near, guarded);
    assertThat(down.path("agree").asInt()).isEqualTo(2);
    JsonNode incident =
        await()
            .atMost(SOON)
            .until(
                () ->
                    house
                        .get("/incidents?statuses[]=triggered&service_ids[]=" + service)
                        .ok()
                        .path("incidents"),
                found -> !found.isEmpty())
            .get(0);
    assertThat(incident.path("title").asString()).contains("Check 'Front page' fails", "Lima: ");
    STATUS.set(200);
    until(path, "check", "up", 3, near, guarded);

    // the same report twice is one run
    String report =
        "{'results': [{'kind': 'check', 'id': '%s', 'at': %d, 'well': true, 'millis': 3, 'word': 'fine'}]}"
            .formatted(path.substring(8), Instant.now().plusSeconds(1).toEpochMilli());
    var key = Map.of("Authorization", "Bearer " + paris.path("token").asString());
    house.send("POST", "/probe/results", report, key).ok();
    long runs = runs(path, "Paris");
    house.send("POST", "/probe/results", report, key).ok();
    assertThat(runs(path, "Paris")).isEqualTo(runs).isPositive();
    assertThat(
            house
                .send("GET", "/probe/work", null, Map.of("Authorization", "Bearer nobody"))
                .status())
        .isEqualTo(401);
  }

  @Test
  void a_journey_is_gone_through_at_a_site_and_names_its_step() {
    JsonNode rome = site("Rome");
    String path =
        "/journeys/"
            + house
                .post(
                    "/journeys",
                    "{'journey': {'name': 'Checkout', 'interval_seconds': 10, 'persistence': {'points': 1, 'of': 1}, 'service': {'id': '%s'}, 'sites': ['%s'], 'steps': [{'name': 'Pay', 'service': {'id': '%s'}, 'probe': {'kind': 'tcp', 'target': '127.0.0.1:1'}}]}}"
                        .formatted(service, rome.path("id").asString(), service))
                .ok()
                .path("journey")
                .path("id")
                .asString();
    assertThat(house.post(path + "/run", "{}").text()).contains("other sites only");
    JsonNode failing = until(path, "journey", "failing", 1, agent(rome, true));
    assertThat(failing.path("status_words").asString()).contains("Step 'Pay'");
  }

  private static long runs(String path, String site) {
    for (JsonNode one : seen(path, "check").path("site_results")) {
      if (one.path("site").path("summary").asString().equals(site)) {
        return one.path("runs").asLong();
      }
    }
    return -1;
  }

  @Test
  void what_cannot_be_is_named() {
    String wire =
        "{'check': {'name': 'X', 'service': {'id': '%s'}, 'probe': {'kind': 'tcp', 'target':"
            + " 'a:1'}, %s}}";
    assertThat(house.post("/checks", wire.formatted(service, "'sites': ['moon']")).text())
        .contains("names no site");
    assertThat(house.post("/checks", wire.formatted(service, "'agree': 2")).text())
        .contains("must not be more than the sites");
    assertThat(house.post("/checks", wire.formatted(service, "'sites': []")).status())
        .isEqualTo(400);
    String http =
        "{'check': {'name': 'X', 'service': {'id': '%s'}, 'probe': {'kind': 'http', 'target': '%s', 'headers': %s}}}";
    assertThat(
            house.post("/checks", http.formatted(service, "http://a:b@shop.example/", "{}")).text())
        .contains("probe.target' must not hold a user name or password");
    for (String headers : new String[] {"{'Host': 'x'}", "{'a b': 'x'}", "{'A': 'x\\r\\nB: y'}"}) {
      assertThat(
              house
                  .post("/checks", http.formatted(service, "http://shop.example/", headers))
                  .text())
          .contains("'check.probe.headers' ");
    }
    assertThat(house.post("/slos/import", "").text()).contains("holds no OpenSLO object");
    assertThat(house.get("/sources").ok().path("sources").get(0).path("series_limit").asInt())
        .isPositive();
  }

  private String definition(String id) {
    return house
        .bean(Database.class)
        .sql()
        .sql("select definition::text from detect.check where id = ?")
        .param(id)
        .query(String.class)
        .single();
  }

  @Test
  void what_a_header_holds_is_shown_to_nobody_and_kept() {
    PostgresChecks store = house.bean(PostgresChecks.class);
    String wire =
        "{'check': {'name': 'Proven', 'service': {'id': '%s'}, 'enabled': false, 'probe': {'kind': 'http', 'target': '%s'%s}}}";
    String here = "https://shop.example/health";
    String secret = "Bearer abc123";
    String id =
        house
            .post(
                "/checks",
                wire.formatted(
                    service,
                    here,
                    ", 'headers': {'Authorization': '" + secret + "', 'Accept': 'text/html'}"))
            .ok()
            .at("/check/id")
            .asString();
    String path = "/checks/" + id;
    assertThat(house.get(path).text()).doesNotContain("abc123");
    JsonNode headers = house.get(path).ok().at("/check/probe/headers");
    assertThat(headers.propertyNames()).containsExactly("Accept", "Authorization");
    assertThat(headers.path("Accept").isNull()).isTrue();
    assertThat(definition(id)).doesNotContain("abc123").doesNotContain("text/html");
    var all = Map.of("Authorization", secret, "Accept", "text/html");
    assertThat(store.check(id).orElseThrow().probe().headers()).isEqualTo(all);
    house.put(path, "{'check': {'name': 'Proven still'}}").ok();
    house.put(path, wire.formatted(service, here + "?deep=1", "")).ok();
    assertThat(store.check(id).orElseThrow().probe().headers()).isEqualTo(all);
    String kept = ", 'headers': {'authorization': null}";
    assertThat(house.put(path, wire.formatted(service, "https://evil.example/", kept)).text())
        .contains("'check.probe.headers' must be given anew as the target is another place");
    assertThat(house.put(path, wire.formatted(service, "https://evil.example/", "")).status())
        .isEqualTo(400);
    assertThat(
            house.put(path, wire.formatted(service, here, ", 'headers': {'X-New': null}")).text())
        .contains("'X-New' has no value");
    house.put(path, wire.formatted(service, here, kept)).ok();
    assertThat(store.check(id).orElseThrow().probe().headers())
        .containsExactly(Map.entry("authorization", secret));
    house
        .bean(Database.class)
        .sql()
        .sql(
            "update detect.check set definition = jsonb_set(definition, '{probe,headers}', '{\"A\": \"plain\"}') where id = ?")
        .param(id)
        .update();
    store.sealAnew();
    assertThat(definition(id)).as("what was written before").doesNotContain("plain");
    assertThat(store.check(id).orElseThrow().probe().headers()).isEqualTo(Map.of("A", "plain"));
    house.put(path, wire.formatted(service, "https://evil.example/", ", 'headers': {}")).ok();
    assertThat(store.check(id).orElseThrow().probe().headers()).isEmpty();
  }

  @Test
  void what_is_due_keeps_its_time_and_what_was_missed_is_not_made_up_for() {
    Instant now = Instant.parse("2026-03-02T12:00:00Z");
    var rota = new HttpProbeAgent.Rota();
    var work = new HttpProbeAgent.Work("A", Duration.ofSeconds(60), null, null);
    rota.take(List.of(work), now);
    assertThat(rota.due(now.plusSeconds(6))).containsExactly(work);
    assertThat(rota.due(now.plusSeconds(30))).isEmpty();
    rota.take(List.of(work), now.plusSeconds(30));
    assertThat(rota.due(now.plusSeconds(66))).containsExactly(work);
    assertThat(rota.due(now.plusSeconds(600))).containsExactly(work);
    assertThat(rota.due(now.plusSeconds(601))).isEmpty();
    rota.take(List.of(), now.plusSeconds(700));
    assertThat(rota.due(now.plusSeconds(900))).isEmpty();
  }

  @Test
  void sites_that_have_said_nothing_for_long_do_not_count() {
    Instant now = Instant.parse("2026-03-02T12:00:00Z");
    var places = new Places(List.of("a", "b", Places.HERE), 2);
    var fresh = new Places.Seen("a", Check.State.DOWN, 1, 1, now.minusSeconds(60), 1, "no");
    var stale = new Places.Seen("b", Check.State.DOWN, 1, 1, now.minusSeconds(600), 1, "no");
    var other = new Places.Seen("c", Check.State.DOWN, 1, 1, now, 1, "no");
    assertThat(places.failing(List.of(fresh, stale, other), Duration.ofSeconds(60), now))
        .containsExactly(fresh);
  }
}
