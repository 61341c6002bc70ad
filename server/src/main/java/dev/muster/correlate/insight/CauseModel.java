package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which thing caused an incident: every thing that cries, that a cry names or that one of them rests on is a candidate, seen through
/// what {@link Trait} lists.
final class CauseModel {
  /// What is known of a candidate.
  enum Trait {
    SILENT(-0.5),
    EXPLAINS(2.0),
    RELATIVE(0.8),
    EVIDENCE(0.5),
    OWN_SHARE(0.8),
    OWN_COUNT(0.3),
    FIRST(1.0),
    SERVICE_FIRST(0.5),
    NAMED_SHARE(1.5),
    NAMED_COUNT(0.5),
    BEHIND_NAMED(0.8),
    NAMES_OTHERS(-0.8),
    SIGN_BEST(0.8),
    SIGN_MEAN(0.2),
    WORDS(0.3),
    BLAME_CRYING(-1.0),
    BLAME_NAMED(-0.5),
    QUIET_DEPENDANTS(-0.4),
    KIND(0.5),
    ENTITY_PAST(0.3),
    SERVICE_PAST(0.2),
    CHANGED(2.0),
    LIKE_ENTITY(3.0),
    LIKE_SERVICE(3.0),
    SEVERITY(0.2),
    SERVICE_SHARE(0.8),
    IS_SERVICE(0.0),
    DEGREE(-0.1),
    BESIDE(0.5),
    BESIDE_FIRST(0.3),
    BESIDE_SERVICE(0.2),
    BESIDE_NAMED(0.4),
    BESIDE_EXPLAINS(0.3),
    BESIDE_BEST(0.3),
    PASSED_BEST(0.3),
    PASSED_MEAN(0.2),
    NAMED_BY(0.3),
    FITS_KIND(0.4),
    CREDIT(0.8),
    EARLY(0.5),
    AFTER(0.3),
    SILENT_KIND(0.3),
    SILENT_HEARD(-0.2),
    HEARD(0.0);

    final double prior;

    Trait(double prior) {
      this.prior = prior;
    }
  }

  /// A candidate and what is known of it.
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  record Candidate(int entity, float[] traits) {}

  /// What cries beside an incident with less weight is not looked at.
  private static final double FAINT = 0.05;

  /// Candidates weighed; more are dropped, the weakest explanations first.
  private static final int MOST = 120;

  private final Topology topology;
  final Reach reach;
  private final Tally signs = new Tally(0.2, 4);
  private final Tally words = new Tally(0.2, 4);
  private final Tally kinds = new Tally(0.2, 3);
  private final Tally entities = new Tally(0.05, 4);
  private final Tally services = new Tally(0.1, 4);

  /// Of causes whose kind was never seen so many are thought to have no alert of their own.
  private static final double SILENT = 0.15;

  /// From there on {@link Trait#SILENT_KIND} of what is silent says that half of its kind are.
  static final double HALF_SILENT = Math.log((1 - SILENT) / SILENT);

  /// Whether causes of a kind had no alert when they were asked for.
  private final Tally silent = new Tally(SILENT, 3);

  /// How often each thing was heard, for a reason or for none: the silence of what is never heard says little.
  private final Tally heard = new Tally(0.5, 1);

  private final Habits habits;

  CauseModel(Topology topology) {
    this.topology = topology;
    reach = new Reach(topology);
    habits = new Habits(topology);
  }

  /// Hears that something cries.
  void heard(Symptom symptom) {
    if (symptom.place() != null) {
      heard.add(symptom.place(), true);
    }
  }

  /// Candidates of a scene.
  ///
  /// @param changed per entity how well a change there would explain trouble now, 0 to 1
  /// @param alike per id of entity the probability that a past incident caused by it repeats
  /// @param alikeService the same per service
  List<Candidate> candidates(
      Scene scene,
      Map<Integer, Double> changed,
      Map<String, Double> alike,
      Map<String, Double> alikeService) {
    SortedMap<Integer, double[]> explained = new TreeMap<>();
    Map<Integer, Map<Integer, Double>> up = new HashMap<>();
    for (Scene.Node node : scene.nodes.values()) {
      Map<Integer, Double> upstream = reach.upstream(node.place);
      up.put(node.place, upstream);
      for (var entry : upstream.entrySet()) {
        double[] sums = explained.computeIfAbsent(entry.getKey(), none -> new double[3]);
        sums[0] += node.weight * entry.getValue();
        sums[1] += node.weight * Math.log((entry.getValue() + 0.02) / 0.02);
      }
    }
    for (int name : scene.named.keySet()) {
      explained.computeIfAbsent(name, none -> new double[3]);
      for (var entry : reach.upstream(name).entrySet()) {
        double[] sums = explained.computeIfAbsent(entry.getKey(), none -> new double[3]);
        sums[2] += scene.named.getOrDefault(name, 0.0) * entry.getValue();
      }
    }
    for (String id : alike.keySet()) {
      int entity = topology.indexOf(id);
      if (entity >= 0) {
        explained.computeIfAbsent(entity, none -> new double[3]);
      }
    }
    double named = 0.5;
    for (double weight : scene.named.values()) {
      named += weight;
    }
    double weight = Math.max(scene.weight, 1e-6);
    Map<Integer, Double> explainedBeside = explainedBeside(scene, explained);
    double bestBeside = 0;
    for (double sum : explainedBeside.values()) {
      bestBeside = Math.max(bestBeside, sum);
    }
    record Rough(int entity, double score) {}
    var rough = new ArrayList<Rough>();
    for (var entry : explained.entrySet()) {
      int e = entry.getKey();
      double score =
          entry.getValue()[1] / weight
              + 2 * scene.named.getOrDefault(e, 0.0) / named
              + 2 * entry.getValue()[2] / named
              + (scene.nodes.containsKey(e) ? 1.5 : 0)
              + 6 * alike.getOrDefault(topology.entity(e).id(), 0.0)
              + 2 * changed.getOrDefault(e, 0.0);
      rough.add(new Rough(e, score));
    }
    rough.sort(Comparator.<Rough>comparingDouble(x -> -x.score).thenComparingInt(Rough::entity));
    double best = explained.values().stream().mapToDouble(x -> x[1]).max().orElse(0);
    var candidates = new ArrayList<Candidate>();
    List<Rough> kept = rough.subList(0, Math.min(MOST, rough.size()));
    Map<Integer, Double> credit = credit(scene, up, kept.stream().map(Rough::entity).toList());
    Map<Integer, Habits.Said> passed = habits.passed(scene);
    var fits = new HashMap<String, Double>();
    for (Rough one : kept) {
      float[] traits =
          traits(
              one.entity,
              scene,
              explained.getOrDefault(one.entity, new double[3]),
              up,
              best,
              named,
              changed,
              alike,
              alikeService);
      beside(traits, one.entity, scene, explainedBeside.getOrDefault(one.entity, 0.0), bestBeside);
      Habits.Said said = passed.getOrDefault(one.entity, Habits.Said.NOTHING);
      set(traits, Trait.PASSED_BEST, said.best());
      set(traits, Trait.PASSED_MEAN, said.mean());
      set(traits, Trait.NAMED_BY, habits.named(scene, one.entity));
      set(
          traits,
          Trait.FITS_KIND,
          fits.computeIfAbsent(
              topology.entity(one.entity).kind(), kind -> habits.fits(scene, kind)));
      set(traits, Trait.CREDIT, credit.getOrDefault(one.entity, 0.0));
      time(traits, one.entity, scene, up);
      candidates.add(new Candidate(one.entity, traits));
    }
    return candidates;
  }

  /// Rounds in which credit is dealt out.
  private static final int ROUNDS = 3;

  /// Shares of the trouble, dealt out among the candidates: each cry is credited to those that explain it, more to those that have
  /// much credit already (expectation maximisation over sources). What two incidents in one group brought together falls to two.
  private static Map<Integer, Double> credit(
      Scene scene, Map<Integer, Map<Integer, Double>> up, List<Integer> candidates) {
    var credit = new HashMap<Integer, Double>();
    candidates.forEach(candidate -> credit.put(candidate, 1.0));
    for (int round = 0; round < ROUNDS; round++) {
      var dealt = new HashMap<Integer, Double>();
      for (Scene.Node node : scene.nodes.values()) {
        Map<Integer, Double> sources = up.getOrDefault(node.place, Map.of());
        double all = 0;
        for (var source : sources.entrySet()) {
          all += source.getValue() * credit.getOrDefault(source.getKey(), 0.0);
        }
        for (var source : sources.entrySet()) {
          double had = credit.getOrDefault(source.getKey(), 0.0);
          if (had > 0 && all > 0) {
            dealt.merge(source.getKey(), node.weight * source.getValue() * had / all, Double::sum);
          }
        }
      }
      double weight = Math.max(scene.weight, 1e-6);
      credit.replaceAll((candidate, _) -> dealt.getOrDefault(candidate, 0.0) / weight);
    }
    return credit;
  }

  /// Whether what it explains is what began first, and whether that began after it.
  private static void time(
      float[] x, int entity, Scene scene, Map<Integer, Map<Integer, Double>> up) {
    Scene.Node own = scene.nodes.get(entity);
    double early = 0;
    double allEarly = 0;
    double after = 0;
    double explained = 0;
    for (Scene.Node node : scene.nodes.values()) {
      double strength = up.getOrDefault(node.place, Map.of()).getOrDefault(entity, 0.0);
      double weight = node.weight * Math.exp(-(node.onset - scene.onset) / EARLY_MS);
      early += weight * strength;
      allEarly += weight;
      if (own != null && node.place != entity && strength > 0) {
        explained += node.weight * strength;
        after += node.onset >= own.onset - CLOSE_MS ? node.weight * strength : 0;
      }
    }
    set(x, Trait.EARLY, allEarly > 0 ? early / allEarly : 0);
    set(x, Trait.AFTER, explained > 0 ? after / explained : 0.5);
  }

  private static final double EARLY_MS = 300_000;

  /// What began closer together than monitors tell apart.
  static final double CLOSE_MS = 60_000;

  /// How much of what cries beside the incident each candidate would explain as well.
  private Map<Integer, Double> explainedBeside(Scene scene, Map<Integer, double[]> candidates) {
    var sums = new HashMap<Integer, Double>();
    for (var beside : scene.beside.entrySet()) {
      double weight = beside.getValue().weight;
      if (weight >= FAINT && !scene.nodes.containsKey(beside.getKey())) {
        for (var up : reach.upstream(beside.getKey()).entrySet()) {
          if (!up.getKey().equals(beside.getKey()) && candidates.containsKey(up.getKey())) {
            sums.merge(up.getKey(), weight * up.getValue(), Double::sum);
          }
        }
      }
    }
    return sums;
  }

  private void beside(float[] x, int entity, Scene scene, double explains, double best) {
    Scene.Beside own = scene.beside.get(entity);
    if (own != null && !scene.nodes.containsKey(entity)) {
      set(x, Trait.BESIDE, own.weight);
      set(
          x,
          Trait.BESIDE_FIRST,
          own.weight * Math.exp(-Math.max(0, own.onset - scene.onset) / 240_000));
    }
    int service = topology.serviceOf(entity);
    if (service >= 0) {
      set(x, Trait.BESIDE_SERVICE, scene.serviceBeside.getOrDefault(service, 0.0));
    }
    set(x, Trait.BESIDE_NAMED, Math.log1p(scene.namedBeside.getOrDefault(entity, 0.0)));
    set(x, Trait.BESIDE_EXPLAINS, Math.log1p(explains));
    set(x, Trait.BESIDE_BEST, best > 0 ? explains / best : 0);
  }

  private float[] traits(
      int entity,
      Scene scene,
      double[] sums,
      Map<Integer, Map<Integer, Double>> up,
      double best,
      double named,
      Map<Integer, Double> changed,
      Map<String, Double> alike,
      Map<String, Double> alikeService) {
    float[] x = new float[Trait.values().length];
    double weight = Math.max(scene.weight, 1e-6);
    int service = topology.serviceOf(entity);
    Scene.Node node = scene.nodes.get(entity);
    set(x, Trait.SILENT, node == null ? 1 : 0);
    set(x, Trait.EXPLAINS, sums[0] / weight);
    set(x, Trait.RELATIVE, (sums[1] - best) / weight);
    set(x, Trait.EVIDENCE, (sums[1] - best) / Math.sqrt(weight) / 2);
    if (node != null) {
      set(x, Trait.OWN_SHARE, node.weight / weight);
      set(x, Trait.OWN_COUNT, Math.log1p(node.signs.size()));
      set(x, Trait.FIRST, Math.exp(-(node.onset - scene.onset) / 240_000));
      set(x, Trait.NAMES_OTHERS, node.names.isEmpty() ? 0 : 1);
      double most = -3;
      double sum = 0;
      for (String sign : node.signs) {
        double evidence = signs.evidence(sign + "/" + topology.entity(entity).kind());
        most = Math.max(most, evidence);
        sum += evidence;
      }
      set(x, Trait.SIGN_BEST, most);
      set(x, Trait.SIGN_MEAN, sum / node.signs.size());
      double text = 0;
      int count = 0;
      for (Symptom clue : node.clues) {
        for (String word : clue.words()) {
          text += words.evidence(word);
          count++;
        }
      }
      set(x, Trait.WORDS, count == 0 ? 0 : text / count);
      set(x, Trait.SEVERITY, node.severity / 3.0);
    }
    double voice = silent.evidence(topology.entity(entity).kind());
    double spoke = Math.log1p(heard.count(topology.entity(entity).id()));
    set(x, Trait.SILENT_KIND, node == null ? voice : -voice);
    set(x, Trait.SILENT_HEARD, node == null ? spoke : 0);
    set(x, Trait.HEARD, spoke);
    Double serviceOnset = service < 0 ? null : scene.serviceOnset.get(service);
    if (serviceOnset != null) {
      set(x, Trait.SERVICE_FIRST, Math.exp(-(serviceOnset - scene.onset) / 240_000));
      set(x, Trait.SERVICE_SHARE, scene.serviceWeight.getOrDefault(service, 0.0) / weight);
    }
    double mine = scene.named.getOrDefault(entity, 0.0);
    set(x, Trait.NAMED_SHARE, mine / named);
    set(x, Trait.NAMED_COUNT, Math.log1p(mine));
    set(x, Trait.BEHIND_NAMED, Math.max(0, sums[2] - mine) / named);
    Map<Integer, Double> mineUp = up.containsKey(entity) ? up.get(entity) : reach.upstream(entity);
    double crying = 0;
    double blamed = 0;
    for (var entry : mineUp.entrySet()) {
      if (entry.getKey() != entity) {
        if (scene.nodes.containsKey(entry.getKey())) {
          crying = Math.max(crying, entry.getValue());
        }
        if (scene.named.containsKey(entry.getKey())) {
          blamed = Math.max(blamed, entry.getValue());
        }
      }
    }
    set(x, Trait.BLAME_CRYING, crying);
    set(x, Trait.BLAME_NAMED, blamed);
    set(
        x,
        Trait.QUIET_DEPENDANTS,
        Math.log1p(reach.expectedDependants(entity, scene.nodes.keySet())));
    set(x, Trait.KIND, kinds.evidence(topology.entity(entity).kind()));
    set(x, Trait.ENTITY_PAST, entities.evidence(topology.entity(entity).id()));
    if (service >= 0) {
      String id = topology.entity(service).id();
      set(x, Trait.SERVICE_PAST, services.evidence(id));
      set(x, Trait.LIKE_SERVICE, alikeService.getOrDefault(id, 0.0));
    }
    set(x, Trait.CHANGED, changed.getOrDefault(entity, 0.0));
    set(x, Trait.LIKE_ENTITY, alike.getOrDefault(topology.entity(entity).id(), 0.0));
    set(x, Trait.IS_SERVICE, service == entity ? 1 : 0);
    set(x, Trait.DEGREE, Math.log1p(topology.dependants(entity).length));
    return x;
  }

  private static void set(float[] traits, Trait trait, double value) {
    traits[trait.ordinal()] = (float) value;
  }

  /// Learns from an incident whose cause is known.
  void learn(Scene scene, int cause, Trace trace) {
    int causeService = topology.serviceOf(cause);
    for (Scene.Node node : scene.nodes.values()) {
      boolean hit = node.place == cause;
      for (String sign : node.signs) {
        signs.add(sign + "/" + topology.entity(node.place).kind(), hit, trace);
      }
      var said = new TreeSet<String>();
      for (Symptom clue : node.clues) {
        said.addAll(clue.words());
      }
      for (String word : said) {
        words.add(word, hit, trace);
      }
      entities.add(topology.entity(node.place).id(), hit, trace);
    }
    for (int service : scene.serviceWeight.keySet()) {
      services.add(topology.entity(service).id(), service == causeService, trace);
    }
    if (!scene.nodes.containsKey(cause)) {
      entities.add(topology.entity(cause).id(), true, trace);
    }
    var places = new ArrayList<Integer>(scene.nodes.keySet());
    places.add(cause);
    for (String kind : kindsOf(places)) {
      kinds.add(kind, kind.equals(topology.entity(cause).kind()), trace);
    }
    silent.add(topology.entity(cause).kind(), !scene.nodes.containsKey(cause), trace);
    habits.learn(scene, cause, trace);
    reach.learn(cause, scene.nodes.keySet(), trace);
  }

  private Collection<String> kindsOf(Collection<Integer> places) {
    var found = new TreeSet<String>();
    for (int place : places) {
      found.add(topology.entity(place).kind());
    }
    return found;
  }
}
