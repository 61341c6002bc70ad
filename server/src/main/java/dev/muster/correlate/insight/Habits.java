package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How trouble of each kind used to show elsewhere: what things cry whose provider had failed, whose alerts name the cause rather than
/// another victim, and which kinds of alert came when which kind of thing had failed. All as log odds against what is usual.
final class Habits {
  private static final double PASSED = 0.15;
  private static final double NAMED = 0.4;
  private static final double WORTH = 4;

  /// Kinds of alert of which is kept what they say, some kilobytes each.
  private static final int MOST_SIGNS = 2_000;

  private final Topology topology;
  private final Tally passed = new Tally(PASSED, WORTH);
  private final Tally named = new Tally(NAMED, WORTH);
  private final Association kinds = new Association();

  /// Number of the kind of each entity.
  private final int[] kindOf;

  /// By kind of alert what it says of a provider, by kind of dependency and kind of provider, as of when the tally had {@link #saidAsOf}
  /// changes; NaN for what was not asked since.
  private final Map<String, double[]> said = new HashMap<>();

  private final int entityKinds;
  private long saidAsOf = -1;

  Habits(Topology topology) {
    this.topology = topology;
    kindOf = new int[topology.size()];
    var numbers = new HashMap<String, Integer>();
    for (int i = 0; i < kindOf.length; i++) {
      int next = numbers.size();
      kindOf[i] = numbers.computeIfAbsent(topology.entity(i).kind(), _ -> next);
    }
    entityKinds = numbers.size();
  }

  /// What the direct dependants of a thing say.
  ///
  /// @param best the evidence of the one that speaks most clearly for it
  /// @param mean of all that cry
  record Said(double best, double mean) {
    static final Said NOTHING = new Said(0, 0);
  }

  void learn(Scene scene, int cause, Trace trace) {
    var signs = new TreeSet<String>();
    for (Scene.Node node : scene.nodes.values()) {
      signs.addAll(node.signs);
      int[] providers = topology.dependencies(node.place);
      int[] kindsOf = topology.dependencyKindsOf(node.place);
      for (int i = 0; i < providers.length; i++) {
        for (String sign : node.signs) {
          passed.add(passedKey(sign, kindsOf[i], providers[i]), providers[i] == cause, trace);
        }
      }
    }
    scene.naming.forEach((name, by) -> {
      for (String sign : by) {
        named.add(sign, name == cause, trace);
      }
    });
    kinds.learn(signs, topology.entity(cause).kind(), trace);
  }

  private String passedKey(String sign, int kind, int provider) {
    return sign
        + "<"
        + topology.dependencyKinds().get(kind)
        + "<"
        + topology.entity(provider).kind();
  }

  private double passed(String sign, int kind, int provider) {
    if (saidAsOf != passed.changes() || said.size() > MOST_SIGNS) {
      saidAsOf = passed.changes();
      said.clear();
    }
    double[] known =
        said.computeIfAbsent(
            sign,
            _ -> {
              double[] nothing = new double[topology.dependencyKinds().size() * entityKinds];
              Arrays.fill(nothing, Double.NaN);
              return nothing;
            });
    int i = kind * entityKinds + kindOf[provider];
    if (Double.isNaN(known[i])) {
      known[i] = passed.evidence(passedKey(sign, kind, provider));
    }
    return known[i];
  }

  /// Per thing that something crying rests on directly, what its dependants say.
  Map<Integer, Said> passed(Scene scene) {
    var sums = new HashMap<Integer, double[]>();
    for (Scene.Node node : scene.nodes.values()) {
      int[] providers = topology.dependencies(node.place);
      int[] kindsOf = topology.dependencyKindsOf(node.place);
      for (int i = 0; i < providers.length; i++) {
        double best = -9;
        for (String sign : node.signs) {
          best = Math.max(best, passed(sign, kindsOf[i], providers[i]));
        }
        double[] sum = sums.computeIfAbsent(providers[i], _ -> new double[] {-9, 0, 0});
        sum[0] = Math.max(sum[0], best);
        sum[1] += best;
        sum[2]++;
      }
    }
    var said = new HashMap<Integer, Said>();
    sums.forEach((place, sum) -> said.put(place, new Said(sum[0], sum[1] / sum[2])));
    return said;
  }

  /// How clearly the alerts that name a thing are of kinds that used to name the cause; 0 when none names it.
  double named(Scene scene, int entity) {
    double best = -9;
    for (String sign : scene.naming.getOrDefault(entity, NO_SIGNS)) {
      best = Math.max(best, named.evidence(sign));
    }
    return best == -9 ? 0 : best;
  }

  private static final TreeSet<String> NO_SIGNS = new TreeSet<>();

  /// How well kinds of alert fit a cause of that kind of thing: mean over the kinds of alert.
  double fits(Set<String> signs, String kind) {
    return kinds.fits(signs, kind);
  }
}
