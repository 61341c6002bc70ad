package dev.muster.signal.source;

import dev.muster.kernel.Text;
import dev.muster.platform.json.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Sets fields in a monitor's details. What was there under another name stays; details that are no object move under
/// `custom_details`.
final class Revision {
  private Revision() {}

  /// @param more values by dotted path; objects on the way are made as needed
  static @Nullable RawJson of(@Nullable RawJson details, Map<String, String> more) {
    if (more.isEmpty()) {
      return details;
    }
    ObjectNode root = Json.mapper().createObjectNode();
    if (details != null) {
      try {
        JsonNode given = Json.mapper().readTree(details.text());
        if (given instanceof ObjectNode object) {
          root = object;
        } else if (!given.isNull()) {
          root.set("custom_details", given);
        }
      } catch (JacksonException tooOdd) {
        return details; // kept as it is: nothing can be added to what cannot be read
      }
    }
    for (Map.Entry<String, String> entry : more.entrySet()) {
      set(root, entry.getKey(), Text.clean(entry.getValue()));
    }
    return RawJson.of(root.toString());
  }

  private static void set(ObjectNode root, String path, String value) {
    ObjectNode at = root;
    String rest = path;
    for (int dot = rest.indexOf('.'); dot > 0; dot = rest.indexOf('.')) {
      String name = rest.substring(0, dot);
      JsonNode below = at.get(name);
      at = below instanceof ObjectNode object ? object : at.putObject(name);
      rest = rest.substring(dot + 1);
    }
    at.put(rest, value);
  }
}
