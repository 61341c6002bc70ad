package dev.muster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What members may do with what their team owns, over HTTP in the whole house.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TeamRightsTest {
  private final TestHouse house = TestHouse.start();
  private String admin = "";
  private String ours = "";
  private String theirs = "";
  private String policy = "";
  private String ourPolicy = "";
  private String ourService = "";
  private String theirService = "";

  @BeforeAll
  void furnish() {
    admin = house.get("/users/me").ok().at("/user/id").asString();
    ours = team("Ours");
    theirs = team("Theirs");
    policy = policy("Shared", "");
    ourPolicy = policy("Our policy", ours);
    ourService = service("Our service", ours);
    theirService = service("Their service", theirs);
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String team(String name) {
    return house
        .post("/teams", "{'team': {'name': '%s'}}".formatted(name))
        .ok()
        .at("/team/id")
        .asString();
  }

  private static String policyBody(String name, String admin, String team) {
    return "{'escalation_policy': {'name': '%s', 'teams': [%s], 'escalation_rules': [{'escalation_delay_in_minutes': 30, 'targets': [{'id': '%s', 'type': 'user_reference'}]}]}}"
        .formatted(name, team.isEmpty() ? "" : "{'id': '" + team + "'}", admin);
  }

  private String policy(String name, String team) {
    return house
        .post("/escalation_policies", policyBody(name, admin, team))
        .ok()
        .at("/escalation_policy/id")
        .asString();
  }

  private String serviceBody(String name, String team) {
    return "{'service': {'name': '%s', 'escalation_policy': {'id': '%s', 'type': 'escalation_policy_reference'}, 'teams': [{'id': '%s', 'type': 'team_reference'}]}}"
        .formatted(name, policy, team);
  }

  private String service(String name, String team) {
    return house.post("/services", serviceBody(name, team)).ok().at("/service/id").asString();
  }

  private String open(String service) {
    return house
        .post(
            "/incidents",
            "{'incident': {'type': 'incident', 'title': 'x', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                .formatted(service))
        .ok()
        .at("/incident/id")
        .asString();
  }

  /// A person who has signed in, with that role in the account and one in our team.
  private Map<String, String> person(String name, String role, String teamRole) {
    String email = name + "@example.com";
    String id =
        house
            .post(
                "/users",
                "{'user': {'name': '%s', 'email': '%s', 'role': '%s'}}"
                    .formatted(name, email, role))
            .ok()
            .at("/user/id")
            .asString();
    assertThat(
            house
                .put("/teams/" + ours + "/users/" + id, "{'role': '%s'}".formatted(teamRole))
                .status())
        .isEqualTo(204);
    return new Furniture(house).signIn(id, email);
  }

  private int acknowledge(String incident, Map<String, String> who) {
    return house
        .send(
            "PUT",
            "/incidents/" + incident,
            "{'incident': {'type': 'incident', 'status': 'acknowledged'}}",
            who)
        .status();
  }

  private int rename(String service, String name, Map<String, String> who) {
    return house
        .send("PUT", "/services/" + service, "{'service': {'name': '%s'}}".formatted(name), who)
        .status();
  }

  private int send(String method, String path, @Nullable String body, Map<String, String> who) {
    return house.send(method, path, body, who).status();
  }

  private String window(String service) {
    return "{'maintenance_window': {'start_time': '2099-01-01T00:00:00Z', 'end_time': '2099-01-01T01:00:00Z', 'services': [{'id': '%s', 'type': 'service_reference'}]}}"
        .formatted(service);
  }

  @Test
  void a_responder_of_the_team_acts_on_its_incidents_and_sets_nothing_up() {
    Map<String, String> who = person("rita", "observer", "responder");
    String ourIncident = open(ourService);
    assertThat(acknowledge(ourIncident, who)).isEqualTo(200);
    assertThat(
            send("POST", "/incidents/" + ourIncident + "/notes", "{'note': {'content': 'a'}}", who))
        .isEqualTo(200);
    assertThat(acknowledge(open(theirService), who)).isEqualTo(403);
    assertThat(rename(ourService, "Mine", who)).isEqualTo(403);
    assertThat(send("POST", "/maintenance_windows", window(ourService), who)).isEqualTo(403);
  }

  @Test
  void an_observer_of_the_team_reads() {
    Map<String, String> who = person("olga", "observer", "observer");
    String incident = open(ourService);
    assertThat(send("GET", "/incidents/" + incident, null, who)).isEqualTo(200);
    assertThat(acknowledge(incident, who)).isEqualTo(403);
  }

  @Test
  void a_manager_of_the_team_sets_up_what_is_the_teams_alone() {
    Map<String, String> who = person("mona", "limited_user", "manager");
    assertThat(rename(ourService, "Our service 2", who)).isEqualTo(200);
    assertThat(rename(theirService, "Mine", who)).isEqualTo(403);
    assertThat(send("PUT", "/services/" + ourService, serviceBody("Given away", theirs), who))
        .isEqualTo(403);
    assertThat(send("POST", "/services", serviceBody("New and ours", ours), who)).isEqualTo(201);
    assertThat(send("POST", "/services", serviceBody("New and theirs", theirs), who))
        .isEqualTo(403);
    assertThat(
            send(
                "POST",
                "/services/" + ourService + "/integrations",
                "{'integration': {'type': 'events_api_v2_inbound_integration', 'name': 'M'}}",
                who))
        .isEqualTo(201);
    assertThat(send("POST", "/maintenance_windows", window(ourService), who)).isEqualTo(201);
    assertThat(send("POST", "/maintenance_windows", window(theirService), who)).isEqualTo(403);
    assertThat(
            send(
                "PUT",
                "/escalation_policies/" + ourPolicy,
                "{'escalation_policy': {'name': 'Our policy 2'}}",
                who))
        .isEqualTo(200);
    assertThat(
            send(
                "PUT",
                "/escalation_policies/" + policy,
                "{'escalation_policy': {'name': 'Taken over'}}",
                who))
        .isEqualTo(403);
    assertThat(send("PUT", "/teams/" + ours, "{'team': {'name': 'Ours 2'}}", who)).isEqualTo(200);
    assertThat(send("PUT", "/teams/" + theirs, "{'team': {'name': 'Mine'}}", who)).isEqualTo(403);
    assertThat(send("DELETE", "/teams/" + ours, null, who)).isEqualTo(403);
  }

  @Test
  void a_stakeholder_stays_one_in_every_team() {
    Map<String, String> who = person("stan", "read_only_user", "manager");
    assertThat(acknowledge(open(ourService), who)).isEqualTo(403);
    assertThat(rename(ourService, "Mine", who)).isEqualTo(403);
  }

  @Test
  void a_role_in_a_team_takes_nothing_away() {
    Map<String, String> who = person("mike", "user", "observer");
    assertThat(rename(theirService, "Their service 2", who)).isEqualTo(200);
    assertThat(acknowledge(open(ourService), who)).isEqualTo(200);
  }
}
