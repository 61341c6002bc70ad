package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The steps by which an incident is thought of, each on what the one before found: past incidents like it, then its cause, then the
/// change behind it, then past incidents once more with the cause in mind. The steps are apart so that each can be learned from
/// answers of the step before that did not know the case.
final class Reasoning {
  private final Topology topology;
  final Lags lags = new Lags();
  final CauseModel cause;
  final ChangeModel changes;
  final Likeness likeness = new Likeness();
  final Tally worth = new Tally(0.4, 3);
  private final Cries cries = new Cries(lags, worth::share, worth::changes);
  final Lesson likes = new Lesson(Likeness.priors(), 1.5);
  final Lesson causes =
      new Lesson(Arrays.stream(CauseModel.Trait.values()).mapToDouble(t -> t.prior).toArray(), 1);
  final Lesson culprits =
      new Lesson(Arrays.stream(ChangeModel.Trait.values()).mapToDouble(t -> t.prior).toArray(), 1);
  final Lesson again = new Lesson(Likeness.priors(), 1.5);
  final Doubt doubt;

  /// What is seen before anything is thought.
  ///
  /// @param first past incidents that share something with it
  record Opening(Scene scene, List<Set<String>> marks, List<Likeness.Match> first, long now) {
    List<float[]> features() {
      return Reasoning.features(first);
    }
  }

  /// Which causes past incidents like it had, with what probability.
  ///
  /// @param byChange how likely a change was behind them, less how likely none was, -1 to 1
  record Alike(Map<String, Double> entities, Map<String, Double> services, double byChange) {}

  /// What is thought of the cause of one incident, and of nothing else yet.
  ///
  /// @param shares probability of each candidate
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  record Suspected(
      Likeness.Present present,
      Opening opening,
      Alike alike,
      List<CauseModel.Candidate> candidates,
      double[] shares) {}

  /// All that is thought of one incident.
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  record Thought(
      Scene scene,
      List<Set<String>> marks,
      List<CauseModel.Candidate> candidates,
      double[] causeShares,
      List<ChangeModel.Option> options,
      double[] changeShares,
      List<Likeness.Match> again,
      double[] againShares) {}

  Reasoning(Topology topology, InsightSettings settings) {
    this.topology = topology;
    cause = new CauseModel(topology);
    changes = new ChangeModel(topology);
    doubt = new Doubt(settings.abstainRight());
  }

  Scene scene(Collection<Symptom> symptoms, Collection<Placed> around) {
    return new Scene(topology, symptoms, around, cries);
  }

  /// An alert with where it is.
  Placed placed(Symptom symptom) {
    return Placed.of(topology, cries, symptom);
  }

  /// @param self id under which the incident is remembered already; null when it is not
  Opening open(
      Collection<Symptom> symptoms, Collection<Symptom> around, long now, @Nullable String self) {
    List<Set<String>> marks = Likeness.marks(symptoms);
    return open(
        scene(symptoms, around.stream().map(this::placed).toList()),
        now,
        marks,
        likeness.present(marks, self));
  }

  private static Opening open(
      Scene scene, long now, List<Set<String>> marks, Likeness.Present present) {
    return new Opening(scene, marks, present.candidates(Likeness.Suspicion.NONE, now), now);
  }

  /// @param shares probability of each match of the opening to be the same problem
  Alike alike(Opening opening, double[] shares) {
    var entities = new HashMap<String, Double>();
    var services = new HashMap<String, Double>();
    double byChange = 0;
    for (int i = 0; i < opening.first.size(); i++) {
      Likeness.Remembered past = opening.first.get(i).past();
      if (past.cause() != null) {
        entities.merge(past.cause(), shares[i], Double::sum);
      }
      if (past.causeService() != null) {
        services.merge(past.causeService(), shares[i], Double::sum);
      }
      if (past.byChange() != null) {
        byChange += shares[i] * (past.byChange() ? 1 : -1);
      }
    }
    return new Alike(entities, services, byChange);
  }

  List<CauseModel.Candidate> candidates(Opening opening, Alike alike) {
    Scene scene = opening.scene;
    Weights pull = changes.pull(concerned(scene), scene.onset, opening.now);
    return cause.candidates(scene, pull, alike.entities, alike.services);
  }

  /// Services that cry, are named, or are rested on by what cries or is named.
  private BitSet concerned(Scene scene) {
    var services = new BitSet(topology.size());
    for (int place : scene.nodes.keySet()) {
      Reach.Upstream upstream = cause.reach.upstream(place);
      for (int i = 0; i < upstream.size(); i++) {
        add(services, upstream.place(i));
      }
    }
    for (int name : scene.named.keySet()) {
      add(services, name);
    }
    return services;
  }

  private void add(BitSet services, int place) {
    int service = topology.serviceOf(place);
    if (service >= 0) {
      services.set(service);
    }
  }

  static SortedMap<Integer, Double> suspects(
      List<CauseModel.Candidate> candidates, double[] shares) {
    SortedMap<Integer, Double> suspects = new TreeMap<>();
    for (int i = 0; i < shares.length; i++) {
      suspects.put(candidates.get(i).entity(), shares[i]);
    }
    return suspects;
  }

  List<ChangeModel.Option> options(
      Opening opening, SortedMap<Integer, Double> suspects, Alike alike) {
    return changes.options(
        opening.scene, suspects, alike.byChange, began(opening.scene), opening.now);
  }

  /// Per thing and service when the trouble began that it would explain: a stranger in the group that cried earlier says nothing of it.
  private Weights began(Scene scene) {
    var began = new Weights();
    for (Scene.Node node : scene.nodes.values()) {
      Reach.Upstream upstream = cause.reach.upstream(node.place);
      // the strongest come first
      for (int i = 0; i < upstream.size() && upstream.strength(i) >= EXPLAINED; i++) {
        int up = upstream.place(i);
        began.least(up, node.onset);
        int service = topology.serviceOf(up);
        if (service >= 0 && service != up) {
          began.least(service, node.onset);
        }
      }
    }
    return began;
  }

  /// From this strength of a path on trouble counts as explained.
  private static final double EXPLAINED = 0.05;

  /// Past incidents like it, now that a cause is suspected.
  List<Likeness.Match> again(
      Opening opening, SortedMap<Integer, Double> suspects, @Nullable String self) {
    return likeness.candidates(
        opening.marks, suspicion(opening.scene, suspects), opening.now, self);
  }

  private Likeness.Suspicion suspicion(Scene scene, SortedMap<Integer, Double> suspects) {
    var entities = new HashMap<String, Double>();
    var services = new HashMap<String, Double>();
    var alike = new HashMap<String, Double>();
    var best = new HashMap<String, Double>();
    var signs = new HashMap<String, Set<String>>();
    suspects.forEach((entity, share) -> {
      if (share < 0.02) {
        return;
      }
      entities.put(topology.entity(entity).id(), share);
      int service = topology.serviceOf(entity);
      if (service >= 0) {
        services.merge(topology.entity(service).id(), share, Double::sum);
      }
      String role = role(entity);
      alike.merge(role, share, Double::sum);
      if (share > best.getOrDefault(role, 0.0)) {
        best.put(role, share);
        Scene.Node node = scene.nodes.get(entity);
        signs.put(role, node == null ? Set.of() : node.signs);
      }
    });
    return new Likeness.Suspicion(entities, services, alike, signs);
  }

  /// What an entity is to its service: one of several alike have the same role.
  String role(int entity) {
    int service = topology.serviceOf(entity);
    return topology.entity(entity).kind()
        + "/"
        + topology.entity(entity).attributes().getOrDefault("role", "")
        + "@"
        + (service < 0 ? "" : topology.entity(service).id());
  }

  /// What the comparison saw of each, and of the alternative that nothing is like it.
  static List<float[]> features(List<Likeness.Match> matches) {
    var features = new ArrayList<float[]>(matches.size() + 1);
    for (Likeness.Match match : matches) {
      features.add(match.features());
    }
    features.add(Likeness.nobody());
    return features;
  }

  /// The steps up to the cause.
  ///
  /// @param beneath what is no part of the incident and counts for its cause as if it were: no past incident is more alike for it
  Suspected suspect(
      Collection<Symptom> symptoms,
      Collection<Symptom> beneath,
      Collection<Placed> around,
      long now) {
    List<Set<String>> marks = Likeness.marks(symptoms);
    Likeness.Present present = likeness.present(marks, null);
    Opening opening = open(scene(both(symptoms, beneath), around), now, marks, present);
    Alike alike = alike(opening, likes.probabilities(opening.features()));
    List<CauseModel.Candidate> candidates = candidates(opening, alike);
    double[] shares =
        causes.probabilities(candidates.stream().map(CauseModel.Candidate::traits).toList());
    return new Suspected(present, opening, alike, candidates, shares);
  }

  private static Collection<Symptom> both(
      Collection<Symptom> symptoms, Collection<Symptom> beneath) {
    if (beneath.isEmpty()) {
      return symptoms;
    }
    var both = new ArrayList<Symptom>(symptoms);
    both.addAll(beneath);
    return both;
  }

  /// All steps; see {@link #suspect}.
  Thought think(
      Collection<Symptom> symptoms,
      Collection<Symptom> beneath,
      Collection<Placed> around,
      long now) {
    Suspected suspected = suspect(symptoms, beneath, around, now);
    Opening opening = suspected.opening;
    SortedMap<Integer, Double> suspects = suspects(suspected.candidates, suspected.shares);
    List<ChangeModel.Option> options = options(opening, suspects, suspected.alike);
    double[] changeShares =
        doubt.cast(
            culprits.probabilities(options.stream().map(ChangeModel.Option::traits).toList()),
            options);
    List<Likeness.Match> second =
        suspected.present.candidates(suspicion(opening.scene, suspects), opening.now);
    return new Thought(
        opening.scene,
        opening.marks,
        suspected.candidates,
        suspected.shares,
        options,
        changeShares,
        second,
        again.probabilities(features(second)));
  }
}
