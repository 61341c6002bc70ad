package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Experimental facade.
public final class Insight {
  public static final long FREEZE_MS = 15 * 60_000L;

  public final Topology topology;
  final Lags lags = new Lags();
  final CauseModel cause;
  final ChangeModel changes;
  final Likeness likeness = new Likeness();
  final Tally worth = new Tally(0.4, 3);
  final Choice causeChoice;
  final Choice changeChoice;
  final Choice likeChoice;
  final Choice againChoice;
  final List<Choice.Example> againExamples = new ArrayList<>();
  final List<Choice.Example> causeExamples = new ArrayList<>();
  final List<Choice.Example> changeExamples = new ArrayList<>();
  final List<Choice.Example> likeExamples = new ArrayList<>();
  int learned;

  public Insight(Topology topology) {
    this.topology = topology;
    cause = new CauseModel(topology);
    changes = new ChangeModel(topology);
    causeChoice = choice(Arrays.stream(CauseModel.Trait.values()).mapToDouble(t -> t.prior).toArray(), 1.0);
    changeChoice = choice(Arrays.stream(ChangeModel.Trait.values()).mapToDouble(t -> t.prior).toArray(), 1.0);
    likeChoice = choice(Likeness.priors(), 1.5);
    againChoice = choice(Likeness.priors(), 1.5);
  }

  private static Choice choice(double[] prior, double spread) {
    double[] s = new double[prior.length];
    Arrays.fill(s, spread);
    return new Choice(prior, s);
  }

  public void heard(Symptom symptom, boolean incident) {
    worth.add(Clue.of(symptom).sign(), incident);
  }

  public void changed(ChangeNote change) {
    changes.add(change);
  }

  /// All that is thought of one incident.
  record Thought(
      Scene scene,
      List<Likeness.Match> matches,
      double[] likeP,
      List<CauseModel.Candidate> candidates,
      double[] causeP,
      List<ChangeModel.Option> options,
      double[] changeP,
      List<Likeness.Match> again,
      double[] againP) {}

  private double worth(Clue clue) {
    return worth.share(clue.sign());
  }

  Thought think(Collection<Clue> clues, long now) {
    List<java.util.Set<String>> marks = Likeness.marks(clues);
    var scene = new Scene(topology, clues, lags, this::worth);
    List<Likeness.Match> matches = likeness.candidates(marks, Likeness.Suspicion.NONE, now);
    var features = new ArrayList<float[]>();
    for (var match : matches) {
      features.add(match.features());
    }
    features.add(Likeness.nobody());
    double[] likeP = likeChoice.probabilities(features);
    Map<String, Double> alike = new HashMap<>();
    Map<String, Double> alikeService = new HashMap<>();
    double byChange = 0;
    for (int i = 0; i < matches.size(); i++) {
      var past = matches.get(i).past();
      if (past.cause() != null) {
        alike.merge(past.cause(), likeP[i], Double::sum);
      }
      if (past.causeService() != null) {
        alikeService.merge(past.causeService(), likeP[i], Double::sum);
      }
      if (past.byChange() != null) {
        byChange += likeP[i] * (past.byChange() ? 1 : -1);
      }
    }
    var services = new TreeSet<Integer>();
    for (int place : scene.nodes.keySet()) {
      for (int up : cause.reach.upstream(place).keySet()) {
        if (topology.serviceOf(up) >= 0) {
          services.add(topology.serviceOf(up));
        }
      }
    }
    for (int name : scene.named.keySet()) {
      if (topology.serviceOf(name) >= 0) {
        services.add(topology.serviceOf(name));
      }
    }
    Map<Integer, Double> pull = changes.pull(services, scene.onset, now);
    List<CauseModel.Candidate> candidates = cause.candidates(scene, pull, alike, alikeService);
    double[] causeP = causeChoice.probabilities(candidates.stream().map(CauseModel.Candidate::traits).toList());
    SortedMap<Integer, Double> causes = new TreeMap<>();
    for (int i = 0; i < causeP.length; i++) {
      causes.put(candidates.get(i).entity(), causeP[i]);
    }
    List<ChangeModel.Option> options = changes.options(scene, causes, byChange, now);
    double[] changeP = changeChoice.probabilities(options.stream().map(ChangeModel.Option::traits).toList());
    Likeness.Suspicion suspicion = suspicion(scene, causes);
    List<Likeness.Match> again = likeness.candidates(marks, suspicion, now);
    var features2 = new ArrayList<float[]>();
    for (var match : again) {
      features2.add(match.features());
    }
    features2.add(Likeness.nobody());
    double[] againP = againChoice.probabilities(features2);
    return new Thought(scene, matches, likeP, candidates, causeP, options, changeP, again, againP);
  }

  private Likeness.Suspicion suspicion(Scene scene, SortedMap<Integer, Double> causes) {
    var entities = new HashMap<String, Double>();
    var services = new HashMap<String, Double>();
    var alike = new HashMap<String, Double>();
    var best = new HashMap<String, Double>();
    var signs = new HashMap<String, java.util.Set<String>>();
    causes.forEach((e, p) -> {
      if (p < 0.02) {
        return;
      }
      entities.put(topology.entity(e).id(), p);
      int s = topology.serviceOf(e);
      if (s >= 0) {
        services.merge(topology.entity(s).id(), p, Double::sum);
      }
      String role = role(e);
      alike.merge(role, p, Double::sum);
      if (p > best.getOrDefault(role, 0.0)) {
        best.put(role, p);
        Scene.Node node = scene.nodes.get(e);
        signs.put(role, node == null ? java.util.Set.of() : node.signs);
      }
    });
    return new Likeness.Suspicion(entities, services, alike, signs);
  }

  private String role(int e) {
    int s = topology.serviceOf(e);
    var entity = topology.entity(e);
    return entity.kind() + "/" + entity.attributes().getOrDefault("role", "") + "@" + (s < 0 ? "" : topology.entity(s).id());
  }

  public void learn(PastIncident past) {
    List<Clue> all = past.symptoms().stream().map(Clue::of).toList();
    long now = past.opened().toEpochMilli() + FREEZE_MS;
    List<Clue> early = all.stream().filter(c -> c.at() <= now).toList();
    if (early.isEmpty()) {
      return;
    }
    Thought t = think(early, now);
    float age = 1;
    if (likeness.size() > 20) {
      float[][] alternatives = new float[t.matches.size() + 1][];
      float[] share = new float[alternatives.length];
      int hits = 0;
      for (int i = 0; i < t.matches.size(); i++) {
        alternatives[i] = t.matches.get(i).features();
        if (past.sameAs().contains(t.matches.get(i).past().id())) {
          share[i] = 1;
          hits++;
        }
      }
      alternatives[alternatives.length - 1] = Likeness.nobody();
      if (hits == 0) {
        share[alternatives.length - 1] = 1;
      }
      likeExamples.add(new Choice.Example(alternatives, share, age));
      againExamples.add(example(t.again, past));
    }
    int causeAt = past.causeEntity() == null ? -1 : topology.indexOf(past.causeEntity());
    if (causeAt >= 0) {
      float[][] alternatives = new float[t.candidates.size()][];
      float[] share = new float[alternatives.length];
      boolean any = false;
      for (int i = 0; i < alternatives.length; i++) {
        int e = t.candidates.get(i).entity();
        alternatives[i] = t.candidates.get(i).traits();
        share[i] =
            e == causeAt ? 1 : topology.serviceOf(e) == topology.serviceOf(causeAt) ? 0.4f : 0;
        any |= share[i] > 0;
      }
      if (any && learned > 20) {
        causeExamples.add(new Choice.Example(alternatives, share, age));
      }
    }
    ChangeNote culprit =
        past.change() instanceof PastIncident.Verdict.ByChange(String id) ? changes.find(id) : null;
    if (!(past.change() instanceof PastIncident.Verdict.Unknown)) {
      float[][] alternatives = new float[t.options.size()][];
      float[] share = new float[alternatives.length];
      boolean any = false;
      for (int i = 0; i < alternatives.length; i++) {
        alternatives[i] = t.options.get(i).traits();
        share[i] = t.options.get(i).change() == culprit ? 1 : 0;
        any |= share[i] > 0;
      }
      if (any && learned > 20) {
        changeExamples.add(new Choice.Example(alternatives, share, age));
      }
      changes.learn(t.scene, causeAt, culprit, now);
    }
    if (causeAt >= 0) {
      cause.learn(t.scene, causeAt);
    }
    lags.learn(all);
    likeness.remember(
        new Likeness.Remembered(
            past.id(),
            past.opened().toEpochMilli(),
            past.kind(),
            past.causeEntity(),
            past.causeService(),
            past.fixedBy(),
            past.change() instanceof PastIncident.Verdict.Unknown ? null : culprit != null,
            causeAt < 0 ? null : role(causeAt),
            causeAt < 0 ? java.util.Set.of() : signsAt(all, causeAt),
            Likeness.marks(all)));
    learned++;
    if (learned % 40 == 0) {
      settle();
    }
  }

  private static Choice.Example example(List<Likeness.Match> matches, PastIncident past) {
    float[][] alternatives = new float[matches.size() + 1][];
    float[] share = new float[alternatives.length];
    int hits = 0;
    for (int i = 0; i < matches.size(); i++) {
      alternatives[i] = matches.get(i).features();
      if (past.sameAs().contains(matches.get(i).past().id())) {
        share[i] = 1;
        hits++;
      }
    }
    alternatives[alternatives.length - 1] = Likeness.nobody();
    if (hits == 0) {
      share[alternatives.length - 1] = 1;
    }
    return new Choice.Example(alternatives, share, 1);
  }

  public void settle() {
    likeChoice.fit(likeExamples);
    againChoice.fit(againExamples);
    causeChoice.fit(causeExamples);
    changeChoice.fit(changeExamples);
    cause.reach.settle();
  }

  /// Ranked.
  private java.util.Set<String> signsAt(List<Clue> clues, int place) {
    var signs = new TreeSet<String>();
    for (Clue clue : clues) {
      if (topology.entity(place).id().equals(clue.place())) {
        signs.add(clue.sign());
      }
    }
    return signs;
  }

  /// Remembers an incident as it was understood at its end.
  public void remember(String id, List<Symptom> symptoms, Instant at) {
    List<Clue> clues = symptoms.stream().map(Clue::of).toList();
    Thought t = think(clues, at.toEpochMilli());
    int top = -1;
    for (int i = 0; i < t.causeP.length; i++) {
      if (top < 0 || t.causeP[i] > t.causeP[top]) {
        top = i;
      }
    }
    int e = top < 0 || t.causeP[top] < 0.3 ? -1 : t.candidates.get(top).entity();
    likeness.remember(
        new Likeness.Remembered(
            id,
            clues.stream().mapToLong(Clue::at).min().orElse(0),
            null,
            e < 0 ? null : topology.entity(e).id(),
            e < 0 || topology.serviceOf(e) < 0 ? null : topology.entity(topology.serviceOf(e)).id(),
            null,
            null,
            e < 0 ? null : role(e),
            e < 0 ? java.util.Set.of() : signsAt(clues, e),
            Likeness.marks(clues)));
  }

  public record Ranked(@Nullable String id, double probability) {}

  public record Answer(List<Ranked> entities, List<Ranked> services, List<Ranked> changes, List<Ranked> similar, String note) {}

  public Answer explain(List<Symptom> symptoms, Instant at) {
    List<Clue> clues = symptoms.stream().map(Clue::of).toList();
    Thought t = think(clues, at.toEpochMilli());
    var entities = new ArrayList<Ranked>();
    var services = new TreeMap<String, Double>();
    for (int i = 0; i < t.causeP.length; i++) {
      int e = t.candidates.get(i).entity();
      entities.add(new Ranked(topology.entity(e).id(), t.causeP[i]));
      int s = topology.serviceOf(e);
      if (s >= 0) {
        services.merge(topology.entity(s).id(), t.causeP[i], Double::sum);
      }
    }
    var change = new ArrayList<Ranked>();
    for (int i = 0; i < t.changeP.length; i++) {
      ChangeNote note = t.options.get(i).change();
      change.add(new Ranked(note == null ? null : note.id(), t.changeP[i]));
    }
    var similar = new ArrayList<Ranked>();
    for (int i = 0; i < t.again.size(); i++) {
      similar.add(new Ranked(t.again.get(i).past().id(), t.againP[i]));
    }
    var note = new StringBuilder();
    var order = new ArrayList<Integer>();
    for (int i = 0; i < t.causeP.length; i++) order.add(i);
    order.sort(Comparator.comparingDouble(i -> -t.causeP[i]));
    for (int i : order) {
      if (note.length() < 6000) {
        note.append(String.format("  %.3f %s%n     ", t.causeP[i], topology.entity(t.candidates.get(i).entity()).id()));
        for (var trait : CauseModel.Trait.values()) {
          float v = t.candidates.get(i).traits()[trait.ordinal()];
          if (v != 0) note.append(trait).append('=').append(String.format("%.2f ", v));
        }
        note.append('\n');
      }
    }
    return new Answer(sorted(entities), sorted(services.entrySet().stream().map(e -> new Ranked(e.getKey(), e.getValue())).toList()), sorted(change), sorted(similar), note.toString());
  }

  private static List<Ranked> sorted(List<Ranked> list) {
    return list.stream().sorted(Comparator.comparingDouble(r -> -r.probability())).toList();
  }

  public String weights() {
    var out = new StringBuilder();
    double[] w = causeChoice.weights();
    for (var t : CauseModel.Trait.values()) out.append(String.format("%s %.2f (%.2f), ", t, w[t.ordinal()], t.prior));
    out.append("\n");
    w = changeChoice.weights();
    for (var t : ChangeModel.Trait.values()) out.append(String.format("%s %.2f (%.2f), ", t, w[t.ordinal()], t.prior));
    out.append("\n");
    w = againChoice.weights();
    for (int i = 0; i < w.length; i++) out.append(String.format("%s %.2f, ", Likeness.names().get(i), w[i]));
    return out.append("\n").toString();
  }
}
