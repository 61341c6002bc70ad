package dev.muster.respond.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.muster.app.Furniture;
import dev.muster.app.TestHouse;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/// Acting from Slack and Mattermost, in the whole house over HTTP, with a stand-in for the chats.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChatHouseTest {
  private static final String SECRET = "8f742231b10e8888abcd99";
  private static final String LATER = "Muster is still at it. The answer follows.";

  private final TestHouse house = TestHouse.start("--outbound-private=true");
  private final Furniture furniture = new Furniture(house);
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger triggers = new AtomicInteger();
  private final Chat chat = new Chat();
  private String me = "";
  private String policy = "";
  private String service = "";
  private String slack = "";
  private String mattermost = "";

  /// What is posted to the chats.
  private static final class Chat implements AutoCloseable {
    record Post(String path, String body) {}

    final List<Post> posts = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    Chat() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext(
          "/",
          exchange -> {
            posts.add(
                new Post(
                    exchange.getRequestURI().getPath(),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
    }

    String url(String path) {
      return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @BeforeAll
  void furnish() {
    me = furniture.me();
    policy = furniture.policy("Shop policy", me, 30);
    service = furniture.service("Shop", policy);
    slack = app("slack", "Company", chat.url("/slack/"));
    mattermost = app("mattermost", "Workshop", chat.url("/hooks/"));
    link(slack, me, "U1", "ann");
  }

  @AfterAll
  void close() {
    chat.close();
    house.close();
    client.close();
  }

  private String app(String kind, String name, String prefix) {
    return house
        .post(
            "/chat_apps",
            "{'chat_app': {'kind': '%s', 'name': '%s', 'secret': '%s', 'page_prefix': '%s'}}"
                .formatted(kind, name, SECRET, prefix))
        .ok()
        .path("chat_app")
        .path("id")
        .asString();
  }

  private HttpResponse<String> send(String app, String type, String body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(house.base() + "/integrations/chat/" + app))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Sends it to Mattermost, and again while the answer is that it takes long: what comes twice is done once.
  private HttpResponse<String> patiently(String type, String body) {
    return house.eventually(() -> {
      HttpResponse<String> answer = send(mattermost, type, body);
      return answer.body().contains("Muster is still at it") ? null : answer;
    });
  }

  private HttpResponse<String> signed(String body) {
    String time = Long.toString(Instant.now().getEpochSecond());
    return send(
        slack,
        "application/x-www-form-urlencoded",
        body,
        SlackWire.TIMESTAMP,
        time,
        SlackWire.SIGNATURE,
        SlackWire.sign(SECRET, time, body.getBytes(StandardCharsets.UTF_8)));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field ->
            field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .reduce((one, other) -> one + "&" + other)
        .orElse("");
  }

  private String say(String user, String text) {
    return say(user, text, "t" + triggers.incrementAndGet());
  }

  /// What is answered in the end: a slow machine is still at it after two seconds, and then the answer follows.
  private String say(String user, String text, String trigger) {
    String path = "/late/" + triggers.incrementAndGet();
    String said = said(user, text, trigger, path);
    return said.equals(LATER) ? late(path) : said;
  }

  private String late(String path) {
    String late =
        house.eventually(() ->
            chat.posts.stream()
                .filter(post -> post.path().equals(path))
                .map(Chat.Post::body)
                .findFirst()
                .orElse(null));
    return Json.mapper().readTree(late).path("text").asString();
  }

  /// What is answered at once.
  ///
  /// @param path where an answer that takes longer is brought
  private String said(String user, String text, String trigger, String path) {
    HttpResponse<String> answer =
        signed(
            form(
                Map.of(
                    "command",
                    "/muster",
                    "text",
                    text,
                    "user_id",
                    user,
                    "user_name",
                    "ann",
                    "team_id",
                    "T1",
                    "team_domain",
                    "company",
                    "trigger_id",
                    trigger,
                    "response_url",
                    chat.url(path))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode said = Json.mapper().readTree(answer.body());
    assertThat(said.path("response_type").asString()).isEqualTo("ephemeral");
    return said.path("text").asString();
  }

  /// Lets somebody in Slack become a person, as people do it.
  private void link(String app, String userId, String user, String name) {
    assertThat(app).isEqualTo(slack);
    String offered = say(user, "link");
    String secret = offered.replaceAll("(?s).*/chat_links/([A-Za-z0-9_-]+).*", "$1");
    Map<String, String> session = furniture.signIn(userId, email(userId));
    JsonNode asks =
        house.send("GET", "/chat_links/" + secret, null, session).ok().path("chat_link");
    assertThat(asks.path("sender").asString()).isEqualTo(name);
    assertThat(asks.path("place").asString()).isEqualTo("company");
    assertThat(house.send("POST", "/chat_links/" + secret, "{}", Map.of()).status())
        .as("nobody")
        .isEqualTo(401);
    house.send("POST", "/chat_links/" + secret, "{}", session).ok();
    assertThat(house.send("POST", "/chat_links/" + secret, "{}", session).status())
        .as("once")
        .isEqualTo(404);
  }

  private String email(String userId) {
    return house.get("/users/" + userId).ok().path("user").path("email").asString();
  }

  private String user(String name, String role) {
    return house
        .post(
            "/users",
            "{'user': {'name': '%s', 'email': '%s@example.com', 'role': '%s'}}"
                .formatted(name, name, role))
        .ok()
        .path("user")
        .path("id")
        .asString();
  }

  private JsonNode declare(String title) {
    return house
        .post(
            "/incidents",
            "{'incident': {'type': 'incident', 'title': '%s', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                .formatted(title, service))
        .ok()
        .path("incident");
  }

  private JsonNode incident(JsonNode incident) {
    return house.get("/incidents/" + incident.path("id").asString()).ok().path("incident");
  }

  private @Nullable JsonNode entry(JsonNode incident, String type) {
    JsonNode all =
        house.get("/incidents/" + incident.path("id").asString() + "/log_entries?limit=100").ok();
    for (JsonNode entry : all.path("log_entries")) {
      if (entry.path("type").asString().equals(type)) {
        return entry;
      }
    }
    return null;
  }

  @Test
  void the_same_verbs_as_everywhere() {
    JsonNode incident = declare("Disk is full");
    String number =
        incident.path("number").isNumber()
            ? incident.path("number").toString()
            : incident.path("incident_number").toString();
    assertThat(say("U1", "list")).contains("#" + number).contains("Disk is full");
    assertThat(say("U1", "mine")).contains("#" + number);
    assertThat(say("U1", "show " + number)).contains("Disk is full").contains("triggered");
    assertThat(say("U1", "ack " + number + " because I am there"))
        .startsWith("You have it.")
        .contains("acknowledged by ");
    assertThat(incident(incident).path("status").asString()).isEqualTo("acknowledged");
    JsonNode acknowledged = entry(incident, "acknowledge_log_entry");
    assertThat(acknowledged).isNotNull();
    assertThat(acknowledged.path("channel").path("type").asString()).isEqualTo("chat");
    assertThat(acknowledged.path("agent").path("id").asString()).isEqualTo(me);
    assertThat(acknowledged.toString()).contains("I am there");
    assertThat(say("U1", "note " + number + " looking at it")).startsWith("Noted.");
    JsonNode note = entry(incident, "annotate_log_entry");
    assertThat(note).isNotNull();
    assertThat(note.path("channel").path("via").asString()).isEqualTo("chat");
    assertThat(say("U1", "snooze " + number + " 2h")).startsWith("Snoozed until ");
    assertThat(say("U1", "priority " + number + " P99")).startsWith("Not done.");
    assertThat(say("U1", "escalate " + number + " 9")).startsWith("Not done.");
    assertThat(say("U1", "oncall shop")).contains("Shop policy").contains("1. ");
    String ben = user("Ben", "user");
    assertThat(say("U1", "reassign " + number + " Ben@example.com")).contains("Handed to Ben");
    assertThat(say("U1", "reassign " + number + " <@U9>")).contains("mail address");
    assertThat(incident(incident).path("assignments").toString()).contains(ben);
    assertThat(say("U1", "take " + number)).startsWith("It is yours.");
    assertThat(say("U1", "resolve " + number + " made room")).startsWith("Resolved.");
    assertThat(String.valueOf(entry(incident, "resolve_log_entry"))).contains("made room");
    assertThat(say("U1", "ack " + number)).startsWith("Not done.").contains("resolved");
    assertThat(say("U1", "reopen " + number)).startsWith("Open again.");
    assertThat(say("U1", "resolve " + number)).startsWith("Resolved.");
    assertThat(say("U1", "ack 999999999")).startsWith("Not done.").contains("not found");
    assertThat(say("U1", "dance")).contains("`/muster help`");
  }

  @Test
  void help_is_asked_for_and_answered() {
    JsonNode incident = declare("Needs help");
    String number = incident.path("incident_number").toString();
    String hana = user("Hana", "user");
    link(slack, hana, "U5", "ann");
    assertThat(say("U5", "join " + number)).startsWith("Not done.").contains("not found");
    assertThat(say("U1", "ask " + number + " Hana@example.com: it is the disk"))
        .startsWith("Hana is asked to help.");
    assertThat(calls(incident)).contains("pending").contains("it is the disk").contains(hana);
    assertThat(say("U5", "join " + number)).startsWith("You help.");
    assertThat(calls(incident)).contains("joined");
    assertThat(say("U5", "decline " + number)).startsWith("You declined to help.");
    assertThat(calls(incident)).contains("declined");
    assertThat(say("U5", "ask " + number + " policy shop POLICY"))
        .startsWith("Whoever is on call in Shop policy is asked to help.");
    assertThat(calls(incident)).contains(me);
    assertThat(say("U1", "ask " + number + " policy nowhere"))
        .startsWith("Not done.")
        .contains("There is no escalation policy 'nowhere'.");
    assertThat(say("U1", "ask " + number + " @nobody: you")).contains("mail address");
  }

  private List<String> states(String incident) {
    return house
        .get("/incidents/" + incident + "/responder_requests")
        .ok()
        .findValuesAsString("state");
  }

  @Test
  void words_answer_what_waits_and_a_button_its_own_request() {
    JsonNode declared = declare("Asked again and again");
    String incident = declared.path("id").asString();
    String hugo = user("Hugo", "user");
    link(slack, hugo, "U9", "ann");
    String ask = "ask " + incident + " Hugo@example.com: ";
    String target =
        "{'responder_request_targets': [{'responder_request_target': {'id': '%s', 'type': 'user_reference'}}]}"
            .formatted(hugo);
    say("U1", ask + "first");
    assertThat(
            house
                .put("/incidents/" + incident + "/responder_requests/cancel", target)
                .ok()
                .toString())
        .contains("cancelled");
    assertThat(say("U9", "join " + incident)).startsWith("Not done.").contains("was taken back");
    say("U1", ask + "second");
    assertThat(say("U9", "decline " + incident)).startsWith("You declined to help.");
    say("U1", ask + "third");
    assertThat(say("U9", "join " + incident)).startsWith("You help.");
    assertThat(states(incident)).containsExactly("user_cancelled", "declined", "joined");
    assertThat(say("U9", "decline " + incident)).as("on second thoughts").startsWith("You decl");
    assertThat(states(incident)).containsExactly("user_cancelled", "declined", "declined");
    List<String> requests =
        house
            .get("/incidents/" + incident + "/responder_requests")
            .ok()
            .findValuesAsString("request_id");
    say("U1", ask + "fourth");
    press("U9", "join", incident + ":" + requests.get(1), "You help.");
    assertThat(states(incident)).containsExactly("user_cancelled", "joined", "declined", "pending");
    press("U9", "join", incident + ":" + requests.getFirst(), "Not done. The request for help was");
  }

  /// Presses a button in Slack and waits for the answer.
  private void press(String user, String verb, String value, String answer) {
    String path = "/pressed/" + triggers.incrementAndGet();
    signed(
        form(
            Map.of(
                "payload",
                """
                {"type":"block_actions","user":{"id":"%s"},"team":{"id":"T1"},"trigger_id":"%s",
                 "response_url":"%s","actions":[{"type":"button","action_id":"muster_%s","value":"%s"}]}
                """
                    .formatted(user, path, chat.url(path), verb, value))));
    assertThat(late(path)).startsWith(answer);
  }

  @Test
  void who_is_restricted_does_no_more_than_on_the_web() {
    String rosa = user("Rosa", "restricted_access");
    String team =
        house
            .post("/teams", "{'team': {'type': 'team', 'name': 'Tills'}}")
            .ok()
            .path("team")
            .path("id")
            .asString();
    house.put("/teams/" + team + "/users/" + rosa, "{'role': 'responder'}");
    String own = furniture.service("Till", policy);
    house
        .put(
            "/services/" + own,
            "{'service': {'teams': [{'id': '%s', 'type': 'team_reference'}]}}".formatted(team))
        .ok();
    link(slack, rosa, "U8", "ann");
    String theirs = declare("Of another team").path("incident_number").toString();
    assertThat(say("U8", "declare Shop: x")).contains("There is no service 'Shop'.");
    String opened = say("U8", "declare Till: One of ours");
    assertThat(opened).startsWith("Opened. ");
    String first = opened.replaceAll("(?s).*#([0-9]+) .*", "$1");
    String second = say("U8", "declare Till: Two of ours").replaceAll("(?s).*#([0-9]+) .*", "$1");
    for (String verb :
        List.of(
            "urgency %s low",
            "update %s Nearly done",
            "ask %s Rosa@example.com: myself",
            "join %s",
            "decline %s",
            "follow %s",
            "unfollow %s")) {
      assertThat(say("U8", verb.formatted(first))).as(verb).doesNotStartWith("Not done.");
      assertThat(say("U8", verb.formatted(theirs)))
          .as(verb)
          .startsWith("Not done.")
          .doesNotContain("Of another team");
    }
    assertThat(say("U8", "ask " + first + " policy Shop policy"))
        .contains("There is no escalation policy");
    assertThat(say("U8", "merge " + second + " into " + first))
        .startsWith("Not done.")
        .contains("does not merge incidents");
    assertThat(say("U8", "merge " + theirs + " into " + first)).startsWith("Not done.");
    assertThat(say("U8", "merge " + first + " into " + theirs)).startsWith("Not done.");
    for (String number : List.of(first, second, theirs)) {
      assertThat(house.get("/incidents/" + number).ok().at("/incident/status").asString())
          .isEqualTo("triggered");
    }
    assertThat(
            house
                .send(
                    "PUT",
                    "/incidents/" + first + "/merge",
                    "{'source_incidents': [{'id': '%s', 'type': 'incident_reference'}]}"
                        .formatted(second),
                    furniture.signIn(rosa, email(rosa)))
                .status())
        .as("on the web")
        .isEqualTo(403);
  }

  private String calls(JsonNode incident) {
    return house
        .get("/incidents/" + incident.path("id").asString() + "/responder_requests")
        .ok()
        .toString();
  }

  @Test
  void what_the_web_can_do_the_chat_can() {
    JsonNode incident = declare("First of two");
    String number = incident.path("incident_number").toString();
    String opened = say("U1", "declare shop: Second of two", "declared");
    assertThat(opened).startsWith("Opened. ").contains("Second of two").contains("Shop");
    assertThat(say("U1", "declare shop: Second of two", "declared")).isEqualTo(opened);
    String second = opened.replaceAll("(?s).*#([0-9]+) .*", "$1");
    JsonNode other = house.get("/incidents/" + second).ok().path("incident");
    assertThat(other.path("service").path("id").asString()).isEqualTo(service);
    assertThat(String.valueOf(entry(other, "trigger_log_entry"))).contains("\"chat\"");
    assertThat(house.get("/incidents?query=Second+of+two&total=true").ok().path("total").asInt())
        .as("the request that came twice")
        .isEqualTo(1);
    assertThat(say("U1", "declare nothing: x")).contains("There is no service 'nothing'.");
    assertThat(say("U1", "urgency " + number + " low because it can wait"))
        .startsWith("Its urgency is low.");
    assertThat(String.valueOf(entry(incident, "urgency_change_log_entry"))).contains("can wait");
    String olaf = user("Olaf", "observer");
    link(slack, olaf, "U6", "ann");
    assertThat(say("U6", "follow " + number)).startsWith("You follow it now");
    assertThat(say("U6", "follow " + number)).startsWith("You follow it already");
    String path = "/incidents/" + incident.path("id").asString() + "/status_updates";
    assertThat(house.get(path + "/subscribers").ok().toString()).contains(olaf);
    assertThat(say("U6", "update " + number + " x")).startsWith("Not done.");
    assertThat(say("U1", "update " + number + " Half of it is back"))
        .startsWith("Those who follow it are told.");
    assertThat(house.get(path).ok().toString()).contains("Half of it is back");
    assertThat(say("U6", "unfollow " + number)).startsWith("You follow it no more.");
    assertThat(say("U6", "merge " + second + " into " + number)).startsWith("Not done.");
    assertThat(say("U1", "merge " + second + " into " + second)).startsWith("Not done.");
    assertThat(say("U1", "merge " + second + " into " + number))
        .startsWith("#" + second + " is part of it now.")
        .contains("First of two");
    assertThat(incident(other).path("status").asString()).isEqualTo("resolved");
    JsonNode merged = entry(incident, "annotate_log_entry");
    assertThat(merged).isNotNull();
    assertThat(house.get("/incidents/" + number + "/log_entries?limit=100").ok().toString())
        .contains("was merged into this one");
  }

  @Test
  void what_the_web_hands_on_and_judges_the_chat_does() {
    JsonNode incident = declare("Handed on");
    String number = incident.path("incident_number").toString();
    String other = furniture.service("Warehouse", furniture.policy("Depot", me, 30));
    assertThat(say("U1", "title " + number + " Stock is wrong")).contains("Stock is wrong");
    assertThat(say("U1", "move " + number + " to warehouse because it is theirs"))
        .startsWith("It belongs to Warehouse now.");
    assertThat(incident(incident).at("/service/id").asString()).isEqualTo(other);
    assertThat(incident(incident).at("/escalation_policy/summary").asString()).isEqualTo("Depot");
    assertThat(say("U1", "reassign " + number + " policy shop POLICY"))
        .startsWith("Handed to Shop policy");
    assertThat(incident(incident).at("/escalation_policy/id").asString()).isEqualTo(policy);
    assertThat(say("U1", "reassign " + number + " policy nowhere"))
        .contains("no escalation policy");
    String verdict = "/incidents/" + incident.path("id").asString() + "/verdict";
    assertThat(say("U1", "noise " + number)).startsWith("Thank you, it was noise.");
    assertThat(house.get(verdict).ok().at("/verdict/verdict").asString())
        .isEqualTo("not_actionable");
    assertThat(say("U1", "worth " + number)).startsWith("Thank you, it was worth it.");
    assertThat(house.get(verdict).ok().at("/verdict/verdict").asString()).isEqualTo("actionable");
    String looker = user("Lona", "observer");
    link(slack, looker, "U16", "ann");
    assertThat(say("U16", "noise " + number)).startsWith("Not done.");
    assertThat(say("U1", "resolve " + number + " anyway because it is only a test"))
        .startsWith("Resolved.");
  }

  /// Alerts of one incident on their own service, as a monitor raises them.
  private String alerted(String name, int alerts) {
    String own = furniture.service(name, "'time'", policy);
    String key = furniture.key(own, name + " monitor");
    for (int i = 1; i <= alerts; i++) {
      house
          .post(
              "/v2/enqueue",
              "{'routing_key': '%s', 'event_action': 'trigger', 'payload': {'summary': '%s alert %d', 'source': 'host%d', 'severity': 'error'}}"
                  .formatted(key, name, i, i))
          .ok();
    }
    return house.eventually(() -> {
      for (JsonNode one : house.get("/incidents?service_ids[]=" + own).ok().path("incidents")) {
        if (one.at("/alert_counts/all").asInt() == alerts) {
          return one.path("incident_number").toString();
        }
      }
      return null;
    });
  }

  /// What the chat calls the alert with that number.
  private String end(String shown, String summary) {
    return shown.replaceAll("(?s).*`([0-9A-Z]{5})` " + summary + ".*", "$1");
  }

  @Test
  void what_an_incident_is_made_of_is_seen_and_changed() {
    String number = alerted("Split", 3);
    String shown = say("U1", "alerts " + number);
    assertThat(shown).contains("Split alert 1").contains("Split alert 3").contains("error, open");
    String first = end(shown, "Split alert 1");
    String third = end(shown, "Split alert 3");
    assertThat(say("U1", "split " + number + " XXXXX"))
        .startsWith("Not done.")
        .contains("'XXXXX' is the end of no alert's id in incident #" + number);
    String looker = user("Sven", "observer");
    link(slack, looker, "U20", "ann");
    assertThat(say("U20", "alerts " + number)).contains("Split alert 1");
    assertThat(say("U20", "split " + number + " " + first))
        .startsWith("Not done.")
        .contains("observer");
    String parted = say("U1", "split " + number + " " + first + ": Only the first");
    assertThat(parted)
        .startsWith("One alert is an incident of its own now; `merge ")
        .contains("Only the first");
    String made = parted.replaceAll("(?s)One alert.*`merge ([0-9]+) into.*", "$1");
    JsonNode split = house.get("/incidents/" + made).ok().path("incident");
    assertThat(split.at("/alert_counts/all").asInt()).isEqualTo(1);
    assertThat(String.valueOf(entry(split, "trigger_log_entry"))).contains("\"chat\"");
    assertThat(say("U20", "move " + number + " alerts " + third + " to " + made))
        .startsWith("Not done.");
    assertThat(say("U1", "move " + number + " alerts " + third + " to " + made))
        .startsWith("One alert moved to #" + made + ".");
    assertThat(house.get("/incidents/" + made + "/alerts").text()).contains("Split alert 3");
    assertThat(house.get("/incidents/" + made + "/log_entries?limit=100").text()).contains(me);
    assertThat(say("U1", "alerts " + declare("By hand").path("incident_number")))
        .contains("It has no alerts");
  }

  @Test
  void helpers_fields_impact_and_ticket_are_seen_and_changed() {
    JsonNode incident = declare("Known better");
    String number = incident.path("incident_number").toString();
    String path = "/incidents/" + incident.path("id").asString();
    assertThat(say("U1", "helpers " + number)).contains("Nobody was asked to help.");
    String ida = user("Ida", "user");
    say("U1", "ask " + number + " Ida@example.com: it is the disk");
    assertThat(say("U1", "helpers " + number))
        .contains("Ida has not answered yet")
        .contains("it is the disk");
    assertThat(say("U1", "takeback " + number + " policy shop"))
        .startsWith("Not done.")
        .contains("was not found");
    assertThat(say("U1", "takeback " + number + " Ida@example.com"))
        .startsWith("Ida need not answer any more.");
    assertThat(states(incident.path("id").asString())).containsExactly("user_cancelled");
    assertThat(say("U1", "takeback " + number + " Ida@example.com"))
        .startsWith("Not done.")
        .contains("nothing is left to be taken back");
    assertThat(ida).isNotBlank();
    assertThat(say("U1", "fields " + number)).contains("It has no custom fields.");
    assertThat(say("U1", "field " + number + " Region = eu-west"))
        .startsWith("Region is eu-west now.");
    assertThat(say("U1", "fields " + number)).contains("Region = eu-west (by ");
    assertThat(house.get(path + "/custom_fields/values").ok().findValuesAsString("value"))
        .containsExactly("eu-west");
    assertThat(String.valueOf(entry(incident, "annotate_log_entry")))
        .contains("Set the field Region to 'eu-west'.")
        .contains(me)
        .contains("\"chat\"");
    assertThat(say("U1", "field " + number + " Region =")).startsWith("It has no Region any more.");
    assertThat(house.get(path + "/custom_fields/values").ok().path("custom_fields")).isEmpty();
    assertThat(say("U1", "impact " + number))
        .contains("No objective and no person says that customers are affected now.");
    assertThat(say("U1", "impact " + number + " partial 30% logins are slow"))
        .startsWith("Impact on customers: partial.");
    assertThat(say("U1", "impact " + number))
        .contains("partial (about 30 %) since ")
        .contains(", says ")
        .contains("logins are slow");
    assertThat(house.get(path + "/impact").ok().at("/impact/affected_share").asDouble())
        .isEqualTo(0.3);
    assertThat(say("U1", "ticket " + number)).contains("It has no ticket.");
    assertThat(say("U1", "file " + number))
        .startsWith("Not done.")
        .contains("No ticket tracker is connected");
    String looker = user("Lars", "observer");
    link(slack, looker, "U21", "ann");
    for (String verb :
        List.of("field %s a = b", "impact %s full", "file %s", "takeback %s Ida@example.com")) {
      assertThat(say("U21", verb.formatted(number)))
          .as(verb)
          .startsWith("Not done.")
          .contains("observer");
    }
    for (String look : List.of("helpers", "fields", "impact", "ticket", "alerts")) {
      assertThat(say("U21", look + " " + number)).as(look).contains("Known better");
    }
    assertThat(say("U1", "resolve " + number)).startsWith("Resolved.");
    assertThat(say("U1", "impact " + number + " full"))
        .startsWith("Not done.")
        .contains("is needed once all alerts have cleared");
  }

  @Test
  void a_ticket_is_filed_and_seen() {
    house
        .post(
            "/ticket_trackers",
            "{'ticket_tracker': {'name': 'Desk', 'kind': 'webhook', 'url': '%s', 'token': 'a secret'}}"
                .formatted(chat.url("/tickets")))
        .ok();
    String number = declare("Needs a ticket").path("incident_number").toString();
    assertThat(say("U1", "ticket " + number))
        .contains("It has no ticket.")
        .contains("`/muster file " + number + "` files one in Desk.");
    assertThat(say("U1", "file " + number + " in nothing"))
        .startsWith("Not done.")
        .contains("There is no ticket tracker 'nothing'.");
    assertThat(say("U1", "file " + number)).startsWith("A ticket is on its way.");
    assertThat(say("U1", "file " + number + " in desk")).startsWith("It has a ticket");
    assertThat(say("U1", "ticket " + number)).contains("icket");
    assertThat(
            house.get("/incidents/" + number + "/ticket").ok().at("/ticket/asked_by/id").asString())
        .isEqualTo(me);
  }

  @Test
  void a_request_that_comes_twice_is_done_once() {
    JsonNode incident = declare("Twice");
    String id = incident.path("id").asString();
    String first = say("U1", "note " + id + " only once", "same");
    assertThat(say("U1", "note " + id + " only once", "same")).isEqualTo(first);
    assertThat(house.get("/incidents/" + id + "/notes").ok().path("notes")).hasSize(1);
    // what was refused may come again
    assertThat(say("U1", "escalate " + id + " 9", "again")).startsWith("Not done.");
    assertThat(say("U1", "ack " + id, "again")).startsWith("You have it.");
  }

  @Test
  void nobody_is_known_by_name_alone_and_rights_are_the_persons() {
    JsonNode incident = declare("Not for all");
    String id = incident.path("id").asString();
    assertThat(say("U2", "ack " + id)).contains("`/muster link`");
    assertThat(say("U2", "list")).contains("`/muster link`").doesNotContain("Not for all");
    assertThat(incident(incident).path("status").asString()).isEqualTo("triggered");
    String olga = user("Olga", "observer");
    link(slack, olga, "U2", "ann");
    assertThat(say("U2", "me")).contains("Olga");
    assertThat(say("U2", "show " + id)).contains("Not for all");
    assertThat(say("U2", "ack " + id)).startsWith("Not done.").contains("observer");
    assertThat(incident(incident).path("status").asString()).isEqualTo("triggered");
    String rita = user("Rita", "restricted_access");
    link(slack, rita, "U3", "ann");
    assertThat(say("U3", "show " + id)).startsWith("Not done.").doesNotContain("Not for all");
    assertThat(say("U3", "list")).doesNotContain("Not for all");
    assertThat(say("U3", "oncall")).doesNotContain("Shop policy");
    assertThat(say("U3", "ack " + id)).startsWith("Not done.");
    JsonNode accounts = house.get("/users/" + rita + "/chat_accounts").ok().path("chat_accounts");
    assertThat(accounts).hasSize(1);
    assertThat(say("U3", "unlink")).startsWith("Forgotten.");
    assertThat(say("U3", "list")).contains("`/muster link`");
    assertThat(house.get("/users/" + rita + "/chat_accounts").ok().path("chat_accounts")).isEmpty();
    house.delete("/users/" + olga);
    assertThat(say("U2", "list")).as("who was deleted is forgotten").contains("`/muster link`");
  }

  @Test
  void what_is_not_proven_does_nothing_and_is_logged() {
    String body = "command=%2Fmuster&text=list&user_id=U1&team_id=T1";
    String time = Long.toString(Instant.now().getEpochSecond());
    assertThat(send(slack, "application/x-www-form-urlencoded", body).statusCode()).isEqualTo(401);
    assertThat(
            send(
                    slack,
                    "application/x-www-form-urlencoded",
                    body,
                    SlackWire.TIMESTAMP,
                    time,
                    SlackWire.SIGNATURE,
                    SlackWire.sign("wrong", time, body.getBytes(StandardCharsets.UTF_8)))
                .statusCode())
        .isEqualTo(401);
    assertThat(send("PNONE", "text/plain", "").statusCode()).isEqualTo(404);
    JsonNode calls = house.get("/chat_apps/" + slack + "/calls?limit=100").ok().path("calls");
    assertThat(calls.toString()).contains("unproven").contains("is missing");
    assertThat(house.get("/chat_apps").text()).doesNotContain(SECRET);
    JsonNode test = house.post("/chat_apps/" + slack + "/test", "{}").ok().path("test");
    assertThat(test.path("status").asInt()).isEqualTo(200);
    assertThat(test.path("answer").path("text").asString()).contains("/muster");
    house.post("/chat_apps/" + mattermost + "/test", "{}").ok();
  }

  @Test
  void what_is_wrong_in_the_settings_is_named() {
    assertThat(house.post("/chat_apps", "{'chat_app': {'name': 'X'}}").text())
        .contains("kind")
        .contains("secret");
    assertThat(
            house
                .put(
                    "/chat_apps/" + slack,
                    "{'chat_app': {'page_prefix': 'https://hooks.example.com'}}")
                .text())
        .contains("page_prefix");
    assertThat(house.put("/chat_apps/" + slack, "{'chat_app': {'kind': 'mattermost'}}").status())
        .isEqualTo(400);
    JsonNode same = house.put("/chat_apps/" + slack, "{'chat_app': {'name': 'Company'}}").ok();
    assertThat(same.path("chat_app").path("linked").asInt()).isPositive();
    String other = app("slack", "Short lived", "https://hooks.example.com/");
    house.delete("/chat_apps/" + other);
    assertThat(house.get("/chat_apps/" + other).status()).isEqualTo(404);
  }

  private JsonNode paged(String title, String path) {
    String user = user(title, "user");
    String method =
        house
            .post(
                "/users/" + user + "/contact_methods",
                "{'contact_method': {'type': 'webhook_contact_method', 'label': 'Chat', 'address': '%s'}}"
                    .formatted(chat.url(path)))
            .ok()
            .path("contact_method")
            .path("id")
            .asString();
    house
        .post(
            "/users/" + user + "/notification_rules",
            "{'notification_rule': {'type': 'assignment_notification_rule', 'start_delay_in_minutes': 0, 'urgency': 'high', 'contact_method': {'id': '%s', 'type': 'webhook_contact_method_reference'}}}"
                .formatted(method))
        .ok();
    String paging = furniture.service(title, furniture.policy(title, user, 30));
    house
        .post(
            "/incidents",
            "{'incident': {'type': 'incident', 'title': 'Page for %s', 'service': {'id': '%s', 'type': 'service_reference'}}}"
                .formatted(title, paging))
        .ok();
    return Json.mapper()
        .readTree(
            house.eventually(() ->
                chat.posts.stream()
                    .filter(post ->
                        post.path().equals(path) && post.body().contains("Page for " + title))
                    .map(Chat.Post::body)
                    .findFirst()
                    .orElse(null)));
  }

  @Test
  void a_page_in_slack_has_buttons_and_they_act() {
    JsonNode page = paged("Sam", "/slack/T1/B1");
    JsonNode button = page.path("blocks").path(1).path("elements").path(0);
    String incident = button.path("value").asString();
    String payload =
        """
        {"type":"block_actions","user":{"id":"U1","username":"ann"},"team":{"id":"T1","domain":"company"},
         "trigger_id":"press1","response_url":"%s",
         "actions":[{"type":"button","action_id":"%s","value":"%s"}]}
        """
            .formatted(chat.url("/pressed"), button.path("action_id").asString(), incident);
    HttpResponse<String> answer = signed(form(Map.of("payload", payload)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    JsonNode late =
        Json.mapper()
            .readTree(
                house.eventually(() ->
                    chat.posts.stream()
                        .filter(post -> post.path().equals("/pressed"))
                        .map(Chat.Post::body)
                        .findFirst()
                        .orElse(null)));
    assertThat(late.path("text").asString()).startsWith("You have it.");
    assertThat(late.path("response_type").asString()).isEqualTo("ephemeral");
    assertThat(late.path("replace_original").asBoolean(true)).isFalse();
    assertThat(house.get("/incidents/" + incident).ok().path("incident").path("status").asString())
        .isEqualTo("acknowledged");
  }

  private List<String> outcomes(String asked) {
    return house
        .get("/chat_apps/" + slack + "/calls?limit=100")
        .ok()
        .path("calls")
        .valueStream()
        .filter(call -> call.path("asked").asString().equals(asked))
        .map(call -> call.path("outcome").asString())
        .toList();
  }

  @Test
  void what_breaks_is_written_down_and_may_be_asked_for_again() {
    String number = declare("Breaks").path("incident_number").toString();
    Database database = house.bean(Database.class);
    String asked = "note " + number + " seen";
    database.sql().sql("alter table respond.note rename to note_away").update();
    try {
      assertThat(say("U1", asked, "broken")).startsWith("Something went wrong in Muster.");
    } finally {
      database.sql().sql("alter table respond.note_away rename to note").update();
    }
    assertThat(outcomes(asked)).containsExactly("failed");
    assertThat(say("U1", asked, "broken")).startsWith("Noted.");
    assertThat(outcomes(asked)).containsExactly("done", "failed");
  }

  @Test
  void what_takes_long_is_answered_afterwards() throws Exception {
    JsonNode incident = declare("Takes long");
    String number = incident.path("incident_number").toString();
    var held = new CountDownLatch(1);
    var enough = new CountDownLatch(1);
    Thread holder =
        Thread.startVirtualThread(() ->
            house
                .bean(Database.class)
                .run(() -> {
                  house
                      .bean(Database.class)
                      .sql()
                      .sql("select 1 from mobilize.response where incident_id = ? for update")
                      .param(incident.path("id").asString())
                      .query(Integer.class)
                      .single();
                  held.countDown();
                  try {
                    enough.await(90, TimeUnit.SECONDS);
                  } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                  }
                }));
    assertThat(held.await(90, TimeUnit.SECONDS)).isTrue();
    try {
      assertThat(said("U1", "ack " + number, "long", "/long")).isEqualTo(LATER);
      assertThat(chat.posts).noneMatch(post -> post.path().equals("/long"));
    } finally {
      enough.countDown();
      holder.join();
    }
    assertThat(late("/long")).startsWith("You have it.");
    assertThat(incident(incident).path("status").asString()).isEqualTo("acknowledged");
  }

  @Test
  void an_incident_is_handed_to_whoever_linked_under_a_name_in_the_same_workspace() {
    String bob = user("bob", "user");
    house
        .bean(PostgresChats.class)
        .link(
            new ChatAccount(
                "CBOB", slack, new Sender("T1:U7", "bob", "company"), bob, Instant.now()));
    house
        .bean(PostgresChats.class)
        .link(
            new ChatAccount(
                "CBOB2", slack, new Sender("T2:U7", "bob", "elsewhere"), me, Instant.now()));
    JsonNode incident = declare("Whose is it");
    String number = incident.path("incident_number").toString();
    assertThat(say("U1", "reassign " + number + " @bob")).startsWith("Handed to bob.");
    assertThat(incident(incident).path("assignments").toString()).contains(bob);
    assertThat(say("U1", "reassign " + number + " <@U1>")).startsWith("It is yours.");
    assertThat(say("U1", "reassign " + number + " <@U7|bob>")).startsWith("Handed to bob.");
  }

  @Test
  void commands_and_buttons_of_mattermost_act() {
    String form =
        form(
            Map.of(
                "command", "/muster",
                "text", "link",
                "user_id", "mmuser1",
                "user_name", "ann.m",
                "team_domain", "workshop",
                "trigger_id", "m1",
                "token", SECRET));
    HttpResponse<String> answer = patiently("application/x-www-form-urlencoded", form);
    String secret =
        Json.mapper()
            .readTree(answer.body())
            .path("text")
            .asString()
            .replaceAll("(?s).*/chat_links/([A-Za-z0-9_-]+).*", "$1");
    house
        .send("POST", "/chat_links/" + secret, "{}", furniture.signIn(me, TestHouse.ADMIN_EMAIL))
        .ok();
    JsonNode page = paged("Mia", "/hooks/abc");
    JsonNode context =
        page.path("attachments")
            .path(0)
            .path("actions")
            .path(1)
            .path("integration")
            .path("context");
    String pressed =
        "{\"user_id\":\"mmuser1\",\"user_name\":\"ann.m\",\"trigger_id\":\"m2\",\"context\":%s}";
    HttpResponse<String> done =
        patiently("application/json", pressed.formatted(context.toString()));
    assertThat(done.statusCode()).as(done.body()).isEqualTo(200);
    assertThat(Json.mapper().readTree(done.body()).path("ephemeral_text").asString())
        .startsWith("Resolved.");
    assertThat(
            send(
                    mattermost,
                    "application/json",
                    pressed.formatted(context.toString().replace("resolve", "acknowledge")))
                .statusCode())
        .as("a button that was changed")
        .isEqualTo(401);
    assertThat(
            send(
                    mattermost,
                    "application/x-www-form-urlencoded",
                    form.replace(SECRET, "another token"))
                .statusCode())
        .isEqualTo(401);
  }
}
