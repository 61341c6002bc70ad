package dev.muster.platform.web;

import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.NumberSchema;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The schema that an example follows: each field with its type, times as times. What is null in the example may be anything, what
/// differs between the elements of a list may be either. Pure.
final class ExampleSchema {
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})");

  private ExampleSchema() {}

  static Schema<?> of(JsonNode example) {
    if (example.isObject()) {
      var schema = new ObjectSchema();
      for (Map.Entry<String, JsonNode> field : example.properties()) {
        schema.addProperty(field.getKey(), of(field.getValue()));
      }
      return schema;
    }
    if (example.isArray()) {
      Schema<?> items = null;
      for (JsonNode element : example) {
        items = items == null ? of(element) : both(items, of(element));
      }
      var schema = new ArraySchema();
      schema.setItems(items == null ? new Schema<>() : items);
      return schema;
    }
    if (example.isBoolean()) {
      return new BooleanSchema();
    }
    if (example.isIntegralNumber()) {
      return new IntegerSchema().format(null);
    }
    if (example.isNumber()) {
      return new NumberSchema();
    }
    if (example.isString()) {
      var schema = new StringSchema();
      return TIME.matcher(example.stringValue()).matches() ? schema.format("date-time") : schema;
    }
    var anything = new Schema<>();
    anything.setNullable(true);
    return anything;
  }

  /// What fits both.
  private static Schema<?> both(Schema<?> one, Schema<?> other) {
    if (one.getType() == null || other.getType() == null) {
      Schema<?> typed = one.getType() == null ? other : one;
      typed.setNullable(true);
      return typed;
    }
    if (!one.getType().equals(other.getType())) {
      return new Schema<>();
    }
    if (one instanceof ObjectSchema && other.getProperties() != null) {
      var all = new LinkedHashMap<String, Schema<?>>();
      if (one.getProperties() != null) {
        one.getProperties().forEach(all::put);
      }
      other
          .getProperties()
          .forEach((name, schema) -> all.merge(name, schema, (mine, theirs) -> both(mine, theirs)));
      var merged = new ObjectSchema();
      all.forEach(merged::addProperty);
      return merged;
    }
    return one;
  }
}
