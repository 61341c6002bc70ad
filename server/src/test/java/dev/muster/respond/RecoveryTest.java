package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A service that asks for proof resolves only when its journey is green, or when somebody insists; and who noticed is written down.
class RecoveryTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final AtomicInteger STATUS = new AtomicInteger(200);
  private static HttpServer shop;
  private static TestHouse house;
  private static String service;
  private static String key;

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
    var furniture = new Furniture(house);
    service = furniture.proven("Till", furniture.policy("P", furniture.me(), 30), 1);
    key = furniture.key(service, "Events");
  }

  private static String id(TestHouse.Answer answer, String type) {
    return answer.ok().path(type).path("id").asString();
  }

  @AfterAll
  static void close() {
    house.close();
    shop.stop(0);
  }

  private static TestHouse.Answer asAdmin(String method, String path, String json) {
    return house.send(
        method,
        path,
        json,
        Map.of(
            "Authorization",
            "Token token=" + TestHouse.ADMIN_TOKEN,
            "From",
            TestHouse.ADMIN_EMAIL));
  }

  private static String incident(String dedup) {
    house
        .post(
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': 'trigger', 'dedup_key': '%s', 'payload': {'summary': 'Till is down %s', 'source': 'till', 'severity': 'critical'}}"
                .formatted(key, dedup, dedup))
        .ok();
    return await()
        .atMost(SOON)
        .until(
            () ->
                house
                    .get("/incidents?statuses[]=triggered&service_ids[]=" + service)
                    .ok()
                    .path("incidents"),
            found -> !found.isEmpty())
        .get(0)
        .path("id")
        .asString();
  }

  private static void say(String to, String action, String dedup) {
    house
        .post(
            "/v2/enqueue",
            "{'routing_key': '%s', 'event_action': '%s', 'dedup_key': '%s', 'payload': {'summary': '%s', 'source': 'store', 'severity': 'critical'}}"
                .formatted(to, action, dedup, dedup))
        .ok();
  }

  private static JsonNode only(String of, java.util.function.Predicate<JsonNode> when) {
    return await()
        .atMost(SOON)
        .until(
            () ->
                house
                    .get("/incidents?date_range=all&service_ids[]=" + of)
                    .ok()
                    .path("incidents")
                    .path(0),
            when);
  }

  private static java.util.function.Predicate<JsonNode> counts(int open, int resolved) {
    return one ->
        one.path("alert_counts").path("triggered").asInt() == open
            && one.path("alert_counts").path("resolved").asInt() == resolved;
  }

  @Test
  void it_stays_open_while_an_alert_is_open_and_recovery_is_watched_and_never_closes() {
    var furniture = new Furniture(house);
    String policy = furniture.policy("Q", furniture.me(), 30);
    for (String mode : new String[] {"resolve", "watch"}) {
      String store = furniture.service("Store " + mode, "'time'", policy);
      house
          .put(
              "/services/" + store,
              "{'service': {'recovery_mode': '%s', 'watch_seconds': 3600}}".formatted(mode))
          .ok();
      String to = furniture.key(store, "Events");
      say(to, "trigger", "disk");
      only(store, counts(1, 0));
      say(to, "trigger", "cpu");
      only(store, counts(2, 0));
      say(to, "resolve", "disk");
      JsonNode half = only(store, counts(1, 1));
      assertThat(half.path("status").asString()).isEqualTo("triggered");
      assertThat(half.path("phase").asString()).isEqualTo("active");
      say(to, "resolve", "cpu");
      JsonNode well = only(store, one -> one.path("phase").asString().equals("watching"));
      assertThat(well.path("status").asString())
          .isEqualTo(mode.equals("watch") ? "triggered" : "resolved");
      assertThat(house.get("/incidents/" + well.path("id").asString() + "/alerts").text())
          .doesNotContain("\"status\":\"triggered\"");
      if (mode.equals("watch")) {
        String path = "/incidents/" + well.path("id").asString();
        asAdmin("PUT", path, "{'incident': {'type': 'incident', 'status': 'resolved'}}").ok();
        assertThat(house.get(path).ok().path("incident").path("phase").asString())
            .isEqualTo("closed");
      }
    }
  }

  @Test
  void it_resolves_when_the_journey_is_green_or_somebody_insists() {
    String journey =
        id(
            house.post(
                "/journeys",
                "{'journey': {'name': 'Checkout', 'interval_seconds': 60, 'service': {'id': '%s'}, 'steps': [{'name': 'Pay', 'service': {'id': '%s'}, 'probe': {'kind': 'http', 'target': 'http://127.0.0.1:%d/pay'}}]}}"
                    .formatted(service, service, shop.getAddress().getPort())),
            "journey");
    STATUS.set(500);
    house.post("/journeys/" + journey + "/run", "{}").ok();
    String incident = incident("a");
    String resolve = "{'incident': {'type': 'incident_reference', 'status': 'resolved'%s}}";
    TestHouse.Answer refused = asAdmin("PUT", "/incidents/" + incident, resolve.formatted(""));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text())
        .contains("journey 'Checkout' failed in 1 of its last 1 runs", "step 'Pay'", "force");
    assertThat(
            asAdmin("PUT", "/incidents/" + incident, resolve.formatted(", 'force': true")).text())
        .contains("resolution");
    asAdmin(
            "PUT",
            "/incidents/" + incident,
            resolve.formatted(", 'force': true, 'resolution': 'the probe itself is broken'"))
        .ok();
    assertThat(house.get("/incidents/" + incident + "/log_entries").text())
        .contains("although journey 'Checkout' failed");

    STATUS.set(200);
    house.post("/journeys/" + journey + "/run", "{}").ok();
    house.post("/journeys/" + journey + "/run", "{}").ok();
    String next = incident("b");
    asAdmin("PUT", "/incidents/" + next, resolve.formatted("")).ok();
    assertThat(house.get("/incidents/" + next).ok().path("incident").path("status").asString())
        .isEqualTo("resolved");

    JsonNode noticed =
        house.get("/incidents/" + next + "/detection_source").ok().path("detection_source");
    assertThat(noticed.path("source").asString()).isEqualTo("monitor");
    asAdmin(
            "PUT",
            "/incidents/" + next + "/detection_source",
            "{'detection_source': {'source': 'customer'}}")
        .ok();
    for (String none : new String[] {"'parrot'", "null"}) {
      assertThat(
              asAdmin(
                      "PUT",
                      "/incidents/" + next + "/detection_source",
                      "{'detection_source': {'source': %s}}".formatted(none))
                  .status())
          .isEqualTo(400);
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode counts = house.get("/detection_sources").ok().path("detection_sources");
          assertThat(counts.path("incidents").path("customer").asInt()).isEqualTo(1);
          assertThat(counts.path("incidents").path("monitor").asInt()).isPositive();
          assertThat(counts.path("share_found_by_people").asDouble())
              .isEqualTo(1.0 / counts.path("total").asInt());
        });
  }
}
