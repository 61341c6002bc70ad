package dev.muster.correlate.engine;

import dev.muster.correlate.engine.LearnedModel.Question;
import dev.muster.correlate.engine.numbers.BoostedTrees;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the clusters that an alert may belong to, and how probable each is.
final class Finder {
  private static final int CLUSTERS = 7;

  /// Log-odds from which on it does not matter how improbable it is exactly: one in a hundred.
  private static final double HOPELESS = -4.6;

  private final Scene scene;
  private final LearnedModel model;
  private final Evidence evidence;
  private final float[][] pairRows = new float[Scene.MOST_LINKS][Evidence.PAIR];
  private final float[][] joinRows = new float[CLUSTERS + 1][Evidence.JOIN];
  private final boolean[] holds = new boolean[CLUSTERS];
  private final float[] priors = new float[Math.max(Scene.MOST_LINKS, CLUSTERS + 1)];
  private final double[] odds = new double[Math.max(Scene.MOST_LINKS, CLUSTERS + 1)];

  /// One cluster as a home for an alert.
  ///
  /// @param links to the cluster, the strongest first, at most {@link Evidence#LINKS}
  /// @param near how many links there are
  /// @param tie log-odds that at least one of the strongest links holds
  /// @param logOdds of the alert belonging there
  record Home(Cluster cluster, List<Link> links, int near, double tie, double logOdds) {}

  Finder(Scene scene, LearnedModel model, Evidence evidence) {
    this.scene = scene;
    this.model = model;
    this.evidence = evidence;
  }

  /// The alert with the earliest onset first.
  static final Comparator<Seen> ORDER =
      Comparator.<Seen>comparingLong(seen -> seen.onset)
          .thenComparing(seen -> seen.reading.alertId());

  /// The links to one cluster while they are gathered.
  static final class Gathered {
    private final Cluster cluster;
    private final List<Link> best = new ArrayList<>(Evidence.LINKS);
    private int near;

    Gathered(Cluster cluster) {
      this.cluster = cluster;
    }

    /// Keeps the strongest, in order.
    private void add(Link link) {
      near++;
      int at = best.size();
      while (at > 0 && stronger(link, best.get(at - 1))) {
        at--;
      }
      if (at < Evidence.LINKS) {
        if (best.size() == Evidence.LINKS) {
          best.removeLast();
        }
        best.add(at, link);
      }
    }

    private static boolean stronger(Link one, Link two) {
      return one.logOdds != two.logOdds
          ? one.logOdds > two.logOdds
          : ORDER.compare(one.other, two.other) < 0;
    }

    private Home home() {
      double none = 1;
      for (Link link : best) {
        none *= 1 - Math.min(0.999, link.probability());
      }
      return new Home(cluster, best, near, Evidence.odds(none), 0);
    }
  }

  /// Clusters that the alert may belong to, the most probable first.
  ///
  /// @param own a cluster that is looked at in any case
  /// @param probe told of each; null for nobody
  List<Home> homes(Seen seen, @Nullable Cluster own, long now, @Nullable Probe probe) {
    BoostedTrees pair = model.of(Question.PAIR, seen.fold);
    List<Link> links = scene.links(seen);
    if (links.isEmpty()) {
      return List.of();
    }
    weigh(pair, seen, links, now);
    List<Home> ties = ties(links);
    int most = Math.min(CLUSTERS, ties.size());
    int holders = 0;
    for (int i = 0; i < most; i++) {
      holds[i] = ties.get(i).cluster.byPlace.get(seen.place) != null;
      holders += holds[i] ? 1 : 0;
    }
    evidence.look(seen);
    var chosen = new ArrayList<Home>(most + 1);
    for (int i = 0; i < ties.size(); i++) {
      Home home = ties.get(i);
      if (i >= most && home.cluster != own) {
        continue;
      }
      double rival = i > 0 ? ties.getFirst().tie : ties.size() > 1 ? ties.get(1).tie : -9;
      boolean elsewhere = holders > (i < most && holds[i] ? 1 : 0);
      float[] row = joinRows[chosen.size()];
      evidence.join(seen, home, rival, ties.size(), elsewhere, now, row);
      chosen.add(home);
    }
    Evidence.margins(joinRows, chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      priors[i] = (float) Prior.join(joinRows[i]);
      odds[i] = priors[i];
    }
    BoostedTrees join = model.of(Question.JOIN, seen.fold);
    if (join != null) {
      join.logOdds(joinRows, chosen.size(), priors, HOPELESS, odds);
    }
    if (probe != null) {
      for (int i = 0; i < chosen.size(); i++) {
        probe.join(seen, chosen.get(i).cluster, joinRows[i], odds[i]);
      }
    }
    var homes = new ArrayList<Home>(chosen.size());
    for (int i = 0; i < chosen.size(); i++) {
      Home home = chosen.get(i);
      double logOdds = odds[i];
      homes.add(new Home(home.cluster, home.links, home.near, home.tie, logOdds));
    }
    homes.sort((a, b) -> firmest(a.logOdds, a.cluster, b.logOdds, b.cluster));
    return homes;
  }

  /// What ties the alert to each cluster, the strongest first.
  private static List<Home> ties(List<Link> links) {
    var gathered = new ArrayList<Gathered>();
    for (Link link : links) {
      Cluster cluster = link.other.cluster;
      if (cluster != null) {
        if (cluster.gathered == null) {
          cluster.gathered = new Gathered(cluster);
          gathered.add(cluster.gathered);
        }
        cluster.gathered.add(link);
      }
    }
    var ties = new ArrayList<Home>(gathered.size());
    for (Gathered each : gathered) {
      each.cluster.gathered = null;
      ties.add(each.home());
    }
    ties.sort((a, b) -> firmest(a.tie, a.cluster, b.tie, b.cluster));
    return ties;
  }

  /// The greater log-odds first, and of the same the older cluster.
  private static int firmest(double one, Cluster first, double two, Cluster second) {
    int order = Double.compare(-one, -two);
    return order != 0 ? order : Long.compare(first.number, second.number);
  }

  private void weigh(@Nullable BoostedTrees pair, Seen seen, List<Link> links, long now) {
    if (pair != null) {
      evidence.fetch(seen, links);
    }
    for (int i = 0; i < links.size(); i++) {
      float[] row = pairRows[i];
      evidence.pair(seen, links.get(i), now, row);
      priors[i] = (float) Prior.pair(links.get(i), row);
      odds[i] = priors[i];
      if (pair != null) {
        evidence.tallied(seen, links.get(i), row);
      }
    }
    if (pair != null) {
      pair.logOdds(pairRows, links.size(), priors, HOPELESS, odds);
    }
    for (int i = 0; i < links.size(); i++) {
      links.get(i).logOdds = (float) odds[i];
    }
  }
}
