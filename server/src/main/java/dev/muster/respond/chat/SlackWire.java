package dev.muster.respond.chat;

import dev.muster.mobilize.channel.Telling;
import dev.muster.platform.door.Annex;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Hmac;
import dev.muster.platform.web.Form;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
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

/// Slack: slash commands and `block_actions`, both forms, signed with the app's signing secret (`v0`: HMAC-SHA256 over version, time
/// and body, joined by colons).
final class SlackWire implements Wire {
  static final String SIGNATURE = "X-Slack-Signature";
  static final String TIMESTAMP = "X-Slack-Request-Timestamp";

  /// A signed request that is older may be a copy that somebody has recorded.
  private static final Duration FRESH = Duration.ofMinutes(5);

  private static final String ACTION = "muster_";

  /// Stands between the two ids of a button's value.
  private static final String BETWEEN = ":";

  /// Slack takes 3,000 characters in a section.
  private static final int SECTION_MOST = 2_900;

  @Override
  public @Nullable String fault(ChatApp app, Annex.Request request, Instant now) {
    String time = request.header(TIMESTAMP);
    String signature = request.header(SIGNATURE);
    if (time == null || signature == null) {
      return "The header " + (time == null ? TIMESTAMP : SIGNATURE) + " is missing.";
    }
    try {
      Instant at = Instant.ofEpochSecond(Long.parseLong(time.strip()));
      if (Duration.between(at, now).abs().compareTo(FRESH) > 0) {
        return "The request was signed more than five minutes away from now, so it may be a copy of"
            + " an old one.";
      }
    } catch (NumberFormatException | DateTimeException | ArithmeticException notATime) {
      return "The header " + TIMESTAMP + " does not hold seconds since 1970.";
    }
    return MessageDigest.isEqual(
            sign(app.secret(), time.strip(), request.body()).getBytes(StandardCharsets.UTF_8),
            signature.strip().getBytes(StandardCharsets.UTF_8))
        ? null
        : "The signature does not fit the body and the signing secret.";
  }

  static String sign(String secret, String time, byte[] body) {
    byte[] lead = ("v0:" + time + ":").getBytes(StandardCharsets.UTF_8);
    byte[] signed = java.util.Arrays.copyOf(lead, lead.length + body.length);
    System.arraycopy(body, 0, signed, lead.length, body.length);
    return "v0=" + HexFormat.of().formatHex(Hmac.sha256(secret, signed));
  }

  @Override
  public Incoming read(Annex.Request request) {
    Map<String, String> form = Form.fields(request.body());
    if ("1".equals(form.get("ssl_check"))) {
      return new Incoming.Nothing();
    }
    String payload = form.get("payload");
    if (payload != null) {
      return pressed(payload);
    }
    String user = form.get("user_id");
    String command = form.get("command");
    if (user == null || user.isBlank() || command == null) {
      throw new IllegalArgumentException("It is neither a command nor a button.");
    }
    String text = typed(form.getOrDefault("text", ""));
    return new Incoming.Asked(
        sender(
            form.getOrDefault("team_id", ""),
            user,
            form.getOrDefault("user_name", user),
            form.getOrDefault("team_domain", "")),
        command,
        new AskReader(command).read(text),
        text,
        form.get("trigger_id"),
        form.get("response_url"),
        false);
  }

  private static Incoming pressed(String payload) {
    JsonNode said;
    try {
      said = Json.mapper().readTree(payload);
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException("The field payload holds no JSON.", notJson);
    }
    if (!said.path("type").asString("").equals("block_actions")) {
      return new Incoming.Nothing(); // other shortcuts of the same app are not for us
    }
    JsonNode action = said.path("actions").path(0);
    String id = action.path("action_id").asString("");
    if (!id.startsWith(ACTION)) {
      return new Incoming.Nothing(); // links of messages report themselves, too
    }
    Button button =
        Button.of(id.substring(ACTION.length()))
            .orElseThrow(() -> new IllegalArgumentException("There is no button '" + id + "'."));
    JsonNode user = said.path("user");
    String userId = user.path("id").asString("");
    if (userId.isBlank()) {
      throw new IllegalArgumentException("It does not say who pressed the button.");
    }
    String[] value = action.path("value").asString("").split(BETWEEN, 2);
    String incident = value[0];
    return new Incoming.Asked(
        sender(
            said.path("team").path("id").asString(user.path("team_id").asString("")),
            userId,
            user.path("username").asString(user.path("name").asString(userId)),
            said.path("team").path("domain").asString("")),
        "/muster",
        button.ask(incident, value.length > 1 ? value[1] : null),
        "[" + button.label() + "] " + incident,
        said.path("trigger_id").isString() ? said.path("trigger_id").asString() : null,
        said.path("response_url").isString() ? said.path("response_url").asString() : null,
        true);
  }

  /// Ids of people are only unique within a workspace.
  private static Sender sender(String team, String user, String name, String place) {
    return new Sender(team + ":" + user, name, place);
  }

  /// What somebody has typed: Slack writes three characters of it in another way. The ampersand comes last, or a typed `&lt;` would
  /// become another text.
  private static String typed(String text) {
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
  }

  @Override
  public String plain(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public String link(String url, String text) {
    return "<" + url.replace("|", "%7C").replace(">", "%3E") + "|" + text.replace("|", "/") + ">";
  }

  @Override
  public ObjectNode answer(String text, Incoming.Asked asked) {
    ObjectNode answer = Json.mapper().createObjectNode();
    answer.put("response_type", "ephemeral");
    if (asked.button()) {
      answer.put("replace_original", false);
    }
    return answer.put("text", text);
  }

  @Override
  public ObjectNode page(
      ChatApp app, List<Telling> tellings, String door, UnaryOperator<String> page, Instant now) {
    ObjectNode message = Json.mapper().createObjectNode();
    Telling first = tellings.getFirst();
    message.put(
        "text",
        tellings.size() == 1
            ? "#%d %s (%s)".formatted(first.number(), plain(first.title()), plain(first.service()))
            : tellings.size() + " incidents");
    ArrayNode blocks = message.putArray("blocks");
    for (Telling one : tellings.subList(0, Math.min(LISTED_MOST, tellings.size()))) {
      ObjectNode section = blocks.addObject().put("type", "section");
      section
          .putObject("text")
          .put("type", "mrkdwn")
          .put(
              "text",
              cut(
                  "*%s*\n%s, %s urgency. %s%s"
                      .formatted(
                          link(
                              page.apply(one.incidentId()),
                              "#" + one.number() + " " + plain(one.title())),
                          plain(one.service()),
                          one.urgency().wire(),
                          plain(one.why()),
                          runbook(one))));
      ArrayNode elements = blocks.addObject().put("type", "actions").putArray("elements");
      for (Button button : Button.of(one)) {
        ObjectNode element =
            elements
                .addObject()
                .put("type", "button")
                .put("action_id", ACTION + button.wire())
                .put("value", value(one));
        element.putObject("text").put("type", "plain_text").put("text", button.label());
        if (button.first()) {
          element.put("style", "primary");
        }
      }
    }
    if (tellings.size() > LISTED_MOST) {
      ObjectNode more = blocks.addObject().put("type", "section");
      more.putObject("text")
          .put("type", "mrkdwn")
          .put("text", "and %d more".formatted(tellings.size() - LISTED_MOST));
    }
    return message;
  }

  /// Which incident a button is about, and the request that it answers.
  private static String value(Telling one) {
    return one.requestId() == null
        ? one.incidentId()
        : one.incidentId() + BETWEEN + one.requestId();
  }

  private static String cut(String text) {
    return text.length() <= SECTION_MOST ? text : text.substring(0, SECTION_MOST) + "…";
  }

  @Override
  public Annex.Request sample(ChatApp app, String path, Instant now) {
    byte[] body =
        ("command=%2Fmuster&text=help&user_id=U0TEST&user_name=test&team_id=T0TEST&team_domain="
                + URLEncoder.encode("the test button", StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    String time = Long.toString(now.getEpochSecond());
    String signature = sign(app.secret(), time, body);
    return new Annex.Request(
        "POST",
        path,
        null,
        Map.of(
                TIMESTAMP,
                time,
                SIGNATURE,
                signature,
                "Content-Type",
                "application/x-www-form-urlencoded")
            ::get,
        body);
  }
}
