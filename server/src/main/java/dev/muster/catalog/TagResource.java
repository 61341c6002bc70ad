package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Tags, and what carries them.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Tags")
final class TagResource {
  /// Collections whose objects can carry tags.
  private static final Map<String, String> TAGGABLE =
      Map.of("users", "user", "teams", "team", "escalation_policies", "escalation_policy");

  private final PostgresServices store;
  private final References references;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  TagResource(
      PostgresServices store,
      References references,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.references = references;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  record TagView(
      String id, String type, String summary, String self, @Nullable String htmlUrl, String label) {
    static TagView of(Tag tag, Links links) {
      return new TagView(
          tag.id(), "tag", tag.label(), links.self("tags", tag.id()), null, tag.label());
    }
  }

  @GetMapping("/tags")
  @Asks("query: only tags whose label holds this text")
  Map<String, @Nullable Object> listTags(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String text = query.text("query");
    return paging.slice(
        "tags",
        store.tags().stream()
            .filter(tag ->
                text == null
                    || tag.label().toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)))
            .map(this::view)
            .toList());
  }

  @GetMapping("/tags/{id}")
  Map<String, TagView> getTag(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("tag", view(find(id)));
  }

  @PostMapping("/tags")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, TagView> createTag(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("tag");
    String label = given.required("label", 191).strip();
    given.check();
    return transactions.inTransaction(() -> {
      if (store.tags().stream().anyMatch(tag -> tag.label().equalsIgnoreCase(label))) {
        throw ApiException.invalid("Label has already been taken");
      }
      Tag tag = store.tag(ids.next('P'), label, clock.instant());
      audit.record("create", "tag", tag.id(), Map.of("label", label));
      return Map.of("tag", view(tag));
    });
  }

  @DeleteMapping("/tags/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteTag(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Tag tag = find(id);
    transactions.run(() -> {
      store.deleteTag(id);
      audit.record("delete", "tag", id, Map.of("label", tag.label()));
    });
  }

  @GetMapping("/tags/{id}/{collection:users|teams|escalation_policies}")
  Map<String, @Nullable Object> listTagged(
      @PathVariable String id, @PathVariable String collection, Paging paging) {
    Actor.current().require(Permission.READ);
    find(id);
    String type = TAGGABLE.getOrDefault(collection, "");
    List<String> entities = store.tagged(id, type);
    Map<String, Object> shown = references.of(type, entities, false);
    return paging.slice(
        collection, entities.stream().map(entity -> shown.getOrDefault(entity, Map.of())).toList());
  }

  @GetMapping("/{collection:users|teams|escalation_policies}/{id}/tags")
  Map<String, @Nullable Object> listTagsOf(
      @PathVariable String collection, @PathVariable String id, Paging paging) {
    Actor.current().require(Permission.READ);
    String type = entity(collection, id);
    return paging.slice("tags", store.tagsOf(type, id).stream().map(this::view).toList());
  }

  @PostMapping("/{collection:users|teams|escalation_policies}/{id}/change_tags")
  Map<String, Object> changeTags(
      @PathVariable String collection, @PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    String type = entity(collection, id);
    List<Body> add = body.objects("add");
    List<Body> remove = body.objects("remove");
    if (add.isEmpty() && remove.isEmpty()) {
      body.fault("add", "and 'remove' are both empty");
    }
    body.check();
    transactions.run(() -> {
      for (Body given : add) {
        String label = given.text("label");
        Optional<Tag> tag =
            given.has("id")
                ? Optional.of(find(given.required("id", 64)))
                : label == null || label.isBlank()
                    ? Optional.empty()
                    : Optional.of(store.tag(ids.next('P'), label.strip(), clock.instant()));
        if (tag.isEmpty()) {
          given.fault("label", "is missing or blank");
        } else {
          UserResource.limit(given, "label", tag.get().label(), 191);
          store.addTag(tag.get().id(), type, id);
        }
      }
      for (Body given : remove) {
        store.removeTag(given.required("id", 64), type, id);
      }
      body.check();
      audit.record(
          "update", type, id, Map.of("tags_added", add.size(), "tags_removed", remove.size()));
    });
    return Map.of();
  }

  private String entity(String collection, String id) {
    String type = TAGGABLE.getOrDefault(collection, "");
    if (!directory.knows(type) || !directory.exists(type, id)) {
      throw ApiException.notFound(type + " " + id);
    }
    return type;
  }

  private Tag find(String id) {
    return store.tags().stream()
        .filter(tag -> tag.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Tag " + id));
  }

  private TagView view(Tag tag) {
    return TagView.of(tag, directory.links());
  }
}
