package dev.muster.catalog.topology;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Words;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Changes of the topology: by hand, and by import. What a person entered or confirmed is never overwritten by an import.
final class TopologyDesk {
  /// So many of what could not be taken are told when nothing could.
  private static final int MOST_FAULTS = 20;

  /// The source of what people enter.
  static final String MANUAL = "manual";

  /// How a text is read.
  enum Format {
    NATIVE,
    CSV,
    BACKSTAGE,
    KUBERNETES,
    SERVICE_GRAPH;

    String wire() {
      return Words.of(this);
    }

    static Optional<Format> of(String word) {
      return Words.findInAnyCase(Format.class, word.strip());
    }

    Imported read(String text) {
      return switch (this) {
        case NATIVE -> NativeImport.read(text);
        case CSV -> CsvImport.read(text);
        case BACKSTAGE -> BackstageImport.read(text);
        case KUBERNETES -> KubernetesImport.read(text);
        case SERVICE_GRAPH -> ServiceGraphImport.read(text);
      };
    }
  }

  /// What an import did. Of entities and dependencies each: added are new, changed are different from before, unchanged are as before.
  ///
  /// @param kept named by the import and left as a person had entered them
  /// @param stale no longer named by a source that names everything it knows
  /// @param dangling dependencies of which an end is unknown; kept, and used as soon as it is known
  /// @param gapsClosed identifiers that alerts had named in vain and that are known from now on
  /// @param skipped entities and dependencies that could not be taken
  /// @param unknownOwners entities that were taken though no service has the name that is to answer for them
  /// @param sameApplied pairs of entities of two sources that count as one from now on, because they certainly are
  /// @param sameProposed pairs that are likely the same and wait for a person's word
  /// @param mentioned dependencies new from now on because the environment of something names a host of another source
  /// @param skippedItems the first of both kinds, one by one
  record Report(
      int entitiesAdded,
      int entitiesChanged,
      int entitiesUnchanged,
      int dependenciesAdded,
      int dependenciesChanged,
      int dependenciesUnchanged,
      int kept,
      int stale,
      int dangling,
      int gapsClosed,
      int skipped,
      int unknownOwners,
      int sameApplied,
      int sameProposed,
      int mentioned,
      List<Imported.Skipped> skippedItems) {}

  private final PostgresTopology store;
  private final PostgresDependencyWords words;
  private final PostgresSameThings same;
  private final SameThingDesk things;
  private final Database database;
  private final AuditTrail audit;
  private final Ids ids;

  TopologyDesk(
      PostgresTopology store,
      PostgresDependencyWords words,
      PostgresSameThings same,
      Database database,
      AuditTrail audit,
      Ids ids) {
    this.store = store;
    this.words = words;
    this.same = same;
    this.things = new SameThingDesk(store, same, database, audit);
    this.database = database;
    this.audit = audit;
    this.ids = ids;
  }

  /// Takes a text in.
  ///
  /// @param complete whether the text names everything that its source knows; what it does not name is marked as stale then
  /// @param empty whether the source knows nothing any more, so that a complete text may name nothing
  PostgresTopology.Made take(
      Format format,
      String source,
      boolean complete,
      boolean empty,
      String text,
      Actor by,
      Instant now) {
    Imported imported = format.read(text);
    if (!(complete && empty && imported.skippedCount() == 0)) {
      checkSaysSomething(imported, format, complete);
    }
    return database.inTransaction(() -> {
      store.raiseVersion();
      Report report = compare(imported, source, complete, now);
      var made =
          new PostgresTopology.Made(
              ids.next('I'), source, format.wire(), by.id(), now, Json.write(report));
      store.save(made);
      audit.record(
          "import",
          "topology",
          made.id(),
          Map.of(
              "source", source,
              "format", format.wire(),
              "entities", imported.entities().size(),
              "dependencies", imported.dependencies().size(),
              "skipped", imported.skippedCount()));
      return made;
    });
  }

  /// An empty list, an error page or the wrong format is no inventory; taken for a complete one it would make all of the source stale.
  private static void checkSaysSomething(Imported imported, Format format, boolean complete) {
    if (!imported.entities().isEmpty() || !imported.dependencies().isEmpty()) {
      return;
    }
    // manifests and catalogues may well hold nothing but what runs nothing by itself
    boolean all = complete || format == Format.NATIVE || format == Format.CSV;
    if (all || imported.skippedCount() == 0) {
      var faults = new ArrayList<String>();
      faults.add(
          "The content names no entity and no dependency that can be read as '%s'; nothing was changed."
              .formatted(format.wire()));
      imported.skipped().stream()
          .limit(MOST_FAULTS)
          .map(one -> one.place() + ": " + one.why())
          .forEach(faults::add);
      if (complete && imported.skippedCount() == 0) {
        faults.add("If its source has become empty, say so: 'empty=true' beside 'complete=true'.");
      }
      throw ApiException.invalid(faults);
    }
  }

  private Report compare(Imported imported, String source, boolean complete, Instant now) {
    Map<String, EntityRow> before =
        store.entities(imported.entities().stream().map(Entity::id).toList());
    var rows = new ArrayList<EntityRow>();
    int added = 0;
    int changed = 0;
    int unchanged = 0;
    int kept = 0;
    int unknownOwners = 0;
    var named = new HashSet<String>();
    var skipped = new ArrayList<>(imported.skipped());
    var services = new NamedServices(imported.owners().isEmpty() ? List.of() : store.services());
    for (Entity entity : imported.entities()) {
      named.add(entity.id());
      EntityRow old = before.get(entity.id());
      if (old != null && old.source().equals(MANUAL) && !source.equals(MANUAL)) {
        kept++;
        continue;
      }
      String wanted = imported.owners().get(entity.id());
      String owner = wanted == null ? null : services.idOf(wanted).orElse(null);
      String namedBefore = old == null ? null : old.ownerService();
      if (wanted != null && owner == null) {
        unknownOwners++;
        if (skipped.size() < Imported.MOST_SKIPPED) {
          skipped.add(
              new Imported.Skipped(
                  "muster_service", entity.id(), services.unknown(wanted, namedBefore)));
        }
      }
      if (owner == null) {
        owner = namedBefore;
      }
      if (old == null) {
        added++;
      } else if (old.entity().equals(entity)
          && Objects.equals(old.ownerService(), owner)
          && old.staleSince() == null) {
        unchanged++;
      } else {
        changed++;
      }
      rows.add(
          new EntityRow(entity, owner, source, old == null ? now : old.createdAt(), now, null));
    }
    store.saveEntities(rows);
    int gapsClosed = closeGaps(imported.entities());
    LinkCounts links = links(imported, source, now);
    same.saveMentions(source, complete, named, imported.mentions());
    List<EntityRow> all = store.allEntities();
    SameThingDesk.Found found = things.look(all, now);
    Mentioned mentioned = mentions(source, links.named(), all, found.counted(), now);
    var namedLinks = new HashSet<>(links.named());
    namedLinks.addAll(mentioned.named());
    int stale = complete ? store.markStale(source, named, namedLinks, now) : 0;
    return new Report(
        added,
        changed,
        unchanged,
        links.added(),
        links.changed(),
        links.unchanged(),
        kept + links.kept(),
        stale,
        links.dangling(),
        gapsClosed,
        imported.skippedCount(),
        unknownOwners,
        found.applied(),
        found.proposed(),
        mentioned.added(),
        List.copyOf(skipped));
  }

  /// @param added dependencies that were not there before
  /// @param named all that the source itself names
  private record Mentioned(int added, Set<String> named) {}

  /// Makes dependencies of hosts that environments name and that are known by now, whichever source names them.
  ///
  /// @param source what is being imported
  /// @param declared what it says outright, which counts more
  /// @param counted the id under which each entity counts that does not stand for itself
  private Mentioned mentions(
      String source,
      Set<String> declared,
      List<EntityRow> all,
      Map<String, String> counted,
      Instant now) {
    var rejected = new HashSet<PostgresTopology.Rejected>();
    store.rejected().forEach(pair -> rejected.add(pair.counted(counted)));
    var links = new LinkedHashMap<String, MentionedHosts.Link>();
    for (MentionedHosts.Link link : MentionedHosts.links(same.mentions(), all, counted)) {
      Dependency ends = link.dependency();
      if (!rejected.contains(
          new PostgresTopology.Rejected(ends.from(), ends.to()).counted(counted))) {
        links.merge(
            key(link.dependency()),
            link,
            (a, b) -> a.dependency().confidence() >= b.dependency().confidence() ? a : b);
      }
    }
    var ends = new HashSet<String>();
    links.values().forEach(link -> ends.add(link.dependency().from()));
    var known = new HashMap<String, DependencyRow>();
    if (!ends.isEmpty()) {
      store.touching(ends).forEach(row -> known.put(key(row.dependency()), row));
    }
    var rows = new ArrayList<DependencyRow>();
    var named = new HashSet<String>();
    int added = 0;
    for (Map.Entry<String, MentionedHosts.Link> entry : links.entrySet()) {
      MentionedHosts.Link link = entry.getValue();
      boolean own = link.source().equals(source);
      if (own) {
        named.add(entry.getKey());
      }
      DependencyRow old = known.get(entry.getKey());
      boolean again = own && old != null && old.source().equals(source);
      if (old == null || (again && !declared.contains(entry.getKey()))) {
        rows.add(new DependencyRow(link.dependency(), false, null, link.source(), now, null));
        added += old == null ? 1 : 0;
      }
    }
    store.saveDependencies(rows);
    return new Mentioned(added, named);
  }

  private record LinkCounts(
      int added, int changed, int unchanged, int kept, int dangling, Set<String> named) {}

  static String key(Dependency link) {
    return link.from() + "\n" + link.to() + "\n" + link.kind();
  }

  private LinkCounts links(Imported imported, String source, Instant now) {
    var ends = new HashSet<String>();
    for (Dependency link : imported.dependencies()) {
      ends.add(link.from());
      ends.add(link.to());
    }
    Set<String> existing = store.entities(ends).keySet();
    var before = new HashMap<String, DependencyRow>();
    if (!ends.isEmpty()) {
      store.touching(ends).forEach(row -> before.put(key(row.dependency()), row));
    }
    var rows = new ArrayList<DependencyRow>();
    var named = new HashSet<String>();
    int added = 0;
    int changed = 0;
    int unchanged = 0;
    int kept = 0;
    int dangling = 0;
    for (Dependency link : imported.dependencies()) {
      named.add(key(link));
      if (!existing.contains(link.from()) || !existing.contains(link.to())) {
        dangling++;
      }
      DependencyRow old = before.get(key(link));
      if (old != null && old.source().equals(MANUAL) && !source.equals(MANUAL)) {
        kept++;
        continue;
      }
      if (old == null || old.learned()) {
        added++;
      } else if (old.dependency().equals(link) && old.staleSince() == null) {
        unchanged++;
      } else {
        changed++;
      }
      rows.add(new DependencyRow(link, false, null, source, now, null));
    }
    store.saveDependencies(rows);
    return new LinkCounts(added, changed, unchanged, kept, dangling, named);
  }

  private int closeGaps(Collection<Entity> entities) {
    var known = new HashSet<String>();
    for (Entity entity : entities) {
      known.add(entity.name().toLowerCase(Locale.ROOT));
      known.add(entity.id().toLowerCase(Locale.ROOT));
      entity.aliases().forEach(alias -> known.add(alias.toLowerCase(Locale.ROOT)));
    }
    List<String> closed =
        store.gapIdentifiers().stream()
            .filter(gap -> known.contains(gap.toLowerCase(Locale.ROOT)))
            .toList();
    if (!closed.isEmpty()) {
      store.deleteGaps(closed);
    }
    return closed.size();
  }

  /// Keeps an entity that a person entered.
  EntityRow save(Entity entity, @Nullable String owner, Instant now) {
    return database.inTransaction(() -> {
      store.raiseVersion();
      EntityRow old = store.entity(entity.id()).orElse(null);
      var row =
          new EntityRow(entity, owner, MANUAL, old == null ? now : old.createdAt(), now, null);
      store.saveEntities(List.of(row));
      closeGaps(List.of(entity));
      List<EntityRow> all = store.allEntities();
      mentions(MANUAL, Set.of(), all, things.look(all, now).counted(), now);
      audit.record(
          old == null ? "create" : "update",
          "entity",
          entity.id(),
          changes(old == null ? null : old.entity(), entity));
      return row;
    });
  }

  private static Map<String, Object> changes(@Nullable Entity before, Entity after) {
    var changes = new LinkedHashMap<String, Object>();
    changes.put("name", after.name());
    if (before != null && !before.equals(after)) {
      changes.put("from", before.toString());
      changes.put("to", after.toString());
    }
    return changes;
  }

  void delete(EntityRow row, Instant now) {
    database.run(() -> {
      store.raiseVersion();
      store.deleteEntity(row.entity().id());
      things.look(store.allEntities(), now);
      audit.record("delete", "entity", row.entity().id(), Map.of("name", row.entity().name()));
    });
  }

  /// Keeps a dependency that a person entered or confirmed.
  DependencyRow save(Dependency link, Actor by, Instant now) {
    return database.inTransaction(() -> {
      Set<String> existing =
          new TreeSet<>(store.entities(List.of(link.from(), link.to())).keySet());
      for (PostgresTopology.Named service : store.services()) {
        if (service.isTechnical()) {
          existing.add(service.id()); // a thing of its own where no inventory knows it
        }
      }
      for (String end : List.of(link.from(), link.to())) {
        if (!existing.contains(end)) {
          throw ApiException.invalid("'%s' names no entity.".formatted(end));
        }
      }
      store.raiseVersion();
      suggested(Set.of(link.from()), Set.of(link.to()))
          .ifPresent(learned -> words.say(learned, true, by.id(), now));
      var row = new DependencyRow(link, false, by.id(), MANUAL, now, null);
      store.saveDependencies(List.of(row));
      audit.record(
          "create",
          "dependency",
          link.from(),
          Map.of("to", link.to(), "kind", link.kind(), "confidence", link.confidence()));
      return row;
    });
  }

  /// The dependency that Muster had learned and nobody has judged.
  private Optional<Dependency> suggested(Set<String> from, Set<String> to) {
    return store.touching(from).stream()
        .filter(row ->
            row.learned()
                && row.confirmedBy() == null
                && from.contains(row.dependency().from())
                && to.contains(row.dependency().to()))
        .map(DependencyRow::dependency)
        .findFirst();
  }

  /// Takes a dependency away. One that Muster had learned and nobody had confirmed counts as rejected, and is not offered again; nor is
  /// one made again of a host that an environment names.
  void delete(String from, String to, String kind, Actor by, Instant now) {
    database.run(() -> {
      store.raiseVersion();
      Set<String> dependents = together(from);
      Set<String> supporters = together(to);
      Optional<Dependency> suggestion = suggested(dependents, supporters);
      if (suggestion.isPresent()) {
        words.say(suggestion.get(), false, by.id(), now);
        store.reject(from, to, by.id(), now);
        audit.record("reject", "dependency", from, Map.of("to", to, "kind", kind));
      } else if (isMentioned(dependents, supporters, kind)) {
        store.reject(from, to, by.id(), now);
      }
      if (!store.deleteDependency(dependents, supporters, kind)) {
        throw ApiException.notFound("Dependency of " + from + " on " + to);
      }
      audit.record("delete", "dependency", from, Map.of("to", to, "kind", kind));
    });
  }

  /// Whether an environment of one of the first names a host of one of the second, which would make the dependency anew.
  private boolean isMentioned(Set<String> dependents, Set<String> supporters, String kind) {
    List<PostgresSameThings.Kept> named =
        same.mentions().stream().filter(one -> dependents.contains(one.mention().from())).toList();
    return !named.isEmpty()
        && MentionedHosts.links(named, store.allEntities(), same.counted()).stream()
            .map(MentionedHosts.Link::dependency)
            .anyMatch(link -> link.kind().equals(kind) && supporters.contains(link.to()));
  }

  /// The ids of everything that counts as one with that.
  private Set<String> together(String id) {
    Map<String, String> counted = same.counted();
    String standing = counted.getOrDefault(id, id);
    var ids = new TreeSet<>(List.of(id, standing));
    counted.forEach((other, one) -> {
      if (one.equals(standing)) {
        ids.add(other);
      }
    });
    return ids;
  }
}
