package dev.muster.correlate.engine;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.LearnedModel.Question;
import dev.muster.correlate.engine.numbers.BoostedTrees;
import dev.muster.correlate.engine.numbers.Experience;
import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.numbers.Samples;
import dev.muster.correlate.engine.numbers.Tallies;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Learns from a labelled past: incidents with their alerts, and alerts that were noise. Deterministic: the same past gives the same
/// model. Takes seconds for tens of thousands of alerts. Of a long past the latest {@value #PLAYED} alerts are played through, and up to
/// {@value #COUNTED} and {@value #OLDER} more are counted, the oldest of them one by one, so that neither time nor memory grows without
/// end.
public final class Learner {
  /// With fewer alerts than this, or fewer incidents than {@link #FEWEST_INCIDENTS}, nothing is learned: chance would teach.
  public static final int FEWEST_ALERTS = 60;

  /// See {@link #FEWEST_ALERTS}.
  public static final int FEWEST_INCIDENTS = 4;

  /// Most alerts that are held, the newest. Each takes some 4 KiB until everything is learned; with a quarter of a million, the heap of
  /// 1 GiB that the launcher gives was not enough for them and the house.
  public static final int COUNTED = 100_000;

  /// Most alerts from before those that are counted, each let go of at once: some 30 bytes and 60 us of each are left.
  public static final int OLDER = 900_000;

  /// After so many of them is looked whether to go on.
  private static final int LOOK = 5_000;

  private static final int PLAYED = 50_000;

  private static final Duration WEEK = Duration.ofDays(7);

  /// So long a past has seen each hour of the day three times.
  private static final Duration SOME_DAYS = Duration.ofDays(3);

  /// Alerts further apart in time say nothing of each other, nor do more than so many.
  private static final long APART = 3_600_000L;

  private static final int COMPANY = 200;

  /// How many models are learned of one thing: one for each stretch of the past, without it, and one of all.
  static final int MODELS = Tallies.FOLDS + 1;

  /// What will judge in the end is learned so many times, and the mean taken: one learning hangs on chance more than on most of what it
  /// is told. Not so whether a pair belongs together, which is asked too often and learned from enough.
  private static final int BAGS = 4;

  /// Samples of one question, of all rehearsals together.
  private static final int SAMPLES = 120_000;

  private static final long SEED = 20_240_229L;

  private final Rehearsal past;
  private final Older older;
  private final Recollection read;
  private final double trust;
  private int counted;

  /// What is older than the alerts that are held.
  @FunctionalInterface
  public interface Older {
    /// Gives each to the reader, in the order of arrival, and keeps none.
    void forEach(Consumer<PastAlert> reader);
  }

  private Learner(Rehearsal past, Older older, long incidents) {
    this.past = past;
    this.older = older;
    this.read = new Recollection(past);
    this.trust = Prior.trust(incidents);
  }

  /// What that past teaches.
  ///
  /// @param past alerts whose truth is known; in any order
  /// @param changes made or announced in that time; in any order
  public static LearnedModel learn(
      Topology topology, Collection<PastAlert> past, Collection<ChangeSighting> changes) {
    return learn(topology, past, changes, Progress.UNHEARD);
  }

  /// The same, and says how far it is.
  public static LearnedModel learn(
      Topology topology,
      Collection<PastAlert> past,
      Collection<ChangeSighting> changes,
      Progress progress) {
    return learn(topology, past, reader -> {}, changes, progress);
  }

  /// The same, of a past that is too long to be held.
  ///
  /// @param past the newest, at most {@link #COUNTED} and some; in any order
  /// @param older what is older, at most {@link #OLDER}
  public static LearnedModel learn(
      Topology topology,
      Collection<PastAlert> past,
      Older older,
      Collection<ChangeSighting> changes,
      Progress progress) {
    List<PastAlert> ordered =
        past.stream()
            .sorted(
                Comparator.<PastAlert, Instant>comparing(each -> each.sighting().arrivedAt())
                    .thenComparing(each -> each.sighting().alertId()))
            .toList();
    List<PastAlert> aged = List.of();
    if (ordered.size() > COUNTED) {
      int from = ordered.size() - COUNTED;
      aged = ordered.subList(Math.max(0, from - OLDER), from);
      ordered = ordered.subList(from, ordered.size());
    }
    long incidents =
        ordered.stream()
            .filter(each -> !each.isNoise())
            .map(PastAlert::incidentId)
            .distinct()
            .count();
    var said = new Experience();
    boolean few = ordered.size() < FEWEST_ALERTS || incidents < FEWEST_INCIDENTS;
    hearPeople(topology, ordered, few, said);
    if (few) {
      return said.saidOf() == 0
          ? LearnedModel.none()
          : LearnedModel.learned(said, Map.of(), ordered.size(), new Recurrences());
    }
    List<ChangeSighting> sorted =
        changes.stream().sorted(Comparator.comparing(ChangeSighting::at)).toList();
    List<PastAlert> beyond = aged;
    Older all =
        reader -> {
          older.forEach(reader);
          beyond.forEach(reader);
        };
    return new Learner(new Rehearsal(topology, ordered, PLAYED, sorted), all, incidents)
        .run(said, progress);
  }

  private LearnedModel run(Experience experience, Progress progress) {
    progress.at(0, "counting what was noise");
    count(experience, progress);
    experience.weekdays = past.lasts().compareTo(WEEK) >= 0;
    experience.hours = past.lasts().compareTo(SOME_DAYS) >= 0;
    Recurrences came = read.readSigns(experience);
    BoostedTrees[] noise = learnNoise(experience);
    read.judge(experience, noise);
    progress.at(.15, "learning which two alerts belong together");
    BoostedTrees[] pair = new PairLessons(past, experience, read, trust).learn();
    var halves =
        LearnedModel.learning(
            experience, Map.of(Question.NOISE, apart(noise), Question.PAIR, apart(pair)));
    progress.at(.3, "grouping the past, first of three times");
    Collected first = rehearse(halves, false);
    progress.at(.5, "grouping the past, second of three times");
    Collected second = rehearse(taught(experience, noise, pair, first), false);
    progress.at(.7, "grouping the past, last of three times");
    Collected third = rehearse(taught(experience, noise, pair, second), true);
    progress.at(.9, "learning from how that went");
    EngineSettings usual = EngineSettings.rehearsal();
    experience.open = third.bars.open(usual.open(), usual.lead(), plan(60, 4));
    second.add(third);
    experience.forgetStretches();
    return LearnedModel.learned(
        experience,
        Map.of(
            Question.NOISE, List.of(noise[MODELS - 1]),
            Question.PAIR, List.of(pair[MODELS - 1]),
            Question.JOIN, List.of(fit(whole(second.join), 100, 5, BAGS)),
            Question.MERGE, List.of(fit(whole(second.merge), 60, 4, BAGS)),
            Question.REAL, List.of(fit(whole(second.real), 80, 4, BAGS)),
            Question.PART, List.of(fit(whole(second.part), 60, 4, BAGS))),
        counted,
        came);
  }

  /// What a rehearsal taught: each stretch of the past is then judged by what the others taught, as what is to come will be.
  private LearnedModel taught(
      Experience experience, BoostedTrees[] noise, BoostedTrees[] pair, Collected by) {
    return LearnedModel.learning(
        experience,
        Map.of(
            Question.NOISE, apart(noise),
            Question.PAIR, apart(pair),
            Question.JOIN, crossed(by.join, 90, 5),
            Question.MERGE, crossed(by.merge, 50, 4),
            Question.REAL, crossed(by.real, 60, 4),
            Question.PART, crossed(by.part, 40, 4)));
  }

  private List<BoostedTrees> crossed(Samples[] stretches, int trees, int depth) {
    var models = new ArrayList<BoostedTrees>(stretches.length);
    for (int model = 0; model < stretches.length; model++) {
      models.add(fit(taught(stretches, model), trees, depth));
    }
    return models;
  }

  /// The samples of all stretches that a model learns from.
  static Samples taught(Samples[] stretches, int model) {
    var samples = new Samples(stretches[0].features(), SAMPLES);
    for (int fold = 0; fold < stretches.length; fold++) {
      if (learnsFrom(model, fold)) {
        samples.addAll(stretches[fold]);
      }
    }
    return samples;
  }

  private static Samples whole(Samples[] stretches) {
    return taught(stretches, MODELS - 1);
  }

  /// A person who put an alert somewhere said of each alert near in time that was there that both belong together, and of each of
  /// another incident that they do not.
  ///
  /// @param alone whether that is all that is learned
  private static void hearPeople(
      Topology topology, List<PastAlert> ordered, boolean alone, Experience experience) {
    if (ordered.stream().allMatch(each -> each.saidAt() == null)) {
      return;
    }
    var reader = new AlertReader(topology);
    var scene = new Scene(topology);
    if (alone) {
      scene.believeDoors();
    }
    var recent = new ArrayDeque<Heard>();
    for (PastAlert each : ordered) {
      var one = new Heard(each, new Seen(reader.read(each.sighting()), scene, Tallies.ALL, 0));
      while (!recent.isEmpty() && recent.getFirst().seen.arrived < one.seen.arrived - APART) {
        recent.removeFirst();
      }
      for (Heard other : recent) {
        Instant when = latest(each.saidAt(), other.past.saidAt());
        String a = each.incidentId();
        String b = other.past.incidentId();
        if (when != null && a != null && b != null) {
          experience.say(one.seen.pattern, other.seen.pattern, a.equals(b), when.getEpochSecond());
        }
      }
      recent.add(one);
      if (recent.size() > COMPANY) {
        recent.removeFirst();
      }
    }
  }

  private record Heard(PastAlert past, Seen seen) {}

  private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant two) {
    return one == null ? two : two == null || one.isAfter(two) ? one : two;
  }

  /// Those that judge a stretch which they have not seen.
  private static List<BoostedTrees> apart(BoostedTrees[] all) {
    return List.of(all).subList(0, Tallies.FOLDS);
  }

  private BoostedTrees fit(Samples samples, int trees, int depth) {
    return fit(samples, trees, depth, 1);
  }

  private BoostedTrees fit(Samples samples, int trees, int depth, int times) {
    return BoostedTrees.fit(samples, plan(trees, depth), times);
  }

  private BoostedTrees.Plan plan(int trees, int depth) {
    return new BoostedTrees.Plan(trees, depth, 0.12, 8, 4, 0.6, trust, SEED);
  }

  private Collected rehearse(LearnedModel model, boolean last) {
    var engine =
        new CorrelationEngine(
            new Scene(past.topology, read.vicinity()),
            model,
            EngineSettings.rehearsal(),
            n -> "I" + n);
    var collected = new Collected(last);
    engine.probe = collected;
    past.play(engine, read);
    return collected;
  }

  private void count(Experience experience, Progress progress) {
    var counting = new Counting(experience);
    older.forEach(each -> {
      if (counted % LOOK == 0) {
        progress.at(0, "counting what was noise long ago");
      }
      counting.add(past.aged(each));
    });
    past.older.forEach(counting::add);
    past.lessons.forEach(counting::add);
    counting.end();
  }

  /// Counts what the alerts of the past show one by one.
  private final class Counting {
    private final Experience experience;
    private final Map<Integer, TreeSet<Long>> servicesOf = new TreeMap<>();
    private final Map<Integer, Integer> foldOf = new HashMap<>();
    private final Map<Integer, Integer> sizes = new TreeMap<>();
    private double noise = 1;

    private Counting(Experience experience) {
      this.experience = experience;
    }

    void add(Rehearsal.Lesson each) {
      counted++;
      AlertSighting sighting = each.past().sighting();
      Seen seen = read.read(each);
      int fold = each.fold();
      long kind = seen.kind;
      long at = seen.spot;
      boolean isNoise = each.label() == 0;
      noise += isNoise ? 1 : 0;
      experience.kinds.add(kind, isNoise, fold, 1);
      experience.kindsHere.add(Occurrence.key(kind, at), isNoise, fold, 1);
      experience.places.add(at, isNoise, fold, 1);
      experience.kindHours.add(NoiseSigns.hourKey(kind, seen.onset), isNoise, fold, 1);
      Instant cleared = each.past().resolvedAt();
      experience.lasting.add(
          kind,
          seen.tool,
          isNoise,
          cleared == null
              ? Long.MAX_VALUE
              : cleared.toEpochMilli() - sighting.arrivedAt().toEpochMilli(),
          fold);
      experience.tools.add(seen.tool, isNoise, fold, 1);
      for (long mark : seen.marks) {
        experience.marks.add(mark, isNoise, fold, 1);
      }
      if (!isNoise) {
        experience.precedents.add(seen.pattern, each.label(), fold);
        experience.precedents.add(Seen.placeCase(at), each.label(), fold);
        sizes.merge(each.label(), 1, Integer::sum);
        foldOf.putIfAbsent(each.label(), fold);
        servicesOf.computeIfAbsent(each.label(), key -> new TreeSet<>()).add(seen.serviceDigest);
      }
    }

    void end() {
      experience.noiseRate = Math.log(noise / Math.max(1, counted - noise + 2));
      experience.pairsOfIncident =
          sizes.values().stream().mapToDouble(size -> size * (size - 1) / 2.0).average().orElse(0);
      servicesOf.forEach((incident, each) -> {
        int fold = foldOf.getOrDefault(incident, Tallies.ALL);
        List<Long> services = each.stream().limit(60).toList();
        for (int i = 0; i < services.size(); i++) {
          experience.services.add(services.get(i), true, fold, 1);
          for (int j = i + 1; j < services.size(); j++) {
            experience.services.add(
                Evidence.togetherKey(services.get(i), services.get(j)), true, fold, 1);
          }
        }
      });
    }
  }

  /// For each stretch of the past a model of the others, to judge it by, and last one of all.
  private BoostedTrees[] learnNoise(Experience experience) {
    var samples = new Samples[MODELS];
    for (int i = 0; i < MODELS; i++) {
      samples[i] = new Samples(NoiseSigns.COUNT, PLAYED);
    }
    for (Rehearsal.Lesson each : past.lessons) {
      Seen seen = read.known(each);
      boolean noise = seen.label == 0;
      for (int i = 0; i < MODELS; i++) {
        if (learnsFrom(i, seen.fold) && samples[i].wants()) {
          samples[i].add(seen.signs, noise, 1, Prior.noise(seen.signs, experience.noiseRate));
        }
      }
    }
    var models = new BoostedTrees[MODELS];
    for (int i = 0; i < MODELS; i++) {
      models[i] = fit(samples[i], 60, 4, i == MODELS - 1 ? BAGS : 1);
    }
    return models;
  }

  /// Whether a model learns from that stretch of the past: each of the first leaves out the one that it judges, the last none.
  static boolean learnsFrom(int model, int fold) {
    return model == MODELS - 1 || model != fold;
  }
}
