package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  private static final int TRAITS = Trait.values().length;

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
  private final int[] heard;

  private final Habits habits;

  private final Numbering met;

  CauseModel(Topology topology) {
    this.topology = topology;
    met = new Numbering(topology.size());
    heard = new int[topology.size()];
    reach = new Reach(topology);
    habits = new Habits(topology);
  }

  /// Hears that something cries.
  void heard(Symptom symptom) {
    int place = symptom.place() == null ? -1 : topology.indexOf(symptom.place());
    if (place >= 0) {
      heard[place]++;
    }
  }

  /// Candidates of a scene.
  ///
  /// @param changed per entity how well a change there would explain trouble now, 0 to 1
  /// @param alike per id of entity the probability that a past incident caused by it repeats
  /// @param alikeService the same per service
  List<Candidate> candidates(
      Scene scene, Weights changed, Map<String, Double> alike, Map<String, Double> alikeService) {
    var view = new View(scene);
    alike.forEach((id, probability) -> view.meet(topology.indexOf(id)));
    view.sum();
    double named = 0.5;
    for (double weight : scene.named.values()) {
      named += weight;
    }
    double weight = Math.max(scene.weight, 1e-6);
    double[] score = new double[met.size()];
    double best = 0;
    for (int e = 0; e < score.length; e++) {
      int entity = met.thing(e);
      score[e] =
          view.evidence[e] / weight
              + 2 * scene.named.getOrDefault(entity, 0.0) / named
              + 2 * view.behindNamed[e] / named
              + (view.crying[e] == null ? 0 : 1.5);
      best = e == 0 ? view.evidence[e] : Math.max(best, view.evidence[e]);
    }
    // of the thousands that may be met few are concerned by what follows
    alike.forEach((id, probability) -> add(score, topology.indexOf(id), 6 * probability));
    changed.inAnyOrder((entity, pull) -> add(score, entity, 2 * pull));
    var candidates = new ArrayList<Candidate>();
    int[] kept = highest(score);
    view.deal(kept);
    view.time();
    Map<Integer, Habits.Said> passed = habits.passed(scene);
    Set<String> signs = scene.signs();
    var ofKind = new HashMap<String, OfKind>();
    for (int e : kept) {
      int entity = met.thing(e);
      OfKind kind =
          ofKind.computeIfAbsent(
              topology.entity(entity).kind(),
              one ->
                  new OfKind(kinds.evidence(one), silent.evidence(one), habits.fits(signs, one)));
      float[] traits = traits(entity, e, kind, view, best, named, changed, alike, alikeService);
      view.beside(traits, e);
      Habits.Said said = passed.getOrDefault(entity, Habits.Said.NOTHING);
      set(traits, Trait.PASSED_BEST, said.best());
      set(traits, Trait.PASSED_MEAN, said.mean());
      set(traits, Trait.NAMED_BY, habits.named(scene, entity));
      set(traits, Trait.FITS_KIND, kind.fits);
      candidates.add(new Candidate(entity, traits));
    }
    return candidates;
  }

  private void add(double[] score, int entity, double weight) {
    int e = entity < 0 ? -1 : met.of(entity);
    if (e >= 0) {
      score[e] += weight;
    }
  }

  /// Numbers of the {@link #MOST} highest scores, the highest first; of the same score the entity that comes first.
  private int[] highest(double[] score) {
    double least = Double.NEGATIVE_INFINITY;
    if (score.length > MOST) {
      double[] sorted = score.clone();
      Arrays.sort(sorted);
      least = sorted[sorted.length - MOST];
    }
    var kept = new ArrayList<Integer>(MOST);
    for (int e = 0; e < score.length; e++) {
      if (score[e] >= least) {
        kept.add(e);
      }
    }
    kept.sort((one, other) -> {
      int higher = Double.compare(score[other], score[one]);
      return higher != 0 ? higher : Integer.compare(met.thing(one), met.thing(other));
    });
    return kept.stream().limit(MOST).mapToInt(e -> e).toArray();
  }

  /// A scene with what explains it: each thing that cries, that a cry names or that one of them rests on has a number, and sums lie in
  /// arrays by that number. There is one at a time.
  private final class View {
    final Scene scene;
    private final List<Scene.Node> nodes;
    private final List<Reach.Upstream> upstream = new ArrayList<>();

    /// By node the numbers of its upstream.
    private final List<int[]> numbers = new ArrayList<>();

    /// By node where in its upstream the candidates are.
    private final List<int[]> asked = new ArrayList<>();

    /// By number the strength of the paths from all that cries, by its weight.
    double[] strength = {};

    /// The same on a scale of odds.
    double[] evidence = {};

    /// By number the strength of the paths from all that is named.
    double[] behindNamed = {};

    /// By number what cries there; null where nothing does.
    Scene.@Nullable Node[] crying = {};

    private boolean[] named = {};
    private double[] credit = {};
    private double[] early = {};
    private double[] explained = {};
    private double[] after = {};
    private double allEarly;
    private double[] explainsBeside = {};
    private double bestBeside;

    View(Scene scene) {
      this.scene = scene;
      nodes = List.copyOf(scene.nodes.values());
      met.clear();
      for (Scene.Node node : nodes) {
        Reach.Upstream up = reach.upstream(node.place);
        upstream.add(up);
        numbers.add(meet(up));
      }
      for (int name : scene.named.keySet()) {
        met.meet(name);
        meet(reach.upstream(name));
      }
    }

    private int[] meet(Reach.Upstream up) {
      int[] of = new int[up.size()];
      for (int i = 0; i < of.length; i++) {
        of[i] = met.meet(up.place(i));
      }
      return of;
    }

    /// @param entity negative for nothing
    void meet(int entity) {
      if (entity >= 0) {
        met.meet(entity);
      }
    }

    /// Sums up what explains how much; nothing is met any more after that.
    void sum() {
      int size = met.size();
      strength = new double[size];
      evidence = new double[size];
      behindNamed = new double[size];
      crying = new Scene.Node[size];
      for (int n = 0; n < nodes.size(); n++) {
        Scene.Node node = nodes.get(n);
        crying[met.of(node.place)] = node;
        Reach.Upstream up = upstream.get(n);
        int[] of = numbers.get(n);
        for (int i = 0; i < of.length; i++) {
          strength[of[i]] += node.weight * up.strength(i);
          evidence[of[i]] += node.weight * up.evidence(i);
        }
      }
      named = new boolean[size];
      scene.named.forEach((name, weight) -> {
        named[met.of(name)] = true;
        Reach.Upstream up = reach.upstream(name);
        for (int i = 0; i < up.size(); i++) {
          behindNamed[met.of(up.place(i))] += weight * up.strength(i);
        }
      });
      besides();
    }

    /// How much of what cries beside the incident each would explain as well.
    private void besides() {
      explainsBeside = new double[met.size()];
      scene.beside.inOrder((place, weight) -> {
        if (weight >= FAINT && !cries(place)) {
          Reach.Upstream up = reach.upstream(place);
          for (int i = 0; i < up.size(); i++) {
            int e = met.of(up.place(i));
            if (e >= 0 && up.place(i) != place) {
              explainsBeside[e] += weight * up.strength(i);
            }
          }
        }
      });
      for (double sum : explainsBeside) {
        bestBeside = Math.max(bestBeside, sum);
      }
    }

    boolean cries(int place) {
      int e = met.of(place);
      return e >= 0 && crying[e] != null;
    }

    boolean isNamed(int place) {
      int e = met.of(place);
      return e >= 0 && named[e];
    }

    /// Shares of the trouble, dealt out among the candidates: each cry is credited to those that explain it, more to those that have
    /// much credit already (expectation maximisation over sources). What two incidents in one group brought together falls to two.
    void deal(int[] candidates) {
      credit = new double[met.size()];
      for (int e : candidates) {
        credit[e] = 1;
      }
      for (int[] of : numbers) {
        asked.add(asked(of));
      }
      double weight = Math.max(scene.weight, 1e-6);
      for (int round = 0; round < ROUNDS; round++) {
        double[] dealt = new double[credit.length];
        for (int n = 0; n < nodes.size(); n++) {
          Reach.Upstream up = upstream.get(n);
          int[] of = numbers.get(n);
          double all = 0;
          for (int i : asked.get(n)) {
            all += up.strength(i) * credit[of[i]];
          }
          if (all > 0) {
            for (int i : asked.get(n)) {
              int e = of[i];
              dealt[e] += nodes.get(n).weight * up.strength(i) * credit[e] / all;
            }
          }
        }
        for (int e : candidates) {
          credit[e] = dealt[e] / weight;
        }
      }
    }

    private int[] asked(int[] of) {
      int[] asked = new int[of.length];
      int count = 0;
      for (int i = 0; i < of.length; i++) {
        if (credit[of[i]] > 0) {
          asked[count++] = i;
        }
      }
      return Arrays.copyOf(asked, count);
    }

    /// Whether what each candidate explains is what began first, and whether that began after it; to be called after {@link #deal}.
    void time() {
      early = new double[met.size()];
      explained = new double[met.size()];
      after = new double[met.size()];
      for (int n = 0; n < nodes.size(); n++) {
        Scene.Node node = nodes.get(n);
        double weight = node.weight * Math.exp(-(node.onset - scene.onset) / EARLY_MS);
        allEarly += weight;
        Reach.Upstream up = upstream.get(n);
        int[] of = numbers.get(n);
        for (int i : asked.get(n)) {
          int e = of[i];
          early[e] += weight * up.strength(i);
          Scene.Node own = crying[e];
          if (own != null && own != node) {
            explained[e] += node.weight * up.strength(i);
            after[e] += node.onset >= own.onset - CLOSE_MS ? node.weight * up.strength(i) : 0;
          }
        }
      }
    }

    void beside(float[] x, int e) {
      int entity = met.thing(e);
      set(x, Trait.CREDIT, credit[e]);
      set(x, Trait.EARLY, allEarly > 0 ? early[e] / allEarly : 0);
      set(x, Trait.AFTER, explained[e] > 0 ? after[e] / explained[e] : 0.5);
      if (crying[e] == null && scene.beside.has(entity)) {
        double own = scene.beside.get(entity, 0);
        double onset = scene.besideOnset.get(entity, scene.onset);
        set(x, Trait.BESIDE, own);
        set(x, Trait.BESIDE_FIRST, own * Math.exp(-Math.max(0, onset - scene.onset) / 240_000));
      }
      int service = topology.serviceOf(entity);
      if (service >= 0) {
        set(x, Trait.BESIDE_SERVICE, scene.serviceBeside.get(service, 0));
      }
      set(x, Trait.BESIDE_NAMED, Math.log1p(scene.namedBeside.get(entity, 0)));
      set(x, Trait.BESIDE_EXPLAINS, Math.log1p(explainsBeside[e]));
      set(x, Trait.BESIDE_BEST, bestBeside > 0 ? explainsBeside[e] / bestBeside : 0);
    }
  }

  /// Rounds in which credit is dealt out.
  private static final int ROUNDS = 3;

  private static final double EARLY_MS = 300_000;

  /// What began closer together than monitors tell apart.
  static final double CLOSE_MS = 60_000;

  /// What is known of all candidates of a kind.
  private record OfKind(double cause, double silent, double fits) {}

  private float[] traits(
      int entity,
      int e,
      OfKind kind,
      View view,
      double best,
      double named,
      Weights changed,
      Map<String, Double> alike,
      Map<String, Double> alikeService) {
    Scene scene = view.scene;
    float[] x = new float[TRAITS];
    double weight = Math.max(scene.weight, 1e-6);
    int service = topology.serviceOf(entity);
    Scene.Node node = view.crying[e];
    set(x, Trait.SILENT, node == null ? 1 : 0);
    set(x, Trait.EXPLAINS, view.strength[e] / weight);
    set(x, Trait.RELATIVE, (view.evidence[e] - best) / weight);
    set(x, Trait.EVIDENCE, (view.evidence[e] - best) / Math.sqrt(weight) / 2);
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
    double voice = kind.silent;
    double spoke = Math.log1p(heard[entity]);
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
    set(x, Trait.BEHIND_NAMED, Math.max(0, view.behindNamed[e] - mine) / named);
    double crying = 0;
    double blamed = 0;
    Reach.Upstream mineUp = reach.upstream(entity);
    // the strongest come first
    for (int i = 0; i < mineUp.size() && (crying == 0 || blamed == 0); i++) {
      int place = mineUp.place(i);
      if (place != entity) {
        if (crying == 0 && view.cries(place)) {
          crying = mineUp.strength(i);
        }
        if (blamed == 0 && view.isNamed(place)) {
          blamed = mineUp.strength(i);
        }
      }
    }
    set(x, Trait.BLAME_CRYING, crying);
    set(x, Trait.BLAME_NAMED, blamed);
    set(x, Trait.QUIET_DEPENDANTS, Math.log1p(reach.expectedDependants(entity, view::cries)));
    set(x, Trait.KIND, kind.cause);
    set(x, Trait.ENTITY_PAST, entities.evidence(topology.entity(entity).id()));
    if (service >= 0) {
      String id = topology.entity(service).id();
      set(x, Trait.SERVICE_PAST, services.evidence(id));
      set(x, Trait.LIKE_SERVICE, alikeService.getOrDefault(id, 0.0));
    }
    set(x, Trait.CHANGED, changed.get(entity, 0));
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
