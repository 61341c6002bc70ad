package dev.muster.detect.rule;

import dev.muster.kernel.Severity;
import dev.muster.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A rule as it is stored, and its criterion as it is shown.
public final class RuleJson {
  private static final double DAY_SECONDS = 86_400;

  private RuleJson() {}

  /// The criterion in the fields of the REST API; what does not belong to its kind is null.
  public static Map<String, @Nullable Object> criterion(Criterion criterion) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("kind", criterion.kind().wire());
    json.put(
        "sensitivity",
        criterion instanceof Criterion.Unusual unusual ? unusual.sensitivity().wire() : null);
    json.put("limit", criterion.bound());
    json.put(
        "silence_seconds",
        criterion instanceof Criterion.Silent silent ? silent.silence().toSeconds() : null);
    json.put(
        "window_seconds",
        criterion instanceof Criterion.Moving moving ? moving.window().toSeconds() : null);
    json.put(
        "within_days",
        criterion instanceof Criterion.Reaching reaching
            ? reaching.within().toSeconds() / DAY_SECONDS
            : null);
    Criterion.Apart apart = criterion instanceof Criterion.Apart found ? found : null;
    json.put("deviations", apart == null ? null : apart.deviations());
    json.put("least_difference", apart == null ? null : apart.least());
    json.put("group_by", apart == null ? null : apart.groupBy());
    Criterion.Unseen unseen = criterion instanceof Criterion.Unseen found ? found : null;
    json.put("errors", unseen == null ? null : matchers(unseen.errors()));
    json.put("labels", unseen == null ? null : unseen.labels());
    json.put("new_for_hours", unseen == null ? null : unseen.newFor().toMinutes() / 60.0);
    json.put("times", unseen == null ? null : unseen.times());
    return json;
  }

  /// Matchers in the fields of the REST API.
  public static List<Map<String, String>> matchers(List<Matcher> matchers) {
    return matchers.stream()
        .map(matcher ->
            Map.of("label", matcher.label(), "op", matcher.op().sign(), "value", matcher.value()))
        .toList();
  }

  private static List<Matcher> matchers(JsonNode json) {
    var matchers = new ArrayList<Matcher>();
    for (JsonNode matcher : json) {
      matchers.add(
          Matcher.of(
              matcher.path("label").asString(),
              Matcher.Op.of(matcher.path("op").asString()).orElseThrow(),
              matcher.path("value").asString()));
    }
    return matchers;
  }

  static Duration days(double days) {
    return Duration.ofSeconds(Math.round(days * DAY_SECONDS));
  }

  /// The definition.
  public static String write(Rule rule) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put("matchers", matchers(rule.matchers()));
    json.putAll(criterion(rule.criterion()));
    json.put("direction", rule.direction().wire());
    json.put("points", rule.points());
    json.put("of", rule.of());
    json.put("recovery", rule.recovery());
    json.put("severity", rule.severity().wire());
    json.put("service_id", rule.serviceId());
    return Json.write(json);
  }

  private static Criterion criterion(JsonNode json) {
    return switch (Criterion.Kind.of(json.path("kind").asString()).orElseThrow()) {
      case DYNAMIC ->
          new Criterion.Unusual(
              Criterion.Sensitivity.of(json.path("sensitivity").asString()).orElseThrow());
      case THRESHOLD -> new Criterion.Beyond(json.path("limit").doubleValue());
      case ABSENCE ->
          new Criterion.Silent(Duration.ofSeconds(json.path("silence_seconds").longValue()));
      case RATE_OF_CHANGE ->
          new Criterion.Moving(
              json.path("limit").doubleValue(),
              Duration.ofSeconds(json.path("window_seconds").longValue()));
      case FORECAST ->
          new Criterion.Reaching(
              json.path("limit").doubleValue(), days(json.path("within_days").doubleValue()));
      case OUTLIER ->
          new Criterion.Apart(
              json.path("deviations").doubleValue(),
              json.path("least_difference").doubleValue(),
              json.path("group_by").valueStream().map(JsonNode::stringValue).toList());
      case NEW_VALUE ->
          new Criterion.Unseen(
              matchers(json.path("errors")),
              json.path("labels").valueStream().map(JsonNode::stringValue).toList(),
              Duration.ofMinutes(Math.round(60 * json.path("new_for_hours").doubleValue())),
              json.path("times").doubleValue());
    };
  }

  static Rule read(
      String id,
      String name,
      boolean enabled,
      String definition,
      String createdBy,
      Instant createdAt,
      Instant updatedAt) {
    JsonNode json = Json.mapper().readTree(definition);
    JsonNode service = json.path("service_id");
    return new Rule(
        id,
        name,
        enabled,
        matchers(json.path("matchers")),
        criterion(json),
        Rule.Direction.of(json.path("direction").asString()).orElseThrow(),
        json.path("points").asInt(),
        json.path("of").asInt(),
        json.path("recovery").asInt(),
        Severity.of(json.path("severity").asString()).orElseThrow(),
        service.isString() ? service.stringValue() : null,
        createdBy,
        createdAt,
        updatedAt);
  }
}
