package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.LearnedModel.Question;
import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.kernel.Percent;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  public static final int VERSION = 13;

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

  /// Log-odds of fitting from which on an alert has anything to do with a cluster.
  private static final double TOUCHING = -4;

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
  private final Bridges bridges = new Bridges();
  private final Finder finder;
  private final float[] realRow = new float[Evidence.REAL];
  private final float[] mergeRow = new float[Bridge.FEATURES];
  private long clusters;
  private long incidents;
  private List<Decision> decisions = new ArrayList<>();
  @Nullable Probe probe;

  /// @param ids makes the id of the n-th incident, from 1
  public CorrelationEngine(
      Topology topology, LearnedModel model, EngineSettings settings, LongFunction<String> ids) {
    this(new Scene(topology), model, settings, ids);
  }

  CorrelationEngine(
      Scene scene, LearnedModel model, EngineSettings settings, LongFunction<String> ids) {
    Topology topology = scene.topology;
    this.scene = scene;
    scene.listen(model.experience);
    if (!model.answers(Question.PAIR)) {
      scene.believeDoors();
    }
    this.reader = new AlertReader(topology);
    this.model = model;
    this.settings = settings;
    this.ids = ids;
    this.evidence = new Evidence(scene, model.experience);
    this.finder = new Finder(scene, model, evidence);
    this.signs = new NoiseSigns(model.experience, model.habits());
    this.works = new Works(topology);
  }

  /// Takes note of an alert of the past that was learned from: what its monitor calls things, how far its clock is off. When it came is
  /// known already, by what was learned, and of more alerts than anybody would tell one by one. Nothing is decided.
  public void heard(AlertSighting sighting) {
    reader.read(sighting);
  }

  /// Goes on with what the house has seen come, before the first alert that this engine will be told of.
  ///
  /// @param before as {@link Occurrence#countIn} counted it
  public void goOn(Recurrences before) {
    signs.goOn(before);
  }

  /// What will be worth knowing of an alert when all else of it is forgotten; empty when it already is.
  public Optional<Occurrence> occurrenceOf(String alertId) {
    return Optional.ofNullable(byId.get(alertId))
        .map(seen -> new Occurrence(seen.kind, seen.spot, seen.onset));
  }

  /// An alert opened.
  public List<Decision> opened(AlertSighting sighting, Instant now) {
    decisions = new ArrayList<>();
    long at = now.toEpochMilli();
    expire(at);
    if (!byId.containsKey(sighting.alertId())) {
      Seen seen = read(sighting);
      see(seen);
      place(seen, at);
    }
    return decisions;
  }

  /// While learning: an alert opened that was read before.
  void recalled(Seen seen, Instant now) {
    decisions = new ArrayList<>();
    long at = now.toEpochMilli();
    expire(at);
    if (!byId.containsKey(seen.reading.alertId())) {
      see(seen);
      place(seen, at);
    }
  }

  /// An alert resolved. One that opens again later under the same id goes on where it was.
  public List<Decision> resolved(String alertId, Instant now) {
    decisions = new ArrayList<>();
    Seen seen = byId.get(alertId);
    if (seen != null) {
      seen.resolve(now.toEpochMilli());
    }
    return decisions;
  }

  /// A resolved alert is open again under the same id.
  public List<Decision> reopened(String alertId, Instant now) {
    decisions = new ArrayList<>();
    Seen seen = byId.get(alertId);
    if (seen != null) {
      seen.reopen();
    }
    return decisions;
  }

  /// What an alert is that opens under the key of that one.
  ///
  /// @param alertId the last one under that key that {@link #opened} or {@link #returned} was told of
  /// @param severity of the one that opens
  public Comeback comeback(String alertId, Severity severity, Instant now) {
    return Comeback.of(byId.get(alertId), severity, now.toEpochMilli());
  }

  /// An alert opened that goes on with the trouble of another one under its key.
  ///
  /// @param alertId of that one
  public List<Decision> returned(AlertSighting sighting, String alertId, Instant now) {
    decisions = new ArrayList<>();
    long at = now.toEpochMilli();
    expire(at);
    Seen before = byId.get(alertId);
    if (before == null || byId.containsKey(sighting.alertId())) {
      return opened(sighting, now);
    }
    Seen seen = read(sighting);
    see(seen);
    seen.lookedAt = at;
    seen.link = before.link;
    Cluster there = cluster(before);
    enter(seen, there);
    String words = "The same alert comes again and again; it stays where it was.";
    tellJoined(seen, there, "again", words, Map.of());
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
          && cluster(seen).size() <= SMALL
          && scene.news(seen, seen.lookedAt)) {
        reconsider(seen, cluster(seen), at);
      }
      if (byId.get(seen.reading.alertId()) == seen && urgent(seen)) {
        judge(cluster(seen), at, false);
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
        .sorted(Finder.ORDER)
        .map(seen -> seen.reading.alertId())
        .toList();
  }

  /// How probable it is that an alert is noise by itself, without a look at any other; 0 when unknown or nothing was learned.
  public double noiseOf(String alertId) {
    Seen seen = byId.get(alertId);
    return seen == null ? 0 : noiseOf(seen);
  }

  private double noiseOf(Seen seen) {
    return model.answers(Question.NOISE) ? sigmoid(seen.noise) : 0;
  }

  /// How many candidates for a link were found so far, and how many of them were looked at closely; the difference was left out as
  /// the least plausible.
  public long[] effort() {
    return scene.effort();
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

  // ------------------------------------------------------------------------------------------------ the steps

  private Seen read(AlertSighting sighting) {
    AlertReading reading = reader.read(sighting);
    var seen = new Seen(reading, scene, Tallies.ALL, 0);
    seen.recall(model.experience);
    seen.shows(
        signs.read(
            seen,
            seen.spot,
            seen.thing,
            works.announced(seen.place, seen.onset),
            works.minutesSinceChange(seen.place, seen.service, seen.onset)));
    BoostedTrees noise = model.of(Question.NOISE, seen.fold);
    seen.noise(
        noise == null
            ? -2
            : Prior.noise(seen.signs, model.experience.noiseRate) + noise.logOdds(seen.signs));
    return seen;
  }

  private void see(Seen seen) {
    byId.put(seen.reading.alertId(), seen);
    scene.add(seen);
    review.add(seen);
    young.add(seen);
  }

  private void place(Seen seen, long now) {
    seen.lookedAt = now;
    List<Finder.Home> homes = finder.homes(seen, null, now, probe);
    Finder.Home best = homes.isEmpty() ? null : homes.getFirst();
    if (best != null && best.logOdds() >= settings.join()) {
      join(seen, best, now);
      bridge(seen, homes, now);
    } else {
      enter(seen, new Cluster(++clusters));
      Cluster alone = cluster(seen);
      judge(alone, now, true);
      if (!alone.isIncident() && isHeard()) {
        decisions.add(
            new Decision.Hold(
                seen.reading.alertId(),
                Instant.ofEpochMilli(seen.arrived).plus(REVIEW),
                noiseOf(seen),
                why("held", "Nothing else fits yet; held until more is known.", Map.of())));
      }
    }
  }

  private void join(Seen seen, Finder.Home home, long now) {
    Cluster cluster = home.cluster();
    int phase = now - cluster.lastArrived > QUIET ? 2 : 1;
    tie(seen, home);
    enter(seen, cluster);
    if (cluster.isIncident()) {
      tellJoin(seen, home, phase);
    } else {
      judge(cluster, now, true);
    }
  }

  private static void tie(Seen seen, Finder.Home home) {
    seen.link = home.links().getFirst().logOdds;
    seen.ties = Parting.ties(seen, home.links());
  }

  private void tellJoin(Seen seen, Finder.Home home, int phase) {
    String id = home.cluster().incidentId;
    if (id != null && isHeard()) {
      decisions.add(
          new Decision.Join(seen.reading.alertId(), id, phase, Words.join(this, seen, home)));
    }
  }

  /// Somebody's monitor calls it critical and it is not known as noise: such an alert is not left waiting for company.
  private boolean urgent(Seen seen) {
    return seen.reading.sighting().severity() == Severity.CRITICAL && seen.noise < 0;
  }

  /// Critical, of a kind that was never noise in a past too slight to say that it will be, and not expected there: better one incident
  /// too many than nobody told.
  private boolean isSpared(Seen seen) {
    return model.isSlight()
        && seen.reading.sighting().severity() == Severity.CRITICAL
        && model.experience.kinds.yes(seen.kind, seen.fold) == 0
        && seen.signs[NoiseSigns.ANNOUNCED] == 0
        && seen.signs[NoiseSigns.OTHER_STAGE] == 0;
  }

  /// With hindsight: stays, goes elsewhere, or is noise.
  private void settle(Seen seen, long now) {
    Cluster own = cluster(seen);
    if (!seen.placedByHand) {
      if (own.size() > 1 || scene.news(seen, seen.lookedAt)) {
        own = reconsider(seen, own, now);
      }
      part(own, now);
      own = cluster(seen);
    }
    seen.settled = true;
    judge(own, now, false);
    if (!own.isIncident() && !seen.demoted) {
      seen.demoted = true;
      if (isHeard()) {
        decisions.add(
            new Decision.Demote(seen.reading.alertId(), Words.demote(this, seen, own, lastReal)));
      }
    }
  }

  private Cluster reconsider(Seen seen, Cluster own, long now) {
    boolean alone = own.size() == 1;
    seen.lookedAt = now;
    if (!alone) {
      leave(seen);
    }
    List<Finder.Home> homes = finder.homes(seen, alone ? null : own, now, probe);
    if (alone) {
      Finder.Home best = homes.isEmpty() ? null : homes.getFirst();
      if (best != null && best.logOdds() >= settings.join()) {
        leave(seen);
        join(seen, best, now);
        bridge(seen, homes, now);
        return best.cluster();
      }
      return own;
    }
    Finder.Home here = null;
    Finder.Home best = null;
    for (Finder.Home home : homes) {
      if (home.cluster() == own) {
        here = home;
      } else if (best == null) {
        best = home;
      }
    }
    double stay = here == null ? -3 : here.logOdds();
    if (best != null
        && best.logOdds() >= settings.join()
        && best.logOdds() > stay + settings.inertia()) {
      join(seen, best, now);
      return best.cluster();
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
      judge(fresh, now, false);
      if (!fresh.isIncident()) {
        seen.demoted = true;
        if (isHeard()) {
          decisions.add(
              new Decision.Demote(
                  seen.reading.alertId(),
                  why(
                      "left",
                      "With what came since, it does not belong to its incident any more.",
                      Map.of("log-odds", stay))));
        }
      }
    }
    return fresh;
  }

  // ----------------------------------------------------------------------------------------
  // merging

  /// An alert that fits two clusters is evidence that they are one.
  private void bridge(Seen seen, List<Finder.Home> homes, long now) {
    Cluster own = cluster(seen);
    Finder.Home here = null;
    for (Finder.Home home : homes) {
      if (home.cluster() == own) {
        here = home;
      }
    }
    if (here == null) {
      return;
    }
    for (Finder.Home home : homes) {
      if (home.cluster() == own || home.logOdds() < TOUCHING || home.cluster().members.isEmpty()) {
        continue;
      }
      Cluster other = home.cluster();
      Bridge bridge = bridges.between(own, other);
      bridge.touch(seen, home);
      if (home.logOdds() < settings.bridge()) {
        continue;
      }
      bridge.add(seen, here.logOdds(), home.logOdds(), home.tie(), now);
      if (!bridge.isDue()) {
        continue;
      }
      bridge.read(scene, own, other, now, mergeRow);
      if (probe != null) {
        probe.merge(own, other, mergeRow);
      }
      BoostedTrees learned = model.of(Question.MERGE, seen.fold);
      double logOdds = bridge.innate() + (learned == null ? 0 : learned.logOdds(mergeRow));
      if (logOdds < settings.merge()) {
        continue; // what it hides only asks for more
      }
      double needed = settings.merge() + hiding(own.size(), other.size());
      if (logOdds >= needed && (bridge.agree(seen) >= AGREEING || logOdds >= needed + CLEARLY)) {
        merge(own, other, logOdds, now);
        own = cluster(seen);
      }
    }
  }

  /// What is put together wrongly hides an incident; what is left apart wrongly tears pairs of alerts from each other, as many as the
  /// product of both sizes. An incident counts as much as the pairs that an incident has on average: so it takes much more to put
  /// two small ones together than two halves of a storm.
  ///
  /// @return log-odds by which it must be more probable than not that both are one
  private double hiding(int one, int two) {
    return Math.log1p(model.experience.pairsOfIncident / ((double) one * two));
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
        seen.demoted = false;
        String words =
            "It was held together with alerts that turned out to belong to this incident.";
        tellJoined(seen, kept, "merge", words, Map.of("log-odds", logOdds));
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
      judge(kept, now, true);
    }
  }

  private void tellJoined(
      Seen seen, Cluster to, String rule, String words, Map<String, Double> of) {
    String id = to.incidentId;
    if (id != null && isHeard()) {
      decisions.add(new Decision.Join(seen.reading.alertId(), id, 1, why(rule, words, of)));
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
      BoostedTrees learned = model.of(Question.PART, cluster.members.getFirst().fold);
      if (learned == null) {
        continue;
      }
      double together = learned.logOdds(cut.row().values);
      if (together < hiding(cut.leaving().size(), cut.staying().size()) - settings.part()
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
      judge(fresh, now, true);
      return;
    }
    fresh.incidentId = ids.apply(++incidents);
    if (!isHeard()) {
      return;
    }
    decisions.add(
        new Decision.Split(
            left,
            fresh.incidentId,
            cut.leaving().stream()
                .sorted(Finder.ORDER)
                .map(seen -> seen.reading.alertId())
                .toList(),
            why(
                "split",
                "These alerts hang together among themselves, but hardly with the rest; the chance that both are one is %s."
                    .formatted(Percent.words(sigmoid(together))),
                Map.of("log-odds of being one", together))));
  }

  // ------------------------------------------------------------------------------------- realness

  private double lastReal;

  /// Makes an incident of a cluster that is probably one.
  private void judge(Cluster cluster, long now, boolean atOnce) {
    if (cluster.isIncident() || cluster.members.isEmpty()) {
      return;
    }
    double logOdds = 9;
    if (model.answers(Question.REAL) || probe != null) {
      evidence.real(cluster, now, realRow);
      if (probe != null) {
        probe.real(cluster, atOnce, realRow);
      }
      BoostedTrees learned = model.of(Question.REAL, cluster.members.getFirst().fold);
      if (learned != null) {
        logOdds = Prior.real(realRow) + learned.logOdds(realRow);
      }
    }
    lastReal = logOdds;
    double open = model.experience.open == null ? settings.open() : model.experience.open;
    boolean spared = false;
    if (logOdds < open + (atOnce ? settings.lead() : 0)) {
      spared = cluster.members.stream().anyMatch(this::isSpared);
      if (!spared) {
        return;
      }
    }
    cluster.incidentId = ids.apply(++incidents);
    List<Seen> inOrder = new ArrayList<>(cluster.members);
    inOrder.sort(Finder.ORDER);
    inOrder.forEach(seen -> seen.demoted = false);
    if (!isHeard()) {
      return;
    }
    decisions.add(
        new Decision.Open(
            cluster.incidentId,
            inOrder.stream().map(seen -> seen.reading.alertId()).toList(),
            spared
                ? Words.spare(this, cluster, logOdds, model.learnedFrom())
                : Words.open(this, cluster, logOdds, model.answers(Question.REAL))));
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
    cluster.add(seen, scene.near(seen.place));
  }

  private void leave(Seen seen) {
    cluster(seen).remove(seen, scene.near(seen.place));
  }

  private void expire(long now) {
    for (Seen seen : scene.expire(now)) {
      byId.remove(seen.reading.alertId(), seen);
      seen.forget();
      if (seen.cluster != null) {
        seen.cluster.forget(seen, scene.near(seen.place));
      }
    }
  }

  private boolean isHeard() {
    return probe == null;
  }

  Why why(String rule, String words, Map<String, Double> values) {
    return new Why("correlate." + rule, VERSION, model.digest(), words, new TreeMap<>(values));
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
