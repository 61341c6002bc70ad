package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.muster.app.TestHouse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who has restricted access sees what belongs to their teams and nothing else.
class RestrictedAccessTest {
  private static TestHouse house;
  private static String teamId;
  private static String person;
  private static String boss;
  private static String myService;
  private static String theirService;
  private static String mine;
  private static String theirs;
  private static Map<String, String> cookies;

  @BeforeAll
  static void start() {
    house = TestHouse.start();
    person = user("Rita", "restricted_access");
    boss = user("Bea", "user");
    teamId = id("/teams", "{'team':{'type':'team','name':'Ours'}}", "team");
    String other = id("/teams", "{'team':{'type':'team','name':'Theirs'}}", "team");
    house.put("/teams/" + teamId + "/users/" + person, "{'role':'responder'}");
    myService = service("Ours", boss, teamId);
    theirService = service("Theirs", boss, other);
    mine = incident(myService);
    theirs = incident(theirService);
    house.put("/users/" + person + "/password", "{'password':'a long enough password'}");
    cookies = signIn();
  }

  @AfterAll
  static void stop() {
    house.close();
  }

  private static String id(String path, String body, String envelope) {
    return id(path, body, envelope, "id");
  }

  private static String id(String path, String body, String envelope, String field) {
    return house.post(path, body).ok().at("/" + envelope + "/" + field).stringValue();
  }

  private static String user(String name, String role) {
    return id(
        "/users",
        "{'user':{'name':'%s','email':'%s@example.com','role':'%s'}}".formatted(name, name, role),
        "user");
  }

  private static String service(String name, String user, String team) {
    String policy =
        id(
            "/escalation_policies",
            "{'escalation_policy':{'type':'escalation_policy','name':'%s','teams':[{'id':'%s','type':'team_reference'}],'escalation_rules':[{'escalation_delay_in_minutes':30,'targets':[{'id':'%s','type':'user_reference'}]}]}}"
                .formatted(name, team, user),
            "escalation_policy");
    return id(
        "/services",
        "{'service':{'type':'service','name':'%s','teams':[{'id':'%s','type':'team_reference'}],'escalation_policy':{'id':'%s','type':'escalation_policy_reference'}}}"
            .formatted(name, team, policy),
        "service");
  }

  private static String incident(String service) {
    return id(
        "/incidents",
        "{'incident':{'type':'incident','title':'Down','service':{'id':'%s','type':'service_reference'}}}"
            .formatted(service),
        "incident");
  }

  private static Map<String, String> signIn() {
    var answer =
        house.send(
            "POST",
            "/sign_in",
            "{'email':'rita@example.com','password':'a long enough password'}",
            Map.of());
    answer.ok();
    String session = "";
    String csrf = "";
    for (String cookie : answer.response().headers().allValues("set-cookie")) {
      String pair = cookie.substring(0, cookie.indexOf(';'));
      if (pair.startsWith("muster_session=")) {
        session = pair;
      } else if (pair.startsWith("muster_csrf=")) {
        csrf = pair.substring("muster_csrf=".length());
      }
    }
    return Map.of("Cookie", session, "X-Muster-Csrf", csrf);
  }

  private static TestHouse.Answer ask(String method, String path, String body) {
    return house.send(method, path, method.equals("GET") ? null : body, cookies);
  }

  private static int status(String path) {
    return ask("GET", path, "").status();
  }

  @Test
  void a_responder_of_the_team_says_what_was_noise() {
    String verdict = "{'verdict':'not_actionable'}";
    house.eventually("/incidents/" + mine + "/verdict", _ -> true);
    house.eventually("/incidents/" + theirs + "/verdict", _ -> true);
    ask("PUT", "/incidents/" + mine + "/verdict", verdict).ok();
    assertThat(ask("PUT", "/incidents/" + theirs + "/verdict", verdict).status()).isEqualTo(403);
  }

  @Test
  void lists_hold_the_own_teams_things_whatever_is_asked() {
    for (String query : new String[] {"", "&team_ids[]=PNONE"}) {
      JsonNode found = ask("GET", "/incidents?date_range=all" + query, "").ok().get("incidents");
      assertThat(found.isEmpty()).isEqualTo(!query.isEmpty());
      assertThat(found.toString()).doesNotContain(theirService);
    }
    assertThat(ask("GET", "/incidents", "").text()).contains(mine).doesNotContain(theirs);
    assertThat(ask("GET", "/services", "").ok().get("services").size()).isEqualTo(1);
    assertThat(ask("GET", "/escalation_policies", "").ok().get("escalation_policies").size())
        .isEqualTo(1);
    assertThat(ask("GET", "/schedules", "").ok().get("schedules").size()).isZero();
    assertThat(ask("GET", "/log_entries", "").text()).doesNotContain(theirs);
  }

  @Test
  void objects_of_others_are_not_there() {
    assertThat(status("/incidents/" + mine)).isEqualTo(200);
    assertThat(status("/incidents/" + mine + "/log_entries")).isEqualTo(200);
    assertThat(status("/incidents/" + theirs)).isEqualTo(404);
    assertThat(status("/incidents/2")).isEqualTo(404);
    assertThat(status("/incidents/" + theirs + "/alerts")).isEqualTo(404);
    assertThat(status("/teams/" + teamId)).isEqualTo(200);
    assertThat(status("/users/me")).isEqualTo(200);
    assertThat(status("/users/" + person + "/contact_methods")).isEqualTo(200);
  }

  @Test
  void what_cannot_be_kept_to_teams_is_shut() {
    for (String path :
        new String[] {
          "/deliveries",
          "/change_events",
          "/audit/records",
          "/events",
          "/past_incidents",
          "/warnings",
          "/correlation/decisions"
        }) {
      assertThat(status(path)).as(path).isEqualTo(403);
    }
  }

  @Test
  void what_was_found_out_about_an_incident_of_theirs_is_told() {
    for (String part :
        new String[] {
          "analysis",
          "probable_cause",
          "caused_by",
          "change_authors",
          "past_incidents",
          "related_incidents",
          "related_change_events",
          "outlier_incident",
          "known_before",
          "experiments",
          "ticket"
        }) {
      assertThat(status("/incidents/" + mine + "/" + part)).as(part).isEqualTo(200);
      assertThat(status("/incidents/" + theirs + "/" + part)).as(part).isEqualTo(404);
    }
  }

  @Test
  void imported_incidents_and_changes_are_those_of_the_own_services() {
    var ids = new ArrayList<String>();
    for (String name : new String[] {"Ours", "Theirs"}) {
      house
          .post(
              "/imports/incidents",
              "{'incident': {'id': 'OLD-%s', 'title': 'Old one', 'service': '%s', 'opened_at': '2026-01-03T00:00:00Z', 'resolved_at': '2026-01-03T01:00:00Z'}}"
                  .formatted(name, name))
          .ok();
      ids.add("OLD-" + name);
      String key =
          id(
              "/services/" + (name.equals("Ours") ? myService : theirService) + "/integrations",
              "{'integration':{'type':'events_api_v2_inbound_integration','name':'Deploys'}}",
              "integration",
              "integration_key");
      house
          .post(
              "/v2/change/enqueue",
              "{'routing_key':'%s','payload':{'summary':'Deploy of %s'}}".formatted(key, name))
          .ok();
    }
    assertThat(status("/past_incidents/" + ids.getFirst())).isEqualTo(200);
    assertThat(status("/past_incidents/" + ids.getLast())).isEqualTo(404);
    assertThat(house.get("/past_incidents/" + ids.getLast()).status()).isEqualTo(200);
    JsonNode changes = house.get("/change_events").ok().get("change_events");
    assertThat(changes.size()).isEqualTo(2);
    for (JsonNode change : changes) {
      boolean ours = change.get("summary").stringValue().endsWith("Ours");
      assertThat(status("/change_events/" + change.get("id").stringValue()))
          .isEqualTo(ours ? 200 : 404);
    }
    assertThat(status("/change_events")).isEqualTo(403);
  }

  @Test
  void changes_beside_an_incident_of_theirs_are_those_of_the_own_services() {
    house
        .post(
            "/service_dependencies/associate",
            "{'relationships':[{'dependent_service':{'id':'%s','type':'service'},'supporting_service':{'id':'%s','type':'service'}}]}"
                .formatted(myService, theirService))
        .ok();
    for (String service : new String[] {myService, theirService}) {
      String key =
          id(
              "/services/" + service + "/integrations",
              "{'integration':{'type':'events_api_v2_inbound_integration','name':'Releases'}}",
              "integration",
              "integration_key");
      house
          .post(
              "/v2/change/enqueue",
              "{'routing_key':'%s','payload':{'summary':'Release of %s'}}".formatted(key, service))
          .ok();
    }
    String beside = "/incidents/" + incident(myService) + "/related_change_events";
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> house.get(beside).text().contains("Release of " + theirService));
    assertThat(ask("GET", beside, "").ok().toString())
        .contains("Release of " + myService)
        .doesNotContain(theirService);
  }

  @Test
  void maintenance_is_that_of_the_own_services() {
    String window =
        "{'maintenance_window':{'type':'maintenance_window','start_time':'2100-01-01T00:00:00Z','end_time':'2100-01-01T01:00:00Z','services':[%s]}}";
    String reference = "{'id':'%s','type':'service_reference'}";
    String own = reference.formatted(myService);
    String other = reference.formatted(theirService);
    String ofMine = id("/maintenance_windows", window.formatted(own), "maintenance_window");
    String ofBoth =
        id("/maintenance_windows", window.formatted(own + "," + other), "maintenance_window");
    String ofTheirs = id("/maintenance_windows", window.formatted(other), "maintenance_window");
    JsonNode found = ask("GET", "/maintenance_windows", "").ok().get("maintenance_windows");
    assertThat(found.valueStream().map(one -> one.get("id").stringValue()))
        .containsExactlyInAnyOrder(ofMine, ofBoth);
    assertThat(found.toString()).doesNotContain(theirService);
    assertThat(
            ask("GET", "/maintenance_windows?service_ids[]=" + theirService, "")
                .ok()
                .get("maintenance_windows")
                .size())
        .isZero();
    assertThat(status("/maintenance_windows/" + ofBoth)).isEqualTo(200);
    assertThat(status("/maintenance_windows/" + ofTheirs)).isEqualTo(404);
    assertThat(house.get("/maintenance_windows").ok().get("maintenance_windows").size())
        .isEqualTo(3);
    assertThat(
            house
                .get("/maintenance_windows?service_ids[]=" + theirService + "&team_ids[]=" + teamId)
                .ok()
                .get("maintenance_windows")
                .size())
        .as("who may see all asks for both")
        .isEqualTo(3);
    assertThat(ask("DELETE", "/maintenance_windows/" + ofMine, "").status()).isEqualTo(403);
  }

  @Test
  void a_role_in_the_team_allows_to_act_there() {
    ask("PUT", "/incidents/" + mine, "{'incident':{'status':'acknowledged'}}").ok();
    assertThat(
            ask("PUT", "/incidents/" + theirs, "{'incident':{'status':'acknowledged'}}").status())
        .isEqualTo(403);
    assertThat(
            ask(
                    "PUT",
                    "/incidents",
                    "{'incidents':[{'id':'%s','type':'incident','status':'acknowledged'}]}"
                        .formatted(theirs))
                .status())
        .isEqualTo(403);
  }

  @Test
  void people_and_teams_are_those_of_the_own_teams() {
    assertThat(ask("GET", "/users", "").ok().get("users").size()).isEqualTo(1);
    assertThat(ask("GET", "/users?query=Bea", "").ok().get("users").size()).isZero();
    assertThat(status("/users/" + boss)).isEqualTo(404);
    assertThat(ask("PUT", "/users/" + boss, "{'user':{'name':'Eve'}}").status()).isEqualTo(403);
    JsonNode teams = ask("GET", "/teams", "").ok().get("teams");
    assertThat(teams.size()).isEqualTo(1);
    assertThat(teams.at("/0/id").stringValue()).isEqualTo(teamId);
    assertThat(ask("GET", "/standards/ownership?all=true", "").ok().get("checked").asInt())
        .isEqualTo(1);
  }

  @Test
  void alerts_are_those_of_the_own_teams() {
    var ids = new ArrayList<String>();
    for (String service : new String[] {myService, theirService}) {
      String key =
          id(
              "/services/" + service + "/integrations",
              "{'integration':{'type':'events_api_v2_inbound_integration','name':'Door'}}",
              "integration",
              "integration_key");
      house
          .post(
              "/v2/enqueue",
              "{'routing_key':'%s','event_action':'trigger','payload':{'summary':'Fan of %s','source':'rack','severity':'info'}}"
                  .formatted(key, service))
          .ok();
      ids.add(
          house
              .get("/alerts?query=FAN&service_ids[]=" + service)
              .ok()
              .at("/alerts/0/id")
              .stringValue());
    }
    JsonNode found = ask("GET", "/alerts?query=fan+of", "").ok();
    assertThat(found.get("alerts").size()).isEqualTo(1);
    assertThat(found.at("/alerts/0/id").stringValue()).isEqualTo(ids.getFirst());
    assertThat(found.get("searched_all").asBoolean()).isTrue();
    assertThat(ask("GET", "/alerts?service_ids[]=" + theirService, "").ok().get("alerts").size())
        .isZero();
    assertThat(status("/alerts/" + ids.getFirst())).isEqualTo(200);
    assertThat(status("/alerts/" + ids.getLast())).isEqualTo(404);
    assertThat(status("/alerts/" + ids.getLast() + "/decisions")).isEqualTo(404);
    assertThat(house.get("/alerts/" + ids.getLast()).ok().at("/alert/summary").stringValue())
        .startsWith("Fan of");
    for (String bad : new String[] {"statuses[]=x", "severities[]=x", "query=" + "x".repeat(201)}) {
      assertThat(house.get("/alerts?" + bad).status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void who_is_on_call_is_told_for_the_own_teams() {
    JsonNode duties = ask("GET", "/oncalls", "").ok().get("oncalls");
    assertThat(duties.size()).isEqualTo(1);
    assertThat(duties.at("/0/escalation_policy/summary").stringValue()).isEqualTo("Ours");
    assertThat(ask("GET", "/oncalls?team_ids[]=PNONE", "").ok().get("oncalls").size()).isZero();
    assertThat(house.get("/oncalls").ok().get("oncalls").size()).isEqualTo(2);
    assertThat(house.get("/oncalls?team_ids[]=" + teamId).ok().get("oncalls").size()).isEqualTo(1);
  }

  @Test
  void live_news_are_those_of_the_own_teams() throws Exception {
    var heard = new LinkedBlockingQueue<String>();
    var request = HttpRequest.newBuilder(URI.create(house.base() + "/live"));
    cookies.forEach(request::header);
    try (var client = HttpClient.newHttpClient()) {
      var listening =
          client.sendAsync(
              request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(new Lines(heard)));
      assertThat(heard.poll(90, TimeUnit.SECONDS)).isEqualTo("retry: 3000");
      for (String id : new String[] {theirs, mine}) {
        house.put("/incidents/" + id, "{'incident':{'title':'Renamed %s'}}".formatted(id)).ok();
      }
      var data = new ArrayList<String>();
      while (data.stream().noneMatch(line -> line.contains(mine))) {
        String line = heard.poll(90, TimeUnit.SECONDS);
        assertThat(line).as("news of " + mine).isNotNull();
        if (line.startsWith("data:")) {
          data.add(line);
        }
      }
      assertThat(data).noneMatch(line -> line.contains(theirs));
      listening.cancel(true);
      client.shutdownNow();
    }
  }

  /// Puts lines into a queue as they come.
  private record Lines(LinkedBlockingQueue<String> heard) implements Flow.Subscriber<String> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(String line) {
      heard.add(line);
    }

    @Override
    public void onError(Throwable gone) {
      // the test has hung up
    }

    @Override
    public void onComplete() {
      // the server ends it after an hour
    }
  }
}
