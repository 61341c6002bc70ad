package dev.muster.respond;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.kernel.Way;
import dev.muster.mobilize.channel.TapLinks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// The timeline says by which way somebody acted: the web interface, a program, the link in a mail or a push notification.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaysHouseTest {
  private final TestHouse house = TestHouse.start();
  private final Furniture furniture = new Furniture(house);
  private String me = "";
  private String service = "";

  @BeforeAll
  void furnish() {
    me = furniture.me();
    service = furniture.service("Shop", furniture.policy("Shop", me, 30));
  }

  @AfterAll
  void close() {
    house.close();
  }

  private String declare(String title, Map<String, String> headers) {
    return house
        .send(
            "POST",
            "/incidents",
            "{'incident': {'type': 'incident', 'title': '%s', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                .formatted(title, service),
            headers)
        .ok()
        .path("incident")
        .path("id")
        .asString();
  }

  private static Map<String, String> token() {
    return Map.of("Authorization", "Token token=" + TestHouse.ADMIN_TOKEN);
  }

  private JsonNode entry(String incident, String type) {
    for (JsonNode entry :
        house.get("/incidents/" + incident + "/log_entries").ok().path("log_entries")) {
      if (entry.path("type").asString().equals(type)) {
        return entry;
      }
    }
    throw new AssertionError("no " + type);
  }

  private String way(String incident, String type) {
    return entry(incident, type).path("channel").path("type").asString();
  }

  @Test
  void a_program_acts_by_the_api() {
    String incident = declare("By token", token());
    house.put("/incidents/" + incident, "{'incident': {'status': 'acknowledged'}}").ok();
    house.put("/incidents/" + incident, "{'incident': {'title': 'By a token'}}").ok();
    JsonNode note =
        house.post("/incidents/" + incident + "/notes", "{'note': {'content': 'Seen'}}").ok();
    house.post("/incidents/" + incident + "/snooze", "{'duration': 60}").ok();
    house.put("/incidents/" + incident, "{'incident': {'status': 'resolved'}}").ok();
    assertThat(way(incident, "trigger_log_entry")).isEqualTo("api");
    assertThat(way(incident, "acknowledge_log_entry")).isEqualTo("api");
    assertThat(way(incident, "snooze_log_entry")).isEqualTo("api");
    assertThat(way(incident, "resolve_log_entry")).isEqualTo("api");
    assertThat(entry(incident, "acknowledge_log_entry").path("source").asString()).isEqualTo("api");
    assertThat(entry(incident, "annotate_log_entry").path("channel").path("type").asString())
        .as("clients look for notes by this word")
        .isEqualTo("note");
    assertThat(entry(incident, "annotate_log_entry").path("channel").path("via").asString())
        .isEqualTo("api");
    assertThat(note.path("note").path("channel").path("summary").asString()).isEqualTo("The API");
  }

  @Test
  void a_session_acts_by_the_web() {
    Map<String, String> session = furniture.signIn(me, TestHouse.ADMIN_EMAIL);
    String incident = declare("By session", session);
    house
        .send("PUT", "/incidents/" + incident, "{'incident': {'status': 'acknowledged'}}", session)
        .ok();
    JsonNode note =
        house
            .send(
                "POST",
                "/incidents/" + incident + "/notes",
                "{'note': {'content': 'Seen'}}",
                session)
            .ok();
    assertThat(way(incident, "trigger_log_entry")).isEqualTo("web_trigger");
    assertThat(way(incident, "acknowledge_log_entry")).isEqualTo("website");
    assertThat(entry(incident, "annotate_log_entry").path("channel").path("via").asString())
        .isEqualTo("website");
    assertThat(note.path("note").path("channel").path("type").asString()).isEqualTo("website");
  }

  @Test
  void merges_and_what_people_say_of_causes_have_their_way() {
    Map<String, String> session = furniture.signIn(me, TestHouse.ADMIN_EMAIL);
    String key = furniture.key(service, "Changes");
    house
        .send(
            "POST",
            "/v2/change/enqueue",
            "{'routing_key': '%s', 'payload': {'summary': 'Deploy 7'}}".formatted(key),
            Map.of())
        .ok();
    String change =
        house
            .eventually("/change_events", found -> !found.path("change_events").isEmpty())
            .path("change_events")
            .path(0)
            .path("id")
            .asString();
    for (boolean web : new boolean[] {true, false}) {
      String incident = declare("Takes in", token());
      String other = declare("Is taken in", token());
      Map<String, String> headers = web ? session : token();
      house
          .send(
              "PUT",
              "/incidents/" + incident + "/merge",
              "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}".formatted(other),
              headers)
          .ok();
      assertThat(via(incident)).containsExactly(web ? "website" : "api");
      house
          .send(
              "PUT",
              "/incidents/" + incident + "/caused_by/" + change,
              "{'caused_by': {'verdict': 'caused'}}",
              headers)
          .ok();
      assertThat(via(incident)).hasSize(2).containsOnly(web ? "website" : "api");
    }
  }

  @Test
  void who_may_only_look_follows_an_incident_and_nobody_else_for_them() {
    String watcher =
        house
            .post(
                "/users",
                "{'user': {'name': 'Wanda', 'email': 'wanda@example.com', 'role':"
                    + " 'read_only_user'}}")
            .ok()
            .path("user")
            .path("id")
            .asString();
    Map<String, String> session = furniture.signIn(watcher, "wanda@example.com");
    String path = "/incidents/" + declare("Followed", token()) + "/status_updates/";
    String wish = "{'subscribers': [{'subscriber_id': '%s', 'subscriber_type': 'user'}]}";
    assertThat(house.send("POST", path + "subscribers", wish.formatted(me), session).status())
        .isEqualTo(403);
    house.send("POST", path + "subscribers", wish.formatted(watcher), session).ok();
    assertThat(house.get(path + "subscribers").ok().toString()).contains(watcher);
    house.send("POST", path + "unsubscribe", wish.formatted(watcher), session).ok();
    assertThat(house.get(path + "subscribers").ok().toString()).doesNotContain(watcher);
  }

  /// How those came in who wrote the notes of an incident.
  private List<String> via(String incident) {
    var via = new ArrayList<String>();
    for (JsonNode entry :
        house.get("/incidents/" + incident + "/log_entries").ok().path("log_entries")) {
      if (entry.path("type").asString().equals("annotate_log_entry")) {
        via.add(entry.path("channel").path("via").asString("nothing"));
      }
    }
    return via;
  }

  @Test
  void links_act_by_the_message_that_they_stand_in() {
    for (Way way : new Way[] {Way.EMAIL, Way.PUSH}) {
      String incident = declare("By " + way, token());
      String link =
          house
              .bean(TapLinks.class)
              .link(TapLinks.Tap.ACKNOWLEDGE, me, incident, "", way, Instant.now());
      assertThat(house.send("POST", link.substring(link.indexOf("/l/")), null, Map.of()).status())
          .isEqualTo(200);
      assertThat(way(incident, "acknowledge_log_entry")).isEqualTo(way.wire());
    }
  }
}
