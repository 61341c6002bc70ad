package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// How failures travel along dependencies: per kind of dependency the share of dependants that cry when the provider fails, learned from
/// incidents whose cause is known, and from that how strongly an entity's trouble is explained by each thing it rests on, however many
/// silent steps lie between.
final class Reach {
  /// Paths weaker than this explain nothing.
  static final double WEAKEST = 0.01;

  /// Things that one alert may be explained by; more are dropped, the weakest first. A bound on work, met only under hubs.
  private static final int MOST = 400;

  /// Entities of which is kept what may explain trouble there; beyond that all are searched anew.
  private static final int CACHED = 20_000;

  private final Topology topology;
  private final Tally passing = new Tally(0.3, 6);

  /// Number of the kind of each entity.
  private final int[] kindOf;

  /// {@link #passing(int, int)} by kind of dependency and kind of provider, as of when the tally had {@link #sharesAsOf} changes; NaN for
  /// what was not asked since.
  private final double[][] shares;

  private long sharesAsOf = -1;

  /// By entity what may explain trouble there, where that was asked.
  private final @Nullable Upstream[] known;

  private int cached;

  Reach(Topology topology) {
    this.topology = topology;
    known = new @Nullable Upstream[topology.size()];
    kindOf = new int[topology.size()];
    var kinds = new HashMap<String, Integer>();
    for (int i = 0; i < kindOf.length; i++) {
      int next = kinds.size();
      kindOf[i] = kinds.computeIfAbsent(topology.entity(i).kind(), _ -> next);
    }
    shares = new double[topology.dependencyKinds().size()][kinds.size()];
  }

  /// What may explain trouble at an entity, itself included with 1: everything it rests on, with the strength of the best path, the
  /// strongest first.
  static final class Upstream {
    private final int[] places;
    private final double[] strengths;
    private final double[] evidence;

    private Upstream(int[] places, double[] strengths) {
      this.places = places;
      this.strengths = strengths;
      evidence =
          Arrays.stream(strengths).map(strength -> Math.log((strength + 0.02) / 0.02)).toArray();
    }

    int size() {
      return places.length;
    }

    int place(int i) {
      return places[i];
    }

    double strength(int i) {
      return strengths[i];
    }

    /// The strength on a scale of odds.
    double evidence(int i) {
      return evidence[i];
    }

    boolean contains(int place) {
      for (int one : places) {
        if (one == place) {
          return true;
        }
      }
      return false;
    }
  }

  /// Learns from one incident: who cried among the dependants of the cause, and of those that cried in turn.
  void learn(int cause, Set<Integer> crying, Trace trace) {
    var seen = new HashMap<Integer, Integer>();
    var frontier = new ArrayList<Integer>(List.of(cause));
    seen.put(cause, 0);
    for (int hop = 0; hop < 2; hop++) {
      var next = new ArrayList<Integer>();
      for (int at : frontier) {
        int[] ends = topology.dependants(at);
        int[] kinds = topology.dependantKindsOf(at);
        for (int i = 0; i < ends.length; i++) {
          boolean cries = crying.contains(ends[i]);
          passing.add(key(kinds[i], at), cries, trace);
          passing.add(key(kinds[i]), cries, trace);
          if (cries && seen.putIfAbsent(ends[i], hop + 1) == null) {
            next.add(ends[i]);
          }
        }
      }
      frontier = next;
    }
  }

  /// Makes what was learned count from now on.
  void settle() {
    Arrays.fill(known, null);
    cached = 0;
  }

  private String key(int kind) {
    return topology.dependencyKinds().get(kind);
  }

  private String key(int kind, int provider) {
    return key(kind) + "<" + topology.entity(provider).kind();
  }

  /// Share of dependants that cry when a provider fails.
  double passing(int kind, int provider) {
    if (sharesAsOf != passing.changes()) {
      sharesAsOf = passing.changes();
      for (double[] some : shares) {
        Arrays.fill(some, Double.NaN);
      }
    }
    double known = shares[kind][kindOf[provider]];
    if (Double.isNaN(known)) {
      known = passing.share(key(kind, provider), passing.share(key(kind)));
      shares[kind][kindOf[provider]] = known;
    }
    return known;
  }

  /// What may explain trouble at that entity.
  Upstream upstream(int entity) {
    Upstream found = known[entity];
    if (found == null) {
      if (cached >= CACHED) {
        settle();
      }
      found = search(entity);
      known[entity] = found;
      cached++;
    }
    return found;
  }

  private Upstream search(int from) {
    var best = new LinkedHashMap<Integer, Double>();
    record Step(int at, double strength) {}
    var queue =
        new PriorityQueue<Step>((a, b) ->
            a.strength != b.strength
                ? Double.compare(b.strength, a.strength)
                : Integer.compare(a.at, b.at));
    queue.add(new Step(from, 1));
    while (!queue.isEmpty() && best.size() < MOST) {
      Step step = queue.remove();
      if (best.putIfAbsent(step.at, step.strength) != null) {
        continue;
      }
      int[] ends = topology.dependencies(step.at);
      int[] kinds = topology.dependencyKindsOf(step.at);
      for (int i = 0; i < ends.length; i++) {
        double strength = step.strength * passing(kinds[i], ends[i]);
        if (strength >= WEAKEST && !best.containsKey(ends[i])) {
          queue.add(new Step(ends[i], strength));
        }
      }
    }
    return new Upstream(
        best.keySet().stream().mapToInt(place -> place).toArray(),
        best.values().stream().mapToDouble(strength -> strength).toArray());
  }

  /// Expected number of crying direct dependants, would that entity fail.
  ///
  /// @param except tells which do not count
  double expectedDependants(int entity, IntPredicate except) {
    double sum = 0;
    int[] ends = topology.dependants(entity);
    int[] kinds = topology.dependantKindsOf(entity);
    for (int i = 0; i < ends.length; i++) {
      if (!except.test(ends[i])) {
        sum += passing(kinds[i], entity);
      }
    }
    return sum;
  }
}
