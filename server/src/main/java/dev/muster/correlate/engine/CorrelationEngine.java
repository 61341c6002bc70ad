package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Decides online which alerts are one incident, which are noise, and says why.
///
/// How to drive it, from one thread: call {@link #opened}, {@link #resolved} and {@link #changed} in the order in which things arrive,
/// and {@link #tick} every {@link #TICK} or so, all with the time of the same clock, live or replayed. Each call returns the
/// decisions that it caused, to be stored and told in that order. The same calls give the same decisions. After a start, tell it the
/// past of the last {@link #MEMORY}: call `opened` for each alert in order of arrival and then {@link #restore} with what was decided
/// about it, and drop the decisions that come back; nothing else need be stored but the {@link LearnedModel}.
///
/// A decision is revised while an alert is younger than {@link #REVIEW}, with what has come since; then it stands, and only an
/// incident that turns out to be the same as another is still merged. Memory is bounded by the alerts of {@link #MEMORY}.
public final class CorrelationEngine {
  /// Version of the rules in this class; goes up when the same calls would be decided differently.
  public static final int VERSION = 2;

  /// Age of an alert at which its place is looked at for the last time.
  public static final Duration REVIEW = Duration.ofSeconds(560);

  /// Call {@link #tick} about so often.
  public static final Duration TICK = Duration.ofSeconds(20);

  /// What is older plays no part any more.
  public static final Duration MEMORY = Duration.ofMillis(Scene.HORIZON);

  /// Without a word for so long an incident is quiet; what comes after is a new phase of it.
  private static final long QUIET = 10 * 60_000L;

  /// A cluster is looked at for coming apart at most so often.
  private static final long PARTED_EVERY = 45_000L;

  /// Age at which a lonely alert is looked at once more before its review, so that small clusters find one another early.
  private static final long SECOND_LOOK = 200_000L;

  private static final int SMALL = 4;

  /// A merge cannot be taken back, so it takes different alerts that agree, or one that leaves little doubt.
  private static final int AGREEING = 2;

  private static final double CLEARLY = 1.5;
  private static final int CLUSTERS = 8;
  private static final int MOST_LINKS = 120;

  final Scene scene;
  private final AlertReader reader;
  private final LearnedModel model;
  private final EngineSettings settings;
  private final LongFunction<String> ids;
  private final Evidence evidence;
  private final NoiseSigns signs;
  private final Works works;
  private final Map<String, Seen> byId = new HashMap<>();
  private final ArrayDeque<Seen> review = new ArrayDeque<>();
  private final ArrayDeque<Seen> young = new ArrayDeque<>();
  private final Map<Long, Bridge> bridges = new LinkedHashMap<>();
  private final float[] pairRow = new float[Evidence.PAIR];
  private final float[] joinRow = new float[Evidence.JOIN];
  private final float[] realRow = new float[Evidence.REAL];
  private final float[] mergeRow = new float[Bridge.FEATURES];
  private long clusters;
  private long incidents;
  private List<Decision> decisions = new ArrayList<>();
  @Nullable Probe probe;
  private int nextFold = Tallies.ALL;

  /// Watches the engine while it learns.
  interface Probe {
    void join(Seen seen, Cluster cluster, float[] row);

    void merge(Cluster one, Cluster two, float[] row);

    void real(Cluster cluster, float[] row);

    void part(Parting.Cut cut);
  }

  /// One cluster as a home for an alert.
  private record Home(Cluster cluster, List<Link> links, double tie, double logOdds) {}

  /// @param ids makes the id of the n-th incident, from 1
  public CorrelationEngine(
      Topology topology, LearnedModel model, EngineSettings settings, LongFunction<String> ids) {
    this.scene = new Scene(topology);
    this.reader = new AlertReader(topology);
    this.model = model;
    this.settings = settings;
    this.ids = ids;
    this.evidence = new Evidence(scene, model.experience);
    this.signs = new NoiseSigns(model.experience);
    this.works = new Works(topology);
  }

  void fold(int fold) {
    nextFold = fold;
  }

  /// An alert opened.
  public List<Decision> opened(AlertSighting sighting, Instant now) {
    decisions = new ArrayList<>();
    long at = now.toEpochMilli();
    expire(at);
    if (!byId.containsKey(sighting.alertId())) {
      Seen seen = see(reader.read(sighting));
      place(seen, at);
    }
    return decisions;
  }

  /// An alert resolved. One that opens again later under the same id goes on where it was.
  public List<Decision> resolved(String alertId, Instant now) {
    decisions = new ArrayList<>();
    Seen seen = byId.get(alertId);
    if (seen != null) {
      seen.resolved = now.toEpochMilli();
    }
    return decisions;
  }

  /// A resolved alert is open again under the same id.
  public List<Decision> reopened(String alertId, Instant now) {
    decisions = new ArrayList<>();
    Seen seen = byId.get(alertId);
    if (seen != null) {
      seen.resolved = Long.MAX_VALUE;
    }
    return decisions;
  }

  /// A change was made or announced.
  public List<Decision> changed(ChangeSighting change) {
    decisions = new ArrayList<>();
    works.add(change);
    return decisions;
  }

  /// Time has passed: what was held is decided, what came since is taken into account.
  public List<Decision> tick(Instant now) {
    decisions = new ArrayList<>();
    long at = now.toEpochMilli();
    while (!young.isEmpty() && young.getFirst().arrived <= at - SECOND_LOOK) {
      Seen seen = young.removeFirst();
      if (byId.get(seen.reading.alertId()) == seen
          && !seen.settled
          && cluster(seen).size() <= SMALL) {
        reconsider(seen, cluster(seen), at);
      }
    }
    long due = at - REVIEW.toMillis();
    while (!review.isEmpty() && review.getFirst().arrived <= due) {
      Seen seen = review.removeFirst();
      if (byId.get(seen.reading.alertId()) == seen) {
        settle(seen, at);
      }
    }
    expire(at);
    return decisions;
  }

  /// The incident that an alert is in; empty when it is held, demoted or unknown.
  public Optional<String> incidentOf(String alertId) {
    Seen seen = byId.get(alertId);
    return seen == null || seen.cluster == null
        ? Optional.empty()
        : Optional.ofNullable(seen.cluster.incidentId);
  }

  /// What the engine read out of an alert; empty when it has forgotten it.
  public Optional<AlertReading> readingOf(String alertId) {
    return Optional.ofNullable(byId.get(alertId)).map(seen -> seen.reading);
  }

  /// Alerts of an incident that the engine still remembers, in the order of their onset.
  public List<String> alertsOf(String incidentId) {
    return byId.values().stream()
        .filter(seen -> seen.cluster != null && incidentId.equals(seen.cluster.incidentId))
        .sorted(ORDER)
        .map(seen -> seen.reading.alertId())
        .toList();
  }

  /// How probable it is that an alert is noise by itself, without a look at any other; 0 when unknown or nothing was learned.
  public double noiseOf(String alertId) {
    Seen seen = byId.get(alertId);
    return seen == null || model.noise == null ? 0 : sigmoid(seen.noise);
  }

  /// How many alerts it remembers.
  public int remembered() {
    return byId.size();
  }

  /// Puts an alert where people or an earlier run put it. It is not moved from there.
  ///
  /// @param incidentId null when it is in none
  public void restore(String alertId, @Nullable String incidentId) {
    Seen seen = byId.get(alertId);
    if (seen == null) {
      return;
    }
    Cluster from = seen.cluster;
    if (from != null && incidentId != null && incidentId.equals(from.incidentId)) {
      seen.placedByHand = true;
      return;
    }
    Cluster to = null;
    if (incidentId != null) {
      for (Seen each : byId.values()) {
        if (each.cluster != null && incidentId.equals(each.cluster.incidentId)) {
          to = each.cluster;
          break;
        }
      }
    }
    leave(seen);
    if (to == null) {
      to = new Cluster(++clusters);
      to.incidentId = incidentId;
    }
    enter(seen, to);
    seen.placedByHand = true;
    seen.settled = true;
  }

  private static final Comparator<Seen> ORDER =
      Comparator.<Seen>comparingLong(seen -> seen.onset)
          .thenComparing(seen -> seen.reading.alertId());

  // ------------------------------------------------------------------------------------------------ the steps

  private Seen see(AlertReading reading) {
    int place = scene.place(reading);
    var seen =
        new Seen(
            reading,
            place,
            Scene.marks(reading),
            Hashes.of(reading.kind()),
            Hashes.of(reading.sighting().tool()),
            nextFold);
    seen.signs =
        signs.read(
            seen,
            scene.digest(place),
            scene.kindOfThing(place),
            works.announced(place, seen.onset),
            works.minutesSinceChange(place, reading.service(), seen.onset));
    BoostedTrees noise = LearnedModel.of(model.noise, seen.fold);
    seen.noise = noise == null ? -2 : (float) noise.logOdds(seen.signs);
    byId.put(reading.alertId(), seen);
    scene.add(seen);
    review.add(seen);
    young.add(seen);
    return seen;
  }

  private void place(Seen seen, long now) {
    List<Home> homes = homes(seen, now);
    Home best = homes.isEmpty() ? null : homes.getFirst();
    if (best != null && best.logOdds >= settings.join()) {
      join(seen, best, now);
      bridge(seen, homes, now);
    } else {
      enter(seen, new Cluster(++clusters));
      Cluster alone = cluster(seen);
      judge(alone, now, settings.openAtOnce());
      if (!alone.isIncident()) {
        decisions.add(
            new Decision.Hold(
                seen.reading.alertId(),
                Instant.ofEpochMilli(seen.arrived).plus(REVIEW),
                why("held", "Nothing else fits yet; held until more is known.", Map.of())));
      }
    }
  }

  private void join(Seen seen, Home home, long now) {
    Cluster cluster = home.cluster;
    int phase = now - cluster.lastArrived > QUIET ? 2 : 1;
    tie(seen, home);
    enter(seen, cluster);
    if (cluster.isIncident()) {
      tellJoin(seen, home, phase);
    } else {
      judge(cluster, now, settings.openAtOnce());
    }
  }

  private static void tie(Seen seen, Home home) {
    seen.link = home.links.getFirst().logOdds;
    seen.ties = Parting.ties(home.links);
  }

  private void tellJoin(Seen seen, Home home, int phase) {
    String id = home.cluster.incidentId;
    if (id != null) {
      decisions.add(
          new Decision.Join(
              seen.reading.alertId(), id, phase, Words.join(this, seen, home.links, home.logOdds)));
    }
  }

  /// With hindsight: stays, goes elsewhere, or is noise.
  private void settle(Seen seen, long now) {
    Cluster own = cluster(seen);
    if (!seen.placedByHand) {
      own = reconsider(seen, own, now);
      part(own, now);
      own = cluster(seen);
    }
    seen.settled = true;
    judge(own, now, settings.open());
    if (!own.isIncident() && !seen.demoted) {
      seen.demoted = true;
      decisions.add(
          new Decision.Demote(seen.reading.alertId(), Words.demote(this, seen, own, lastReal)));
    }
  }

  private Cluster reconsider(Seen seen, Cluster own, long now) {
    boolean alone = own.size() == 1;
    if (!alone) {
      leave(seen);
    }
    List<Home> homes = homesWith(seen, alone ? null : own, now);
    if (alone) {
      Home best = homes.isEmpty() ? null : homes.getFirst();
      if (best != null && best.logOdds >= settings.join()) {
        leave(seen);
        join(seen, best, now);
        bridge(seen, homes, now);
        return best.cluster;
      }
      return own;
    }
    Home here = null;
    Home best = null;
    for (Home home : homes) {
      if (home.cluster == own) {
        here = home;
      } else if (best == null) {
        best = home;
      }
    }
    double stay = here == null ? -3 : here.logOdds;
    if (best != null
        && best.logOdds >= settings.join()
        && best.logOdds > stay + settings.inertia()) {
      join(seen, best, now);
      return best.cluster;
    }
    if (stay >= settings.join() - settings.inertia()) {
      enter(seen, own);
      if (here != null) {
        tie(seen, here);
      }
      bridge(seen, homes, now);
      return own;
    }
    Cluster fresh = new Cluster(++clusters);
    seen.link = Float.NEGATIVE_INFINITY;
    seen.ties = List.of();
    String left = own.incidentId;
    enter(seen, fresh);
    if (left != null) {
      judge(fresh, now, settings.open());
      if (!fresh.isIncident()) {
        seen.demoted = true;
        decisions.add(
            new Decision.Demote(
                seen.reading.alertId(),
                why(
                    "left",
                    "With what came since, it does not belong to its incident any more.",
                    Map.of("log-odds", stay))));
      }
    }
    return fresh;
  }

  private List<Home> homes(Seen seen, long now) {
    return homesWith(seen, null, now);
  }

  /// Clusters that the alert may belong to, the most probable first.
  private List<Home> homesWith(Seen seen, @Nullable Cluster own, long now) {
    BoostedTrees pair = LearnedModel.of(model.pair, seen.fold);
    List<Link> links = scene.links(seen, true, pair == null);
    if (links.isEmpty()) {
      return List.of();
    }
    var perCluster = new LinkedHashMap<Cluster, List<Link>>();
    int count = 0;
    for (Link link : links) {
      Cluster cluster = link.other.cluster;
      if (cluster == null) {
        continue;
      }
      List<Link> list = perCluster.computeIfAbsent(cluster, key -> new ArrayList<>());
      if (list.size() > 2 * Evidence.LINKS || count > MOST_LINKS) {
        continue;
      }
      count++;
      link.logOdds = weigh(pair, seen, link, now);
      list.add(link);
    }
    var ties = new ArrayList<Home>();
    perCluster.forEach((cluster, list) -> {
      if (!list.isEmpty()) {
        list.sort(STRONGEST);
        double none = 0;
        for (int i = 0; i < Math.min(Evidence.LINKS, list.size()); i++) {
          none += Math.log1p(-Math.min(0.999, list.get(i).probability()));
        }
        ties.add(new Home(cluster, list, Math.log(Math.expm1(-none) + 1e-4), 0));
      }
    });
    ties.sort(
        Comparator.<Home>comparingDouble(home -> -home.tie)
            .thenComparingLong(home -> home.cluster.number));
    var homes = new ArrayList<Home>();
    int most = Math.min(CLUSTERS, ties.size());
    for (int i = 0; i < ties.size(); i++) {
      Home home = ties.get(i);
      if (i >= most && home.cluster != own) {
        continue;
      }
      double rival = i > 0 ? ties.getFirst().tie : ties.size() > 1 ? ties.get(1).tie : -9;
      boolean elsewhere = false;
      for (int k = 0; k < most && !elsewhere; k++) {
        elsewhere = k != i && ties.get(k).cluster.byPlace.containsKey(seen.place);
      }
      evidence.join(seen, home.cluster, home.links, rival, ties.size(), elsewhere, now, joinRow);
      double logOdds = model.join == null ? innateJoin(joinRow) : model.join.logOdds(joinRow);
      if (probe != null) {
        probe.join(seen, home.cluster, joinRow);
      }
      homes.add(new Home(home.cluster, home.links, home.tie, logOdds));
    }
    homes.sort(
        Comparator.<Home>comparingDouble(home -> -home.logOdds)
            .thenComparingLong(home -> home.cluster.number));
    return homes;
  }

  /// Before anything was learned about joining: the links together must make it more probable than not, and one hub is no link.
  private static double innateJoin(float[] row) {
    return row[4] - 0.2;
  }

  private static final Comparator<Link> STRONGEST =
      Comparator.<Link>comparingDouble(link -> -link.logOdds)
          .thenComparing(link -> link.other, ORDER);

  // ----------------------------------------------------------------------------------------
  // merging

  /// An alert that fits two clusters is evidence that they are one.
  private void bridge(Seen seen, List<Home> homes, long now) {
    Cluster own = cluster(seen);
    Home here = null;
    for (Home home : homes) {
      if (home.cluster == own) {
        here = home;
      }
    }
    if (here == null) {
      return;
    }
    for (Home home : homes) {
      if (home.cluster == own
          || home.logOdds < settings.bridge()
          || home.cluster.members.isEmpty()) {
        continue;
      }
      Cluster other = home.cluster;
      long key = Hashes.of(Math.min(own.number, other.number), Math.max(own.number, other.number));
      Bridge bridge = bridges.computeIfAbsent(key, k -> new Bridge());
      bridge.add(seen, here.logOdds, home.logOdds, home.tie, now);
      bridge.read(scene, own, other, now, mergeRow);
      if (probe != null) {
        probe.merge(own, other, mergeRow);
      }
      double logOdds = model.merge == null ? bridge.innate() : model.merge.logOdds(mergeRow);
      if (logOdds >= settings.merge()
          && (bridge.agree(seen) >= AGREEING || logOdds >= settings.merge() + CLEARLY)) {
        merge(own, other, logOdds, now);
        own = cluster(seen);
      }
    }
    while (bridges.size() > 4_096) {
      bridges.remove(bridges.keySet().iterator().next());
    }
  }

  private float weigh(@Nullable BoostedTrees pair, Seen seen, Link link, long now) {
    if (pair == null) {
      return Evidence.innate(seen, link);
    }
    evidence.pair(seen, link, now, pairRow);
    evidence.tallied(seen, link, pairRow);
    return (float) pair.logOdds(pairRow);
  }

  private void merge(Cluster one, Cluster two, double logOdds, long now) {
    boolean keepOne =
        one.isIncident() != two.isIncident()
            ? one.isIncident()
            : one.size() != two.size() ? one.size() > two.size() : one.number < two.number;
    Cluster kept = keepOne ? one : two;
    Cluster gone = keepOne ? two : one;
    String goneId = gone.incidentId;
    for (Seen seen : List.copyOf(gone.members)) {
      leave(seen);
      enter(seen, kept);
      if (kept.isIncident() && goneId == null) {
        tellTaken(seen, kept, logOdds);
      }
    }
    gone.incidentId = null;
    if (goneId != null && kept.incidentId != null) {
      decisions.add(
          new Decision.Merge(
              goneId,
              kept.incidentId,
              why(
                  "merge",
                  "Several alerts belong to both, so both are one.",
                  Map.of("log-odds", logOdds))));
    } else if (!kept.isIncident()) {
      judge(kept, now, settings.openAtOnce());
    }
  }

  private void tellTaken(Seen seen, Cluster kept, double logOdds) {
    String id = kept.incidentId;
    if (id != null) {
      seen.demoted = false;
      decisions.add(
          new Decision.Join(
              seen.reading.alertId(),
              id,
              1,
              why(
                  "merge",
                  "It was held together with alerts that turned out to belong to this incident.",
                  Map.of("log-odds", logOdds))));
    }
  }

  // ------------------------------------------------------------------------------------ splitting

  /// Two troubles that were taken for one are told apart while the younger is still under review.
  private void part(Cluster cluster, long now) {
    if (cluster.size() < 4 || now - cluster.parted < PARTED_EVERY) {
      return;
    }
    cluster.parted = now;
    for (Parting.Cut cut : Parting.cuts(cluster, scene, now)) {
      if (probe != null) {
        probe.part(cut);
      }
      if (model.part == null) {
        continue;
      }
      double together = model.part.logOdds(cut.row().values);
      if (together < -settings.part()
          && cluster.doubted(now, PARTED_EVERY)
          && cut.leaving().stream().noneMatch(seen -> seen.placedByHand)) {
        leave(cluster, cut, together, now);
        return;
      }
    }
  }

  private void leave(Cluster from, Parting.Cut cut, double together, long now) {
    Cluster fresh = new Cluster(++clusters);
    fresh.parted = now;
    for (Seen seen : cut.leaving()) {
      leave(seen);
      enter(seen, fresh);
    }
    String left = from.incidentId;
    if (left == null) {
      judge(fresh, now, settings.openAtOnce());
      return;
    }
    fresh.incidentId = ids.apply(++incidents);
    decisions.add(
        new Decision.Split(
            left,
            fresh.incidentId,
            cut.leaving().stream().sorted(ORDER).map(seen -> seen.reading.alertId()).toList(),
            why(
                "split",
                "These alerts hang together among themselves, but hardly with the rest; the chance that both are one is %.0f %%."
                    .formatted(100 * sigmoid(together)),
                Map.of("log-odds of being one", together))));
  }

  // ------------------------------------------------------------------------------------- realness

  private double lastReal;

  /// Makes an incident of a cluster that is probably one.
  private void judge(Cluster cluster, long now, double needed) {
    if (cluster.isIncident() || cluster.members.isEmpty()) {
      return;
    }
    double logOdds = 9;
    if (model.real != null || probe != null) {
      evidence.real(cluster, now, realRow);
      if (probe != null) {
        probe.real(cluster, realRow);
      }
      if (model.real != null) {
        logOdds = model.real.logOdds(realRow);
      }
    }
    lastReal = logOdds;
    if (logOdds < needed) {
      return;
    }
    cluster.incidentId = ids.apply(++incidents);
    List<Seen> inOrder = new ArrayList<>(cluster.members);
    inOrder.sort(ORDER);
    inOrder.forEach(seen -> seen.demoted = false);
    decisions.add(
        new Decision.Open(
            cluster.incidentId,
            inOrder.stream().map(seen -> seen.reading.alertId()).toList(),
            Words.open(this, cluster, logOdds, model.real != null)));
  }

  // -------------------------------------------------------------------------------------
  // bookkeeping

  private static Cluster cluster(Seen seen) {
    if (seen.cluster == null) {
      throw new IllegalStateException("alert " + seen.reading.alertId() + " is in no cluster");
    }
    return seen.cluster;
  }

  private void enter(Seen seen, Cluster cluster) {
    cluster.add(seen, scene.region(seen.place), scene.near(seen.place));
  }

  private void leave(Seen seen) {
    cluster(seen).remove(seen, scene.region(seen.place), scene.near(seen.place));
  }

  private void expire(long now) {
    for (Seen seen : scene.expire(now)) {
      byId.remove(seen.reading.alertId(), seen);
      if (seen.cluster != null) {
        seen.cluster.forget(seen, scene.region(seen.place), scene.near(seen.place));
      }
    }
  }

  Why why(String rule, String words, Map<String, Double> values) {
    return new Why("correlate." + rule, VERSION, model.digest(), words, new TreeMap<>(values));
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /// Clusters that still have remembered alerts.
  Collection<Cluster> clusters() {
    Set<Cluster> all = new LinkedHashSet<>();
    for (Seen seen : byId.values()) {
      if (seen.cluster != null) {
        all.add(seen.cluster);
      }
    }
    return all;
  }
}
