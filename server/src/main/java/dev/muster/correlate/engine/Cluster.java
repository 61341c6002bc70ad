package dev.muster.correlate.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Alerts that are held together: an incident, or what may become one.
final class Cluster {
  final long number;

  /// Id of the incident, once it is one.
  @Nullable String incidentId;

  /// Most alerts looked at when something is computed of all of them; the latest count.
  private static final int MOST_UPSTREAM = 4_096;

  final List<Seen> members = new ArrayList<>();
  final Map<Integer, List<Seen>> byPlace = new HashMap<>();
  final Map<Integer, Integer> services = new HashMap<>();
  final Map<Long, Integer> kinds = new HashMap<>();
  final Map<Integer, Integer> regions = new HashMap<>();

  /// How many of its places rest on an entity, directly or not.
  final Map<Integer, Integer> upstream = new HashMap<>();

  long firstOnset = Long.MAX_VALUE;
  long lastOnset = Long.MIN_VALUE;
  long lastArrived = Long.MIN_VALUE;
  double noiseSum;

  /// When it was last looked at for coming apart.
  long parted;

  private long doubtedAt = Long.MIN_VALUE / 2;

  Cluster(long number) {
    this.number = number;
  }

  void add(Seen seen, int region, Vicinity.@Nullable Near near) {
    members.add(seen);
    seen.cluster = this;
    var here = byPlace.computeIfAbsent(seen.place, key -> new ArrayList<>(2));
    boolean fresh = here.isEmpty();
    here.add(seen);
    services.merge(seen.service, 1, Integer::sum);
    kinds.merge(seen.kind, 1, Integer::sum);
    regions.merge(region, 1, Integer::sum);
    noiseSum += 1 / (1 + Math.exp(-seen.noise));
    if (fresh && near != null) {
      count(near, 1);
    }
    firstOnset = Math.min(firstOnset, seen.onset);
    lastOnset = Math.max(lastOnset, seen.onset);
    lastArrived = Math.max(lastArrived, seen.arrived);
  }

  void remove(Seen seen, int region, Vicinity.@Nullable Near near) {
    members.remove(seen);
    seen.cluster = null;
    drop(seen, region, near);
    firstOnset = Long.MAX_VALUE;
    lastOnset = Long.MIN_VALUE;
    lastArrived = Long.MIN_VALUE;
    for (Seen each : members) {
      firstOnset = Math.min(firstOnset, each.onset);
      lastOnset = Math.max(lastOnset, each.onset);
      lastArrived = Math.max(lastArrived, each.arrived);
    }
  }

  private void drop(Seen seen, int region, Vicinity.@Nullable Near near) {
    var here = byPlace.get(seen.place);
    if (here != null) {
      here.remove(seen);
      if (here.isEmpty()) {
        byPlace.remove(seen.place);
        if (near != null) {
          count(near, -1);
        }
      }
    }
    less(services, seen.service);
    less(kinds, seen.kind);
    less(regions, region);
    noiseSum -= 1 / (1 + Math.exp(-seen.noise));
  }

  /// Lets go of an alert that is too old to matter; what the cluster is stays.
  void forget(Seen seen, int region, Vicinity.@Nullable Near near) {
    long first = firstOnset;
    long last = lastOnset;
    long arrived = lastArrived;
    members.remove(seen);
    drop(seen, region, near);
    firstOnset = first;
    lastOnset = last;
    lastArrived = arrived;
  }

  private static <K> void less(Map<K, Integer> counts, K key) {
    counts.computeIfPresent(key, (k, n) -> n > 1 ? n - 1 : null);
  }

  private void count(Vicinity.Near near, int by) {
    for (int entity : near.below()) {
      if (by < 0) {
        less(upstream, entity);
      } else if (upstream.size() < MOST_UPSTREAM || upstream.containsKey(entity)) {
        upstream.merge(entity, 1, Integer::sum);
      }
    }
  }

  /// Whether it was doubted at the last look as well: one look may err, and a split is for people to see.
  boolean doubted(long now, long every) {
    boolean again = now - doubtedAt <= 3 * every && now > doubtedAt;
    doubtedAt = now;
    return again;
  }

  /// The alert with the earliest onset.
  Seen earliest() {
    Seen best = members.getFirst();
    for (Seen each : members) {
      if (each.onset < best.onset) {
        best = each;
      }
    }
    return best;
  }

  boolean isIncident() {
    return incidentId != null;
  }

  int size() {
    return members.size();
  }
}
