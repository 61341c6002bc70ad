package dev.muster.catalog.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// All entities and dependencies, immutable and indexed. Inside, an entity is a number from 0 to {@link #size()} - 1, in the order of
/// ids, so that the same entities give the same numbers whatever order they are handed over in. Dependencies on unknown entities
/// are left out and counted. An entity may have further ids, those of what counts as one with it. Safe for use by many threads.
public final class Topology {
  private static final int[] NONE = {};

  private final Entity[] entities;
  private final Map<String, Integer> byId;
  private final int[] service;
  private final int[][] dependencies;
  private final int[][] dependants;
  private final int[][] dependencyKinds;
  private final int[][] dependantKinds;
  private final int[][] parts;
  private final List<String> kinds;
  private final int dangling;
  private final int edges;

  private Topology(
      Collection<Entity> all, Collection<Dependency> links, Map<String, String> counted) {
    entities = all.stream().sorted(Comparator.comparing(Entity::id)).toArray(Entity[]::new);
    byId = HashMap.newHashMap(entities.length);
    for (int i = 0; i < entities.length; i++) {
      if (byId.put(entities[i].id(), i) != null) {
        throw new IllegalArgumentException("two entities have the id " + entities[i].id());
      }
    }
    counted.forEach((id, standing) -> {
      Integer index = byId.get(standing);
      if (index == null || byId.putIfAbsent(id, index) != null) {
        throw new IllegalArgumentException(id + " cannot count as " + standing);
      }
    });
    service = new int[entities.length];
    var members = new HashMap<Integer, List<Integer>>();
    for (int i = 0; i < entities.length; i++) {
      String id = entities[i].serviceId();
      service[i] = id == null ? -1 : byId.getOrDefault(id, -1);
      if (service[i] >= 0 && service[i] != i) {
        members.computeIfAbsent(service[i], key -> new ArrayList<>()).add(i);
      }
    }
    parts = new int[entities.length][];
    for (int i = 0; i < entities.length; i++) {
      parts[i] = members.getOrDefault(i, List.of()).stream().mapToInt(x -> x).toArray();
    }
    kinds = links.stream().map(Dependency::kind).distinct().sorted().toList();
    var kindIndex = new HashMap<String, Integer>();
    for (String kind : kinds) {
      kindIndex.put(kind, kindIndex.size());
    }
    var from = new ArrayList<List<long[]>>();
    var to = new ArrayList<List<long[]>>();
    for (int i = 0; i < entities.length; i++) {
      from.add(new ArrayList<>());
      to.add(new ArrayList<>());
    }
    int unknown = 0;
    int known = 0;
    var seen = new HashSet<List<Integer>>();
    for (Dependency link : links) {
      Integer a = byId.get(link.from());
      Integer b = byId.get(link.to());
      if (a == null || b == null || a.equals(b)) {
        unknown++;
        continue;
      }
      int kind = kindIndex.getOrDefault(link.kind(), 0);
      if (!counted.isEmpty() && !seen.add(List.of(a, b, kind))) {
        continue; // two that count as one may both say so
      }
      from.get(a).add(new long[] {b, kind});
      to.get(b).add(new long[] {a, kind});
      known++;
    }
    dangling = unknown;
    edges = known;
    dependencies = new int[entities.length][];
    dependencyKinds = new int[entities.length][];
    dependants = new int[entities.length][];
    dependantKinds = new int[entities.length][];
    for (int i = 0; i < entities.length; i++) {
      pack(from.get(i), dependencies, dependencyKinds, i);
      pack(to.get(i), dependants, dependantKinds, i);
    }
  }

  private static void pack(List<long[]> links, int[][] ends, int[][] kinds, int i) {
    links.sort(Comparator.<long[]>comparingLong(x -> x[0]).thenComparingLong(x -> x[1]));
    ends[i] = links.stream().mapToInt(x -> (int) x[0]).toArray();
    kinds[i] = links.stream().mapToInt(x -> (int) x[1]).toArray();
  }

  /// A topology of those.
  ///
  /// @throws IllegalArgumentException when two entities have the same id
  public static Topology of(Collection<Entity> entities, Collection<Dependency> dependencies) {
    return of(entities, dependencies, Map.of());
  }

  /// A topology of those, in which some things have further ids.
  ///
  /// @param counted id to the id of the entity that is meant by it
  /// @throws IllegalArgumentException when two entities have the same id, or an id means two things
  public static Topology of(
      Collection<Entity> entities,
      Collection<Dependency> dependencies,
      Map<String, String> counted) {
    return new Topology(entities, dependencies, counted);
  }

  /// Nothing is known.
  public static Topology empty() {
    return new Topology(List.of(), List.of(), Map.of());
  }

  /// How many entities there are.
  public int size() {
    return entities.length;
  }

  /// How many dependencies there are between known entities.
  public int dependencyCount() {
    return edges;
  }

  /// How many dependencies were left out because an end is unknown or both ends are the same.
  public int danglingCount() {
    return dangling;
  }

  /// The entity with that number.
  public Entity entity(int index) {
    return entities[index];
  }

  /// The number of the entity with that id, or -1.
  public int indexOf(String id) {
    return byId.getOrDefault(id, -1);
  }

  /// The entity with that id.
  public Optional<Entity> find(String id) {
    Integer index = byId.get(id);
    return index == null ? Optional.empty() : Optional.of(entities[index]);
  }

  /// The service to which it belongs (itself for a service), or -1.
  public int serviceOf(int index) {
    return service[index];
  }

  /// What belongs to that service, itself left out.
  public int[] partsOf(int serviceIndex) {
    return parts[serviceIndex].length == 0
        ? NONE
        : Arrays.copyOf(parts[serviceIndex], parts[serviceIndex].length);
  }

  /// What it rests on; the array must not be changed.
  public int[] dependencies(int index) {
    return dependencies[index];
  }

  /// What rests on it; the array must not be changed.
  public int[] dependants(int index) {
    return dependants[index];
  }

  /// Kinds of its {@link #dependencies}, by the same position, as positions in {@link #dependencyKinds()}.
  public int[] dependencyKindsOf(int index) {
    return dependencyKinds[index];
  }

  /// Kinds of its {@link #dependants}, by the same position, as positions in {@link #dependencyKinds()}.
  public int[] dependantKindsOf(int index) {
    return dependantKinds[index];
  }

  /// All kinds of dependency, in alphabetical order.
  public List<String> dependencyKinds() {
    return kinds;
  }

  /// How many dependencies touch it.
  public int degree(int index) {
    return dependencies[index].length + dependants[index].length;
  }

  /// Fewest dependencies between the two in either direction, not passing through anything that more than so many dependencies
  /// touch; -1 when that takes more than the given number.
  ///
  /// @param most at most so many hops, 0 to 6
  /// @param hub degree above which an entity is not passed through; says little, as nearly everything is near it
  public int hops(int a, int b, int most, int hub) {
    if (a == b) {
      return 0;
    }
    var seen = new HashMap<Integer, Integer>();
    seen.put(a, 0);
    var frontier = new ArrayList<Integer>(List.of(a));
    for (int hop = 1; hop <= most; hop++) {
      var next = new ArrayList<Integer>();
      for (int at : frontier) {
        if (at != a && degree(at) > hub) {
          continue;
        }
        for (int[] ends : new int[][] {dependencies[at], dependants[at]}) {
          for (int end : ends) {
            if (end == b) {
              return hop;
            }
            if (seen.putIfAbsent(end, hop) == null) {
              next.add(end);
            }
          }
        }
      }
      frontier = next;
    }
    return -1;
  }
}
