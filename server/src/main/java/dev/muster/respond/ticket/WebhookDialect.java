package dev.muster.respond.ticket;

import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Proof;
import dev.muster.respond.webhook.Signature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Any tracker that takes a JSON body. Each message is signed; the message that files a ticket carries the same `Idempotency-Key` however
/// often it is sent.
final class WebhookDialect implements Dialect {
  private static final Pattern NAME = Pattern.compile("\\{\\{\\s*([a-z_]+)\\s*}}");

  /// All names that there are.
  static final String USUAL =
      Slip.NAMES.stream()
          .map(name -> "\"%s\": \"{{%s}}\"".formatted(name, name))
          .collect(Collectors.joining(", ", "{", "}"));

  /// The template with its names replaced. An unknown name becomes nothing.
  ///
  /// @param escape makes a value fit the place that it goes to
  static String render(String template, Slip slip, UnaryOperator<String> escape) {
    Map<String, String> names = slip.names();
    return NAME.matcher(template)
        .replaceAll(match ->
            Matcher.quoteReplacement(
                escape.apply(Objects.requireNonNullElse(names.get(match.group(1)), ""))));
  }

  /// A value as it stands between quotation marks in JSON.
  static String quoted(String text) {
    String json = Json.write(text);
    return json.substring(1, json.length() - 1);
  }

  private static Ask signed(String event, Tracker tracker, Map<String, String> more, String body) {
    var headers = new LinkedHashMap<String, String>(more);
    headers.put("X-Muster-Event", event);
    headers.put("X-Muster-Signature", signature(tracker, body));
    return Asks.text("POST", URI.create(tracker.url()), headers, body);
  }

  private static String signature(Tracker tracker, String signed) {
    return Signature.of(List.of(tracker.token().open()), signed.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable Ask find(Tracker tracker, Slip slip, int page) {
    String url = tracker.findUrl();
    if (url == null) {
      return null;
    }
    String address = render(url, slip, Asks::escaped);
    return Asks.get(
        URI.create(address),
        Map.of("X-Muster-Event", "ticket.find", "X-Muster-Signature", signature(tracker, address)));
  }

  @Override
  public Look found(Tracker tracker, JsonNode answer, Slip slip) {
    JsonNode list = answer.isArray() ? answer : answer.path("tickets");
    if (list.isArray() && list.isEmpty()) {
      return new Look.None(false);
    }
    JsonNode first = list.isArray() ? list.path(0) : answer;
    Filed filed = filed(first);
    if (filed == null) {
      return new Look.Unclear();
    }
    String about = Asks.first(inner(first), "correlation_id");
    return about == null || about.equals(slip.correlation())
        ? new Look.Found(filed)
        : new Look.Deaf(
            "Asked for the ticket of "
                + slip.correlation()
                + ", it answers with that of "
                + about
                + ".");
  }

  private static JsonNode inner(JsonNode answer) {
    return answer.path("ticket").isObject() ? answer.path("ticket") : answer;
  }

  private static @Nullable Filed filed(JsonNode answer) {
    JsonNode ticket = inner(answer);
    String id = Asks.first(ticket, "id", "key", "number");
    if (id == null) {
      return null;
    }
    String key = Asks.first(ticket, "key", "number", "id");
    String url = Asks.first(ticket, "url", "html_url");
    return new Filed(id, key == null ? id : key, web(url));
  }

  /// Only what a browser may be sent to.
  private static @Nullable String web(@Nullable String url) {
    return url != null && (url.startsWith("https://") || url.startsWith("http://")) ? url : null;
  }

  @Override
  public Ask create(Tracker tracker, Slip slip) {
    return signed(
        "ticket.create",
        tracker,
        Map.of("Idempotency-Key", slip.correlation()),
        render(
            Objects.requireNonNullElse(tracker.template(), USUAL), slip, WebhookDialect::quoted));
  }

  /// A tracker that answers with no name for the ticket is taken to know it by ours.
  @Override
  public Filed created(Tracker tracker, JsonNode answer, Slip slip) {
    Filed named = filed(answer);
    return named == null ? new Filed(slip.correlation(), slip.correlation(), null) : named;
  }

  @Override
  public Ask comment(Tracker tracker, Filed ticket, String text) {
    return signed(
        "ticket.comment",
        tracker,
        Map.of(),
        Json.write(Map.of("ticket", ticket.externalId(), "comment", text)));
  }

  @Override
  public Ask check(Tracker tracker) {
    return signed("ping", tracker, Map.of(), Json.write(Map.of("message", "Hello from Muster.")));
  }

  @Override
  public @Nullable News news(Tracker tracker, JsonNode message) {
    return ticket(message);
  }

  /// News in Muster's own form: `{"ticket": {"id": ..., "status": ..., "closed": true or false}}`.
  static @Nullable News ticket(JsonNode message) {
    JsonNode ticket = message.path("ticket");
    String id = Asks.first(ticket, "id", "key");
    String status = Asks.first(ticket, "status");
    JsonNode closed = ticket.path("closed");
    return id == null || status == null || !closed.isBoolean()
        ? null
        : News.of(id, status, closed.booleanValue());
  }

  @Override
  public List<Proof> proofs() {
    return List.of(Asks.SIGNATURE, Asks.TOKEN);
  }
}
