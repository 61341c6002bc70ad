package dev.muster.catalog.topology;

import dev.muster.kernel.Sha256;
import dev.muster.platform.db.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The topology in memory. Two version numbers are looked at whenever it is asked for, one of the entities and one of the services;
/// that is one small query, and callers ask once a batch.
///
/// **Who answers for an entity** is the service of this house that somebody named, or the one that has the same name as the
/// entity or as the service it belongs to. Services of this house that no import knows are entities themselves as soon as somebody
/// has entered or confirmed what they rest on; the others are so only in the {@link Topologies.Snapshot#whole() whole}.
final class LiveTopology implements Topologies {
  private final PostgresTopology store;
  private final PostgresDependencyWords words;
  private final PostgresSameThings same;
  private final Database database;
  private final InstantSource clock;
  private volatile @Nullable Loaded loaded;

  private record Loaded(String stamp, Snapshot snapshot) {}

  LiveTopology(
      PostgresTopology store,
      PostgresDependencyWords words,
      Database database,
      InstantSource clock) {
    this.store = store;
    this.words = words;
    this.same = new PostgresSameThings(database);
    this.database = database;
    this.clock = clock;
  }

  @Override
  public Snapshot snapshot() {
    String stamp = store.stamp();
    Loaded before = loaded;
    if (before != null && before.stamp().equals(stamp)) {
      return before.snapshot();
    }
    synchronized (this) {
      Loaded meanwhile = loaded;
      if (meanwhile != null && meanwhile.stamp().equals(stamp)) {
        return meanwhile.snapshot();
      }
      // the stamp first: what is loaded may be newer than it says, never older
      Snapshot snapshot = load(meanwhile == null ? null : meanwhile.snapshot());
      loaded = new Loaded(stamp, snapshot);
      return snapshot;
    }
  }

  /// @param before taken over when the topology is the same still and only who answers for it may have changed
  private Snapshot load(@Nullable Snapshot before) {
    Instant now = clock.instant();
    var entities = new LinkedHashMap<String, Entity>();
    var named = new HashMap<String, String>();
    var counted = new TreeMap<String, String>();
    List<EntityRow> rows = store.allEntities();
    for (EntityRow row : rows) {
      if (row.sameAs() == null) {
        entities.put(row.entity().id(), row.entity());
        if (row.ownerService() != null) {
          named.put(row.entity().id(), row.ownerService());
        }
      }
    }
    for (EntityRow row : rows) {
      String standing = row.sameAs();
      Entity into = standing == null ? null : entities.get(standing);
      if (standing != null && into != null) {
        counted.put(row.entity().id(), standing);
        entities.put(standing, together(into, row.entity()));
        if (row.ownerService() != null) {
          named.putIfAbsent(standing, row.ownerService());
        }
      }
    }
    var links = new ArrayList<Dependency>();
    boolean trusted = words.trust().proven();
    for (DependencyRow row : store.allDependencies()) {
      if (row.usableAt(now, trusted)) {
        Dependency link = row.dependency();
        links.add(
            new Dependency(
                link.from(), link.to(), link.kind(), Math.min(1, row.confidenceAt(now))));
      }
    }
    List<PostgresTopology.Named> services = store.services();
    // one that is gone, or that nobody ever knew, answers for nothing
    var owners = new TreeMap<String, String>();
    var known = new NamedServices(services);
    named.forEach((entity, service) -> known.idOf(service).ifPresent(id -> owners.put(entity, id)));
    Map<String, String> entityOfService = match(entities, owners, services);
    addServices(entities, counted, links, services, entityOfService);
    Snapshot read = snapshot(entities, counted, links, entityOfService, owners, before);
    boolean more = addLonely(entities, counted, services, entityOfService);
    if (!more) {
      return read;
    }
    Snapshot wider = before == null ? null : before.whole();
    return new Snapshot(
        read.digest(),
        read.topology(),
        read.owners(),
        snapshot(entities, counted, links, entityOfService, owners, wider));
  }

  private static Snapshot snapshot(
      Map<String, Entity> entities,
      SortedMap<String, String> counted,
      List<Dependency> links,
      Map<String, String> entityOfService,
      Map<String, String> owners,
      @Nullable Snapshot before) {
    String digest = digest(entities.values(), links, counted);
    Topology topology =
        before != null && before.digest().equals(digest)
            ? before.topology()
            : Topology.of(entities.values(), links, counted);
    return new Snapshot(digest, topology, new Held(topology, entityOfService, owners));
  }

  /// One entity that says what both say; where they differ, the one under whose id it counts.
  private static Entity together(Entity one, Entity other) {
    var aliases = new TreeSet<>(one.aliases());
    aliases.addAll(other.aliases());
    aliases.add(other.id());
    aliases.add(other.name());
    aliases.remove(one.name());
    var attributes = new TreeMap<>(other.attributes());
    attributes.putAll(one.attributes());
    return new Entity(
        one.id(),
        one.kind(),
        one.name(),
        one.serviceId() == null ? other.serviceId() : one.serviceId(),
        one.region() == null ? other.region() : one.region(),
        one.stage() == null ? other.stage() : one.stage(),
        aliases,
        attributes);
  }

  private static String digest(
      Collection<Entity> entities, List<Dependency> links, SortedMap<String, String> counted) {
    MessageDigest sum = Sha256.digest();
    entities.stream()
        .sorted(Comparator.comparing(Entity::id))
        .forEach(entity -> sum.update(entity.toString().getBytes(StandardCharsets.UTF_8)));
    links.stream()
        .map(link -> link.from() + "\n" + link.to() + "\n" + link.kind() + "\n")
        .sorted()
        .forEach(link -> sum.update(link.getBytes(StandardCharsets.UTF_8)));
    if (!counted.isEmpty()) {
      sum.update(counted.toString().getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sum.digest(), 0, 12);
  }

  /// Service of this house to the entity that stands for it: the one of its name, or a service that it was named for, or the only
  /// thing that it was named for. One of several hosts does not stand for it.
  ///
  /// @param named entity to the service that answers for it by name
  private static Map<String, String> match(
      Map<String, Entity> entities,
      SortedMap<String, String> named,
      List<PostgresTopology.Named> services) {
    var byName = new HashMap<String, String>();
    for (Entity entity : entities.values()) {
      if (entity.isService()) {
        byName.putIfAbsent(entity.name().toLowerCase(Locale.ROOT), entity.id());
        byName.putIfAbsent(entity.id().toLowerCase(Locale.ROOT), entity.id());
      }
    }
    for (Entity entity : entities.values()) {
      if (entity.isService()) {
        for (String alias : entity.aliases()) {
          byName.putIfAbsent(alias.toLowerCase(Locale.ROOT), entity.id());
        }
      }
    }
    var found = new HashMap<String, String>();
    for (PostgresTopology.Named service : services) {
      String entity = byName.get(service.name().toLowerCase(Locale.ROOT));
      if (entity != null && !named.containsKey(entity)) {
        found.put(service.id(), entity);
      }
    }
    var things = new HashMap<String, List<String>>();
    named.forEach((entity, service) -> {
      Entity known = entities.get(entity);
      if (known != null && known.isService()) {
        found.putIfAbsent(service, entity);
      }
      things.computeIfAbsent(service, _ -> new ArrayList<>()).add(entity);
    });
    things.forEach((service, all) -> {
      if (all.size() == 1) {
        found.putIfAbsent(service, all.getFirst());
      }
    });
    return found;
  }

  private void addServices(
      Map<String, Entity> entities,
      SortedMap<String, String> counted,
      List<Dependency> links,
      List<PostgresTopology.Named> services,
      Map<String, String> entityOfService) {
    List<PostgresTopology.Resting> resting = store.serviceDependencies();
    Set<String> touched = new HashSet<>();
    for (PostgresTopology.Resting one : resting) {
      touched.add(one.fromId());
      touched.add(one.toId());
    }
    for (Dependency link : links) {
      for (String end : List.of(link.from(), link.to())) {
        if (!entities.containsKey(end) && !counted.containsKey(end)) {
          touched.add(end); // one that was learned between two services and confirmed
        }
      }
    }
    for (PostgresTopology.Named service : services) {
      if (touched.contains(service.id()) && !entityOfService.containsKey(service.id())) {
        entityOfService.put(service.id(), add(service, entities, counted));
      }
    }
    for (PostgresTopology.Resting one : resting) {
      String from = entityOfService.get(one.fromId());
      String to = entityOfService.get(one.toId());
      if (from != null && to != null && !from.equals(to)) {
        links.add(new Dependency(from, to, Dependency.OF_SERVICES, 1));
      }
    }
  }

  /// A service as an entity of its own.
  ///
  /// @return its id
  private static String add(
      PostgresTopology.Named service, Map<String, Entity> entities, Map<String, String> counted) {
    // an import may use the id, and that one may count under another
    boolean taken = entities.containsKey(service.id()) || counted.containsKey(service.id());
    String id = taken ? "service:" + service.id() : service.id();
    entities.put(
        id, new Entity(id, service.kind(), service.name(), id, null, null, Set.of(), Map.of()));
    return id;
  }

  /// Adds the services that are no entity yet and that nothing rests on; business services have no alerts of their own.
  ///
  /// @return whether there were any
  private static boolean addLonely(
      Map<String, Entity> entities,
      Map<String, String> counted,
      List<PostgresTopology.Named> services,
      Map<String, String> entityOfService) {
    boolean more = false;
    for (PostgresTopology.Named service : services) {
      String standing = entityOfService.get(service.id());
      Entity entity = standing == null ? null : entities.get(standing);
      if (service.isTechnical() && (entity == null || !entity.isService())) {
        entityOfService.put(service.id(), add(service, entities, counted));
        more = true;
      }
    }
    return more;
  }

  /// Answers from two maps made once. Who is named for a thing answers for it, and else whoever answers for the service it belongs to.
  private static final class Held implements Owners {
    private final Topology topology;
    private final Map<Integer, String> ownerOf = new HashMap<>();
    private final Map<String, Integer> entityOf = new HashMap<>();

    Held(Topology topology, Map<String, String> entityOfService, Map<String, String> ownerByName) {
      this.topology = topology;
      ownerByName.forEach((entity, service) -> {
        int index = topology.indexOf(entity);
        if (index >= 0) {
          ownerOf.put(index, service);
        }
      });
      entityOfService.forEach((service, entity) -> {
        int index = topology.indexOf(entity);
        if (index >= 0) {
          entityOf.put(service, index);
          ownerOf.putIfAbsent(index, service);
        }
      });
      for (int i = 0; i < topology.size(); i++) {
        String owner = topology.serviceOf(i) < 0 ? null : ownerOf.get(topology.serviceOf(i));
        if (owner != null) {
          ownerOf.putIfAbsent(i, owner);
        }
      }
    }

    @Override
    public Optional<String> ownerOf(int entity) {
      return Optional.ofNullable(ownerOf.get(entity));
    }

    @Override
    public int entityOf(String serviceId) {
      return entityOf.getOrDefault(serviceId, -1);
    }

    @Override
    public int placeOf(String serviceId) {
      int entity = entityOf(serviceId);
      return entity >= 0 && topology.entity(entity).isService() ? entity : -1;
    }
  }

  @Override
  public void note(Collection<Gap> gaps) {
    store.saveGaps(gaps);
  }

  /// Pairs that a person rejected in both directions, under the ids under which their ends count now.
  private Set<String> rejected(Map<String, String> counted) {
    var rejected = new HashSet<String>();
    for (PostgresTopology.Rejected pair : store.rejected()) {
      PostgresTopology.Rejected ends = pair.counted(counted);
      rejected.add(ends.from() + "\n" + ends.to());
      rejected.add(ends.to() + "\n" + ends.from());
    }
    return rejected;
  }

  @Override
  public void learned(Map<Dependency, String> dependencies, Instant now) {
    database.run(() -> {
      Map<String, String> counted = same.counted();
      var known = new HashMap<String, DependencyRow>();
      var ends = new HashSet<String>();
      dependencies.keySet().forEach(link -> ends.add(link.from()));
      counted.forEach((id, standing) -> {
        if (ends.contains(standing)) {
          ends.add(id);
        }
      });
      for (DependencyRow row : store.touching(ends)) {
        String from = counted.getOrDefault(row.dependency().from(), row.dependency().from());
        String to = counted.getOrDefault(row.dependency().to(), row.dependency().to());
        known.put(from + "\n" + to, row);
        known.put(to + "\n" + from, row);
      }
      Set<String> rejected = rejected(counted);
      var fresh = new ArrayList<DependencyRow>();
      var evidence = new HashMap<Dependency, String>();
      boolean news = false;
      for (Dependency link : dependencies.keySet()) {
        if (rejected.contains(link.from() + "\n" + link.to())) {
          continue;
        }
        DependencyRow before = known.get(link.from() + "\n" + link.to());
        if (before == null || (before.learned() && before.confirmedBy() == null)) {
          fresh.add(new DependencyRow(link, true, null, "learned", now, null));
          news |= before == null;
          evidence.put(link, dependencies.getOrDefault(link, ""));
        }
      }
      if (news && words.trust().proven()) {
        store.raiseVersion(); // it counts from now on
      }
      store.saveDependencies(fresh);
      store.saveEvidence(evidence, now);
    });
  }
}
