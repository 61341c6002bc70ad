package dev.muster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Golden;
import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CatalogTest {
  private static TestHouse house;
  private static int names;

  @BeforeAll
  static void start() {
    house = TestHouse.startAt(Instant.parse("2030-03-01T08:00:00Z"));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String id(JsonNode object) {
    return object.get("id").asString();
  }

  private static JsonNode user(String name) {
    return house
        .post(
            "/users",
            "{'user': {'type': 'user', 'name': '%s', 'email': '%s%d@example.com', 'color': 'teal'}}"
                .formatted(name, name.toLowerCase(java.util.Locale.ROOT), ++names))
        .ok()
        .get("user");
  }

  private static JsonNode team(String name) {
    return house
        .post("/teams", "{'team': {'name': '%s %d'}}".formatted(name, ++names))
        .ok()
        .get("team");
  }

  private static String policy() {
    String admin = id(house.get("/users/me").ok().get("user"));
    var made =
        house.post(
            "/escalation_policies",
            "{'escalation_policy': {'name': 'Policy %d', 'escalation_rules': [{'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
                .formatted(++names, admin));
    // the room that owns policies may not be part of this house; then any id is taken
    return made.status() == 201 ? id(made.json().get("escalation_policy")) : "PANYPOLICY";
  }

  private static JsonNode service(String more) {
    return house
        .post(
            "/services",
            "{'service': {'name': 'Service %d', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}%s}}"
                .formatted(++names, policy(), more))
        .ok()
        .get("service");
  }

  private static JsonNode integration(String serviceId) {
    return house
        .post(
            "/services/" + serviceId + "/integrations",
            "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'Door'}}")
        .ok()
        .get("integration");
  }

  @Test
  void shapes_are_as_they_were_read_and_found_good() {
    try (var fresh = TestHouse.startAt(Instant.parse("2030-03-01T08:00:00Z"))) {
      TestHouse shared = house;
      house = fresh;
      int count = names;
      names = 0;
      try {
        Golden.check(CatalogTest.class, "user", user("Ana"));
        JsonNode team = team("Team");
        Golden.check(CatalogTest.class, "team", team);
        JsonNode service =
            service(
                """
                , 'description': 'Takes orders', 'teams': [{'id': '%s'}], 'contact': '#orders',
                'runbook': 'https://wiki.example.com/orders',
                'incident_urgency_rule': {'type': 'use_support_hours',
                  'during_support_hours': {'type': 'constant', 'urgency': 'high'},
                  'outside_support_hours': {'type': 'constant', 'urgency': 'severity_based'}},
                'support_hours': {'type': 'fixed_time_per_day', 'time_zone': 'Europe/Berlin',
                  'start_time': '09:00:00', 'end_time': '17:00:00', 'days_of_week': [1, 2, 3, 4, 5]},
                'scheduled_actions': [{'type': 'urgency_change', 'to_urgency': 'high',
                  'at': {'type': 'named_time', 'name': 'support_hours_start'}}],
                'alert_grouping_parameters': {'type': 'content_based',
                  'config': {'aggregate': 'all', 'fields': ['component'], 'time_window': 600}}
                """
                    .formatted(id(team)));
        JsonNode integration = integration(id(service));
        Golden.check(CatalogTest.class, "integration", integration);
        Golden.check(
            CatalogTest.class,
            "service",
            withoutPolicy(house.get("/services/" + id(service)).ok().get("service")));
        Golden.check(
            CatalogTest.class,
            "maintenance_window",
            window("2030-03-02T08:00:00Z", "2030-03-02T09:00:00Z", id(service)));
        Golden.check(CatalogTest.class, "priorities", house.get("/priorities").ok());
      } finally {
        house = shared;
        names = count;
      }
    }
  }

  /// The pointer at the policy depends on which rooms are there.
  private static JsonNode withoutPolicy(JsonNode service) {
    ((tools.jackson.databind.node.ObjectNode) service).putNull("escalation_policy");
    return service;
  }

  @Test
  void a_user_can_be_told_from_the_first_moment() {
    JsonNode user = user("Ben");
    assertThat(user.get("contact_methods")).hasSize(1);
    assertThat(user.get("notification_rules")).hasSize(2);
    String path = "/users/" + id(user) + "/notification_rules";
    assertThat(house.get(path).ok().get("notification_rules")).hasSize(1);
    assertThat(house.get(path + "?urgency=all").ok().get("notification_rules")).hasSize(2);
    assertThat(
            house.get("/users/" + id(user) + "/license").ok().get("license").get("id").asString())
        .isNotBlank();
  }

  @Test
  void contact_methods_and_rules_come_and_go() {
    String user = "/users/" + id(user("Cleo"));
    String phone =
        "{'contact_method': {'type': 'phone_contact_method', 'label': 'Mobile', 'address': '555"
            + " 0100', 'country_code': 49}}";
    JsonNode method = house.post(user + "/contact_methods", phone).ok().get("contact_method");
    assertThat(method.get("address").asString()).isEqualTo("5550100");
    assertThat(house.post(user + "/contact_methods", phone).status()).isEqualTo(400);
    JsonNode rule =
        house
            .post(
                user + "/notification_rules",
                "{'notification_rule': {'type': 'assignment_notification_rule', 'start_delay_in_minutes': '5', 'urgency': 'high', 'contact_method': {'id': '%s', 'type': 'phone_contact_method'}}}"
                    .formatted(id(method)))
            .ok()
            .get("notification_rule");
    assertThat(rule.get("start_delay_in_minutes").asInt()).isEqualTo(5);
    assertThat(rule.get("contact_method").get("type").asString())
        .isEqualTo("phone_contact_method_reference");
    assertThat(house.delete(user + "/contact_methods/" + id(method)).status()).isEqualTo(204);
    assertThat(house.get(user + "/notification_rules/" + id(rule)).status()).isEqualTo(404);
    assertThat(
            house
                .post(
                    user + "/contact_methods",
                    "{'contact_method': {'type': 'email_contact_method', 'address': 'nonsense'}}")
                .json()
                .get("error")
                .get("errors")
                .get(0)
                .asString())
        .contains("contact_method.address");
  }

  @Test
  void an_address_belongs_to_one_user() {
    JsonNode user = user("Dora");
    String email = user.get("email").asString().toUpperCase(java.util.Locale.ROOT);
    assertThat(
            house
                .post("/users", "{'user': {'name': 'Twin', 'email': '%s'}}".formatted(email))
                .status())
        .isEqualTo(400);
  }

  @Test
  void lists_are_filtered_and_paged() {
    for (int i = 0; i < 3; i++) {
      user("Findable");
    }
    var page = house.get("/users?query=FINDABLE&limit=2&total=true").ok();
    assertThat(page.get("users")).hasSize(2);
    assertThat(page.get("more").asBoolean()).isTrue();
    assertThat(page.get("total").asInt()).isEqualTo(3);
    var rest = house.get("/users?query=findable&limit=2&offset=2").ok();
    assertThat(rest.get("users")).hasSize(1);
    assertThat(rest.get("more").asBoolean()).isFalse();
    assertThat(rest.get("total").isNull()).isTrue();
    assertThat(house.get("/users?query=100%25_").ok().get("users")).isEmpty();
  }

  @Test
  void a_team_shows_its_members_at_once() {
    String team = id(team("Payments"));
    String user = id(user("Eli"));
    assertThat(house.put("/teams/" + team + "/users/" + user, "{'role': 'responder'}").status())
        .isEqualTo(204);
    var members = house.get("/teams/" + team + "/members").ok().get("members");
    assertThat(members).hasSize(1);
    assertThat(members.get(0).get("role").asString()).isEqualTo("responder");
    assertThat(id(members.get(0).get("user"))).isEqualTo(user);
    assertThat(house.get("/users?team_ids[]=" + team).ok().get("users")).hasSize(1);
    assertThat(house.put("/teams/" + team + "/users/" + user, "{'role': 'boss'}").status())
        .isEqualTo(400);
    assertThat(house.delete("/teams/" + team + "/users/" + user).status()).isEqualTo(204);
    assertThat(house.get("/teams/" + team + "/members").ok().get("members")).isEmpty();
  }

  @Test
  void a_team_cannot_be_its_own_ancestor() {
    String top = id(team("Top"));
    String below =
        id(
            house
                .post(
                    "/teams",
                    "{'team': {'name': 'Below', 'parent': {'id': '%s', 'type': 'team_reference'}}}"
                        .formatted(top))
                .ok()
                .get("team"));
    assertThat(
            house
                .put("/teams/" + top, "{'team': {'parent': {'id': '%s'}}}".formatted(below))
                .status())
        .isEqualTo(400);
  }

  @Test
  void a_service_is_taken_as_terraform_sends_it() {
    JsonNode service =
        service(
            """
            , 'auto_resolve_timeout': '3600', 'acknowledgement_timeout': null, 'response_play': null,
            'alert_creation': 'create_alerts_and_incidents', 'alert_grouping': null, 'alert_grouping_timeout': null,
            'support_hours': null, 'incident_urgency_rule': {'type': 'constant', 'urgency': 'severity_based'}
            """);
    assertThat(service.get("auto_resolve_timeout").asInt()).isEqualTo(3600);
    assertThat(service.get("acknowledgement_timeout").isNull()).isTrue();
    assertThat(service.get("incident_urgency_rule").get("urgency").asString())
        .isEqualTo("severity_based");
    assertThat(service.get("status").asString()).isEqualTo("active");
    JsonNode plain = service("");
    assertThat(plain.get("auto_resolve_timeout").asInt()).isEqualTo(14_400);
    assertThat(plain.get("acknowledgement_timeout").asInt()).isEqualTo(1_800);
    assertThat(plain.get("scheduled_actions")).isEmpty();
    var updated = house.put("/services/" + id(plain), "{'service': {'status': 'disabled'}}").ok();
    assertThat(updated.get("service").get("status").asString()).isEqualTo("disabled");
    assertThat(updated.get("service").get("auto_resolve_timeout").asInt()).isEqualTo(14_400);
  }

  @Test
  void every_fault_of_a_service_is_named() {
    var errors =
        house
            .post(
                "/services",
                "{'service': {'name': ' ', 'acknowledgement_timeout': 'soon',"
                    + " 'incident_urgency_rule': {'type': 'constant', 'urgency': 'medium'}}}")
            .json()
            .get("error")
            .get("errors");
    assertThat(errors.toString())
        .contains(
            "service.name",
            "service.escalation_policy",
            "service.acknowledgement_timeout",
            "service.incident_urgency_rule.urgency");
  }

  @Test
  void a_name_is_taken_once() {
    JsonNode first = service("");
    assertThat(
            house
                .post(
                    "/services",
                    "{'service': {'name': '%s', 'escalation_policy': {'id': '%s'}}}"
                        .formatted(
                            first.get("name").asString().toUpperCase(java.util.Locale.ROOT),
                            policy()))
                .json()
                .get("error")
                .get("errors")
                .get(0)
                .asString())
        .isEqualTo("Name has already been taken");
  }

  @Test
  void a_new_key_opens_the_door_at_once_and_a_deleted_one_no_more() {
    String service = id(service(""));
    JsonNode integration = integration(service);
    String key = integration.get("integration_key").asString();
    assertThat(key).matches("[0-9a-z]{32}");
    Catalog catalog = house.bean(Catalog.class);
    assertThat(catalog.integrationByKey(key)).isPresent();
    assertThat(house.delete("/services/" + service + "/integrations/" + id(integration)).status())
        .isEqualTo(204);
    assertThat(catalog.integrationByKey(key)).isEmpty();
  }

  @Test
  void another_node_sees_a_change_within_a_second() {
    Database database = house.bean(Database.class);
    var other =
        new LiveCatalog(
            new PostgresServices(database), new PostgresPeople(database), database, house.clock());
    Instant now = house.clock().instant();
    other.poll(now);
    String service = id(service(""));
    assertThat(other.service(service)).isEmpty();
    other.poll(now.plusMillis(500));
    assertThat(other.service(service)).isEmpty();
    other.poll(now.plusMillis(1_000));
    assertThat(other.service(service)).isPresent();
  }

  private static JsonNode window(String start, String end, String service) {
    return house
        .post(
            "/maintenance_windows",
            "{'maintenance_window': {'type': 'maintenance_window', 'start_time': '%s', 'end_time': '%s', 'description': 'Upgrade', 'services': [{'id': '%s', 'type': 'service_reference'}]}}"
                .formatted(start, end, service))
        .ok()
        .get("maintenance_window");
  }

  @Test
  void maintenance_starts_ends_and_stays_on_record() {
    String service = id(service(""));
    Catalog catalog = house.bean(Catalog.class);
    Instant now = house.clock().instant();
    String running =
        "/maintenance_windows/"
            + id(window(now.toString(), now.plus(Duration.ofHours(2)).toString(), service));
    String future =
        "/maintenance_windows/"
            + id(
                window(
                    now.plus(Duration.ofHours(5)).toString(),
                    now.plus(Duration.ofHours(6)).toString(),
                    service));
    assertThat(catalog.inMaintenance(service, now)).isTrue();
    assertThat(house.get("/services/" + service).ok().get("service").get("status").asString())
        .isEqualTo("maintenance");
    house.clock().forward(Duration.ofMinutes(10));
    assertThat(house.delete(running).status()).isEqualTo(204);
    assertThat(catalog.inMaintenance(service, house.clock().instant())).isFalse();
    assertThat(house.get(running).ok().get("maintenance_window").get("end_time").asString())
        .isEqualTo(house.clock().instant().toString());
    assertThat(house.delete(running).status()).isEqualTo(405);
    assertThat(
            house
                .get("/maintenance_windows?filter=open&service_ids[]=" + service)
                .ok()
                .get("maintenance_windows"))
        .hasSize(1);
    assertThat(house.delete(future).status()).isEqualTo(204);
    assertThat(house.get(future).status()).isEqualTo(404);
  }

  @Test
  void what_rests_on_what_forms_no_circle() {
    String business =
        id(
            house
                .post("/business_services", "{'business_service': {'name': 'Shop'}}")
                .ok()
                .get("business_service"));
    String upper = id(service(""));
    String lower = id(service(""));
    assertThat(associate(upper, "technical_service", business, "business_service").status())
        .isEqualTo(200);
    assertThat(associate(lower, "service", upper, "service_reference").status()).isEqualTo(200);
    assertThat(associate(lower, "service", upper, "service").ok().get("relationships")).hasSize(1);
    assertThat(associate(business, "business_service", lower, "service").status()).isEqualTo(400);
    var relationships =
        house.get("/service_dependencies/technical_services/" + upper).ok().get("relationships");
    assertThat(relationships).hasSize(2);
    assertThat(house.delete("/services/" + lower).status()).isEqualTo(204);
    assertThat(
            house
                .get("/service_dependencies/technical_services/" + upper)
                .ok()
                .get("relationships"))
        .hasSize(1);
  }

  private static TestHouse.Answer associate(
      String supporting, String supportingType, String dependent, String dependentType) {
    return house.post(
        "/service_dependencies/associate",
        "{'relationships': [{'supporting_service': {'id': '%s', 'type': '%s'}, 'dependent_service': {'id': '%s', 'type': '%s'}}]}"
            .formatted(supporting, supportingType, dependent, dependentType));
  }

  @Test
  void tags_stick_to_teams_and_users() {
    String team = id(team("Tagged"));
    assertThat(
            house
                .post(
                    "/teams/" + team + "/change_tags",
                    "{'add': [{'type': 'tag', 'label': 'east'}, {'type': 'tag', 'label': 'west'}]}")
                .status())
        .isEqualTo(200);
    var tags = house.get("/teams/" + team + "/tags").ok().get("tags");
    assertThat(tags).hasSize(2);
    String east = id(tags.get(0));
    assertThat(house.get("/tags/" + east + "/teams").ok().get("teams")).hasSize(1);
    house
        .post(
            "/teams/" + team + "/change_tags",
            "{'remove': [{'type': 'tag_reference', 'id': '%s'}]}".formatted(east))
        .ok();
    assertThat(house.get("/teams/" + team + "/tags").ok().get("tags")).hasSize(1);
    assertThat(house.post("/teams/none/change_tags", "{'add': [{'label': 'x'}]}").status())
        .isEqualTo(404);
  }

  @Test
  void abilities_are_told_and_tested() {
    assertThat(house.get("/abilities").ok().get("abilities").toString()).contains("teams");
    assertThat(house.get("/abilities/teams").status()).isEqualTo(204);
    assertThat(house.get("/abilities/time_travel").status()).isEqualTo(402);
  }

  @Test
  void a_service_without_an_owner_is_named_and_not_given_one() {
    String orphan = id(service(""));
    String owned =
        id(service(", 'contact': '#x', 'teams': [{'id': '%s'}]".formatted(id(team("Owner")))));
    var named = new java.util.HashMap<String, String>();
    for (var standing : house.get("/standards/ownership?limit=100&all=true").ok().get("services")) {
      named.put(id(standing.get("service")), standing.get("violations").toString());
    }
    assertThat(named.get(orphan)).contains("team", "contact").doesNotContain("escalation_policy");
    assertThat(named.get(owned)).contains("members").doesNotContain("contact", "'team'");
    var one = house.get("/standards/ownership?service_ids[]=" + orphan).ok();
    assertThat(one.get("checked").asInt()).isEqualTo(1);
    assertThat(one.at("/violations/team").asInt()).isEqualTo(1);
    assertThat(one.at("/services/0/ask/users")).isNotEmpty();
    assertThat(one.at("/services/0/ask/why").asString()).contains("administer");
    assertThat(one.at("/services/0/violations/0/mend").asString()).isNotBlank();
  }

  @Test
  void whoever_manages_the_team_is_named_for_what_is_missing() {
    String team = id(team("Managed"));
    String boss = id(user("Bo"));
    house.put("/teams/" + team + "/users/" + boss, "{'role': 'manager'}");
    String service = id(service(", 'teams': [{'id': '%s'}]".formatted(team)));
    String ask = "/standards/ownership?service_ids[]=" + service;
    var found = house.get(ask + "&rules[]=contact").ok();
    assertThat(found.at("/services/0/violations")).hasSize(2);
    assertThat(found.at("/services/0/ask/users/0/id").asString()).isEqualTo(boss);
    assertThat(house.get(ask + "&rules[]=team").ok().get("services")).isEmpty();
    assertThat(house.get(ask + "&rules[]=colour").status()).isEqualTo(400);
    house.put("/services/" + service, "{'service': {'contact': '#managed'}}").ok();
    assertThat(house.get(ask).ok().get("services")).isEmpty();

    var wordless = house.get(ask + "&rules[]=runbook").ok();
    assertThat(wordless.get("passing").asInt()).as("somebody answers for it").isEqualTo(1);
    assertThat(wordless.at("/services/0/passes").asBoolean()).isTrue();
    assertThat(wordless.at("/services/0/violations/0/rule").asString()).isEqualTo("runbook");
    assertThat(wordless.at("/services/0/ask/users/0/id").asString()).isEqualTo(boss);
    house.put("/services/" + service, "{'service': {'runbook': 'Call Bo.'}}").ok();
    assertThat(house.get(ask + "&rules[]=runbook").ok().get("services")).isEmpty();
  }

  @Test
  void a_runbook_is_kept_until_it_is_cleared() {
    assertThat(service("").get("runbook").isNull()).isTrue();
    String words = "1. Fail over.\n2. See https://wiki.example.com/kiln";
    String id = id(service(", 'runbook': ' %s '".formatted(words.replace("\n", "\\n"))));
    String path = "/services/" + id;
    house.put(path, "{'service': {'description': 'Burns'}}").ok();
    assertThat(house.get(path).ok().at("/service/runbook").asString()).isEqualTo(words);
    assertThat(house.bean(Catalog.class).service(id).orElseThrow().runbook()).isEqualTo(words);
    for (String odd : List.of("['a']", "{'url': 'https://wiki'}", "'" + "x".repeat(10_001) + "'")) {
      var refused = house.put(path, "{'service': {'runbook': " + odd + "}}");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.text()).contains("'service.runbook'");
    }
    var cleared = house.put(path, "{'service': {'runbook': null}}").ok();
    assertThat(cleared.at("/service/runbook").isNull()).isTrue();
    assertThat(house.get("/audit/records?limit=20").text()).contains("runbook", "Fail over");
  }

  @Test
  void a_deleted_team_leaves_its_services_without_an_owner() {
    String team = id(team("Gone"));
    String service = id(service(", 'teams': [{'id': '%s'}]".formatted(team)));
    assertThat(house.bean(Catalog.class).servicesOfTeam(team)).hasSize(1);
    assertThat(house.delete("/teams/" + team).status()).isEqualTo(204);
    assertThat(house.get("/services/" + service).ok().get("service").get("teams")).isEmpty();
    assertThat(house.bean(Catalog.class).service(service).orElseThrow().teamId()).isNull();
  }

  @Test
  void the_desk_answers_for_people() {
    Catalog catalog = house.bean(Catalog.class);
    JsonNode user = user("Finn");
    assertThat(catalog.user(id(user)).orElseThrow().name()).isEqualTo("Finn");
    assertThat(catalog.userByEmail(user.get("email").asString())).isPresent();
    assertThat(catalog.users(List.of(id(user), "PNOBODY"))).containsOnlyKeys(id(user));
    assertThat(catalog.contactMethods(id(user))).hasSize(1);
    String method = catalog.contactMethods(id(user)).getFirst().id();
    catalog.contactMethodTested(method, house.clock().instant());
    assertThat(catalog.contactMethod(method).orElseThrow().lastTestedAt())
        .isEqualTo(house.clock().instant());
    assertThat(catalog.priorities()).extracting(Priority::name).startsWith("P1", "P2");
  }

  @Test
  void alert_grouping_settings_are_what_services_do() {
    JsonNode grouped =
        service(", 'alert_grouping_parameters': {'type': 'time', 'config': {'timeout': 10}}");
    JsonNode plain = service("");
    String of = "/alert_grouping_settings?service_ids[]=" + id(grouped);
    JsonNode own = house.get(of).ok();
    assertThat(own.at("/alert_grouping_settings/0/name").asString())
        .isEqualTo(grouped.get("name").asString());
    assertThat(own.at("/alert_grouping_settings/0/config/timeout").asInt()).isEqualTo(600);
    assertThat(own.get("after").isNull()).isTrue();

    JsonNode made =
        house
            .post(
                "/alert_grouping_settings",
                """
                {'alert_grouping_setting': {'name': 'Alike', 'type': 'content_based',
                  'config': {'aggregate': 'all', 'fields': ['component'], 'time_window': null},
                  'services': [{'id': '%s', 'type': 'service_reference'}, {'id': '%s'}]}}
                """
                    .formatted(id(grouped), id(plain)))
            .ok()
            .get("alert_grouping_setting");
    assertThat(made.get("services")).hasSize(2);
    assertThat(made.at("/config/time_window").isNull()).isTrue();
    String service = "/services/" + id(plain);
    assertThat(house.get(service).ok().at("/service/alert_grouping_parameters/type").asString())
        .isEqualTo("content_based");
    assertThat(house.get(of).ok().get("alert_grouping_settings")).hasSize(1);

    String path = "/alert_grouping_settings/" + id(made);
    String only = "{'alert_grouping_setting': {'services': [{'id': '%s'}]}}".formatted(id(plain));
    assertThat(house.put(path, only).ok().at("/alert_grouping_setting/name").asString())
        .isEqualTo("Alike");
    assertThat(house.get(of).ok().get("alert_grouping_settings")).isEmpty();
    // the service speaks for itself again, so it is no longer what the setting says
    house
        .put(
            service,
            "{'service': {'alert_grouping_parameters': {'type': 'intelligent', 'config': {}}}}")
        .ok();
    assertThat(house.get(path).ok().at("/alert_grouping_setting/services")).isEmpty();
    assertThat(house.delete(path).status()).isEqualTo(204);
    assertThat(house.get(path).status()).isEqualTo(404);
    assertThat(house.get(service).ok().at("/service/alert_grouping").asString())
        .isEqualTo("intelligent");
  }

  @Test
  void a_service_that_left_its_alert_grouping_setting_stays_out() {
    String time = "'alert_grouping_parameters': {'type': 'time', 'config': {'timeout': %d}}";
    JsonNode first = service("," + time.formatted(10));
    JsonNode second = service("");
    String own = "/alert_grouping_settings/" + id(first);
    String service = "/services/" + id(first);
    house
        .put(
            own,
            "{'alert_grouping_setting': {'services': [{'id': '%s'}, {'id': '%s'}]}}"
                .formatted(id(first), id(second)))
        .ok();
    house.put(service, "{'service': {'description': 'still groups like that'}}").ok();
    assertThat(house.get(own).ok().at("/alert_grouping_setting/services")).hasSize(2);
    // kept under a service's id, and yet a setting like any other
    var stolen =
        house.post(
            "/alert_grouping_settings",
            "{'alert_grouping_setting': {'type': 'intelligent', 'services': [{'id': '%s'}]}}"
                .formatted(id(second)));
    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.json().toString()).contains("which is in the setting " + id(first));

    house.put(service, "{'service': {" + time.formatted(20) + "}}").ok();
    house.put(service, "{'service': {" + time.formatted(10) + "}}").ok();
    assertThat(house.get(own).ok().at("/alert_grouping_setting/services")).hasSize(1);
    String of = "/alert_grouping_settings?service_ids[]=" + id(first);
    assertThat(house.get(of).ok().at("/alert_grouping_settings/0/id").asString())
        .isEqualTo(id(first) + "-2");
    assertThat(house.delete(own).status()).isEqualTo(204);
    assertThat(house.get(service).ok().at("/service/alert_grouping").asString()).isEqualTo("time");
    assertThat(
            house
                .get("/services/" + id(second))
                .ok()
                .at("/service/alert_grouping_parameters/type")
                .isNull())
        .isTrue();
  }

  @Test
  void pages_of_alert_grouping_settings_go_on_when_one_is_deleted() {
    String grouped = ", 'alert_grouping_parameters': {'type': 'intelligent', 'config': {}}";
    String first = id(service(grouped));
    house.clock().forward(Duration.ofSeconds(1));
    String second = id(service(grouped));
    String list =
        "/alert_grouping_settings?limit=1&service_ids[]=" + first + "&service_ids[]=" + second;
    JsonNode page = house.get(list).ok();
    assertThat(page.at("/alert_grouping_settings/0/id").asString()).isEqualTo(first);
    String after = page.get("after").asString();
    assertThat(house.delete("/alert_grouping_settings/" + first).status()).isEqualTo(204);
    JsonNode next = house.get(list + "&after=" + after).ok();
    assertThat(next.at("/alert_grouping_settings/0/id").asString()).isEqualTo(second);
    assertThat(next.get("after").isNull()).isTrue();
    var odd = house.get(list + "&before=never");
    assertThat(odd.status()).isEqualTo(400);
    assertThat(odd.json().toString()).contains("'before'");
  }

  @Test
  void faulty_alert_grouping_settings_change_nothing() {
    JsonNode service = service("");
    for (String body :
        List.of(
            "{}",
            "{'alert_grouping_setting': {}}",
            "{'alert_grouping_setting': {'type': 'time', 'services': []}}",
            "{'alert_grouping_setting': {'type': 'other', 'services': [{'id': '%s'}]}}",
            "{'alert_grouping_setting': {'type': 'content_based', 'config': {}, 'services': [{'id': '%s'}]}}",
            "{'alert_grouping_setting': {'type': 'time', 'config': [], 'services': [{'id': '%s'}]}}",
            "{'alert_grouping_setting': {'type': 'time', 'services': [{'id': 'PNOWHERE'}]}}",
            "{'alert_grouping_setting': {'type': 'time', 'services': '%s'}}")) {
      var answer = house.post("/alert_grouping_settings", body.formatted(id(service), id(service)));
      assertThat(answer.status()).as(body).isEqualTo(400);
    }
    assertThat(
            house
                .get("/services/" + id(service))
                .ok()
                .at("/service/alert_grouping_parameters/type")
                .isNull())
        .isTrue();
  }

  @Test
  void kinds_that_are_not_kept_are_empty_lists() {
    for (String kind : List.of("addons", "rulesets", "response_plays", "incident_workflows")) {
      JsonNode list = house.get("/" + kind + "?total=true").ok();
      assertThat(list.get(kind)).as(kind).isEmpty();
      assertThat(list.get("more").asBoolean()).isFalse();
      assertThat(list.get("total").asInt()).isZero();
    }
    for (String kind :
        List.of(
            "addons",
            "rulesets",
            "response_plays",
            "incident_workflows",
            "incident_workflows/triggers",
            "automation_actions/actions",
            "automation_actions/runners",
            "status_pages")) {
      assertThat(house.get("/" + kind + "/PNONE").status()).as(kind).isEqualTo(404);
      var made = house.post("/" + kind, "{}");
      assertThat(made.status()).as(kind).isEqualTo(400);
      assertThat(made.json().toString()).as(kind).contains("here");
    }
    assertThat(house.get("/incident_workflows/triggers").ok().get("next_cursor").isNull()).isTrue();
    JsonNode types = house.get("/incidents/types").ok().get("incident_types");
    assertThat(types).hasSize(1);
    assertThat(types.at("/0/name").asString()).isEqualTo("incident_default");
  }

  @Test
  void integrations_for_mails_say_where_mails_come_in() {
    JsonNode service = service("");
    String path = "/services/" + id(service) + "/integrations";
    JsonNode given =
        house
            .post(
                path,
                "{'integration': {'type': 'generic_email_inbound_integration', 'integration_email': 'Disks@muster.example.com'}}")
            .ok()
            .get("integration");
    assertThat(given.get("integration_email").asString()).isEqualTo("Disks@muster.example.com");
    assertThat(given.get("email_incident_creation").asString()).isEqualTo("on_new_email_subject");
    assertThat(given.get("mail_comes_in").asBoolean()).isFalse(); // this house has its port shut
    assertThat(
            house
                .post(
                    path,
                    "{'integration': {'type': 'generic_email_inbound_integration', 'integration_email': 'disks@muster.example.com'}}")
                .status())
        .isEqualTo(400);
    assertThat(
            house
                .put(
                    path + "/" + id(given),
                    "{'integration': {'email_incident_creation': 'on_new_email'}}")
                .ok()
                .at("/integration/email_incident_creation")
                .asString())
        .isEqualTo("on_new_email");
    assertThat(
            house
                .put(
                    path + "/" + id(given),
                    "{'integration': {'email_incident_creation': 'use_rules'}}")
                .status())
        .isEqualTo(400);
  }

  @Test
  void an_address_belongs_to_one_integration() {
    String path = "/services/" + id(service("")) + "/integrations";
    JsonNode first = house.post(path, "{'integration': {'name': 'First'}}").ok().get("integration");
    JsonNode second =
        house
            .post(
                path,
                "{'integration': {'name': 'Second', 'integration_email': 'twice@muster.example.com'}}")
            .ok()
            .get("integration");
    String key = first.get("integration_key").asString();
    var stolen =
        house.put(
            path + "/" + id(second),
            "{'integration': {'integration_email': '%s@muster.example.com'}}".formatted(key));
    assertThat(stolen.status()).isEqualTo(400);
    assertThat(stolen.text()).contains("integration_email");
    assertThat(
            house
                .put(
                    path + "/" + id(first),
                    "{'integration': {'integration_email': '%s@muster.example.com'}}"
                        .formatted(key))
                .ok()
                .at("/integration/integration_email")
                .asString())
        .startsWith(key);
    // as addresses could be given while nothing came in there
    house
        .bean(dev.muster.platform.db.Database.class)
        .sql()
        .sql(
            "update catalog.integration set email = 'Twice@muster.example.com',"
                + " created_at = created_at - interval '1 day' where id = ?")
        .param(id(first))
        .update();
    JsonNode changed =
        house
            .put(path + "/" + id(second), "{'integration': {'mail_notifications': false}}")
            .ok()
            .get("integration");
    assertThat(changed.get("mail_notifications").asBoolean()).isFalse();
    var refused =
        house.put(path + "/" + id(second), "{'integration': {'mail_notifications': 'no'}}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("mail_notifications");
    assertThat(
            house
                .bean(Catalog.class)
                .integrationByMail("twice@muster.example.com")
                .orElseThrow()
                .id())
        .isEqualTo(id(first));
  }
}
