package dev.muster.catalog.topology;

import dev.muster.platform.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/// YAML as plain maps, lists and texts. Only plain data is made of it, never an object of a class that the text names, and what
/// refers to itself or is nested very deep is refused.
final class Yaml {
  /// So that a small text cannot become a huge one by references.
  private static final int MOST_REFERENCES = 50;

  private static final int DEEPEST = 50;

  private static final int MOST_CHARACTERS = 32 << 20;

  private Yaml() {}

  /// The documents of a text that are maps; a document of `kind: List` is taken apart into its items.
  ///
  /// @throws ApiException 400 when it is not YAML
  static List<Map<?, ?>> documents(String text) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_REFERENCES);
    options.setNestingDepthLimit(DEEPEST);
    options.setCodePointLimit(MOST_CHARACTERS);
    options.setAllowRecursiveKeys(false);
    var found = new ArrayList<Map<?, ?>>();
    try {
      for (Object document :
          new org.yaml.snakeyaml.Yaml(new SafeConstructor(options)).loadAll(text)) {
        add(document, found, 0);
      }
    } catch (MarkedYAMLException notYaml) {
      Mark at = notYaml.getProblemMark();
      throw ApiException.invalid(
          "The content is not valid YAML, at line %d, column %d: %s"
              .formatted(
                  at == null ? 1 : at.getLine() + 1,
                  at == null ? 1 : at.getColumn() + 1,
                  notYaml.getProblem()));
    } catch (YAMLException notYaml) {
      throw ApiException.invalid("The content is not valid YAML: " + notYaml.getMessage());
    }
    return found;
  }

  private static void add(@Nullable Object document, List<Map<?, ?>> found, int depth) {
    if (depth > DEEPEST) {
      throw ApiException.invalid("The content is not valid YAML: a list in it holds itself");
    }
    if (document instanceof List<?> list) {
      list.forEach(item -> add(item, found, depth + 1));
    } else if (document instanceof Map<?, ?> map) {
      if (map.get("items") instanceof List<?> items
          && String.valueOf(map.get("kind")).endsWith("List")) {
        items.forEach(item -> add(item, found, depth + 1));
      } else {
        found.add(map);
      }
    }
  }

  /// What stands at a path of names; null when nothing does.
  static @Nullable Object at(@Nullable Object from, String... path) {
    Object at = from;
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  static @Nullable String text(@Nullable Object from, String... path) {
    Object value = at(from, path);
    if (value == null || value instanceof Map<?, ?> || value instanceof List<?>) {
      return null;
    }
    String text = value.toString().strip();
    return text.isEmpty() ? null : text;
  }

  static List<?> list(@Nullable Object from, String... path) {
    return at(from, path) instanceof List<?> list ? list : List.of();
  }

  /// The texts of a map.
  static Map<String, String> texts(@Nullable Object from, String... path) {
    var texts = new TreeMap<String, String>();
    if (at(from, path) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (key != null
            && value != null
            && !(value instanceof Map<?, ?>)
            && !(value instanceof List<?>)) {
          texts.put(key.toString(), value.toString());
        }
      });
    }
    return texts;
  }
}
