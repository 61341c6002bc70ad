package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What every endpoint that existing clients call has in common: the envelope of a list, its paging, references, and errors; and the
/// shapes of those that no room's own test holds fast.
class WireShapesTest {
  private static final Set<String> REFERENCE = Set.of("id", "type", "summary", "self", "html_url");

  private static TestHouse house;
  private static String me;
  private static String helper;
  private static String policy;
  private static String service;
  private static String team;
  private static String incident;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
    me = house.get("/users/me").ok().at("/user/id").stringValue();
    helper =
        made(
            "/users",
            "user",
            "{'type':'user','name':'Hal','email':'hal@example.com','role':'user'}");
    team = made("/teams", "team", "{'type':'team','name':'Platform'}");
    policy =
        made(
            "/escalation_policies",
            "escalation_policy",
            "{'type':'escalation_policy','name':'Night','description':null,'num_loops':2,'teams':[{'id':'%s','type':'team_reference'}],'escalation_rules':[{'escalation_delay_in_minutes':30,'targets':[{'id':'%s','type':'user_reference'}]},{'escalation_delay_in_minutes':15,'targets':[{'id':'%s','type':'user_reference'}]}]}"
                .formatted(team, me, helper));
    service =
        made(
            "/services",
            "service",
            "{'type':'service','name':'Shop','escalation_policy':{'id':'%s','type':'escalation_policy_reference'}}"
                .formatted(policy));
    incident =
        made(
            "/incidents",
            "incident",
            "{'type':'incident','title':'Down','service':{'id':'%s','type':'service_reference'}}"
                .formatted(service));
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String made(String path, String envelope, String body) {
    var answer = house.post(path, "{'%s':%s}".formatted(envelope, body));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().at("/" + envelope + "/id").stringValue();
  }

  private static Map<String, String> lists() {
    return Map.ofEntries(
        Map.entry("/escalation_policies", "escalation_policies"),
        Map.entry("/teams", "teams"),
        Map.entry("/incidents", "incidents"),
        Map.entry("/services", "services"),
        Map.entry("/users", "users"),
        Map.entry("/schedules", "schedules"),
        Map.entry("/oncalls", "oncalls"),
        Map.entry("/priorities", "priorities"),
        Map.entry("/log_entries", "log_entries"),
        Map.entry("/extensions", "extensions"),
        Map.entry("/extension_schemas", "extension_schemas"),
        Map.entry("/event_orchestrations", "orchestrations"),
        Map.entry("/business_services", "business_services"),
        Map.entry("/incidents/" + incident + "/log_entries", "log_entries"),
        Map.entry("/incidents/" + incident + "/alerts", "alerts"),
        Map.entry("/teams/" + team + "/members", "members"));
  }

  @Test
  void lists_have_one_envelope() {
    lists()
        .forEach((path, plural) -> {
          JsonNode page = house.get(path + "?limit=1&total=True").ok();
          assertThat(new TreeSet<>(page.propertyNames()))
              .as(path)
              .contains(plural, "limit", "offset", "more", "total");
          assertThat(page.get("total").isIntegralNumber()).as(path).isTrue();
          assertThat(page.get("limit").asInt()).as(path).isEqualTo(1);
          JsonNode usual = house.get(path).ok();
          assertThat(usual.get("total").isNull()).as(path).isTrue();
          assertThat(usual.get("limit").asInt()).as(path).isEqualTo(25);
          usual.get(plural).forEach(one -> complete(path, one));
        });
  }

  /// Whoever follows a reference needs all of it; what is unknown is null and not missing.
  private static void complete(String path, JsonNode node) {
    if (node.path("type").asString("").endsWith("_reference")) {
      assertThat(new TreeSet<>(node.propertyNames()))
          .as("%s: %s", path, node)
          .containsAll(REFERENCE);
    }
    node.forEach(below -> complete(path, below));
  }

  @Test
  void bad_paging_is_refused_in_one_shape() {
    lists()
        .keySet()
        .forEach(path -> {
          for (String query : List.of("?limit=100&offset=9999", "?limit=none", "?offset=-1")) {
            var answer = house.get(path + query);
            assertThat(answer.status()).as(path + query).isEqualTo(400);
            error(answer, 2001);
          }
          assertThat(house.get(path).header("ratelimit-limit")).as(path).isNotEmpty();
          assertThat(house.get(path).header("ratelimit-remaining")).as(path).isNotEmpty();
          assertThat(house.get(path).header("ratelimit-reset")).as(path).isNotEmpty();
        });
  }

  private static void error(TestHouse.Answer answer, int code) {
    JsonNode error = answer.json().get("error");
    assertThat(error.get("message").asString()).isNotBlank();
    assertThat(error.get("code").asInt()).isEqualTo(code);
    assertThat(error.get("errors").isArray()).isTrue();
    error.get("errors").forEach(one -> assertThat(one.isString()).isTrue());
  }

  @Test
  void what_is_not_there_is_said_in_one_shape() {
    for (String path :
        List.of(
            "/escalation_policies/PNONE",
            "/teams/PNONE",
            "/incidents/PNONE",
            "/services/PNONE",
            "/users/PNONE",
            "/users/" + me + "/contact_methods/PNONE",
            "/schedules/PNONE",
            "/schedules/PNONE/users",
            "/log_entries/RNONE",
            "/event_orchestrations/none",
            "/event_orchestrations/none/router",
            "/nothing")) {
      var answer = house.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      error(answer, 2100);
    }
    var stranger = house.send("GET", "/users", null, Map.of("Authorization", "Basic x"));
    assertThat(stranger.status()).isEqualTo(401);
    error(stranger, 2006);
  }

  @Test
  void nothing_is_made_of_nothing() {
    Map.of(
            "/escalation_policies", "escalation_policy",
            "/teams", "team",
            "/services", "service",
            "/users", "user",
            "/schedules", "schedule",
            "/incidents", "incident",
            "/business_services", "business_service",
            "/event_orchestrations", "orchestration")
        .forEach((path, envelope) -> {
          for (String body :
              List.of(
                  "{}", "{'%s':{}}".formatted(envelope), "{'%s':[]}".formatted(envelope), "{")) {
            var answer = house.post(path, body);
            assertThat(answer.status()).as(path + " " + body).isEqualTo(400);
            error(answer, 2001);
          }
        });
  }

  @Test
  void an_escalation_policy_has_its_shape() {
    JsonNode one = house.get("/escalation_policies/" + policy).ok();
    Golden.check(WireShapesTest.class, "escalation_policy", one);
    JsonNode whole =
        house
            .get(
                "/escalation_policies/"
                    + policy
                    + "?include[]=targets&include[]=teams&include[]=services&include[]=escalation_rule_assignment_strategies")
            .ok()
            .get("escalation_policy");
    assertThat(whole.at("/escalation_rules/0/targets/0/type").asString()).isEqualTo("user");
    assertThat(whole.at("/teams/0/type").asString()).isEqualTo("team");
    assertThat(whole.at("/services/0/type").asString()).isEqualTo("service");
    assertThat(whole.at("/escalation_rules/0/escalation_rule_assignment_strategy/type").asString())
        .isEqualTo("assign_to_everyone");
    var inUse = house.delete("/escalation_policies/" + policy);
    assertThat(inUse.status()).isEqualTo(400);
    error(inUse, 2001);
    Golden.check(
        WireShapesTest.class,
        "oncalls",
        house.get("/oncalls?escalation_policy_ids[]=" + policy).ok());
  }

  @Test
  void a_responder_request_has_its_shape() {
    JsonNode request =
        house
            .post(
                "/incidents/" + incident + "/responder_requests",
                "{'requester_id':'%s','message':'Please look at the database','responder_request_targets':[{'responder_request_target':{'id':'%s','type':'user_reference'}},{'responder_request_target':{'id':'%s','type':'escalation_policy_reference'}}]}"
                    .formatted(me, helper, policy))
            .ok();
    Golden.check(WireShapesTest.class, "responder_request", request);
    JsonNode of = house.get("/incidents/" + incident).ok().get("incident");
    assertThat(of.get("responder_requests")).isNotEmpty();
    assertThat(of.get("incidents_responders")).isNotEmpty();
    for (String bad :
        List.of(
            "{}",
            "{'responder_request_targets':[]}",
            "{'responder_request_targets':[{'responder_request_target':{'id':'%s','type':'team'}}]}"
                .formatted(team))) {
      error(house.post("/incidents/" + incident + "/responder_requests", bad), 2001);
    }
  }

  /// The entry is written a moment after the incident; who asks for it in full gets it in full.
  @Test
  void an_include_is_whole_at_once() {
    String made =
        made(
            "/incidents",
            "incident",
            "{'type':'incident','title':'Whole','service':{'id':'%s','type':'service_reference'}}"
                .formatted(service));
    JsonNode whole =
        house
            .get(
                "/incidents/"
                    + made
                    + "?include[]=services&include[]=escalation_policies&include[]=assignees&include[]=first_trigger_log_entries")
            .ok()
            .get("incident");
    var types = new ArrayList<String>();
    for (String pointer :
        List.of(
            "/service/type",
            "/escalation_policy/type",
            "/assignments/0/assignee/type",
            "/first_trigger_log_entry/type")) {
      types.add(whole.at(pointer).asString());
    }
    assertThat(types).containsExactly("service", "escalation_policy", "user", "trigger_log_entry");
  }
}
