package dev.muster.correlate.past;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Entity;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.kernel.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What an import calls things, in the ids of this house: by id, or in any case by a name that only one has. It is looked up whenever it is
/// learned from, so that a service or an integration that is made after the import counts as well.
public final class PastNames {
  private final Topologies.Snapshot snapshot;
  private final Topologies.Snapshot whole;
  private final Map<String, String> ids = new TreeMap<>();
  private final Map<String, String> services = new TreeMap<>();
  private final Map<String, String> doors = new TreeMap<>();
  private final Map<String, String> things = new TreeMap<>();
  private final Map<String, String> serviceThings = new TreeMap<>();
  private final String digest;

  private PastNames(Catalog catalog, Topologies.Snapshot snapshot) {
    this.snapshot = snapshot;
    whole = snapshot.whole();
    var twice = new HashSet<String>();
    var shared = new HashSet<String>();
    for (Service service : catalog.allServices()) {
      ids.put(service.id(), service.id());
      put(services, twice, service.name(), service.id());
      for (Integration integration : catalog.integrations(service.id())) {
        put(doors, shared, integration.name(), service.id());
      }
    }
    named(whole.topology(), Entity::isService, serviceThings);
    named(whole.topology(), _ -> true, things);
    digest = Sha256.hex(whole.digest() + services + doors, 12);
  }

  /// Looks up what that catalog and the whole of that topology know.
  public static PastNames of(Catalog catalog, Topologies.Snapshot snapshot) {
    return new PastNames(catalog, snapshot);
  }

  private static void named(
      Topology topology, Predicate<Entity> wanted, Map<String, String> found) {
    var twice = new HashSet<String>();
    for (int i = 0; i < topology.size(); i++) {
      Entity entity = topology.entity(i);
      if (wanted.test(entity)) {
        put(found, twice, entity.name(), entity.id());
      }
    }
  }

  /// What two are called is no name of either.
  private static void put(Map<String, String> found, Set<String> twice, String name, String id) {
    String key = key(name);
    String before = twice.contains(key) ? null : found.putIfAbsent(key, id);
    if (before != null && !before.equals(id)) {
      twice.add(key);
      found.remove(key);
    }
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /// Whether nothing may have changed since; whoever changes the catalog makes another snapshot.
  @SuppressWarnings(
      "ReferenceEquality") // the desk hands out the same object as long as nothing has changed
  public boolean isOf(Topologies.Snapshot present) {
    return snapshot == present;
  }

  /// Changes whenever another service or door is meant by a name.
  public String digest() {
    return digest;
  }

  /// The id of the service of this house.
  public Optional<String> service(@Nullable String idOrName) {
    if (idOrName == null) {
      return Optional.empty();
    }
    return Optional.ofNullable(ids.get(idOrName.strip()))
        .or(() -> Optional.ofNullable(services.get(key(idOrName))));
  }

  /// The service whose door an alert came through: the one it names, or the one that its tool is an integration of, when no other
  /// service has one of that name.
  public Optional<String> door(PastAlert alert) {
    return service(alert.service())
        .or(() -> Optional.ofNullable(doors.get(key(alert.sighting().tool()))));
  }

  /// The services through whose doors those alerts came, as the topology has them or else by their own ids, by
  /// {@link PastAlert#doorName}; those that nobody knows are left out.
  public Map<String, String> doors(Collection<PastAlert> alerts) {
    var found = new TreeMap<String, Optional<String>>();
    for (PastAlert alert : alerts) {
      found.computeIfAbsent(alert.doorName(), _ -> door(alert));
    }
    var known = new TreeMap<String, String>();
    found.forEach((name, door) -> door.ifPresent(id -> known.put(name, snapshot.idOf(id))));
    return known;
  }

  /// The id in the whole topology of what had failed.
  public Optional<String> thing(@Nullable String idOrName) {
    return found(idOrName, things);
  }

  /// The same of the service that had failed.
  public Optional<String> serviceThing(@Nullable String idOrName) {
    return found(idOrName, serviceThings);
  }

  /// What an import calls by names that nothing here has, each name once, in plain words.
  List<String> missing(Collection<PastStore.Told> incidents, Collection<PastAlert> alerts) {
    var missing = new LinkedHashMap<List<String>, List<String>>();
    for (PastStore.Told told : incidents) {
      String where = "incident " + told.externalId();
      note(missing, "service", told.service(), where, service(told.service()).isPresent());
      note(
          missing,
          "cause.entity",
          told.causeEntity(),
          where,
          thing(told.causeEntity()).isPresent());
      note(
          missing,
          "cause.service",
          told.causeService(),
          where,
          serviceThing(told.causeService()).isPresent());
    }
    for (PastAlert alert : alerts) {
      note(
          missing,
          "service",
          alert.service(),
          "alert " + alert.sighting().alertId(),
          service(alert.service()).isPresent());
    }
    var words = new ArrayList<String>();
    missing.forEach((what, where) ->
        words.add(
            "'%s': nothing here, or more than one thing, is called '%s' (%s%s)."
                .formatted(
                    what.getFirst(),
                    what.getLast(),
                    where.getFirst(),
                    where.size() == 1 ? "" : " and %d more".formatted(where.size() - 1))));
    return words;
  }

  private static void note(
      Map<List<String>, List<String>> missing,
      String field,
      @Nullable String name,
      String where,
      boolean found) {
    if (name != null && !found) {
      missing.computeIfAbsent(List.of(field, name), _ -> new ArrayList<>()).add(where);
    }
  }

  private Optional<String> found(@Nullable String idOrName, Map<String, String> names) {
    if (idOrName == null) {
      return Optional.empty();
    }
    Topology topology = whole.topology();
    if (topology.indexOf(idOrName) >= 0) {
      return Optional.of(idOrName);
    }
    return service(idOrName)
        .map(whole.owners()::placeOf)
        .filter(place -> place >= 0)
        .map(place -> topology.entity(place).id())
        .or(() -> Optional.ofNullable(names.get(key(idOrName))));
  }
}
