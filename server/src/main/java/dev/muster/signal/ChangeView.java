package dev.muster.signal;

import dev.muster.platform.json.Json;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A change as the REST API writes it.
record ChangeView(
    String id,
    String type,
    String summary,
    @Nullable String source,
    Instant timestamp,
    @Nullable String self,
    @Nullable String htmlUrl,
    List<Reference> services,
    Reference integration,
    @Nullable JsonNode customDetails,
    List<JsonNode> links,
    List<JsonNode> images) {

  static ChangeView of(
      Change change, Reference service, Reference integration, @Nullable String self) {
    return new ChangeView(
        change.id(),
        "change_event",
        change.summary(),
        change.source(),
        change.happenedAt(),
        self,
        null,
        List.of(service),
        integration,
        json(change.details()),
        list(change.links()),
        list(change.images()));
  }

  private static @Nullable JsonNode json(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      return Json.mapper().readTree(text);
    } catch (JacksonException notJson) {
      return Json.mapper().getNodeFactory().stringNode(text);
    }
  }

  private static List<JsonNode> list(@Nullable String text) {
    JsonNode node = json(text);
    return node == null || !node.isArray() ? List.of() : List.copyOf(node.values());
  }
}
