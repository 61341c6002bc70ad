package dev.muster.drill;

import static dev.muster.drill.Drill.Way.EMAIL;
import static dev.muster.drill.Drill.hours;
import static dev.muster.drill.Drill.level;
import static dev.muster.drill.Drill.minutes;
import static dev.muster.kernel.Severity.CRITICAL;
import static dev.muster.kernel.Severity.WARNING;
import static dev.muster.mobilize.ResponseStatus.TRIGGERED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What does not page, why not, and that it all adds up.
class QuietTest {
  private static Map<String, ?> rules(Map<?, ?>... rules) {
    return Map.of(
        "orchestration_path",
        Map.of(
            "sets",
            List.of(Map.of("id", "start", "rules", List.of(rules))),
            "catch_all",
            Map.of("actions", Map.of())));
  }

  private static Map<String, ?> rule(String id, String condition, Map<String, ?> actions) {
    return Map.of(
        "id", id, "conditions", List.of(Map.of("expression", condition)), "actions", actions);
  }

  @Test
  @SuppressWarnings("unchecked")
  void a_suspended_alert_pages_when_it_has_not_cleared() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill.api(
          "PUT",
          "/event_orchestrations/services/" + drill.serviceId("db"),
          rules(rule("wait", "event.severity matches 'warning'", Map.of("suspend", 300))));
      drill.signal("db", WARNING, "short").expectSilence();
      drill.forward(minutes(3)).clear("db", "short").expectSilence();
      drill.forward(minutes(30)).expectSilence().expectIncidents(0, TRIGGERED);

      drill.signal("db", WARNING, "long").expectSilence();
      drill.forward(minutes(4)).expectSilence();
      drill.forward(minutes(2)).expectPage("ana", EMAIL).expectIncidents(1, TRIGGERED);

      drill.signal("db", WARNING, "worse").expectSilence();
      drill.forward(minutes(1)).signal("db", CRITICAL, "worse").expectPage("ana", EMAIL);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void a_kept_back_alert_is_shown_and_pages_when_a_person_wants_it() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill.api(
          "PUT",
          "/event_orchestrations/services/" + drill.serviceId("db"),
          rules(rule("hush", "event.severity matches 'warning'", Map.of("suppress", true))));
      drill.signal("db", WARNING, "quiet").expectSilence();
      JsonNode kept =
          drill
              .api("GET", "/noise/alerts?service_ids[]=" + drill.serviceId("db"), null)
              .path("alerts");
      assertThat(kept).hasSize(1);
      assertThat(kept.get(0).path("kept_back_by").asString()).isEqualTo("rule");
      assertThat(kept.get(0).path("reason").asString()).contains("'hush'").contains("suppresses");
      drill.api("POST", "/noise/alerts/" + kept.get(0).path("id").asString() + "/release", null);
      drill.forward(minutes(1)).expectPage("ana", EMAIL);
    }
  }

  /// A critical event that names its environment; answers the incident.
  private static JsonNode inEnvironment(Drill drill, String service, String environment) {
    drill.api(
        "POST",
        "/v2/enqueue",
        Map.of(
            "routing_key",
            drill.routingKey(service),
            "event_action",
            "trigger",
            "payload",
            Map.of(
                "summary",
                environment + " is broken",
                "source",
                "x",
                "severity",
                "critical",
                "custom_details",
                Map.of("environment", environment))));
    drill.forward(minutes(1));
    JsonNode incident =
        drill
            .api("GET", "/incidents?service_ids[]=" + drill.serviceId(service), null)
            .path("incidents")
            .get(0);
    assertThat(incident.path("title").asString()).isEqualTo(environment + " is broken");
    assertThat(incident.path("urgency").asString()).isEqualTo("low");
    return incident;
  }

  @Test
  void an_alert_of_a_test_stage_is_something_to_do_and_pages_nobody() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p").service("web", "p");
      assertThat(inEnvironment(drill, "db", "qa").path("to_do").asBoolean()).isTrue();
      drill.forward(minutes(120)).expectSilence();
      assertThat(inEnvironment(drill, "web", "staging").path("to_do").asBoolean()).isFalse();
      drill.expectPage("ana", EMAIL);
    }
  }

  @Test
  void what_people_say_of_a_page_outranks_what_their_acts_show() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill.signal("db", CRITICAL, "short").expectPage("ana", EMAIL);
      drill.clear("db", "short").forward(minutes(1)).expectRecoveries("ana", 1);
      drill.signal("db", CRITICAL, "real").expectPage("ana", EMAIL).acknowledge("ana");
      drill.resolve("ana").forward(minutes(1));
      JsonNode people = drill.api("GET", "/noise/people", null).path("people");
      JsonNode ana = null;
      for (JsonNode person : people) {
        if (person.path("user").path("id").asString().equals(drill.personId("ana"))) {
          ana = person;
        }
      }
      assertThat(ana).isNotNull();
      assertThat(ana.path("messages").asInt()).isEqualTo(2);
      assertThat(ana.path("incidents").path("actionable").asInt()).isEqualTo(1);
      assertThat(ana.path("incidents").path("not_actionable").asInt()).isEqualTo(1);
      assertThat(ana.path("precision").asDouble()).isEqualTo(0.5);
      JsonNode incidents =
          drill
              .api("GET", "/incidents?service_ids[]=" + drill.serviceId("db"), null)
              .path("incidents");
      for (JsonNode incident : incidents) {
        String path = "/incidents/" + incident.path("id").asString() + "/verdict";
        assertThat(drill.api("GET", path, null).path("verdict").path("source").asString())
            .isEqualTo("inferred");
        drill.saysNoise("ana", incident.path("id").asString());
        JsonNode verdict = drill.api("GET", path, null).path("verdict");
        assertThat(verdict.path("verdict").asString()).isEqualTo("not_actionable");
        assertThat(verdict.path("source").asString()).isEqualTo("human");
      }
      assertThat(
              drill
                  .api("GET", "/users/" + drill.personId("ana") + "/pages", null)
                  .path("pages")
                  .path("precision")
                  .asDouble())
          .isZero();
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void every_raw_event_is_in_the_funnel_exactly_once() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana"));
      drill.service("a", "p").service("b", "p").service("c", "p");
      drill.api(
          "PUT",
          "/event_orchestrations/services/" + drill.serviceId("a"),
          rules(
              rule("drop", "event.summary matches part 'k1 '", Map.of("drop_event", true)),
              rule("hush", "event.summary matches part 'k2 '", Map.of("suppress", true)),
              rule("wait", "event.summary matches part 'k3 '", Map.of("suspend", 600))));
      drill.maintenance("c", hours(1));
      var any = new SplittableRandom(7);
      var sent = new HashMap<String, Integer>();
      for (int i = 0; i < 240; i++) {
        String service = List.of("a", "b", "c").get(any.nextInt(3));
        String key = "k" + any.nextInt(6);
        if (any.nextInt(3) == 0) {
          drill.quietly().clear(service, key);
        } else {
          drill.quietly().signal(service, any.nextBoolean() ? CRITICAL : WARNING, key);
        }
        sent.merge(drill.serviceId(service), 1, Integer::sum);
        if (i % 10 == 9) {
          drill.quietly().forward(minutes(2));
        }
      }
      drill.quietly().forward(minutes(30)).quietly();
      drill.api("PUT", "/incidents", resolveAll(drill));
      drill.forward(minutes(5)).quietly();
      for (String by : List.of("service", "source", "rule")) {
        JsonNode funnel = drill.api("GET", "/noise/funnel?group_by=" + by, null).path("funnel");
        assertThat(funnel.path("alerts_not_heard_of_yet").asLong()).isZero();
        addsUp(funnel.path("total"));
        long events = 0;
        for (JsonNode row : funnel.path("groups")) {
          addsUp(row);
          events += row.path("events").path("total").asLong();
        }
        assertThat(events).isEqualTo(funnel.path("total").path("events").path("total").asLong());
      }
      JsonNode byService = drill.api("GET", "/noise/funnel?group_by=service", null).path("funnel");
      int found = 0;
      for (JsonNode row : byService.path("groups")) {
        Integer expected = sent.get(row.path("origin").path("id").asString());
        if (expected != null) {
          found++;
          assertThat(row.path("events").path("total").asInt()).isEqualTo(expected);
          String url = row.path("events_url").asString();
          JsonNode page =
              drill.api(
                  "GET", url.substring(url.indexOf("/events?")) + "&total=true&limit=1", null);
          assertThat(page.path("total").asInt()).as(url).isEqualTo(expected);
          assertThat(page.path("searched_all").asBoolean()).isTrue();
        }
        if (drill.serviceId("a").equals(row.path("origin").path("id").asString())) {
          JsonNode events = row.path("events");
          assertThat(events.path("dropped").asInt()).isPositive();
          assertThat(events.path("suppressed").asInt()).isPositive();
          assertThat(events.path("held").asInt()).isPositive();
          JsonNode dropped =
              drill
                  .api(
                      "GET",
                      "/events?effects[]=dropped&limit=100&since="
                          + byService.path("since").asString()
                          + "&service_ids[]="
                          + drill.serviceId("a"),
                      null)
                  .path("events");
          assertThat(dropped).hasSize(events.path("dropped").asInt());
          assertThat(dropped.get(0).path("rule_id").asString()).endsWith("/start/drop");
          assertThat(dropped.get(0).at("/rule/summary").asString())
              .startsWith("Rule 'drop' of service");
          assertThat(dropped.get(0).path("reasons").get(0).asString()).contains("dropped it");
        }
      }
      assertThat(found).isEqualTo(3);
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void a_change_is_tried_on_the_tape_before_it_is_saved() {
    try (Drill drill = Drill.start()) {
      drill.person("ana").policy("p", 0, level(60, "ana")).service("db", "p");
      drill.signal("db", CRITICAL, "real").expectPage("ana", EMAIL).acknowledge("ana");
      drill.forward(minutes(5)).resolve("ana").forward(minutes(5));
      drill.signal("db", WARNING, "noise").expectPage("ana", EMAIL);
      drill.clear("db", "noise").forward(minutes(5)).expectRecoveries("ana", 1);
      JsonNode result =
          tried(
              drill,
              Map.of(
                  "orchestration",
                  Map.of(
                      "path",
                      "service",
                      "id",
                      drill.serviceId("db"),
                      "orchestration_path",
                      rules(
                              rule(
                                  "hush",
                                  "event.summary matches part 'is broken'",
                                  Map.of("suppress", true)))
                          .get("orchestration_path"))));
      assertThat(result.path("as_it_is").path("incidents").asInt()).isGreaterThanOrEqualTo(2);
      assertThat(titles(result.path("incidents_lost")))
          .contains("real is broken", "noise is broken");
      assertThat(result.path("incidents_gained").path("total").asInt()).isZero();
      assertThat(titles(result.path("pages_lost"))).contains("real is broken", "noise is broken");
      assertThat(result.path("pages_gained").path("total").asInt()).isZero();
      assertThat(result.path("real_incidents_missed").path("total").asInt()).isEqualTo(1);
      assertThat(
              result.path("real_incidents_missed").path("examples").get(0).path("title").asString())
          .isEqualTo("real is broken");

      JsonNode grouped =
          tried(
              drill,
              Map.of(
                  "grouping",
                  Map.of(
                      "service_id",
                      drill.serviceId("db"),
                      "type",
                      "time",
                      "config",
                      Map.of("timeout", 60))));
      assertThat(grouped.path("real_incidents_missed").path("total").asInt()).isZero();
      assertThat(grouped.path("as_it_would_be").path("alerts").asInt())
          .isEqualTo(grouped.path("as_it_is").path("alerts").asInt());
    }
  }

  private static JsonNode tried(Drill drill, Map<String, ?> change) {
    String id =
        drill
            .api("POST", "/what_ifs", Map.of("what_if", change))
            .path("what_if")
            .path("id")
            .asString();
    for (int i = 0; i < 400; i++) {
      drill.forward(minutes(1)).quietly();
      JsonNode found = drill.api("GET", "/what_ifs/" + id, null).path("what_if");
      if (found.path("status").asString().equals("done")) {
        return found;
      }
      assertThat(found.path("status").asString()).isIn("waiting", "running");
    }
    throw new AssertionError("the trial does not end");
  }

  private static List<String> titles(JsonNode incidents) {
    var titles = new ArrayList<String>();
    incidents.path("examples").forEach(incident -> titles.add(incident.path("title").asString()));
    return titles;
  }

  /// What is left open would page on in the next scenario of the same house.
  private static Map<String, ?> resolveAll(Drill drill) {
    var open = new ArrayList<Map<String, String>>();
    for (JsonNode incident :
        drill
            .api("GET", "/incidents?limit=100&statuses[]=triggered&statuses[]=acknowledged", null)
            .path("incidents")) {
      open.add(
          Map.of(
              "id", incident.path("id").asString(),
              "type", "incident_reference",
              "status", "resolved"));
    }
    return Map.of("incidents", open);
  }

  private static void addsUp(JsonNode row) {
    JsonNode events = row.path("events");
    long total = 0;
    for (Map.Entry<String, JsonNode> effect : events.properties()) {
      total += effect.getKey().equals("total") ? 0 : effect.getValue().asLong();
    }
    assertThat(total).isEqualTo(events.path("total").asLong());
    JsonNode alerts = row.path("alerts");
    assertThat(
            events.path("opened").asLong()
                + events.path("suppressed").asLong()
                + events.path("held").asLong()
                + events.path("demoted").asLong())
        .isEqualTo(alerts.path("opened").asLong());
    assertThat(
            alerts.path("formed_incident").asLong()
                + alerts.path("joined_incident").asLong()
                + alerts.path("without_incident").asLong())
        .isEqualTo(alerts.path("opened").asLong());
    assertThat(row.path("incidents").path("formed").asLong())
        .isEqualTo(alerts.path("formed_incident").asLong());
  }
}
