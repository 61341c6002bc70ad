package dev.muster.correlate.recipe;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An alert as far as recipes look at it.
///
/// @param fields what can be compared and asked for: `summary`, `source`, `component`, `group`, `class`, `severity`, `stage`, `service`,
///     `dedup_key`, and details by dotted path
/// @param entity id in the topology of what it speaks of; null when unknown, or when no recipe asks
/// @param at when it arrived
public record Ingredient(
    String alertId,
    String serviceId,
    Severity severity,
    String summary,
    Map<String, String> fields,
    @Nullable String entity,
    Instant at) {
  public Ingredient {
    fields = Map.copyOf(fields);
  }

  @Nullable String field(String name) {
    String value = fields.get(name);
    return value == null || value.isBlank() ? null : value;
  }
}
