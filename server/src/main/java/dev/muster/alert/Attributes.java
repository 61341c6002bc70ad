package dev.muster.alert;

import dev.muster.platform.json.Json;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The scalar details of a report by dotted path, so that alerts can be grouped by them.
final class Attributes {
  /// Nobody groups by more fields than these; together with the length it bounds a fact to about 20 KiB.
  private static final int MOST = 64;

  private static final int LONGEST = 256;

  /// Deeper fields are content, not labels.
  private static final int DEEPEST = 6;

  private Attributes() {}

  static Map<String, String> of(Report report) {
    RawJson details = report.details();
    return of(details == null ? null : details.text());
  }

  /// @param details JSON; null for none
  static Map<String, String> of(@Nullable String details) {
    if (details == null) {
      return Map.of();
    }
    var found = new LinkedHashMap<String, String>();
    try {
      flatten("", Json.mapper().readTree(details), 0, found);
    } catch (JacksonException tooOdd) {
      return Map.of(); // kept all the same; nobody can group by it
    }
    return found;
  }

  private static void flatten(String path, JsonNode node, int depth, Map<String, String> found) {
    if (found.size() >= MOST || depth > DEEPEST) {
      return;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> property : node.properties()) {
        flatten(
            path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
            property.getValue(),
            depth + 1,
            found);
      }
    } else if (node.isArray()) {
      int index = 0;
      for (JsonNode element : node) {
        flatten(path + "." + index++, element, depth + 1, found);
      }
    } else if (!node.isNull() && !path.isEmpty() && path.length() <= LONGEST) {
      String value = node.asString();
      found.put(clean(path), clean(value.length() > LONGEST ? value.substring(0, LONGEST) : value));
    }
  }

  private static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }
}
