package dev.muster.catalog.topology;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// What runs, and what rests on what: entities, dependencies, the map around one of them, gaps, imports.
@RestController
@Tag(name = "Topology")
final class TopologyResource {
  /// Entities of one map; more cannot be drawn, let alone read.
  private static final int MOST_ON_A_MAP = 500;

  private static final int MOST_HOPS = 6;

  private final PostgresTopology store;
  private final PostgresSameThings same;
  private final TopologyDesk desk;
  private final Topologies topologies;
  private final Ids ids;
  private final InstantSource clock;

  TopologyResource(
      PostgresTopology store,
      PostgresSameThings same,
      TopologyDesk desk,
      Topologies topologies,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.same = same;
    this.desk = desk;
    this.topologies = topologies;
    this.ids = ids;
    this.clock = clock;
  }

  /// @param sameAs id of the entity under which it counts because both are the same thing; null when it stands for itself
  record EntityView(
      String id,
      String type,
      String summary,
      String name,
      String kind,
      @Nullable String service,
      @Nullable String musterService,
      @Nullable String region,
      @Nullable String stage,
      List<String> aliases,
      Map<String, String> attributes,
      String source,
      @Nullable Instant createdAt,
      @Nullable Instant lastSeenAt,
      @Nullable Instant staleSince,
      @Nullable String sameAs) {}

  private EntityView view(EntityRow row) {
    return view(row, topologies.snapshot());
  }

  /// @param held asked for once a request: whoever asks for it asks the database how new it is
  private static EntityView view(EntityRow row, Topologies.Snapshot held) {
    Entity entity = row.entity();
    return new EntityView(
        entity.id(),
        "entity",
        entity.name(),
        entity.name(),
        entity.kind(),
        entity.serviceId(),
        owner(entity.id(), held),
        entity.region(),
        entity.stage(),
        List.copyOf(entity.aliases()),
        entity.attributes(),
        row.source(),
        row.createdAt(),
        row.seenAt(),
        row.staleSince(),
        row.sameAs());
  }

  private static @Nullable String owner(String id, Topologies.Snapshot held) {
    int index = held.topology().indexOf(id);
    return index < 0 ? null : held.owners().ownerOf(index).orElse(null);
  }

  record DependencyView(
      String from,
      String to,
      String kind,
      double confidence,
      boolean learned,
      @Nullable String confirmedBy,
      String source,
      @Nullable Instant lastSeenAt,
      @Nullable Instant staleSince,
      @Nullable String evidence) {
    /// The same between the entities that count.
    private DependencyView counted(Map<String, String> counted) {
      return new DependencyView(
          counted.getOrDefault(from, from),
          counted.getOrDefault(to, to),
          kind,
          confidence,
          learned,
          confirmedBy,
          source,
          lastSeenAt,
          staleSince,
          evidence);
    }
  }

  /// Those, and all that count under one of them.
  private static Set<String> withOthers(Set<String> ids, Map<String, String> counted) {
    var all = new TreeSet<>(ids);
    counted.forEach((id, standing) -> {
      if (ids.contains(standing)) {
        all.add(id);
      }
    });
    return all;
  }

  private DependencyView view(DependencyRow row) {
    return view(row, Map.of());
  }

  /// @param evidence what learned ones rest on, by both ends
  private DependencyView view(DependencyRow row, Map<String, String> evidence) {
    return new DependencyView(
        row.dependency().from(),
        row.dependency().to(),
        row.dependency().kind(),
        row.confidenceAt(clock.instant()),
        row.learned(),
        row.confirmedBy(),
        row.source(),
        row.seenAt(),
        row.staleSince(),
        row.learned()
            ? evidence.get(row.dependency().from() + "\n" + row.dependency().to())
            : null);
  }

  @GetMapping("/entities")
  @Asks("query: only entities whose name holds this text, or that have this identifier")
  Map<String, @Nullable Object> listEntities(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    var filter =
        new PostgresTopology.Filter(
            query.text("query"),
            query.text("kind"),
            query.text("service"),
            query.text("source"),
            query.text("stale") == null ? null : query.flag("stale", false));
    Topologies.Snapshot held = topologies.snapshot();
    return paging.page(
        "entities",
        store.search(filter, paging.offset(), paging.limit() + 1).stream()
            .map(row -> view(row, held))
            .toList(),
        () -> store.count(filter));
  }

  @GetMapping("/entities/{*id}")
  Map<String, EntityView> getEntity(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("entity", view(find(plain(id))));
  }

  @PostMapping("/entities")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, EntityView> createEntity(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("entity");
    String id = given.text("id");
    if (id != null && store.entity(id).isPresent()) {
      given.fault("id", "belongs to another entity");
    }
    return Map.of("entity", save(given, id == null ? ids.next('E') : id, null));
  }

  @PutMapping("/entities/{*id}")
  Map<String, EntityView> updateEntity(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    EntityRow row = find(plain(id));
    return Map.of("entity", save(body.envelope("entity"), row.entity().id(), row));
  }

  /// Ids of clusters and catalogues hold slashes, which no address may encode, so an id is all that follows the slash before it.
  private static String plain(String rest) {
    return rest.isEmpty() ? rest : rest.substring(1);
  }

  private EntityView save(Body given, String id, @Nullable EntityRow before) {
    Entity old = before == null ? null : before.entity();
    String name = given.has("name") || old == null ? given.required("name", 512) : old.name();
    String kind = given.text("kind", old == null ? "component" : old.kind());
    String service = or(given, "service", old == null ? null : old.serviceId());
    if (service == null && kind.equals("service")) {
      service = id;
    }
    if (service != null && !service.equals(id) && store.entity(service).isEmpty()) {
      given.fault("service", "names no entity");
    }
    String named = or(given, "muster_service", before == null ? null : before.ownerService());
    String owner =
        named == null ? null : new NamedServices(store.services()).idOf(named).orElse(null);
    if (named != null && owner == null && given.has("muster_service")) {
      given.fault("muster_service", "names no service");
    }
    var aliases = new TreeSet<String>();
    if (given.has("aliases") || old == null) {
      JsonNode list = given.raw("aliases");
      if (list != null && !list.isArray()) {
        given.fault("aliases", "must be a list of texts");
      } else if (list != null) {
        list.forEach(alias -> aliases.add(alias.asString("")));
      }
    } else {
      aliases.addAll(old.aliases());
    }
    var attributes = new TreeMap<String, String>();
    Body extra = given.object("attributes");
    if (extra != null) {
      extra
          .node()
          .properties()
          .forEach(field -> attributes.put(field.getKey(), field.getValue().asString("")));
    } else if (old != null) {
      attributes.putAll(old.attributes());
    }
    given.check();
    var entity =
        new Entity(
            id,
            kind,
            name,
            service,
            or(given, "region", old == null ? null : old.region()),
            or(given, "stage", old == null ? null : old.stage()),
            aliases,
            attributes);
    return view(desk.save(entity, owner, clock.instant()));
  }

  private static @Nullable String or(Body given, String field, @Nullable String otherwise) {
    return given.has(field) ? given.text(field) : otherwise;
  }

  @DeleteMapping("/entities/{*id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteEntity(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    desk.delete(find(plain(id)), clock.instant());
  }

  private EntityRow find(String id) {
    return store.entity(id).orElseThrow(() -> ApiException.notFound("Entity " + id));
  }

  @PostMapping("/topology/dependencies")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, DependencyView> createDependency(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("dependency");
    Dependency link = link(given);
    return Map.of("dependency", view(desk.save(link, Actor.current(), clock.instant())));
  }

  @PostMapping("/topology/dependencies/delete")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteDependency(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Dependency link = link(body.envelope("dependency"));
    desk.delete(link.from(), link.to(), link.kind(), Actor.current(), clock.instant());
  }

  private static Dependency link(Body given) {
    String from = given.required("from", 512);
    String to = given.required("to", 512);
    String kind = given.text("kind", "uses");
    JsonNode said = given.raw("confidence");
    double confidence = said == null ? 1 : said.asDouble(0);
    if (!(confidence > 0 && confidence <= 1)) {
      given.fault("confidence", "must be a number above 0 and at most 1");
      confidence = 1;
    }
    if (!from.isEmpty() && from.equals(to)) {
      given.fault("to", "must not be the same as 'from'");
    }
    given.check();
    return new Dependency(from, to, kind, confidence);
  }

  /// The map around an entity, or all services and what they rest on when none is named. Beside an entity stands `also` what other sources
  /// tell of it under ids of their own, all of which lead to it.
  @GetMapping("/topology")
  @Asks("around: id of an entity; hops: how far to look, 1 to 6")
  Map<String, @Nullable Object> map(Query query) {
    Actor.current().require(Permission.READ);
    String around = query.text("around");
    int hops = (int) query.number("hops", 2, 1, MOST_HOPS);
    Topologies.Snapshot held = topologies.snapshot().whole();
    Topology topology = held.topology();
    var chosen = new LinkedHashMap<Integer, Integer>();
    if (around != null) {
      int start = topology.indexOf(around);
      if (start < 0) {
        throw ApiException.notFound("Entity " + around);
      }
      neighbours(topology, start, hops, chosen);
      var standing = new TreeSet<>(List.of(topology.entity(start).id()));
      for (DependencyRow row : store.touching(withOthers(standing, same.counted()))) {
        Dependency link = row.dependency();
        int from = topology.indexOf(link.from());
        int end = from == start ? topology.indexOf(link.to()) : from;
        if (row.learned() && end >= 0) {
          chosen.putIfAbsent(end, 1); // not used yet, so it is no way; but it is to be seen
        }
      }
    } else {
      for (int i = 0; i < topology.size() && chosen.size() <= MOST_ON_A_MAP; i++) {
        if (topology.serviceOf(i) == i) {
          chosen.put(i, 0);
        }
      }
    }
    boolean more = chosen.size() > MOST_ON_A_MAP;
    var shown = new ArrayList<>(chosen.keySet());
    if (more) {
      shown.subList(MOST_ON_A_MAP, shown.size()).clear();
    }
    return answer(held, shown, chosen, more);
  }

  private static void neighbours(
      Topology topology, int start, int hops, Map<Integer, Integer> chosen) {
    var open = new ArrayDeque<Integer>();
    chosen.put(start, 0);
    open.add(start);
    while (!open.isEmpty() && chosen.size() <= MOST_ON_A_MAP) {
      int at = open.remove();
      int distance = chosen.getOrDefault(at, 0);
      if (distance == hops) {
        continue;
      }
      for (int[] ends : List.of(topology.dependencies(at), topology.dependants(at))) {
        for (int end : ends) {
          if (chosen.putIfAbsent(end, distance + 1) == null) {
            open.add(end);
          }
        }
      }
    }
  }

  private Map<String, @Nullable Object> answer(
      Topologies.Snapshot held,
      List<Integer> shown,
      Map<Integer, Integer> distances,
      boolean more) {
    Topology topology = held.topology();
    var idsShown = new TreeSet<String>();
    shown.forEach(index -> idsShown.add(topology.entity(index).id()));
    Map<String, String> counted = same.counted();
    Set<String> asked = withOthers(idsShown, counted);
    Map<String, EntityRow> rows = store.entities(asked);
    var also = new TreeMap<String, List<EntityView>>();
    for (String id : asked) {
      EntityRow row = rows.get(id);
      if (row != null && row.sameAs() != null) {
        also.computeIfAbsent(row.sameAs(), _ -> new ArrayList<>()).add(view(row, held));
      }
    }
    var entities = new ArrayList<Map<String, @Nullable Object>>();
    for (int index : shown) {
      EntityRow row = rows.get(topology.entity(index).id());
      var entry = new LinkedHashMap<String, @Nullable Object>();
      entry.put("distance", distances.get(index));
      entry.put("entity", row != null ? view(row, held) : own(topology.entity(index), held));
      entry.put("also", also.getOrDefault(topology.entity(index).id(), List.of()));
      entities.add(entry);
    }
    Map<String, String> evidence = store.evidence(asked);
    var once = new LinkedHashMap<String, DependencyView>();
    for (DependencyRow row : store.touching(asked)) {
      DependencyView link = view(row, evidence).counted(counted);
      if (idsShown.contains(link.from())
          && idsShown.contains(link.to())
          && !link.from().equals(link.to())) {
        once.merge(
            link.from() + "\n" + link.to() + "\n" + link.kind(),
            link,
            (a, b) -> b.learned() || a.staleSince() == null ? a : b);
      }
    }
    var links = new ArrayList<>(once.values());
    addOwn(topology, shown, links);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("entities", entities);
    answer.put("dependencies", links);
    answer.put("more", more);
    return answer;
  }

  /// Dependencies between services that people entered as such.
  private static void addOwn(Topology topology, List<Integer> shown, List<DependencyView> links) {
    var inside = new TreeSet<>(shown);
    for (int index : shown) {
      int[] ends = topology.dependencies(index);
      int[] kinds = topology.dependencyKindsOf(index);
      for (int i = 0; i < ends.length; i++) {
        String kind = topology.dependencyKinds().get(kinds[i]);
        if (kind.equals(Dependency.OF_SERVICES) && inside.contains(ends[i])) {
          links.add(
              new DependencyView(
                  topology.entity(index).id(),
                  topology.entity(ends[i]).id(),
                  kind,
                  1,
                  false,
                  null,
                  TopologyDesk.MANUAL,
                  null,
                  null,
                  null));
        }
      }
    }
  }

  private static EntityView own(Entity entity, Topologies.Snapshot held) {
    return new EntityView(
        entity.id(),
        "entity",
        entity.name(),
        entity.name(),
        entity.kind(),
        entity.serviceId(),
        owner(entity.id(), held),
        null,
        null,
        List.of(),
        Map.of(),
        "services",
        null,
        null,
        null,
        null);
  }

  @GetMapping("/topology/gaps")
  Map<String, @Nullable Object> listGaps(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.page("gaps", store.gaps(paging.offset(), paging.limit() + 1), store::gapCount);
  }

  record ImportView(
      String id,
      String type,
      String source,
      String format,
      String by,
      Instant at,
      JsonNode report) {
    static ImportView of(PostgresTopology.Made made) {
      return new ImportView(
          made.id(),
          "topology_import",
          made.source(),
          made.format(),
          made.byId(),
          made.at(),
          Json.mapper().readTree(made.report()));
    }
  }

  @GetMapping("/topology/imports")
  Map<String, @Nullable Object> listImports(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.page(
        "imports",
        store.imports(paging.offset(), paging.limit() + 1).stream().map(ImportView::of).toList(),
        store::importCount);
  }

  /// The body is the text itself, in the format that the address names.
  @PostMapping("/topology/imports")
  @ResponseStatus(HttpStatus.CREATED)
  @Asks(
      "format: native, csv, backstage, kubernetes or service_graph; source: a name for where it"
          + " comes from; complete: whether the text names everything its source knows; empty: whether a"
          + " complete text may name nothing, as its source has become empty")
  Map<String, ImportView> importTopology(HttpServletRequest request) throws IOException {
    Actor.current().require(Permission.CONFIGURE);
    Query query = Query.parse(request.getQueryString());
    String word = query.text("format") == null ? "native" : String.valueOf(query.text("format"));
    TopologyDesk.Format format =
        TopologyDesk.Format.of(word)
            .orElseThrow(() ->
                ApiException.invalid(
                    "'format' must be one of native, csv, backstage, kubernetes, service_graph, not '%s'."
                        .formatted(word)));
    String source =
        query.text("source") == null ? format.wire() : String.valueOf(query.text("source"));
    if (source.length() > 64 || source.equals("learned")) {
      throw ApiException.invalid(
          "'source' must be a name of at most 64 characters, not 'learned'.");
    }
    String text = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (text.isBlank()) {
      throw ApiException.invalid("The body is empty; it must be the text to import.");
    }
    return Map.of(
        "import",
        ImportView.of(
            desk.take(
                format,
                source,
                query.flag("complete", false),
                query.flag("empty", false),
                text,
                Actor.current(),
                clock.instant())));
  }
}
