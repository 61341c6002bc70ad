package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.IntCounts;
import dev.muster.correlate.engine.numbers.Precedents;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds where a cluster comes apart: strong ties hold its alerts together in lumps, and two troubles that were taken for one show as
/// two lumps with little between them. The lumps are found by a maximum spanning tree of the ties (Kruskal); each of its weakest
/// branches parts the cluster in two, and what lies between the two parts is put into numbers.
final class Parting {
  static final int FEATURES = 25 + Roots.FEATURES;

  /// Latest alerts of a cluster that are looked at.
  private static final int MOST = 160;

  /// Branches looked at, the weakest first.
  private static final int CUTS = 4;

  /// A branch stronger than this holds.
  private static final float FIRM = 2.5f;

  private static final double MINUTE = 60_000;

  /// A tie between two alerts of the same cluster.
  ///
  /// @param affinity what kinds of alert it ties, and how; see {@link Evidence#affinityKey}
  /// @param chance see {@link Link#chance}
  record Tie(Seen other, float logOdds, long affinity, float chance) {}

  /// A way to part a cluster.
  ///
  /// @param leaving the alerts that would leave; the younger part
  record Cut(List<Seen> leaving, List<Seen> staying, Features row) {}

  /// Numbers of a cut; see {@link #row}.
  static final class Features {
    final float[] values = new float[FEATURES];
  }

  private record Edge(int a, int b, float weight) {}

  private static final Comparator<Edge> STRONGEST =
      (one, two) ->
          one.weight != two.weight
              ? Float.compare(two.weight, one.weight)
              : one.a != two.a ? Integer.compare(one.a, two.a) : Integer.compare(one.b, two.b);

  private Parting() {}

  /// The ways in which that cluster may be parted, weakest branch first.
  static List<Cut> cuts(Cluster cluster, Scene scene, long now) {
    int n = Math.min(MOST, cluster.size());
    if (n < 4) {
      return List.of();
    }
    List<Seen> members = cluster.members.subList(cluster.size() - n, cluster.size());
    for (int i = 0; i < n; i++) {
      members.get(i).index = i;
    }
    var edges = new ArrayList<Edge>();
    for (int i = 0; i < n; i++) {
      for (Tie tie : members.get(i).ties) {
        int other = tie.other.cluster == cluster ? tie.other.index : -1;
        if (other >= 0 && other < n && other != i && members.get(other) == tie.other) {
          edges.add(new Edge(i, other, tie.logOdds));
        }
      }
    }
    edges.sort(STRONGEST);
    int[] lump = new int[n];
    List<List<Integer>> lumps = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      lump[i] = i;
      lumps.add(new ArrayList<>(List.of(i)));
    }
    var weak = new ArrayList<List<Integer>>();
    for (Edge edge : edges) {
      int a = lump[edge.a];
      int b = lump[edge.b];
      if (a == b) {
        continue;
      }
      int small = lumps.get(a).size() <= lumps.get(b).size() ? a : b;
      int large = small == a ? b : a;
      if (edge.weight < FIRM && lumps.get(small).size() >= 2) {
        weak.add(List.copyOf(lumps.get(small)));
      }
      for (int each : lumps.get(small)) {
        lump[each] = large;
      }
      lumps.get(large).addAll(lumps.get(small));
      lumps.get(small).clear();
    }
    // what no tie holds at all
    int biggest = lump[0];
    for (int i = 0; i < n; i++) {
      biggest = lumps.get(lump[i]).size() > lumps.get(biggest).size() ? lump[i] : biggest;
    }
    for (int i = 0; i < n; i++) {
      if (i != biggest && lumps.get(i).size() >= 2) {
        weak.add(List.copyOf(lumps.get(i)));
      }
    }
    var cuts = new ArrayList<Cut>();
    for (int k = weak.size() - 1; k >= 0 && cuts.size() < CUTS; k--) {
      Cut cut = cut(members, weak.get(k), edges, scene, now);
      if (cut != null) {
        cuts.add(cut);
      }
    }
    return cuts;
  }

  private static @Nullable Cut cut(
      List<Seen> members, List<Integer> part, List<Edge> edges, Scene scene, long now) {
    int n = members.size();
    boolean[] inside = new boolean[n];
    for (int each : part) {
      inside[each] = true;
    }
    var one = new ArrayList<Seen>();
    var two = new ArrayList<Seen>();
    for (int i = 0; i < n; i++) {
      (inside[i] ? one : two).add(members.get(i));
    }
    if (one.size() < 2 || two.size() < 2) {
      return null;
    }
    boolean leaves =
        young(one) > young(two) || (young(one) == young(two) && one.size() < two.size());
    var row = new Features();
    row(members, inside, one, two, edges, scene, now, row.values);
    return new Cut(leaves ? one : two, leaves ? two : one, row);
  }

  private static double young(List<Seen> part) {
    int young = 0;
    for (Seen seen : part) {
      young += seen.settled ? 0 : 1;
    }
    return (double) young / part.size();
  }

  private static void row(
      List<Seen> members,
      boolean[] inside,
      List<Seen> one,
      List<Seen> two,
      List<Edge> edges,
      Scene scene,
      long now,
      float[] row) {
    float[] top = {-9, -9, -9};
    int crossing = 0;
    double sum = 0;
    int within = 0;
    double withinSum = 0;
    boolean[] tied = new boolean[members.size()];
    for (Edge edge : edges) {
      double p = CorrelationEngine.sigmoid(edge.weight);
      if (inside[edge.a] != inside[edge.b]) {
        crossing++;
        sum += p;
        for (int i = 0; i < 3; i++) {
          if (edge.weight > top[i]) {
            System.arraycopy(top, i, top, i + 1, 2 - i);
            top[i] = edge.weight;
            break;
          }
        }
        if (edge.weight > 0) {
          tied[edge.a] = true;
          tied[edge.b] = true;
        }
      } else if (inside[edge.a] == one.size() <= two.size()) {
        within++;
        withinSum += p;
      }
    }
    int smallTied = 0;
    int largeTied = 0;
    boolean oneSmall = one.size() <= two.size();
    for (int i = 0; i < tied.length; i++) {
      if (tied[i]) {
        if (inside[i] == oneSmall) {
          smallTied++;
        } else {
          largeTied++;
        }
      }
    }
    List<Seen> small = oneSmall ? one : two;
    List<Seen> large = oneSmall ? two : one;
    row[0] = top[0];
    row[1] = top[1];
    row[2] = top[2];
    row[3] = (float) Math.log1p(crossing);
    row[4] = (float) sum;
    row[5] = (float) sum / small.size();
    row[6] = (float) smallTied / small.size();
    row[7] = (float) largeTied / large.size();
    row[8] = within == 0 ? 0 : (float) (withinSum / within);
    row[9] = (float) (withinSum / small.size());
    row[10] = (float) Math.log(small.size());
    row[11] = (float) Math.log(large.size());
    long firstSmall = small.stream().mapToLong(seen -> seen.onset).min().orElse(0);
    long firstLarge = large.stream().mapToLong(seen -> seen.onset).min().orElse(0);
    row[12] = (float) Math.clamp((firstSmall - firstLarge) / MINUTE, -120, 240);
    Set<Integer> services = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    Set<Integer> regions = new HashSet<>();
    large.forEach(seen -> {
      services.add(seen.service);
      places.add(seen.place);
      regions.add(seen.region);
    });
    row[13] =
        (float) small.stream().filter(seen -> services.contains(seen.service)).count()
            / small.size();
    row[14] =
        (float) small.stream().filter(seen -> places.contains(seen.place)).count() / small.size();
    row[15] =
        (float) small.stream().filter(seen -> regions.contains(seen.region)).count() / small.size();
    row[16] = (float) small.stream().mapToDouble(seen -> seen.noiseChance).average().orElse(0);
    row[17] = (float) large.stream().mapToDouble(seen -> seen.noiseChance).average().orElse(0);
    row[18] = scene.crowd(now);
    row[19] = (float) young(small);
    row[20] = (float) young(large);
    row[21] = cover(small, large, scene);
    Roots.read(Roots.of(scene, small), Roots.of(scene, large), row, 22);
    precedents(small, large, row, 22 + Roots.FEATURES);
  }

  /// How well one past incident explains both parts, by kinds of alert and by places, and how well one explains the small part.
  private static void precedents(List<Seen> small, List<Seen> large, float[] row, int at) {
    var patterns = new IntCounts();
    var places = new IntCounts();
    var largePatterns = new IntCounts();
    var largePlaces = new IntCounts();
    small.forEach(seen -> seen.recalled(patterns, places));
    large.forEach(seen -> seen.recalled(largePatterns, largePlaces));
    row[at] = Precedents.both(patterns, small.size(), largePatterns, large.size());
    row[at + 1] = Precedents.both(places, small.size(), largePlaces, large.size());
    row[at + 2] = (float) places.largest() / small.size();
  }

  /// How well one thing below both parts would explain both.
  private static float cover(List<Seen> small, List<Seen> large, Scene scene) {
    var below = new IntCounts();
    Set<Integer> done = new HashSet<>();
    for (Seen seen : small) {
      if (done.add(seen.place)) {
        for (int each : scene.below(seen.place)) {
          below.add(each, 1);
        }
      }
    }
    int smallPlaces = done.size();
    var both = new IntCounts();
    done.clear();
    for (Seen seen : large) {
      if (done.add(seen.place)) {
        for (int each : scene.below(seen.place)) {
          if (below.get(each) > 0) {
            both.add(each, 1);
          }
        }
      }
    }
    double[] best = new double[1];
    both.forEach(each -> {
      double share =
          Math.min(below.get(each) / (smallPlaces + 0.5), both.get(each) / (done.size() + 0.5));
      best[0] = Math.max(best[0], share * scene.telling(each));
    });
    return (float) best[0];
  }

  /// The strongest ties of an alert to others of its cluster.
  static List<Tie> ties(Seen seen, List<Link> links) {
    var ties = new ArrayList<Tie>(8);
    for (Link link : links) {
      if (ties.size() == 8) {
        break;
      }
      ties.add(new Tie(link.other, link.logOdds, Evidence.affinityKey(seen, link), link.chance));
    }
    return ties;
  }
}
