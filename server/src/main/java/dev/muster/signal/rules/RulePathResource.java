package dev.muster.signal.rules;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.IfMatch;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The rules of orchestrations and of services.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Event orchestrations")
final class RulePathResource {
  private static final String EMPTY =
      "{\"sets\":[{\"id\":\"start\",\"rules\":[]}],\"catch_all\":{\"actions\":{}}}";
  private static final String EMPTY_ROUTER =
      "{\"sets\":[{\"id\":\"start\",\"rules\":[]}],\"catch_all\":{\"actions\":{\"route_to\":\"unrouted\"}}}";

  private final PostgresRules store;
  private final LiveRules live;
  private final Catalog catalog;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  RulePathResource(
      PostgresRules store,
      LiveRules live,
      Catalog catalog,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.live = live;
    this.catalog = catalog;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/event_orchestrations/{id}/global")
  Map<String, Object> getGlobal(@PathVariable String id) {
    return get(id, RulePath.Kind.GLOBAL);
  }

  @PutMapping("/event_orchestrations/{id}/global")
  Map<String, Object> updateGlobal(
      @PathVariable String id,
      Body body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return put(id, RulePath.Kind.GLOBAL, body, ifMatch);
  }

  @GetMapping("/event_orchestrations/{id}/router")
  Map<String, Object> getRouter(@PathVariable String id) {
    return get(id, RulePath.Kind.ROUTER);
  }

  @PutMapping("/event_orchestrations/{id}/router")
  Map<String, Object> updateRouter(
      @PathVariable String id,
      Body body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return put(id, RulePath.Kind.ROUTER, body, ifMatch);
  }

  @GetMapping("/event_orchestrations/{id}/unrouted")
  Map<String, Object> getUnrouted(@PathVariable String id) {
    return get(id, RulePath.Kind.UNROUTED);
  }

  @PutMapping("/event_orchestrations/{id}/unrouted")
  Map<String, Object> updateUnrouted(
      @PathVariable String id,
      Body body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return put(id, RulePath.Kind.UNROUTED, body, ifMatch);
  }

  @GetMapping("/event_orchestrations/services/{id}")
  Map<String, Object> getOfService(@PathVariable String id) {
    return get(id, RulePath.Kind.SERVICE);
  }

  @PutMapping("/event_orchestrations/services/{id}")
  Map<String, Object> updateOfService(
      @PathVariable String id,
      Body body,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
    return put(id, RulePath.Kind.SERVICE, body, ifMatch);
  }

  @GetMapping("/event_orchestrations/services/{id}/active")
  Map<String, Object> isActive(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    owner(id, RulePath.Kind.SERVICE);
    return Map.of(
        "active",
        store.path(id, RulePath.Kind.SERVICE).map(Orchestration.Path::active).orElse(false));
  }

  /// Rules of a service apply only while they are active.
  @PutMapping("/event_orchestrations/services/{id}/active")
  Map<String, Object> activate(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    owner(id, RulePath.Kind.SERVICE);
    Boolean active = body.flag("active");
    if (active == null && !body.isNull("active") && !body.has("active")) {
      body.fault("active", "is missing");
    }
    body.check();
    boolean wanted = Boolean.TRUE.equals(active);
    transactions.run(() -> {
      Orchestration.Path before = store.path(id, RulePath.Kind.SERVICE).orElse(null);
      save(id, RulePath.Kind.SERVICE, before == null ? EMPTY : before.body(), wanted, before);
      audit.record("update", "service_orchestration", id, Map.of("active", wanted));
    });
    return Map.of("active", wanted);
  }

  private Map<String, Object> get(String id, RulePath.Kind kind) {
    Actor.current().require(Permission.READ);
    String name = owner(id, kind);
    return view(id, kind, name, store.path(id, kind));
  }

  /// @param ifMatch the version that the rules were read in, or `none` when there were none; then nothing is replaced that somebody else
  ///     has saved since. Null or `*` replaces whatever is there
  private Map<String, Object> put(
      String id, RulePath.Kind kind, Body body, @Nullable String ifMatch) {
    Actor.current().require(Permission.CONFIGURE);
    String name = owner(id, kind);
    Body given = body.envelope("orchestration_path");
    RulePath path =
        new RulePathReader(
                kind,
                id,
                new LiveNames(),
                RulePathReader.conditions(store.path(id, kind).orElse(null)))
            .read(given, LiveRules.words(kind, id, name));
    given.check();
    transactions.run(() -> {
      Orchestration.Path before = store.held(id, kind).orElse(null);
      IfMatch.check(ifMatch, before == null ? "none" : before.version(), "The rules have");
      String text = normal(given.node(), before);
      // What people write rules for they want applied; a service that was switched off stays so.
      save(id, kind, text, before == null || before.active(), before);
      audit.record(
          "update",
          kind == RulePath.Kind.SERVICE ? "service_orchestration" : "event_orchestration",
          id,
          Map.of(
              "path",
              kind.wire(),
              "rules",
              path.rules(),
              "from",
              before == null ? "" : before.body(),
              "to",
              text));
    });
    return view(id, kind, name, store.path(id, kind));
  }

  private void save(
      String id,
      RulePath.Kind kind,
      String body,
      boolean active,
      Orchestration.@Nullable Path before) {
    Instant now = clock.instant();
    String by = Actor.current().id();
    store.save(
        new Orchestration.Path(
            id,
            kind,
            body,
            active,
            before == null ? now : before.createdAt(),
            before == null ? by : before.createdBy(),
            now,
            by,
            ids.next('V')));
    live.changed();
  }

  /// What the rules may name, as it stands.
  private final class LiveNames implements RulePathReader.Known {
    @Override
    public boolean service(String id) {
      return catalog.service(id).isPresent();
    }

    @Override
    public boolean priority(String id) {
      return catalog.priority(id).isPresent();
    }

    @Override
    public boolean policy(String id) {
      return !directory.knows("escalation_policy") || directory.exists("escalation_policy", id);
    }
  }

  /// The name of whose rules they are.
  private String owner(String id, RulePath.Kind kind) {
    return kind == RulePath.Kind.SERVICE
        ? catalog.service(id).orElseThrow(() -> ApiException.notFound("Service " + id)).name()
        : store
            .orchestration(id)
            .orElseThrow(() -> ApiException.notFound("Event orchestration " + id))
            .name();
  }

  /// The body as it is kept: sets and catch-all, with an id for every rule. A rule that comes without one gets that of a rule of the
  /// set that says the same, so that whoever sends all anew keeps what is counted by rule; or else a new one.
  private String normal(JsonNode given, Orchestration.@Nullable Path before) {
    JsonNode old = before == null ? null : Json.mapper().readTree(before.body());
    ObjectNode kept = Json.mapper().createObjectNode();
    ArrayNode sets = kept.putArray("sets");
    for (JsonNode set : given.path("sets")) {
      ObjectNode copy = set.deepCopy().asObject();
      String setId = copy.path("id").asString();
      Map<JsonNode, Deque<String>> free = old == null ? Map.of() : unclaimed(old, setId, set);
      ArrayNode rules = copy.putArray("rules");
      for (JsonNode rule : set.path("rules")) {
        ObjectNode kept1 = rule.deepCopy().asObject();
        if (kept1.path("id").asString("").isBlank()) {
          Deque<String> same = free.get(said(kept1));
          kept1.put("id", same == null || same.isEmpty() ? ids.next('R') : same.removeFirst());
        }
        if (!kept1.has("conditions")) {
          kept1.putArray("conditions");
        }
        if (!kept1.has("actions")) {
          kept1.putObject("actions");
        }
        rules.add(kept1);
      }
      sets.add(copy);
    }
    JsonNode catchAll = given.path("catch_all");
    if (catchAll.isObject()) {
      kept.set("catch_all", catchAll);
    } else {
      kept.putObject("catch_all").putObject("actions");
    }
    return kept.toString();
  }

  /// Ids of the rules that were in the set and that no rule of the new one names, by what the rules say.
  private static Map<JsonNode, Deque<String>> unclaimed(JsonNode old, String setId, JsonNode now) {
    var named = new HashSet<String>();
    now.path("rules").forEach(rule -> named.add(rule.path("id").asString("")));
    var free = new HashMap<JsonNode, Deque<String>>();
    for (JsonNode set : old.path("sets")) {
      if (set.path("id").asString("").equals(setId)) {
        for (JsonNode rule : set.path("rules")) {
          String id = rule.path("id").asString("");
          if (!id.isBlank() && !named.contains(id)) {
            free.computeIfAbsent(said(rule), _ -> new ArrayDeque<>()).add(id);
          }
        }
      }
    }
    return free;
  }

  /// A rule without its id, with what is kept for it when it is left out.
  private static JsonNode said(JsonNode rule) {
    ObjectNode said = rule.deepCopy().asObject();
    said.remove("id");
    if (!said.has("conditions")) {
      said.putArray("conditions");
    }
    if (!said.has("actions")) {
      said.putObject("actions");
    }
    return said;
  }

  private Map<String, Object> view(
      String id, RulePath.Kind kind, String name, Optional<Orchestration.Path> stored) {
    String text =
        stored
            .map(Orchestration.Path::body)
            .orElse(kind == RulePath.Kind.ROUTER ? EMPTY_ROUTER : EMPTY);
    JsonNode body = Json.mapper().readTree(text);
    boolean ofService = kind == RulePath.Kind.SERVICE;
    String self =
        ofService
            ? directory.links().self("event_orchestrations/services", id)
            : directory.links().self("event_orchestrations", id) + "/" + kind.wire();
    var parent = new LinkedHashMap<String, @Nullable Object>();
    parent.put("id", id);
    parent.put("type", ofService ? "service_reference" : "event_orchestration_reference");
    parent.put("summary", name);
    parent.put("self", directory.links().self(ofService ? "services" : "event_orchestrations", id));
    var path = new LinkedHashMap<String, @Nullable Object>();
    path.put("type", kind.wire());
    path.put("self", self);
    path.put("parent", parent);
    path.put("sets", body.path("sets"));
    path.put("catch_all", body.path("catch_all"));
    path.put("created_at", stored.map(Orchestration.Path::createdAt).orElse(null));
    path.put(
        "created_by",
        stored.map(found -> OrchestrationResource.user(directory, found.createdBy())).orElse(null));
    path.put("updated_at", stored.map(Orchestration.Path::updatedAt).orElse(null));
    path.put(
        "updated_by",
        stored.map(found -> OrchestrationResource.user(directory, found.updatedBy())).orElse(null));
    path.put("version", stored.map(Orchestration.Path::version).orElse(null));
    var answer = new LinkedHashMap<String, Object>();
    answer.put("orchestration_path", path);
    answer.put("warnings", List.of());
    return answer;
  }

  /// How many services a router leads to.
  static int routes(String body) {
    var services = new LinkedHashSet<String>();
    JsonNode path = Json.mapper().readTree(body);
    for (JsonNode set : path.path("sets")) {
      for (JsonNode rule : set.path("rules")) {
        services.add(rule.path("actions").path("route_to").asString(""));
      }
    }
    services.add(path.path("catch_all").path("actions").path("route_to").asString(""));
    services.remove("");
    services.remove("unrouted");
    return services.size();
  }
}
