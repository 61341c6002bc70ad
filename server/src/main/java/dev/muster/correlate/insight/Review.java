package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
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

  private boolean anySame;

  /// One look at one incident, before anything was thought of it.
  private record Turn(Settled settled, int look, int fold) {
    PastIncident.Look seen() {
      return settled.looks.get(look);
    }
  }

  /// One look at one incident, and what was thought of it so far.
  private static final class Case {
    final int number;
    final Settled settled;
    final PastIncident.Look look;
    final boolean main;
    final int fold;
    final Reasoning.Opening opening;
    Reasoning.Alike alike = new Reasoning.Alike(Map.of(), Map.of(), 0);
    List<CauseModel.Candidate> candidates = List.of();
    List<ChangeModel.Option> options = List.of();
    List<Likeness.Match> again = List.of();

    Case(int number, Turn turn, Reasoning.Opening opening) {
      this.number = number;
      this.settled = turn.settled;
      this.look = turn.seen();
      this.main = turn.look == 0;
      this.fold = turn.fold;
      this.opening = opening;
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
      anySame |= together.size() > 1;
    }
    var turns = new ArrayList<Turn>();
    var cases = new ArrayList<Case>();
    int number = 0;
    for (Settled settled : all) {
      int fold = number++ % FOLDS;
      for (int i = 0; i < settled.looks.size(); i++) {
        turns.add(new Turn(settled, i, fold));
      }
    }
    apart(
        all,
        turns.stream().map(Turn::settled).toList(),
        i -> {
          Turn turn = turns.get(i);
          PastIncident.Look look = turn.seen();
          Reasoning.Opening opening =
              reasoning.open(
                  look.symptoms(), look.around(), look.at().toEpochMilli(), turn.settled.past.id());
          cases.add(new Case(i, turn, opening));
        });
    cases.sort(Comparator.comparingInt(one -> one.number));
    List<Settled> whose = cases.stream().map(one -> one.settled).toList();
    List<double[]> likeShares =
        answers(
            reasoning.likes,
            cases,
            one -> one.opening.features(),
            one -> repeat(one, one.opening.first()));
    apart(
        all,
        whose,
        i -> {
          Case one = cases.get(i);
          one.alike = reasoning.alike(one.opening, likeShares.get(i));
          one.candidates = reasoning.candidates(one.opening, one.alike);
        });
    List<double[]> causeShares = answers(reasoning.causes, cases, Review::candidates, this::cause);
    apart(
        all,
        whose,
        i -> {
          Case one = cases.get(i);
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

  /// Takes a step for each while what it and the incidents of the same hours taught is left out: how those would end was not known either,
  /// and groups share alerts. It goes from one hour to the next, so that little is left out and counted again from one step to another.
  ///
  /// @param all whatever taught something
  /// @param whose whose turn it is, each one of all, any of them several times
  /// @param step is given the places in the list, in order of time
  private static void apart(Collection<Settled> all, List<Settled> whose, IntConsumer step) {
    List<Settled> ordered = all.stream().sorted(Comparator.comparingLong(Review::opened)).toList();
    int from = 0;
    int to = 0;
    int[] places =
        IntStream.range(0, whose.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> opened(whose.get(i))))
            .mapToInt(i -> i)
            .toArray();
    for (int i : places) {
      long at = opened(whose.get(i));
      while (to < ordered.size() && opened(ordered.get(to)) <= at + Likeness.SAME_HOURS_MS) {
        ordered.get(to++).trace.leaveOut();
      }
      while (opened(ordered.get(from)) < at - Likeness.SAME_HOURS_MS) {
        ordered.get(from++).trace.putBack();
      }
      step.accept(i);
    }
    ordered.subList(from, to).forEach(settled -> settled.trace.putBack());
  }

  private static long opened(Settled settled) {
    return settled.past.opened().toEpochMilli();
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

  /// Where nobody ever called two incidents the same, silence does not say that none is.
  private Choice.@Nullable Example repeat(Case one, List<Likeness.Match> matches) {
    if (!anySame) {
      return null;
    }
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
