package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Goes through settled incidents once more, each as if it came today: with all that the others taught, and without what it taught
/// itself and the incidents of the same hours. So the weights are learned for the knowledge with which they will be used, from the first
/// incident on. Paths along dependencies are searched once and kept while it lasts: one incident moves the shares of whole kinds of
/// dependency by next to nothing. Where one step of the reasoning rests on the answer of another, it learns from answers that were
/// given without knowing the case (stacking, Wolpert 1992): the cases are dealt out to folds, and each fold is answered by what the
/// other folds taught.
final class Review {
  private static final int FOLDS = 3;

  /// An incident whose outcome is known.
  ///
  /// @param causeAt what had failed; negative when not established
  /// @param knownChange whether it is known if a change was behind it
  /// @param culprit that change; null for none
  /// @param looks what it looked like when it was young
  /// @param trace what was counted for it
  record Settled(
      PastIncident past,
      int causeAt,
      boolean knownChange,
      @Nullable ChangeNote culprit,
      List<PastIncident.Look> looks,
      Trace trace) {}

  private final Topology topology;
  private final Reasoning reasoning;

  /// Which incidents people called the same, whether at once or by way of others: the later of two says so.
  private final Map<String, Set<String>> sameAs = new HashMap<>();

  /// One look at one incident, and what was thought of it so far.
  private static final class Case {
    final Settled settled;
    final PastIncident.Look look;
    final boolean main;
    final int fold;
    final Reasoning.Opening opening;
    final List<Trace> hidden;
    Reasoning.Alike alike = new Reasoning.Alike(Map.of(), Map.of(), 0);
    List<CauseModel.Candidate> candidates = List.of();
    List<ChangeModel.Option> options = List.of();
    List<Likeness.Match> again = List.of();

    Case(Settled settled, int look, int fold, Reasoning.Opening opening, List<Trace> hidden) {
      this.settled = settled;
      this.look = settled.looks.get(look);
      this.main = look == 0;
      this.fold = fold;
      this.opening = opening;
      this.hidden = hidden;
    }
  }

  Review(Topology topology, Reasoning reasoning) {
    this.topology = topology;
    this.reasoning = reasoning;
  }

  /// Learns all weights anew from those incidents.
  void learn(Collection<Settled> all) {
    for (Settled settled : all) {
      Set<String> together = new HashSet<>(Set.of(settled.past.id()));
      for (String other : settled.past.sameAs()) {
        together.add(other);
        together.addAll(sameAs.getOrDefault(other, Set.of()));
      }
      together.addAll(sameAs.getOrDefault(settled.past.id(), Set.of()));
      together.forEach(one -> sameAs.put(one, together));
    }
    var ordered = new ArrayList<>(all);
    var cases = new ArrayList<Case>();
    int number = 0;
    for (Settled settled : ordered) {
      int fold = number++ % FOLDS;
      List<Trace> hidden = ofTheSameHours(settled, ordered);
      hidden.forEach(Trace::leaveOut);
      for (int i = 0; i < settled.looks.size(); i++) {
        PastIncident.Look look = settled.looks.get(i);
        Reasoning.Opening opening =
            reasoning.open(
                look.symptoms(), look.around(), look.at().toEpochMilli(), settled.past.id());
        cases.add(new Case(settled, i, fold, opening, hidden));
      }
      hidden.forEach(Trace::putBack);
    }
    List<double[]> likeShares =
        answers(
            reasoning.likes,
            cases,
            one -> one.opening.features(),
            one -> repeat(one, one.opening.first()));
    apart(
        cases,
        (one, i) -> {
          one.alike = reasoning.alike(one.opening, likeShares.get(i));
          one.candidates = reasoning.candidates(one.opening, one.alike);
        });
    List<double[]> causeShares = answers(reasoning.causes, cases, Review::candidates, this::cause);
    apart(
        cases,
        (one, i) -> {
          SortedMap<Integer, Double> suspects =
              Reasoning.suspects(one.candidates, causeShares.get(i));
          one.options = reasoning.options(one.opening, suspects, one.alike);
          one.again = reasoning.again(one.opening, suspects, one.settled.past.id());
        });
    List<double[]> changeShares =
        answers(reasoning.culprits, cases, Review::options, Review::culprit);
    reasoning.doubt.begin();
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      if (one.main && one.settled.knownChange) {
        reasoning.doubt.saw(changeShares.get(i), one.options, one.settled.culprit == null);
      }
    }
    reasoning.doubt.settle();
    var repeats = new ArrayList<Choice.Example>();
    for (Case one : cases) {
      Choice.Example example = repeat(one, one.again);
      if (example != null) {
        repeats.add(example);
      }
    }
    reasoning.again.learn(repeats);
  }

  private interface Step {
    void of(Case one, int index);
  }

  /// What it and the incidents of the same hours taught: how those would end was not known either, and groups share alerts.
  private static List<Trace> ofTheSameHours(Settled settled, List<Settled> all) {
    long opened = settled.past.opened().toEpochMilli();
    return all.stream()
        .filter(other ->
            Math.abs(other.past.opened().toEpochMilli() - opened) <= Likeness.SAME_HOURS_MS)
        .map(Settled::trace)
        .toList();
  }

  /// Takes a step on each case while what could not be known then is left out.
  private static void apart(List<Case> cases, Step step) {
    for (int i = 0; i < cases.size(); i++) {
      Case one = cases.get(i);
      one.hidden.forEach(Trace::leaveOut);
      step.of(one, i);
      one.hidden.forEach(Trace::putBack);
    }
  }

  /// Teaches the lesson all examples, and answers each case by what the other folds taught.
  private static List<double[]> answers(
      Lesson lesson,
      List<Case> cases,
      Function<Case, List<float[]>> alternatives,
      Function<Case, Choice.@Nullable Example> example) {
    var examples = new ArrayList<Choice.@Nullable Example>();
    cases.forEach(one -> examples.add(example.apply(one)));
    var learned = new ArrayList<Lesson.Learned>();
    for (int fold = 0; fold < FOLDS; fold++) {
      var others = new ArrayList<Choice.Example>();
      for (int i = 0; i < cases.size(); i++) {
        Choice.Example one = examples.get(i);
        if (one != null && cases.get(i).fold != fold) {
          others.add(one);
        }
      }
      learned.add(lesson.learnedFrom(others));
    }
    lesson.learn(examples.stream().filter(Objects::nonNull).toList());
    return cases.stream()
        .map(one -> learned.get(one.fold).probabilities(alternatives.apply(one)))
        .toList();
  }

  private static List<float[]> candidates(Case one) {
    return one.candidates.stream().map(CauseModel.Candidate::traits).toList();
  }

  private static List<float[]> options(Case one) {
    return one.options.stream().map(ChangeModel.Option::traits).toList();
  }

  private Choice.@Nullable Example repeat(Case one, List<Likeness.Match> matches) {
    Set<String> same = sameAs.getOrDefault(one.settled.past.id(), Set.of());
    double[] share = new double[matches.size() + 1];
    boolean any = false;
    for (int i = 0; i < matches.size(); i++) {
      if (same.contains(matches.get(i).past().id())) {
        share[i] = 1;
        any = true;
      }
    }
    share[matches.size()] = any ? 0 : 1;
    return Lesson.example(Reasoning.features(matches), share, one.look.share());
  }

  private Choice.@Nullable Example cause(Case one) {
    int causeAt = one.settled.causeAt;
    if (causeAt < 0) {
      return null;
    }
    double[] share = new double[one.candidates.size()];
    for (int i = 0; i < share.length; i++) {
      int entity = one.candidates.get(i).entity();
      // a part of the right service is a good answer too, the thing itself a better one
      share[i] =
          entity == causeAt
              ? 1
              : topology.serviceOf(entity) >= 0
                      && topology.serviceOf(entity) == topology.serviceOf(causeAt)
                  ? 0.4
                  : 0;
    }
    return Lesson.example(candidates(one), share, one.look.share());
  }

  private static Choice.@Nullable Example culprit(Case one) {
    if (!one.settled.knownChange) {
      return null;
    }
    double[] share = new double[one.options.size()];
    for (int i = 0; i < share.length; i++) {
      share[i] = Objects.equals(one.options.get(i).change(), one.settled.culprit) ? 1 : 0;
    }
    return Lesson.example(options(one), share, one.look.share());
  }
}
