package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.IntCounts;
import dev.muster.correlate.engine.numbers.IntMap;
import dev.muster.correlate.engine.numbers.Vicinity;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Alerts that are held together: an incident, or what may become one.
final class Cluster {
  final long number;

  /// Id of the incident, once it is one.
  @Nullable String incidentId;

  /// Most things counted that its places rest on.
  private static final int MOST_UPSTREAM = 4_096;

  final List<Seen> members = new ArrayList<>(4);
  final IntMap<List<Seen>> byPlace = new IntMap<>();
  final IntCounts services = new IntCounts();
  final IntCounts kinds = new IntCounts();
  final IntCounts regions = new IntCounts();
  final IntCounts tools = new IntCounts();

  /// While learning: its true incidents.
  final IntCounts labels = new IntCounts();

  /// How many of its places rest on an entity, directly or not.
  final IntCounts upstream = new IntCounts();

  /// By past incident, how many of its alerts have a pattern, or a place, that took part in it.
  final IntCounts casesOfPattern = new IntCounts();

  final IntCounts casesOfPlace = new IntCounts();

  long firstOnset = Long.MAX_VALUE;
  long lastOnset = Long.MIN_VALUE;
  long lastArrived = Long.MIN_VALUE;
  double noiseSum;

  /// When it was last looked at for coming apart.
  long parted;

  private @Nullable Roots roots;

  /// Where it began before that alert left: alerts mostly leave to be looked at, and come back.
  private @Nullable Roots rootsWith;

  private @Nullable Seen left;

  private long doubtedAt = Long.MIN_VALUE / 2;

  /// Scratch: the links to it of the alert that is being looked at.
  Finder.@Nullable Gathered gathered;

  Cluster(long number) {
    this.number = number;
  }

  /// Where it begins.
  Roots roots(Scene scene) {
    Roots known = roots;
    if (known == null) {
      known = Roots.of(scene, members);
      roots = known;
    }
    return known;
  }

  void add(Seen seen, Vicinity.@Nullable Near near) {
    List<Seen> before = byPlace.get(seen.place);
    if (before == null || before.isEmpty() || before.getFirst().onset > seen.onset) {
      roots = seen == left ? rootsWith : null;
    }
    left = null;
    rootsWith = null;
    members.add(seen);
    seen.cluster = this;
    var here = byPlace.computeIfAbsent(seen.place, () -> new ArrayList<>(2));
    boolean fresh = here.isEmpty();
    here.add(seen);
    count(seen, 1);
    noiseSum += seen.noiseChance;
    if (fresh && near != null) {
      count(near, 1);
    }
    firstOnset = Math.min(firstOnset, seen.onset);
    lastOnset = Math.max(lastOnset, seen.onset);
    lastArrived = Math.max(lastArrived, seen.arrived);
  }

  void remove(Seen seen, Vicinity.@Nullable Near near) {
    members.remove(seen);
    seen.cluster = null;
    Roots known = roots;
    drop(seen, near);
    if (roots == null && known != null) {
      rootsWith = known;
      left = seen;
    }
    if (seen.onset > firstOnset && seen.onset < lastOnset && seen.arrived < lastArrived) {
      return;
    }
    firstOnset = Long.MAX_VALUE;
    lastOnset = Long.MIN_VALUE;
    lastArrived = Long.MIN_VALUE;
    for (Seen each : members) {
      firstOnset = Math.min(firstOnset, each.onset);
      lastOnset = Math.max(lastOnset, each.onset);
      lastArrived = Math.max(lastArrived, each.arrived);
    }
  }

  private void drop(Seen seen, Vicinity.@Nullable Near near) {
    left = null;
    rootsWith = null;
    var here = byPlace.get(seen.place);
    if (here == null || isFirst(here, seen)) {
      roots = null;
    }
    if (here != null) {
      here.remove(seen);
      if (here.isEmpty()) {
        byPlace.remove(seen.place);
        if (near != null) {
          count(near, -1);
        }
      }
    }
    count(seen, -1);
    noiseSum -= seen.noiseChance;
  }

  /// Whether it came before all others there.
  private static boolean isFirst(List<Seen> here, Seen seen) {
    for (Seen each : here) {
      if (each != seen && each.onset <= seen.onset) {
        return false;
      }
    }
    return true;
  }

  private void count(Seen seen, int by) {
    services.add(seen.service, by);
    kinds.add(seen.kindNumber, by);
    regions.add(seen.region, by);
    tools.add(seen.toolNumber, by);
    for (int each : seen.casesOfPattern) {
      casesOfPattern.add(each, by);
    }
    for (int each : seen.casesOfPlace) {
      casesOfPlace.add(each, by);
    }
    if (seen.label > 0) {
      labels.add(seen.label, by);
    }
  }

  /// Lets go of an alert that is too old to matter; what the cluster is stays.
  void forget(Seen seen, Vicinity.@Nullable Near near) {
    members.remove(seen);
    drop(seen, near);
  }

  private void count(Vicinity.Near near, int by) {
    for (int entity : near.below()) {
      if (by < 0 || upstream.size() < MOST_UPSTREAM || upstream.get(entity) > 0) {
        upstream.add(entity, by);
      }
    }
  }

  /// Whether it was doubted at the last look as well: one look may err, and a split is for people to see.
  boolean doubted(long now, long every) {
    boolean again = now - doubtedAt <= 3 * every && now > doubtedAt;
    doubtedAt = now;
    return again;
  }

  boolean isIncident() {
    return incidentId != null;
  }

  int size() {
    return members.size();
  }
}
