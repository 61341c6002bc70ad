package dev.muster.detect.watch;

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

/// The definition of a rule as it is stored.
final class RuleJson {
  private RuleJson() {}

  static String write(Rule rule) {
    var json = new LinkedHashMap<String, @Nullable Object>();
    json.put(
        "matchers",
        rule.matchers().stream()
            .map(matcher ->
                Map.of(
                    "label", matcher.label(), "op", matcher.op().sign(), "value", matcher.value()))
            .toList());
    json.put("kind", rule.kind().wire());
    json.put("sensitivity", rule.sensitivity().wire());
    json.put("direction", rule.direction().wire());
    json.put("points", rule.points());
    json.put("of", rule.of());
    json.put("recovery", rule.recovery());
    json.put("limit", rule.limit());
    Duration silence = rule.silence();
    json.put("silence_seconds", silence == null ? null : silence.toSeconds());
    json.put("severity", rule.severity().wire());
    json.put("service_id", rule.serviceId());
    return Json.write(json);
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
    var matchers = new ArrayList<Matcher>();
    for (JsonNode matcher : json.path("matchers")) {
      matchers.add(
          Matcher.of(
              matcher.path("label").asString(),
              Matcher.Op.of(matcher.path("op").asString()).orElseThrow(),
              matcher.path("value").asString()));
    }
    JsonNode limit = json.path("limit");
    JsonNode silence = json.path("silence_seconds");
    JsonNode service = json.path("service_id");
    return new Rule(
        id,
        name,
        enabled,
        List.copyOf(matchers),
        Rule.Kind.of(json.path("kind").asString()).orElseThrow(),
        Rule.Sensitivity.of(json.path("sensitivity").asString()).orElseThrow(),
        Rule.Direction.of(json.path("direction").asString()).orElseThrow(),
        json.path("points").asInt(),
        json.path("of").asInt(),
        json.path("recovery").asInt(),
        limit.isNumber() ? limit.doubleValue() : null,
        silence.isNumber() ? Duration.ofSeconds(silence.longValue()) : null,
        Severity.of(json.path("severity").asString()).orElseThrow(),
        service.isString() ? service.stringValue() : null,
        createdBy,
        createdAt,
        updatedAt);
  }
}
