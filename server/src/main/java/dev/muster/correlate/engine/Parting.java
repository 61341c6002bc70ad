package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.IntCounts;
import dev.muster.correlate.engine.numbers.Precedents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /// The ties within a cluster, the strongest first; of equally strong ones those of earlier alerts.
  private static final class Edges {
    /// Each in one long: the strength in the upper half, so that the strongest are the least, then the two alerts.
    private final long[] sorted;

    private final int count;
    private final float[] weight;

    /// How probable each is.
    private final double[] chance;

    private Edges(Cluster cluster, List<Seen> members) {
      int n = members.size();
      int most = 0;
      for (Seen seen : members) {
        most += seen.ties.size();
      }
      sorted = new long[most];
      int found = 0;
      for (int i = 0; i < n; i++) {
        for (Tie tie : members.get(i).ties) {
          int other = tie.other.cluster == cluster ? tie.other.index : -1;
          if (other >= 0 && other < n && other != i && members.get(other) == tie.other) {
            sorted[found++] =
                (long) ~BoostedTrees.ordered(tie.logOdds) << 32 | (long) i << 16 | other;
          }
        }
      }
      count = found;
      Arrays.sort(sorted, 0, count);
      weight = new float[count];
      chance = new double[count];
      for (int i = 0; i < count; i++) {
        weight[i] = BoostedTrees.number(~(int) (sorted[i] >> 32));
        chance[i] = CorrelationEngine.sigmoid(weight[i]);
      }
    }

    private int a(int edge) {
      return (int) sorted[edge] >>> 16;
    }

    private int b(int edge) {
      return (int) sorted[edge] & 0xffff;
    }
  }

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
    var edges = new Edges(cluster, members);
    int[] lump = new int[n];
    List<List<Integer>> lumps = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      lump[i] = i;
      lumps.add(new ArrayList<>(List.of(i)));
    }
    var weak = new ArrayList<List<Integer>>();
    for (int edge = 0; edge < edges.count; edge++) {
      int a = lump[edges.a(edge)];
      int b = lump[edges.b(edge)];
      if (a == b) {
        continue;
      }
      int small = lumps.get(a).size() <= lumps.get(b).size() ? a : b;
      int large = small == a ? b : a;
      if (edges.weight[edge] < FIRM && lumps.get(small).size() >= 2) {
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
      List<Seen> members, List<Integer> part, Edges edges, Scene scene, long now) {
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
      Edges edges,
      Scene scene,
      long now,
      float[] row) {
    float[] top = {-9, -9, -9};
    int crossing = 0;
    double sum = 0;
    int within = 0;
    double withinSum = 0;
    boolean[] tied = new boolean[members.size()];
    boolean oneSmall = one.size() <= two.size();
    for (int edge = 0; edge < edges.count; edge++) {
      int a = edges.a(edge);
      int b = edges.b(edge);
      if (inside[a] != inside[b]) {
        float weight = edges.weight[edge];
        crossing++;
        sum += edges.chance[edge];
        for (int i = 0; i < 3; i++) {
          if (weight > top[i]) {
            System.arraycopy(top, i, top, i + 1, 2 - i);
            top[i] = weight;
            break;
          }
        }
        if (weight > 0) {
          tied[a] = true;
          tied[b] = true;
        }
      } else if (inside[a] == oneSmall) {
        within++;
        withinSum += edges.chance[edge];
      }
    }
    int smallTied = 0;
    int largeTied = 0;
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
    row[12] = (float) Math.clamp((first(small) - first(large)) / MINUTE, -120, 240);
    common(small, large, row, 13);
    row[16] = (float) small.stream().mapToDouble(seen -> seen.noiseChance).average().orElse(0);
    row[17] = (float) large.stream().mapToDouble(seen -> seen.noiseChance).average().orElse(0);
    row[18] = scene.crowd(now);
    row[19] = (float) young(small);
    row[20] = (float) young(large);
    row[21] = cover(small, large, scene);
    Roots.read(Roots.of(scene, small), Roots.of(scene, large), row, 22);
    precedents(small, large, row, 22 + Roots.FEATURES);
  }

  private static long first(List<Seen> part) {
    long first = Long.MAX_VALUE;
    for (Seen seen : part) {
      first = Math.min(first, seen.onset);
    }
    return first;
  }

  /// Shares of the small part of which the services, the places and the regions are also those of the large part.
  private static void common(List<Seen> small, List<Seen> large, float[] row, int at) {
    var services = new IntCounts();
    var places = new IntCounts();
    var regions = new IntCounts();
    for (Seen seen : large) {
      services.add(seen.service, 1);
      places.add(seen.place, 1);
      regions.add(seen.region, 1);
    }
    int sameService = 0;
    int samePlace = 0;
    int sameRegion = 0;
    for (Seen seen : small) {
      sameService += services.get(seen.service) > 0 ? 1 : 0;
      samePlace += places.get(seen.place) > 0 ? 1 : 0;
      sameRegion += regions.get(seen.region) > 0 ? 1 : 0;
    }
    row[at] = (float) sameService / small.size();
    row[at + 1] = (float) samePlace / small.size();
    row[at + 2] = (float) sameRegion / small.size();
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
    // most that the large part rests on is not below the small one, which these bits tell at once
    var bits = new long[64];
    var done = new IntCounts();
    for (Seen seen : small) {
      if (done.get(seen.place) == 0) {
        done.add(seen.place, 1);
        for (int each : scene.below(seen.place)) {
          below.add(each, 1);
          bits[each >> 6 & 63] |= 1L << each;
        }
      }
    }
    int smallPlaces = done.size();
    var both = new IntCounts();
    var others = new IntCounts();
    for (Seen seen : large) {
      if (others.get(seen.place) == 0) {
        others.add(seen.place, 1);
        for (int each : scene.below(seen.place)) {
          if ((bits[each >> 6 & 63] & (1L << each)) != 0 && below.get(each) > 0) {
            both.add(each, 1);
          }
        }
      }
    }
    double[] best = new double[1];
    both.forEach(each -> {
      double share =
          Math.min(below.get(each) / (smallPlaces + 0.5), both.get(each) / (others.size() + 0.5));
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
