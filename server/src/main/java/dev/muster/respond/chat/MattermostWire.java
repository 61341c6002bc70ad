package dev.muster.respond.chat;

import dev.muster.mobilize.channel.Telling;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Hmac;
import dev.muster.platform.web.Form;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Mattermost: slash commands are forms that hold the command's token; buttons are JSON and hold nothing but the `context` that we
/// gave them, so that holds a proof made from the token, for one button, one incident, the
/// request that it answers, and some days.
final class MattermostWire implements Wire {
  /// A page that is read after a long weekend.
  private static final Duration BUTTON_LIFE = Duration.ofDays(4);

  @Override
  public @Nullable String fault(ChatApp app, Annex.Request request, Instant now) {
    if (!Form.is(request.header("Content-Type"))) {
      return buttonFault(app, request, now);
    }
    String given;
    try {
      given = Form.fields(request.body()).get("token");
    } catch (IllegalArgumentException noForm) {
      return "The body is no form.";
    }
    if (given == null) {
      return "The field token is missing.";
    }
    return same(app.secret(), given) ? null : "The token is not the one that was set up.";
  }

  private static @Nullable String buttonFault(ChatApp app, Annex.Request request, Instant now) {
    JsonNode context;
    try {
      context = Json.mapper().readTree(request.body()).path("context");
    } catch (JacksonException notJson) {
      return "The body is neither a form nor JSON.";
    }
    String verb = context.path("verb").asString("");
    String incident = context.path("incident").asString("");
    long until = context.path("until").asLong(0);
    if (!same(
        proof(app, verb, incident, request(context), until), context.path("proof").asString(""))) {
      return "The button was not made here, or was changed.";
    }
    return now.getEpochSecond() < until
        ? null
        : "The button is too old; use the command or the web.";
  }

  private static boolean same(String expected, String given) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  /// The request for help that a button answers; null for none.
  private static @Nullable String request(JsonNode context) {
    JsonNode request = context.path("request");
    return request.isString() ? request.asString() : null;
  }

  private static String proof(
      ChatApp app, String verb, String incident, @Nullable String request, long until) {
    String words = String.join("|", "muster button", app.id(), verb, incident, "" + until);
    if (request != null) {
      words += "|" + request;
    }
    return HexFormat.of()
        .formatHex(Hmac.sha256(app.secret(), words.getBytes(StandardCharsets.UTF_8)));
  }

  @Override
  public Incoming read(Annex.Request request) {
    if (!Form.is(request.header("Content-Type"))) {
      return pressed(Json.mapper().readTree(request.body()));
    }
    Map<String, String> form = Form.fields(request.body());
    String user = form.get("user_id");
    String command = form.get("command");
    if (user == null || user.isBlank() || command == null) {
      throw new IllegalArgumentException("It is no command.");
    }
    String text = form.getOrDefault("text", "");
    return new Incoming.Asked(
        new Sender(
            user, form.getOrDefault("user_name", user), form.getOrDefault("team_domain", "")),
        command,
        new AskReader(command).read(text),
        text,
        form.get("trigger_id"),
        form.get("response_url"),
        false);
  }

  private static Incoming pressed(JsonNode said) {
    JsonNode context = said.path("context");
    Button button =
        Button.of(context.path("verb").asString(""))
            .orElseThrow(() -> new IllegalArgumentException("There is no such button."));
    String user = said.path("user_id").asString("");
    if (user.isBlank()) {
      throw new IllegalArgumentException("It does not say who pressed the button.");
    }
    String incident = context.path("incident").asString("");
    return new Incoming.Asked(
        new Sender(
            user, said.path("user_name").asString(user), said.path("team_domain").asString("")),
        "/muster",
        button.ask(incident, request(context)),
        "[" + button.label() + "] " + incident,
        said.path("trigger_id").isString() ? said.path("trigger_id").asString() : null,
        null,
        true);
  }

  @Override
  public String plain(String text) {
    var plain = new StringBuilder();
    text.codePoints()
        .forEach(letter -> {
          if ("\\`*_{}[]()#+-.!|<>~:".indexOf(letter) >= 0) {
            plain.append('\\');
          }
          plain.appendCodePoint(letter);
          if (letter == '@') {
            plain.append('\u200B'); // so that nobody is called by a title
          }
        });
    return plain.toString();
  }

  @Override
  public String link(String url, String text) {
    return "[" + text + "](" + url.replace("(", "%28").replace(")", "%29") + ")";
  }

  @Override
  public ObjectNode answer(String text, Incoming.Asked asked) {
    ObjectNode answer = Json.mapper().createObjectNode();
    return asked.button()
        ? answer.put("ephemeral_text", text)
        : answer.put("response_type", "ephemeral").put("text", text);
  }

  @Override
  public ObjectNode page(
      ChatApp app, List<Telling> tellings, String door, UnaryOperator<String> page, Instant now) {
    ObjectNode message = Json.mapper().createObjectNode();
    ArrayNode attachments = message.putArray("attachments");
    long until = now.plus(BUTTON_LIFE).getEpochSecond();
    for (Telling one : tellings.subList(0, Math.min(LISTED_MOST, tellings.size()))) {
      ObjectNode attachment =
          attachments
              .addObject()
              .put("fallback", "#%d %s".formatted(one.number(), plain(one.title())))
              .put(
                  "text",
                  "**%s**\n%s, %s urgency. %s%s"
                      .formatted(
                          link(
                              page.apply(one.incidentId()),
                              "\\#" + one.number() + " " + plain(one.title())),
                          plain(one.service()),
                          one.urgency().wire(),
                          plain(one.why()),
                          runbook(one)));
      ArrayNode actions = attachment.putArray("actions");
      for (Button button : Button.of(one)) {
        ObjectNode integration =
            actions
                .addObject()
                .put("id", button.wire())
                .put("type", "button")
                .put("name", button.label())
                .put("style", button.first() ? "primary" : "default")
                .putObject("integration")
                .put("url", door);
        String asked = one.requestId();
        ObjectNode context =
            integration
                .putObject("context")
                .put("verb", button.wire())
                .put("incident", one.incidentId())
                .put("until", until)
                .put("proof", proof(app, button.wire(), one.incidentId(), asked, until));
        if (asked != null) {
          context.put("request", asked);
        }
      }
    }
    if (tellings.size() > LISTED_MOST) {
      message.put("text", "%d incidents".formatted(tellings.size()));
    }
    return message;
  }

  @Override
  public Annex.Request sample(ChatApp app, String path, Instant now) {
    byte[] body =
        ("command=%2Fmuster&text=help&user_id=test&user_name=test&token="
                + URLEncoder.encode(app.secret(), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    return new Annex.Request(
        "POST",
        path,
        null,
        name -> "Content-Type".equals(name) ? "application/x-www-form-urlencoded" : null,
        body);
  }
}
