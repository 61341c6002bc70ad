package dev.muster.signal.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.TestHouse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Event rules in the whole house, over real HTTP.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesHouseTest {
  private final TestHouse house = TestHouse.start();
  private final AtomicInteger keys = new AtomicInteger();
  private String policy = "";

  @BeforeAll
  void furnish() {
    String me = house.get("/users/me").ok().path("user").path("id").asString();
    policy =
        house
            .post(
                "/escalation_policies",
                """
                {'escalation_policy': {'name': 'All', 'escalation_rules': [
                  {'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}
                """
                    .formatted(me))
            .ok()
            .path("escalation_policy")
            .path("id")
            .asString();
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String service(String name) {
    return house
        .post(
            "/services",
            "{'service': {'name': '%s', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}}}"
                .formatted(name, policy))
        .ok()
        .path("service")
        .path("id")
        .asString();
  }

  private JsonNode orchestration(String name) {
    return house
        .post("/event_orchestrations", "{'orchestration': {'name': '%s'}}".formatted(name))
        .ok()
        .path("orchestration");
  }

  private TestHouse.Answer save(String service, String label, Map<String, String> ifMatch) {
    var headers = new HashMap<>(ifMatch);
    headers.put("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN);
    return house.send(
        "PUT",
        "/event_orchestrations/services/" + service,
        """
        {'orchestration_path': {'sets': [{'id': 'start', 'rules': [
          {'label': '%s', 'conditions': [], 'actions': {'suppress': true}}]}],
          'catch_all': {'actions': {}}}}
        """
            .formatted(label),
        headers);
  }

  @Test
  void rules_that_somebody_else_saved_meanwhile_are_not_replaced_unasked() {
    String service = service("two editors");
    JsonNode first = save(service, "one", Map.of("If-Match", "none")).ok();
    String version = first.path("orchestration_path").path("version").asString();
    TestHouse.Answer late = save(service, "two", Map.of("If-Match", "none"));
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.text()).contains("The rules have been changed since then");
    save(service, "three", Map.of("If-Match", '"' + version + '"')).ok();
    assertThat(save(service, "four", Map.of("If-Match", version)).status()).isEqualTo(412);
    assertThat(house.get("/event_orchestrations/services/" + service).text()).contains("three");
    save(service, "five", Map.of()).ok();
    save(service, "six", Map.of("If-Match", "*")).ok();
    assertThat(house.get("/event_orchestrations/services/" + service).text()).contains("six");
  }

  private String send(String key, String summary, String severity) {
    String dedup = "k" + keys.incrementAndGet();
    var answer =
        house.post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'trigger','dedup_key':'%s','payload':{'summary':'%s','source':'web-7','severity':'%s'}}"
                .formatted(key, dedup, summary, severity));
    assertThat(answer.status()).as(answer.text()).isEqualTo(202);
    return dedup;
  }

  private JsonNode incidentOf(String service) {
    return house
        .eventually(
            "/incidents?service_ids[]=" + service, found -> !found.path("incidents").isEmpty())
        .path("incidents")
        .get(0);
  }

  @Test
  void an_orchestration_routes_and_rewrites() {
    String service = service("Routed");
    JsonNode orchestration = orchestration("Front door");
    String id = orchestration.path("id").asString();
    String key =
        orchestration.path("integrations").get(0).path("parameters").path("routing_key").asString();
    assertThat(key).hasSize(32);
    var router =
        house
            .put(
                "/event_orchestrations/" + id + "/router",
                """
                {'orchestration_path': {'sets': [{'id': 'start', 'rules': [{'label': 'Web', 'conditions': [
                  {'expression': 'event.source matches part \\u0027web\\u0027'}], 'actions': {'route_to': '%s'}}]}],
                  'catch_all': {'actions': {'route_to': 'unrouted'}}}}
                """
                    .formatted(service))
            .ok()
            .path("orchestration_path");
    assertThat(router.path("type").asString()).isEqualTo("router");
    assertThat(router.path("sets").get(0).path("rules").get(0).path("id").asString())
        .matches("R[A-Z0-9]{13}");
    assertThat(router.path("parent").path("id").asString()).isEqualTo(id);
    house
        .put(
            "/event_orchestrations/" + id + "/global",
            """
            {'orchestration_path': {'sets': [{'id': 'start', 'rules': [
              {'id': 'noise', 'conditions': [{'expression': 'event.summary matches part \\u0027debug\\u0027'}],
               'actions': {'drop_event': true}},
              {'id': 'prio', 'actions': {'priority': 'PPRIORITY2', 'severity': 'critical', 'annotate': 'Read {{event.source}}',
               'extractions': [{'target': 'event.summary', 'template': 'Web: {{event.summary}}'}]}}]}],
              'catch_all': {'actions': {}}}}
            """)
        .ok();
    send(key, "debug line", "info");
    send(key, "It burns", "warning");
    JsonNode incident = incidentOf(service);
    assertThat(incident.path("title").asString()).isEqualTo("Web: It burns");
    assertThat(incident.path("priority").path("id").asString()).isEqualTo("PPRIORITY2");
    JsonNode alert =
        house
            .get("/incidents/" + incident.path("id").asString() + "/alerts")
            .ok()
            .path("alerts")
            .get(0);
    assertThat(alert.path("severity").asString()).isEqualTo("critical");
    assertThat(house.get("/incidents?service_ids[]=" + service).ok().path("incidents")).hasSize(1);
    assertThat(
            house
                .get("/event_orchestrations/" + id)
                .ok()
                .path("orchestration")
                .path("routes")
                .asInt())
        .isEqualTo(1);
  }

  private static final String CHATTER =
      "{'label': 'Chatter', 'conditions': [{'expression': 'event.summary matches part"
          + " \\u0027chatter\\u0027'}], 'actions': {'drop_event': true}}";
  private static final String QUIET =
      "{'label': 'Quiet', 'conditions': [{'expression': 'event.summary matches part"
          + " \\u0027quiet\\u0027'}], 'actions': {'suppress': true}}";

  private JsonNode rules(String path, String rules) {
    return house
        .put(
            path,
            "{'orchestration_path': {'sets': [{'id': 'start', 'rules': [%s]}], 'catch_all': {'actions': {}}}}"
                .formatted(rules))
        .ok()
        .at("/orchestration_path/sets/0/rules");
  }

  @Test
  void each_rule_is_counted_under_its_own_name_and_keeps_its_id() {
    String service = service("Counted");
    JsonNode orchestration = orchestration("Gate");
    String id = orchestration.path("id").asString();
    JsonNode door = orchestration.path("integrations").get(0);
    String global = "/event_orchestrations/" + id + "/global";
    String quiet = rules(global, QUIET).at("/0/id").asString();
    JsonNode saved = rules(global, CHATTER + "," + QUIET);
    String chatter = saved.at("/0/id").asString();
    assertThat(saved.at("/1/id").asString()).as("says the same").isEqualTo(quiet);
    assertThat(chatter).isNotEqualTo(quiet);
    assertThat(
            rules(
                    global,
                    "{'label': 'First'},"
                        + (saved.get(0) + "," + saved.get(1)).replace("'", "\\u0027"))
                .valueStream()
                .map(rule -> rule.path("id").asString()))
        .as("one is put before them")
        .hasSize(3)
        .doesNotHaveDuplicates()
        .contains(chatter, quiet);
    rules(global, CHATTER + "," + QUIET);
    assertThat(
            house
                .put(
                    global,
                    "{'orchestration_path': {'sets': [{'id': 'start', 'rules': [{'id':"
                        + " 'a\\tb'}]}]}}")
                .text())
        .contains("sets[0].rules[0].id' must be up to 64 letters");
    rules(
        "/event_orchestrations/services/" + service,
        "{'label': 'Own', 'actions': {'severity': 'error'}}");
    house
        .put(
            "/event_orchestrations/" + id + "/router",
            "{'orchestration_path': {'sets': [{'id': 'start', 'rules': [{'label': 'All', 'actions': {'route_to': '%s'}}]}], 'catch_all': {'actions': {}}}}"
                .formatted(service))
        .ok();
    String key = door.at("/parameters/routing_key").asString();
    send(key, "chatter", "info");
    send(key, "chatter", "info");
    send(key, "quiet please", "info");
    send(key, "It burns", "warning");
    incidentOf(service);

    String span = "since=2020-01-01T00:00:00Z&until=2020-01-01T00:05:00Z";
    assertThat(house.get("/noise/funnel?group_by=rule&" + span).ok().at("/funnel/groups"))
        .isEmpty();
    JsonNode funnel =
        house.eventually(
            "/noise/funnel?group_by=rule", found -> counted(found, "Rule 'Own' of").size() == 1);
    for (var wanted :
        java.util.Map.of(
                "Rule 'Chatter' of orchestration 'Gate' (global)", "dropped:2",
                "Rule 'Quiet' of orchestration 'Gate' (global)", "suppressed:1",
                "Rule 'Own' of service 'Counted'", "opened:1")
            .entrySet()) {
      var rows = counted(funnel, wanted.getKey());
      assertThat(rows).as(wanted.getKey() + " in " + funnel).hasSize(1);
      String[] effect = wanted.getValue().split(":", -1);
      assertThat(rows.getFirst().at("/events/total").asInt())
          .isEqualTo(Integer.parseInt(effect[1]));
      assertThat(rows.getFirst().at("/events/" + effect[0]).asString()).isEqualTo(effect[1]);
      String events = rows.getFirst().path("events_url").asString();
      assertThat(house.get(events.substring(events.indexOf("/events"))).ok().path("events"))
          .hasSize(Integer.parseInt(effect[1]));
      assertThat(house.get(path(rows.getFirst().at("/origin/self"))).status()).isEqualTo(200);
    }
    assertThat(
            house.get("/events?rule_ids[]=" + chatter).ok().at("/events/0/rule/summary").asString())
        .startsWith("Rule 'Chatter'");
    JsonNode source = counted(house.get("/noise/funnel").ok(), "Gate: ").getFirst();
    assertThat(source.at("/events/total").asInt()).isEqualTo(4);
    assertThat(house.get(path(source.at("/origin/self"))).status()).isEqualTo(200);
  }

  private static String path(JsonNode address) {
    return java.net.URI.create(address.asString()).getPath();
  }

  private static java.util.List<JsonNode> counted(JsonNode found, String name) {
    return found
        .at("/funnel/groups")
        .valueStream()
        .filter(row -> row.at("/origin/summary").asString("").startsWith(name))
        .toList();
  }

  @Test
  void a_faulty_condition_is_named_and_changes_nothing() {
    String service = service("Faulty");
    String path = "/event_orchestrations/services/" + service;
    var refused =
        house.put(
            path,
            """
            {'orchestration_path': {'sets': [{'id': 'start', 'rules': [{'conditions': [
              {'expression': 'event.summary matches prat \\u0027x\\u0027'}], 'actions': {'suppress': true}}]}]}}
            """);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().path("error").path("errors").get(0).asString())
        .startsWith(
            "'orchestration_path.sets[0].rules[0].conditions[0].expression' is no condition, at"
                + " character 23:");
    assertThat(house.get(path).ok().path("orchestration_path").path("sets").get(0).path("rules"))
        .isEmpty();
    assertThat(house.get(path + "/active").ok().path("active").asBoolean()).isFalse();
  }

  @Test
  void rules_of_a_service_can_be_switched_off() {
    String service = service("Switched");
    String path = "/event_orchestrations/services/" + service;
    String key =
        house
            .post(
                "/services/" + service + "/integrations",
                "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'M'}}")
            .ok()
            .path("integration")
            .path("integration_key")
            .asString();
    house
        .put(
            path,
            "{'orchestration_path': {'sets': [{'id': 'start', 'rules': []}], 'catch_all':"
                + " {'actions': {'suppress': true}}}}")
        .ok();
    var answer =
        house.post(
            "/v2/enqueue",
            "{'routing_key':'%s','event_action':'trigger','payload':{'summary':'s','source':'x','severity':'error'}}"
                .formatted(key));
    assertThat(answer.ok().path("message").asString()).contains("suppresses it");
    assertThat(house.put(path + "/active", "{'active': false}").ok().path("active").asBoolean())
        .isFalse();
    send(key, "now it pages", "error");
    assertThat(incidentOf(service).path("title").asString()).isEqualTo("now it pages");
  }

  @Test
  void a_change_needs_the_key_of_a_service() {
    String key =
        orchestration("Changes")
            .path("integrations")
            .get(0)
            .path("parameters")
            .path("routing_key")
            .asString();
    var answer =
        house.post(
            "/v2/change/enqueue",
            "{'routing_key':'%s','payload':{'summary':'Deployed'}}".formatted(key));
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text()).contains("belongs to an event orchestration");
  }

  @Test
  void a_table_adds_the_owner_and_tells_what_it_lacks() {
    String service = service("Enriched");
    String key =
        house
            .post(
                "/services/" + service + "/integrations",
                "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'M'}}")
            .ok()
            .path("integration")
            .path("integration_key")
            .asString();
    String table =
        house
            .post(
                "/enrichment_tables",
                """
                {'enrichment_table': {'name': 'Owners', 'keys': [{'column': 'host', 'source': 'event.source'}],
                  'columns': ['owner', 'runbook']}}
                """)
            .ok()
            .path("enrichment_table")
            .path("id")
            .asString();
    house
        .put(
            "/enrichment_tables/" + table + "/rows",
            "{'rows': [{'host': 'WEB-7', 'owner': 'Team Web', 'runbook': 'https://x.example/r'}]}")
        .ok();
    for (String unsaid : java.util.List.of("{}", "{'rows': null}", "{'row': []}")) {
      TestHouse.Answer refused = house.put("/enrichment_tables/" + table + "/rows", unsaid);
      assertThat(refused.status()).as(unsaid).isEqualTo(400);
      assertThat(refused.text()).contains("'rows' is missing");
    }
    assertThat(
            house
                .post(
                    "/enrichment_tables",
                    "{'enrichment_table': {'name': 'Twice', 'keys': [{'column': 'host', 'source': 'event.source'}], 'columns': ['owner', 'owner']}}")
                .text())
        .contains("names a column twice");
    send(key, "who owns me", "error");
    JsonNode incident = incidentOf(service);
    JsonNode alert =
        house
            .get("/incidents/" + incident.path("id").asString() + "/alerts")
            .ok()
            .path("alerts")
            .get(0);
    assertThat(alert.path("body").path("details").path("owner").asString()).isEqualTo("Team Web");
    house.post(
        "/v2/enqueue",
        "{'routing_key':'%s','event_action':'trigger','payload':{'summary':'s','source':'db-99','severity':'info'}}"
            .formatted(key));
    JsonNode gaps = house.get("/enrichment_tables/" + table + "/gaps").ok().path("gaps");
    assertThat(gaps.get(0).path("key").asString()).isEqualTo("db-99");
    assertThat(gaps.get(0).path("events").asInt()).isEqualTo(1);
    house.delete("/enrichment_tables/" + table);
  }

  @Test
  void stages_are_edited_and_audited() {
    assertThat(house.get("/stages").ok().path("stages")).hasSize(4);
    var refused =
        house.put(
            "/stages",
            "{'stages': [{'name': 'production', 'aliases': ['prod'], 'importance': 'loud'},"
                + " {'name': 'prod', 'importance': 'low'}]}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("stages[0].importance").contains("is there twice");
    var nothing = house.send("PUT", "/stages", "{'stages': null}");
    assertThat(nothing.status()).isEqualTo(400);
    assertThat(nothing.text()).contains("stages' is missing");
    assertThat(
            house
                .send(
                    "PUT",
                    "/stages",
                    "{'stages': [{'name': 'production', 'aliases': 'prod', 'importance': null}]}")
                .text())
        .contains("stages[0].aliases' must be a list", "stages[0].importance' is missing");
    JsonNode before = house.get("/stages").ok();
    assertThat(before.path("stages")).hasSize(4);
    house
        .put(
            "/stages",
            "{'stages': [{'name': 'production', 'aliases': ['prod'], 'importance': 'page'}]}")
        .ok();
    assertThat(house.get("/audit/records").ok().toString()).contains("\"stages\"");
    house.send("PUT", "/stages", before.toString());
  }

  @Test
  void csv_is_read_as_it_is_written() {
    assertThat(CsvTable.read("\uFEFFa,b\r\n1,\"x \"\"y\"\"\nz\"\r\n\r\n2,").rows())
        .containsExactly(
            new CsvTable.Row(2, java.util.Map.of("a", "1", "b", "x \"y\"\nz")),
            new CsvTable.Row(4, java.util.Map.of("a", "2", "b", "")));
  }

  @Test
  void a_window_comes_back_and_says_when() {
    String service = service("Maintained");
    var window =
        house
            .post(
                "/maintenance_windows",
                """
                {'maintenance_window': {'type': 'maintenance_window', 'start_time': '2026-01-04T01:00:00Z',
                  'end_time': '2026-01-04T03:00:00Z', 'services': [{'id': '%s', 'type': 'service_reference'}],
                  'recurrence': {'rrule': 'FREQ=WEEKLY;BYDAY=SU', 'time_zone': 'Europe/Berlin'}}}
                """
                    .formatted(service))
            .ok()
            .path("maintenance_window");
    assertThat(window.path("recurrence").path("rrule").asString())
        .isEqualTo("FREQ=WEEKLY;BYDAY=SU");
    assertThat(window.path("next_occurrences")).hasSize(5);
    assertThat(house.get("/maintenance_windows?filter=open").ok().toString())
        .contains(window.path("id").asString());
    var refused =
        house.put(
            "/maintenance_windows/" + window.path("id").asString(),
            "{'maintenance_window': {'recurrence': {'rrule': 'FREQ=HOURLY'}}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("maintenance_window.recurrence.rrule").contains("daily");
    assertThat(house.delete("/maintenance_windows/" + window.path("id").asString()).status())
        .isEqualTo(204);
  }
}
