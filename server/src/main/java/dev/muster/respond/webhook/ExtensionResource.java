package dev.muster.respond.webhook;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Extensions, the older kind of webhooks, for clients that still ask for them: there is one schema and never an extension.
/// Webhook subscriptions do what they did.
@RestController
@Tag(name = "Extensions")
final class ExtensionResource {
  private static final String SCHEMA_ID = "PMUSTERHOOK3";

  private final Links links;

  ExtensionResource(Links links) {
    this.links = links;
  }

  /// What an extension could be.
  record SchemaView(
      String id,
      String type,
      String summary,
      String self,
      @Nullable String htmlUrl,
      String key,
      String label,
      String description,
      @Nullable String iconUrl,
      @Nullable String logoUrl,
      @Nullable String guideUrl,
      List<String> sendTypes) {}

  private SchemaView schema() {
    return new SchemaView(
        SCHEMA_ID,
        "extension_schema",
        "Webhook subscription",
        links.self("extension_schemas", SCHEMA_ID),
        null,
        "webhook_subscription",
        "Webhook subscription",
        "Sends what happens to incidents to a URL; set up under /webhook_subscriptions.",
        null,
        null,
        null,
        List.of("trigger", "acknowledge", "resolve", "delegate", "escalate", "unacknowledge"));
  }

  @GetMapping("/extension_schemas")
  Map<String, @Nullable Object> listSchemas(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice("extension_schemas", List.of(schema()));
  }

  @GetMapping("/extension_schemas/{id}")
  Map<String, SchemaView> getSchema(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    if (!id.equals(SCHEMA_ID)) {
      throw ApiException.notFound("Extension schema " + id);
    }
    return Map.of("extension_schema", schema());
  }

  @GetMapping("/extensions")
  Map<String, @Nullable Object> list(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice("extensions", List.of());
  }

  @GetMapping("/extensions/{id}")
  Map<String, Object> get(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    throw ApiException.notFound("Extension " + id);
  }

  @PostMapping("/extensions")
  Map<String, Object> create(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    throw ApiException.invalid(
        "Extensions are not made here; POST /webhook_subscriptions does the same.");
  }
}
