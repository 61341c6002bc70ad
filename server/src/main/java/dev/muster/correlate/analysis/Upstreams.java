package dev.muster.correlate.analysis;

import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Which services an incident touches, and which of them those rest on: where to look for what was changed. Pure.
final class Upstreams {
  /// Dependencies that are followed: what breaks a service lies beside it or one further most of the time.
  static final int HOPS = 2;

  /// So many services at most, the nearest first.
  private static final int MOST = 200;

  private Upstreams() {}

  /// A service that may be concerned.
  ///
  /// @param hops dependencies between it and a service that is touched; 0 for those
  /// @param of the touched service that rests on it; null when it is touched itself
  record Place(String serviceId, int hops, @Nullable String of) {}

  /// @param touched services that alerts of the incident came from
  /// @param about ids of the entities that its alerts speak of: these need not belong to the service whose door they came through
  /// @return by rising number of hops, each service once
  static List<Place> of(
      Collection<String> touched, Collection<String> about, Topologies.Snapshot snapshot) {
    Topology topology = snapshot.topology();
    var found = new LinkedHashMap<String, Place>();
    var seen = new HashSet<Integer>();
    Map<Integer, String> edge = new LinkedHashMap<>();
    for (String service : new TreeSet<>(touched)) {
      found.put(service, new Place(service, 0, null));
      int entity = snapshot.owners().entityOf(service);
      if (entity >= 0) {
        reach(topology, entity, service, seen, edge);
      }
    }
    for (String id : new TreeSet<>(about)) {
      int entity = topology.indexOf(id);
      String owner = entity < 0 ? null : snapshot.owners().ownerOf(entity).orElse(null);
      if (owner != null) {
        found.putIfAbsent(owner, new Place(owner, 0, null));
        reach(topology, entity, owner, seen, edge);
      }
    }
    for (int hops = 1; hops <= HOPS && found.size() < MOST; hops++) {
      Map<Integer, String> next = new LinkedHashMap<>();
      for (Map.Entry<Integer, String> from : edge.entrySet()) {
        for (int target : topology.dependencies(from.getKey())) {
          String origin = from.getValue();
          reach(topology, target, origin, seen, next);
        }
      }
      for (Map.Entry<Integer, String> at : next.entrySet()) {
        int distance = hops;
        snapshot
            .owners()
            .ownerOf(at.getKey())
            .ifPresent(
                service -> found.putIfAbsent(service, new Place(service, distance, at.getValue())));
      }
      edge = next;
    }
    List<Place> places = new ArrayList<>(found.values());
    return places.size() > MOST ? List.copyOf(places.subList(0, MOST)) : List.copyOf(places);
  }

  /// An entity, and its parts when it is a service.
  private static void reach(
      Topology topology, int entity, String origin, Set<Integer> seen, Map<Integer, String> edge) {
    if (!seen.add(entity)) {
      return;
    }
    edge.put(entity, origin);
    for (int part : topology.partsOf(entity)) {
      if (seen.add(part)) {
        edge.put(part, origin);
      }
    }
  }
}
