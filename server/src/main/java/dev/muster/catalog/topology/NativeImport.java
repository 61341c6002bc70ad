package dev.muster.catalog.topology;

import dev.muster.platform.json.Json;
import dev.muster.platform.web.ApiException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Muster's own JSON: `{"entities": [{id, kind, name, service, region, stage, aliases, attributes, muster_service}], "dependencies":
/// [{from, to, kind, confidence}]}`. `service` is the id of the entity that is the service; a service names itself.
final class NativeImport {
  private static final Set<String> OF_ENTITIES =
      Set.of(
          "id",
          "kind",
          "name",
          "service",
          "region",
          "stage",
          "aliases",
          "attributes",
          "muster_service");
  private static final Set<String> OF_DEPENDENCIES = Set.of("from", "to", "kind", "confidence");

  private NativeImport() {}

  static Imported read(String text) {
    JsonNode root = json(text);
    if (!root.isObject()) {
      throw ApiException.invalid(
          "The content must be an object with the lists 'entities' and 'dependencies'.");
    }
    var gathering = new Gathering();
    for (String known : List.of("entities", "dependencies")) {
      JsonNode list = root.path(known);
      if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
        throw ApiException.invalid("'%s' must be a list.".formatted(known));
      }
    }
    root.properties()
        .forEach(field -> {
          if (!field.getKey().equals("entities") && !field.getKey().equals("dependencies")) {
            gathering.skip(
                field.getKey(),
                null,
                "it is not read: things stand under 'entities' and what rests on what under 'dependencies'");
          }
        });
    var told = new HashSet<String>();
    int index = 0;
    for (JsonNode node : root.path("entities")) {
      String place = "entities[" + index++ + "]";
      if (!node.isObject()) {
        gathering.skip(place, null, "it is not an object");
        continue;
      }
      String id = text(node, "id");
      String name = text(node, "name");
      if (id == null || name == null) {
        gathering.skip(place, id, "'id' and 'name' are needed");
        continue;
      }
      unread(gathering, place, id, node, OF_ENTITIES, told);
      String kind = text(node, "kind");
      String service = text(node, "service");
      if (service == null && "service".equals(kind)) {
        service = id;
      }
      var aliases = new TreeSet<String>();
      for (JsonNode alias : listed(gathering, place, id, node)) {
        if (!alias.asString("").isBlank()) {
          aliases.add(alias.asString(""));
        }
      }
      gathering.entity(
          place,
          new Entity(
              id,
              kind == null ? "component" : kind,
              name,
              service,
              text(node, "region"),
              text(node, "stage"),
              aliases,
              attributes(gathering, place, id, node.path("attributes"))));
      String owner = text(node, "muster_service");
      if (owner != null) {
        gathering.owner(id, owner);
      }
    }
    told.clear();
    index = 0;
    for (JsonNode node : root.path("dependencies")) {
      String place = "dependencies[" + index++ + "]";
      String from = text(node, "from");
      String to = text(node, "to");
      unread(gathering, place, from, node, OF_DEPENDENCIES, told);
      String kind = text(node, "kind");
      gathering.dependency(
          place,
          from == null ? "" : from,
          to == null ? "" : to,
          kind == null ? "uses" : kind,
          number(node.get("confidence"), 1));
    }
    return gathering.done();
  }

  /// A JSON object.
  ///
  /// @throws ApiException 400 when it is none
  static JsonNode json(String text) {
    try {
      JsonNode root = Json.mapper().readTree(text);
      if (root.isObject() || root.isArray()) {
        return root;
      }
    } catch (JacksonException notJson) {
      throw ApiException.invalid("The content is not valid JSON: " + Json.why(notJson));
    }
    throw ApiException.invalid("The content must be a JSON object.");
  }

  static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull() || value.isContainer()) {
      return null;
    }
    String text = value.asString("").strip();
    return text.isEmpty() ? null : text;
  }

  /// Tells of what is not read, each name once: a name that is not spelled right would be lost without a word.
  private static void unread(
      Gathering gathering,
      String place,
      @Nullable String id,
      JsonNode node,
      Set<String> known,
      Set<String> told) {
    node.properties()
        .forEach(field -> {
          if (!known.contains(field.getKey()) && told.add(field.getKey())) {
            gathering.skip(
                place,
                id,
                "'%s' is not read; what is: %s"
                    .formatted(field.getKey(), String.join(", ", new TreeSet<>(known))));
          }
        });
  }

  private static JsonNode listed(Gathering gathering, String place, String id, JsonNode node) {
    JsonNode aliases = node.path("aliases");
    if (!aliases.isMissingNode() && !aliases.isNull() && !aliases.isArray()) {
      gathering.skip(place, id, "its 'aliases' are no list, so it has none");
    }
    return aliases;
  }

  /// @param otherwise what counts when nothing is said; what is no number is none
  static double number(@Nullable JsonNode value, double otherwise) {
    if (value == null || value.isNull()) {
      return otherwise;
    }
    try {
      return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asString(""));
    } catch (NumberFormatException none) {
      return Double.NaN;
    }
  }

  private static Map<String, String> attributes(
      Gathering gathering, String place, String id, JsonNode node) {
    if (!node.isMissingNode() && !node.isNull() && !node.isObject()) {
      gathering.skip(place, id, "its 'attributes' are no object, so it has none");
    }
    var attributes = new TreeMap<String, String>();
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      if (!property.getValue().isContainer() && !property.getValue().isNull()) {
        attributes.put(property.getKey(), property.getValue().asString(""));
      }
    }
    return attributes;
  }

  /// Words that are there.
  static Set<String> words(@Nullable String... words) {
    var all = new TreeSet<String>();
    for (String word : words) {
      if (word != null && !word.isBlank()) {
        all.add(word);
      }
    }
    return all;
  }
}
