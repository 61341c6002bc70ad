package dev.muster.detect.check;

import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Seal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Headers of probes as they are kept: they hold what proves us to others, so in the definition of a check or a journey they stand as one
/// sealed text in place of an object.
final class SealedHeaders {
  private static final Logger LOG = LoggerFactory.getLogger(SealedHeaders.class);
  private static final String HEADERS = "headers";

  private final Seal seal;

  SealedHeaders(Seal seal) {
    this.seal = seal;
  }

  /// The definition with its headers sealed, by the key that seals now.
  ///
  /// @param place names the row that it is kept in
  String sealed(String definition, String place) {
    return Json.write(
        changed(
            definition,
            headers -> {
              if (headers.isString()) {
                return seal.isCurrent(headers.stringValue())
                    ? headers
                    : text(seal.seal(place, seal.open(place, headers.stringValue())));
              }
              return headers.isEmpty() ? headers : text(seal.seal(place, Json.write(headers)));
            }));
  }

  /// The definition with its headers readable. What cannot be opened is left out, as its key may come back: nothing is sent in its place.
  JsonNode opened(String definition, String place) {
    return changed(
        definition,
        headers -> {
          if (!headers.isString()) {
            return headers;
          }
          try {
            return Json.mapper().readTree(seal.open(place, headers.stringValue()));
          } catch (IllegalStateException unreadable) {
            LOG.error("headers of {} cannot be read and are not sent", place, unreadable);
            return Json.mapper().createObjectNode();
          }
        });
  }

  private static JsonNode text(String sealed) {
    return Json.mapper().getNodeFactory().stringNode(sealed);
  }

  private static JsonNode changed(String definition, UnaryOperator<JsonNode> change) {
    JsonNode root = Json.mapper().readTree(definition);
    for (JsonNode probe : probes(root)) {
      JsonNode headers = probe.get(HEADERS);
      if (headers != null && !headers.isNull() && probe instanceof ObjectNode object) {
        object.set(HEADERS, change.apply(headers));
      }
    }
    return root;
  }

  private static List<JsonNode> probes(JsonNode definition) {
    var probes = new ArrayList<JsonNode>();
    probes.add(definition.path("probe"));
    definition.path("steps").forEach(step -> probes.add(step.path("probe")));
    return probes;
  }
}
