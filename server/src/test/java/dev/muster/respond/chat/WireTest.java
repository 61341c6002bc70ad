package dev.muster.respond.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Urgency;
import dev.muster.mobilize.channel.Telling;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WireTest {
  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
  private static final String FORM = "application/x-www-form-urlencoded";

  private static ChatApp app(ChatApp.Kind kind, String secret) {
    return new ChatApp("PCHAT", kind, "Chat", secret, "https://chat.example.com/hooks/", NOW);
  }

  private static Annex.Request request(String body, Map<String, String> headers) {
    return new Annex.Request(
        "POST", ChatDoor.PATH + "PCHAT", null, headers::get, body.getBytes(StandardCharsets.UTF_8));
  }

  /// The worked example of Slack's documentation on verifying requests.
  @Test
  void a_signature_of_slack_is_the_one_that_it_documents() {
    String body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
            + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
            + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    assertThat(
            SlackWire.sign(
                "8f742231b10e8888abcd99yyyzzz85a5",
                "1531420618",
                body.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503");
  }

  @Test
  void slack_must_prove_itself_lately() {
    var wire = new SlackWire();
    ChatApp app = app(ChatApp.Kind.SLACK, "signing secret");
    String body = "command=%2Fmuster&text=help&user_id=U1&team_id=T1";
    String time = Long.toString(NOW.getEpochSecond());
    String signature = SlackWire.sign(app.secret(), time, body.getBytes(StandardCharsets.UTF_8));
    var good = Map.of(SlackWire.TIMESTAMP, time, SlackWire.SIGNATURE, signature);
    assertThat(wire.fault(app, request(body, good), NOW)).isNull();
    assertThat(wire.fault(app, request(body + "&x=1", good), NOW)).contains("does not fit");
    assertThat(wire.fault(app, request(body, good), NOW.plus(Duration.ofMinutes(6))))
        .contains("five minutes");
    assertThat(wire.fault(app, request(body, good), NOW.minus(Duration.ofMinutes(6))))
        .contains("five minutes");
    assertThat(wire.fault(app(ChatApp.Kind.SLACK, "another secret"), request(body, good), NOW))
        .contains("does not fit");
    assertThat(wire.fault(app, request(body, Map.of()), NOW)).contains("missing");
    assertThat(
            wire.fault(
                app,
                request(body, Map.of(SlackWire.TIMESTAMP, "now", SlackWire.SIGNATURE, signature)),
                NOW))
        .contains("seconds since 1970");
    assertThat(wire.fault(app, wire.sample(app, "/", NOW), NOW)).isNull();
  }

  @Test
  void people_of_two_workspaces_are_not_the_same() {
    var wire = new SlackWire();
    var one =
        (Incoming.Asked)
            wire.read(request("command=/muster&text=me&user_id=U1&team_id=T1", Map.of()));
    var other =
        (Incoming.Asked)
            wire.read(request("command=/muster&text=me&user_id=U1&team_id=T2", Map.of()));
    assertThat(one.sender().key()).isNotEqualTo(other.sender().key());
    var pressed =
        (Incoming.Asked)
            wire.read(
                request(
                    "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U1\",\"username\":\"ann\"},\"team\":{\"id\":\"T1\"},\"trigger_id\":\"1.2\",\"response_url\":\"https://hooks.slack.com/actions/1\",\"actions\":[{\"action_id\":\"muster_acknowledge\",\"value\":\"Q0123456789ABC\"}]}",
                    Map.of()));
    assertThat(pressed.sender().key()).isEqualTo(one.sender().key());
    assertThat(pressed.ask()).isEqualTo(new Ask.Acknowledge("Q0123456789ABC", null));
    assertThat(pressed.button()).isTrue();
  }

  /// Slack sends three characters in another form, whatever was typed.
  @Test
  void what_was_typed_in_slack_is_read_as_it_was_typed() {
    var asked =
        (Incoming.Asked)
            new SlackWire()
                .read(
                    request(
                        "command=/muster&user_id=U1&team_id=T1&text=note+12+load+%26gt%3B+90+%26amp%3B+queue"
                            + "+%26lt%3B+5%2C+%26amp%3Blt%3B+stays",
                        Map.of()));
    assertThat(asked.ask()).isEqualTo(new Ask.Note("12", "load > 90 & queue < 5, &lt; stays"));
  }

  @Test
  void other_shortcuts_and_trials_of_slack_are_left_alone() {
    var wire = new SlackWire();
    assertThat(wire.read(request("ssl_check=1&token=x", Map.of())))
        .isEqualTo(new Incoming.Nothing());
    assertThat(wire.read(request("payload={\"type\":\"view_submission\"}", Map.of())))
        .isEqualTo(new Incoming.Nothing());
    assertThat(
            wire.read(
                request(
                    "payload={\"type\":\"block_actions\",\"actions\":[{\"action_id\":\"else\"}]}",
                    Map.of())))
        .isEqualTo(new Incoming.Nothing());
  }

  private static Telling telling() {
    return telling(null);
  }

  private static Telling telling(@Nullable String requestId) {
    return new Telling(
        "Q1",
        "Q0123456789ABC",
        7,
        "<!channel> @all *down* [x](y)",
        "Shop & Co",
        Urgency.HIGH,
        "You are on call.",
        "Sat 21 Nov 2026 10:00 UTC",
        "PUSER",
        requestId,
        null);
  }

  @Test
  void a_page_says_what_to_do() {
    var address = "https://wiki.example.com/shop_(orders)";
    for (ChatApp.Kind kind : ChatApp.Kind.values()) {
      assertThat(pageOf(kind, null)).doesNotContain("Runbook");
      assertThat(pageOf(kind, "Fail over <!channel> first"))
          .contains("Runbook: Fail over")
          .doesNotContain("<!channel> first");
    }
    assertThat(pageOf(ChatApp.Kind.SLACK, address)).contains("\\n<" + address + "|Runbook>\"");
    assertThat(pageOf(ChatApp.Kind.MATTERMOST, address))
        .contains("\\n[Runbook](https://wiki.example.com/shop_%28orders%29)\"");
    assertThat(pageOf(ChatApp.Kind.SLACK, "Fail over, then see " + address + "."))
        .contains("<" + address + "|Runbook>: Fail over, then see");
  }

  private static String pageOf(ChatApp.Kind kind, @Nullable String runbook) {
    Telling of = telling();
    var telling =
        new Telling(
            of.noticeId(),
            of.incidentId(),
            of.number(),
            of.title(),
            of.service(),
            of.urgency(),
            of.why(),
            of.since(),
            of.userId(),
            null,
            runbook);
    return Wire.of(kind)
        .page(app(kind, "secret"), List.of(telling), "https://m.example/d", id -> id, NOW)
        .toString();
  }

  @Test
  void who_is_asked_for_help_can_say_yes_or_no() {
    for (ChatApp.Kind kind : ChatApp.Kind.values()) {
      Wire wire = Wire.of(kind);
      String page =
          wire.page(
                  app(kind, "secret"),
                  List.of(telling("QREQ")),
                  "https://m.example/d",
                  id -> id,
                  NOW)
              .toString();
      assertThat(page).contains("I can help").contains("Decline").doesNotContain("Acknowledge");
    }
  }

  @Test
  void a_button_answers_the_request_that_it_stands_below() {
    var answer = new Ask.Answer("Q0123456789ABC", "QREQ", true);
    JsonNode slack =
        new SlackWire()
            .page(
                app(ChatApp.Kind.SLACK, "secret"),
                List.of(telling("QREQ")),
                "https://m.example/d",
                id -> id,
                NOW);
    String payload =
        "payload={\"type\":\"block_actions\",\"user\":{\"id\":\"U1\"},\"actions\":[%s]}"
            .formatted(slack.path("blocks").path(1).path("elements").path(0));
    assertThat(((Incoming.Asked) new SlackWire().read(request(payload, Map.of()))).ask())
        .isEqualTo(answer);
    var wire = new MattermostWire();
    ChatApp app = app(ChatApp.Kind.MATTERMOST, "token of the command");
    String body =
        "{\"user_id\":\"u1\",\"context\":%s}"
            .formatted(
                wire.page(app, List.of(telling("QREQ")), "https://m.example/d", id -> id, NOW)
                    .path("attachments")
                    .path(0)
                    .path("actions")
                    .path(0)
                    .path("integration")
                    .path("context"));
    var json = Map.of("Content-Type", "application/json");
    assertThat(wire.fault(app, request(body, json), NOW)).isNull();
    assertThat(((Incoming.Asked) wire.read(request(body, json))).ask()).isEqualTo(answer);
    for (String changed :
        List.of(
            body.replace("QREQ", "QOTHER"),
            body.replace(",\"request\":\"QREQ\"", ""),
            body.replace("\"request\"", "\"other\""))) {
      assertThat(changed).isNotEqualTo(body);
      assertThat(wire.fault(app, request(changed, json), NOW)).contains("was changed");
    }
  }

  @Test
  void a_button_of_mattermost_proves_itself_for_one_incident_and_some_days() {
    var wire = new MattermostWire();
    ChatApp app = app(ChatApp.Kind.MATTERMOST, "token of the command");
    JsonNode page =
        wire.page(
            app, List.of(telling()), "https://muster/door", id -> "https://muster/" + id, NOW);
    JsonNode action = page.path("attachments").path(0).path("actions").path(0);
    assertThat(action.path("integration").path("url").asString()).isEqualTo("https://muster/door");
    assertThat(action.path("id").asString())
        .as("they take letters and digits")
        .matches("[a-z0-9]+");
    JsonNode context = action.path("integration").path("context");
    String body =
        "{\"user_id\":\"u1\",\"user_name\":\"ann\",\"trigger_id\":\"t\",\"context\":%s}"
            .formatted(context);
    var json = Map.of("Content-Type", "application/json");
    assertThat(wire.fault(app, request(body, json), NOW)).isNull();
    assertThat(wire.fault(app, request(body, json), NOW.plus(Duration.ofDays(5))))
        .contains("too old");
    assertThat(
            wire.fault(app, request(body.replace("Q0123456789ABC", "Q0123456789ABD"), json), NOW))
        .contains("was changed");
    assertThat(wire.fault(app(ChatApp.Kind.MATTERMOST, "a new token"), request(body, json), NOW))
        .contains("was not made here");
    assertThat(((Incoming.Asked) wire.read(request(body, json))).ask())
        .isEqualTo(new Ask.Acknowledge("Q0123456789ABC", null));
    var form = Map.of("Content-Type", FORM);
    assertThat(wire.fault(app, request("token=wrong&user_id=u1", form), NOW)).contains("not the");
    assertThat(wire.fault(app, request("user_id=u1", form), NOW)).contains("missing");
    assertThat(wire.fault(app, wire.sample(app, "/", NOW), NOW)).isNull();
  }

  /// What a monitor writes in a title must not call a whole channel, nor look like something that it is not.
  @Test
  void titles_call_nobody() {
    JsonNode slack =
        new SlackWire()
            .page(
                app(ChatApp.Kind.SLACK, "secret"),
                List.of(telling()),
                "https://muster/door",
                id -> "https://muster/" + id,
                NOW);
    assertThat(slack.toString()).doesNotContain("<!channel>").contains("&lt;!channel&gt;");
    assertThat(slack.path("blocks").path(1).path("elements").path(0).path("value").asString())
        .isEqualTo("Q0123456789ABC");
    JsonNode mattermost =
        new MattermostWire()
            .page(
                app(ChatApp.Kind.MATTERMOST, "secret"),
                List.of(telling()),
                "https://muster/door",
                id -> "https://muster/" + id,
                NOW);
    assertThat(mattermost.toString()).doesNotContain("@all").contains("@\u200Ball");
    assertThat(Json.write(mattermost)).doesNotContain("[x](y)");
  }
}
