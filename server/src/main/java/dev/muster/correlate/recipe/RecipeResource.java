package dev.muster.correlate.recipe;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamRights;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.IfMatch;
import dev.muster.platform.web.Paging;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// Recipes, their order and what they were.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Correlation recipes")
final class RecipeResource {
  /// Each alert is compared by all of them.
  static final int MOST = 100;

  private final PostgresRecipes store;
  private final Catalog catalog;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  RecipeResource(
      PostgresRecipes store,
      Catalog catalog,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  /// In the order in which they are tried.
  @GetMapping("/correlation_recipes")
  Map<String, @Nullable Object> listRecipes(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice("correlation_recipes", store.all().stream().map(this::view).toList());
  }

  @GetMapping("/correlation_recipes/{id}")
  Map<String, Object> getRecipe(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("correlation_recipe", view(find(id)));
  }

  /// What it was in each of its versions, the newest first. Those of a deleted recipe stay.
  @GetMapping("/correlation_recipes/{id}/versions")
  Map<String, @Nullable Object> listVersions(@PathVariable String id, Paging paging) {
    Actor.current().require(Permission.READ);
    List<PostgresRecipes.Past> past = store.past(id);
    if (past.isEmpty()) {
      throw ApiException.notFound("Correlation recipe " + id);
    }
    return paging.slice(
        "versions",
        past.stream()
            .map(one -> {
              var view = new LinkedHashMap<String, @Nullable Object>();
              view.put("version", one.version());
              view.put("at", one.at());
              view.put("by", directory.reference("user", one.byId()));
              view.put("deleted", one.recipe() == null);
              view.put(
                  "correlation_recipe",
                  one.recipe() == null ? null : RecipeForm.view(one.recipe()));
              return view;
            })
            .toList());
  }

  /// A recipe for some services may be made by whoever may configure all of these; one for all services by whoever may configure
  /// everything.
  private void mayChange(Recipe recipe) {
    if (recipe.serviceIds().isEmpty()) {
      Actor.current().require(Permission.CONFIGURE);
    }
    recipe
        .serviceIds()
        .forEach(id -> TeamRights.requireForService(catalog, Permission.CONFIGURE, id));
  }

  @PostMapping("/correlation_recipes")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createRecipe(Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Body given = body.envelope("correlation_recipe");
    Recipe recipe = RecipeForm.read(given, ids.next('P'), 1, null);
    mayChange(recipe);
    checkServices(given, recipe);
    return transactions.inTransaction(() -> {
      store.raiseVersion();
      List<PostgresRecipes.Stored> all = store.all();
      if (all.size() >= MOST) {
        given.fault("name", "cannot be added: there are at most " + MOST + " recipes");
      }
      checkChooses(given, recipe);
      checkName(given, recipe, all);
      given.check();
      int last = all.isEmpty() ? 0 : all.getLast().position() + 1;
      store.save(recipe, last, Actor.current().id(), clock.instant());
      audit.record(
          "create",
          "correlation_recipe",
          recipe.id(),
          Map.of("name", recipe.name(), "recipe", RecipeForm.view(recipe)));
      return Map.of("correlation_recipe", view(find(recipe.id())));
    });
  }

  /// Fields that are not given stay as they are.
  ///
  /// @param ifMatch the version that was read; then nothing is replaced that somebody else has saved since
  @PutMapping("/correlation_recipes/{id}")
  Map<String, Object> updateRecipe(
      @PathVariable String id,
      Body body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Body given = body.envelope("correlation_recipe");
    return transactions.inTransaction(() -> {
      store.raiseVersion();
      PostgresRecipes.Stored before = find(id);
      mayChange(before.recipe());
      IfMatch.check(ifMatch, Integer.toString(before.recipe().version()), "The recipe has");
      Recipe recipe = RecipeForm.read(given, id, before.recipe().version() + 1, before.recipe());
      mayChange(recipe);
      checkServices(given, recipe);
      checkChooses(given, recipe);
      checkName(given, recipe, store.all());
      given.check();
      store.save(recipe, before.position(), Actor.current().id(), clock.instant());
      audit.record("update", "correlation_recipe", id, differences(before.recipe(), recipe));
      return Map.of("correlation_recipe", view(find(id)));
    });
  }

  private static Map<String, Object> differences(Recipe from, Recipe to) {
    Map<String, @Nullable Object> old = RecipeForm.view(from);
    var changed = new LinkedHashMap<String, Object>();
    changed.put("name", to.name());
    changed.put("version", to.version());
    RecipeForm.view(to)
        .forEach((field, value) -> {
          Object was = old.get(field);
          if (!java.util.Objects.equals(was, value)) {
            var both = new LinkedHashMap<String, @Nullable Object>();
            both.put("from", was);
            both.put("to", value);
            changed.put(field, both);
          }
        });
    return changed;
  }

  @DeleteMapping("/correlation_recipes/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteRecipe(@PathVariable String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    transactions.run(() -> {
      store.raiseVersion();
      Recipe recipe = find(id).recipe();
      mayChange(recipe);
      store.delete(recipe, Actor.current().id(), clock.instant());
      audit.record("delete", "correlation_recipe", id, Map.of("name", recipe.name()));
    });
  }

  /// Puts all recipes into that order: `{"ids": [...]}` names each of them once.
  @PutMapping("/correlation_recipes/order")
  Map<String, Object> orderRecipes(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    var wanted = new ArrayList<String>();
    JsonNode given = body.raw("ids");
    if (given != null && given.isArray()) {
      given.forEach(id -> wanted.add(id.asString("")));
    }
    return transactions.inTransaction(() -> {
      store.raiseVersion();
      List<String> there = store.all().stream().map(one -> one.recipe().id()).toList();
      if (wanted.size() != there.size() || !new HashSet<>(wanted).equals(new HashSet<>(there))) {
        body.fault("ids", "must name each of the %d recipes once".formatted(there.size()));
      }
      body.check();
      store.order(wanted);
      audit.record(
          "update",
          "correlation_recipes",
          "order",
          Map.of("order", Map.of("from", there, "to", wanted)));
      return Map.of("correlation_recipes", store.all().stream().map(this::view).toList());
    });
  }

  private void checkServices(Body given, Recipe recipe) {
    var unknown = new TreeSet<String>();
    for (String id : recipe.serviceIds()) {
      if (!id.isEmpty() && catalog.service(id).isEmpty()) {
        unknown.add(id);
      }
    }
    if (!unknown.isEmpty()) {
      given.fault("services", "name what is no service: " + String.join(", ", unknown));
    }
  }

  /// What chooses nothing takes every alert of the house, and puts all into one incident.
  private static void checkChooses(Body given, Recipe recipe) {
    if (recipe.enabled()
        && recipe.serviceIds().isEmpty()
        && recipe.include() == null
        && recipe.exclude() == null
        && recipe.seed() == null
        && recipe.factors().stream().noneMatch(Factor::on)) {
      given.fault(
          "factors",
          "are none, and neither services nor conditions are given: every alert of every service would become one incident");
    }
  }

  private static void checkName(Body given, Recipe recipe, List<PostgresRecipes.Stored> all) {
    if (all.stream()
        .map(PostgresRecipes.Stored::recipe)
        .anyMatch(other ->
            !other.id().equals(recipe.id()) && other.name().equalsIgnoreCase(recipe.name()))) {
      given.fault("name", "is taken");
    }
  }

  private PostgresRecipes.Stored find(String id) {
    return store.find(id).orElseThrow(() -> ApiException.notFound("Correlation recipe " + id));
  }

  private Map<String, @Nullable Object> view(PostgresRecipes.Stored stored) {
    Recipe recipe = stored.recipe();
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", recipe.id());
    view.put("type", "correlation_recipe");
    view.put("summary", recipe.name());
    view.put("self", directory.links().self("correlation_recipes", recipe.id()));
    view.putAll(RecipeForm.view(recipe));
    view.put(
        "services",
        recipe.serviceIds().stream().map(id -> directory.reference("service", id)).toList());
    view.put("position", stored.position());
    view.put("version", recipe.version());
    view.put("created_at", stored.createdAt());
    view.put("updated_at", stored.updatedAt());
    return view;
  }
}
