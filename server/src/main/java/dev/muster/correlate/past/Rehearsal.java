package dev.muster.correlate.past;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.CorrelationEngine;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.EngineSettings;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.Progress;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.correlate.insight.PastIncident;
import dev.muster.correlate.insight.Surroundings;
import dev.muster.correlate.insight.Symptom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Groups the past anew, each stretch of it by an engine that learned from the other stretches only, and tells what incidents looked
/// like when they were young: with members missing, strangers among them, and noise. Who reasons about incidents learns from these,
/// since groups without fault are never met in life. Deterministic; takes about as long as learning itself.
public final class Rehearsal {
  /// Alerts used, the latest: as many as the engine itself learns from.
  private static final int MOST = 60_000;

  /// Stretches of the past. Each is one more round of learning; with two the engine knows half of what it will know in life, so that
  /// the groups are rather worse than in life, not better.
  private static final int STRETCHES = 2;

  /// The past ends for an engine that is not told of time any more; then nothing happens for so long at most.
  private static final Duration QUIET = Duration.ofHours(1);

  /// What an incident of the past looked like to the engine.
  ///
  /// @param incident the past incident that most of it belonged to
  /// @param at when it was looked at
  /// @param alerts what the engine had in it by then, in the order of arrival
  public record Case(String incident, Instant at, List<String> alerts) {
    public Case {
      alerts = List.copyOf(alerts);
    }
  }

  private Rehearsal() {}

  /// Groups that past; nobody waits for it.
  public static List<Case> play(
      Topology topology,
      Collection<PastAlert> past,
      Collection<ChangeSighting> changes,
      Duration age) {
    return play(topology, past, changes, age, Progress.UNHEARD);
  }

  /// Groups that past.
  ///
  /// @param age how old incidents are when they are looked at
  /// @param progress hears how far it is
  /// @return in the order of time; empty when the past is too short to learn from a part of it
  public static List<Case> play(
      Topology topology,
      Collection<PastAlert> past,
      Collection<ChangeSighting> changes,
      Duration age,
      Progress progress) {
    List<PastAlert> ordered =
        past.stream()
            .sorted(
                Comparator.<PastAlert, Instant>comparing(each -> each.sighting().arrivedAt())
                    .thenComparing(each -> each.sighting().alertId()))
            .toList();
    ordered = ordered.subList(Math.max(0, ordered.size() - MOST), ordered.size());
    Map<String, Integer> stretchOf = new HashMap<>();
    var stretches = new ArrayList<List<PastAlert>>();
    for (int i = 0; i < STRETCHES; i++) {
      stretches.add(new ArrayList<>());
    }
    for (int i = 0; i < ordered.size(); i++) {
      PastAlert each = ordered.get(i);
      int here = (int) ((long) i * STRETCHES / ordered.size());
      String incident = each.incidentId();
      // an incident lies as a whole where it began
      int stretch = incident == null ? here : stretchOf.computeIfAbsent(incident, _ -> here);
      stretches.get(stretch).add(each);
    }
    var cases = new ArrayList<Case>();
    for (int i = 0; i < STRETCHES; i++) {
      var others = new ArrayList<PastAlert>();
      for (int j = 0; j < STRETCHES; j++) {
        if (j != i) {
          others.addAll(stretches.get(j));
        }
      }
      Progress here = progress.part((double) i / STRETCHES, (i + 1.0) / STRETCHES);
      LearnedModel model = Learner.learn(topology, others, changes, here.part(0, .8));
      here.at(.8, "looking at young incidents of the past");
      if (model.learnedFrom() > 0) {
        cases.addAll(new Stage(topology, model, stretches.get(i), changes, age).play());
      }
    }
    cases.sort(Comparator.comparing(Case::at).thenComparing(c -> c.alerts().getFirst()));
    return cases;
  }

  /// Those cases as looks of one incident, the one that showed most of it first.
  ///
  /// @param cases of that incident
  /// @param its whether an alert belonged to it
  /// @param symptoms what an alert said; null for one that is not known
  /// @param all everything that was heard at the time
  public static List<PastIncident.Look> looks(
      List<Case> cases,
      Predicate<String> its,
      Function<String, @Nullable Symptom> symptoms,
      Surroundings all) {
    double most = cases.stream().mapToDouble(one -> shown(one, its)).max().orElse(1);
    var looks = new ArrayList<PastIncident.Look>();
    for (Case one : cases) {
      List<Symptom> seen = one.alerts().stream().map(symptoms).filter(Objects::nonNull).toList();
      double shown = shown(one, its);
      if (shown > 0) {
        looks.add(
            new PastIncident.Look(one.at(), shown / most, seen, all.at(one.at(), one.alerts())));
      }
    }
    looks.sort(Comparator.comparingDouble(look -> -look.share())); // stable
    return looks;
  }

  private static double shown(Case one, Predicate<String> its) {
    return one.alerts().stream().filter(its).count();
  }

  /// One stretch.
  private static final class Stage {
    private record Item(
        Instant at,
        @Nullable PastAlert opened,
        @Nullable String resolved,
        @Nullable ChangeSighting change) {}

    private record Due(Instant at, String incident) {}

    private final CorrelationEngine engine;
    private final Map<String, String> truth = new HashMap<>();
    private final Map<String, Instant> arrived = new HashMap<>();
    private final List<Item> items = new ArrayList<>();
    private final ArrayDeque<Due> due = new ArrayDeque<>();
    private final List<Case> cases = new ArrayList<>();
    private final Duration age;

    Stage(
        Topology topology,
        LearnedModel model,
        List<PastAlert> stretch,
        Collection<ChangeSighting> changes,
        Duration age) {
      this.age = age;
      engine = new CorrelationEngine(topology, model, EngineSettings.defaults(), n -> "R" + n);
      for (PastAlert each : stretch) {
        String id = each.sighting().alertId();
        if (each.incidentId() != null) {
          truth.put(id, each.incidentId());
        }
        arrived.put(id, each.sighting().arrivedAt());
        items.add(new Item(each.sighting().arrivedAt(), each, null, null));
        if (each.resolvedAt() != null) {
          items.add(new Item(each.resolvedAt(), null, id, null));
        }
      }
      for (ChangeSighting change : changes) {
        items.add(new Item(change.at(), null, null, change));
      }
      items.sort(Comparator.comparing(Item::at)); // stable
    }

    List<Case> play() {
      Instant tick = items.getFirst().at();
      for (Item item : items) {
        while (!tick.isAfter(item.at())) {
          time(tick);
          boolean asleep = due.isEmpty() && Duration.between(tick, item.at()).compareTo(QUIET) > 0;
          tick = asleep ? item.at() : tick.plus(CorrelationEngine.TICK);
        }
        if (item.opened() != null) {
          take(engine.opened(item.opened().sighting(), item.at()), item.at());
        } else if (item.resolved() != null) {
          take(engine.resolved(item.resolved(), item.at()), item.at());
        } else if (item.change() != null) {
          take(engine.changed(item.change()), item.at());
        }
      }
      while (!due.isEmpty()) {
        time(tick);
        tick = tick.plus(CorrelationEngine.TICK);
      }
      return cases;
    }

    private void time(Instant now) {
      take(engine.tick(now), now);
      while (!due.isEmpty() && !due.getFirst().at().isAfter(now)) {
        Due looked = due.removeFirst();
        look(looked.incident(), now);
      }
    }

    private void take(List<Decision> decisions, Instant now) {
      for (Decision decision : decisions) {
        switch (decision) {
          case Decision.Open(String id, var _, var _) -> due.add(new Due(now.plus(age), id));
          case Decision.Split(var _, String id, var _, var _) ->
              due.add(new Due(now.plus(age), id));
          case Decision.Join _, Decision.Hold _, Decision.Demote _, Decision.Merge _ -> {}
        }
      }
    }

    private void look(String incident, Instant now) {
      var alerts = new ArrayList<>(new TreeSet<>(engine.alertsOf(incident)));
      var counts = new TreeMap<String, Integer>();
      for (String alert : alerts) {
        String label = truth.get(alert);
        if (label != null) {
          counts.merge(label, 1, Integer::sum);
        }
      }
      String most = null;
      for (Map.Entry<String, Integer> count : counts.entrySet()) {
        if (most == null || count.getValue() > counts.getOrDefault(most, 0)) {
          most = count.getKey();
        }
      }
      if (most != null) {
        alerts.sort(
            Comparator.<String, Instant>comparing(a -> arrived.getOrDefault(a, Instant.EPOCH))
                .thenComparing(a -> a));
        cases.add(new Case(most, now, alerts));
      }
    }
  }
}
