package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Thinks about incidents: probable cause, the change behind it, past incidents like it, and warnings before one begins.
///
/// It is fed in the order of time: {@link #hear} with every alert, {@link #changed} with every change, and with outcomes as they become
/// known: {@link #learn} with an incident that people settled, {@link #remember} with one that ended without their verdict, {@link
/// #cameToNothing} with an alert that belonged to none. {@link #explain} may be asked at any time and changes nothing. Feeding the same in
/// the same order gives the same answers, so all that was learned can be rebuilt from stored history; nothing else need be stored. Call
/// {@link #settle} after an import; later fits happen by themselves as history grows by a quarter.
///
/// Without history it answers from stated beliefs: what much rests on, what others name, what cried first, what was just changed.
/// Everything it keeps is bounded. For one thread; a new topology needs a new instance.
public final class Insight {
  /// Answers are learned for this age of an incident: early enough to help, late enough to know something.
  static final Duration LEARNED_AT = Duration.ofMinutes(15);

  /// Settled incidents before their lessons count: the first ones would teach what ignorance looks like.
  private static final int RIPE = 20;

  /// Examples kept per question, the newest.
  private static final int EXAMPLES = 2_000;

  /// From so many examples on trees are learned beside the weights.
  private static final int MANY = 80;

  /// Alternatives kept per example besides the right one.
  private static final int ALTERNATIVES = 48;

  /// Alerts kept to see what cries beside an incident.
  private static final int HEARD = 20_000;

  private static final Duration MONTH = Duration.ofDays(30);

  private final Topology topology;
  private final InsightSettings settings;
  private final Lags lags = new Lags();
  private final CauseModel cause;
  private final ChangeModel changes;
  private final Likeness likeness = new Likeness();
  private final Sequences sequences;
  private final Surroundings surroundings = new Surroundings(HEARD);
  private final Tally worth = new Tally(0.4, 3);
  private final Lesson causes;
  private final Lesson culprits;
  private final Doubt doubt;
  private final Lesson likes;
  private final Lesson again;
  private int learned;
  private int fittedAt;
  private int version;

  /// One question and the examples from which answering it is learned.
  private static final class Lesson {
    private final Choice choice;
    private ChoiceTrees trees = ChoiceTrees.NONE;
    private final List<Choice.Example> examples = new ArrayList<>();

    Lesson(double[] beliefs, double spread) {
      double[] spreads = new double[beliefs.length];
      Arrays.fill(spreads, spread);
      choice = new Choice(beliefs, spreads);
    }

    /// @param share how right each alternative is, 0 to 1; nothing is learned when none is
    /// @param weight how much the example counts
    void add(List<float[]> alternatives, double[] share, double weight) {
      var kept = new ArrayList<float[]>();
      var right = new ArrayList<Float>();
      boolean any = false;
      for (int i = 0; i < share.length; i++) {
        if (i < ALTERNATIVES || share[i] > 0) {
          kept.add(alternatives.get(i));
          right.add((float) share[i]);
          any |= share[i] > 0;
        }
      }
      if (any && kept.size() > 1) {
        if (examples.size() >= EXAMPLES) {
          examples.removeFirst();
        }
        float[] shares = new float[right.size()];
        for (int i = 0; i < shares.length; i++) {
          shares[i] = right.get(i);
        }
        examples.add(new Choice.Example(kept.toArray(float[][]::new), shares, (float) weight));
      }
    }

    void fit() {
      choice.fit(examples);
      trees = examples.size() < MANY ? ChoiceTrees.NONE : ChoiceTrees.fit(examples, choice);
    }

    /// Probability of each alternative.
    double[] probabilities(List<float[]> alternatives) {
      double[] scores = trees.scores(alternatives);
      for (int i = 0; i < scores.length; i++) {
        scores[i] += choice.score(alternatives.get(i));
      }
      return Choice.softmax(scores);
    }
  }

  /// All that is thought of one incident.
  @SuppressWarnings(
      "ArrayRecordComponent") // read in place by the thousand, never compared or changed
  private record Thought(
      Scene scene,
      List<Likeness.Match> first,
      List<CauseModel.Candidate> candidates,
      double[] causeShares,
      List<ChangeModel.Option> options,
      double[] changeShares,
      List<Likeness.Match> again,
      double[] againShares) {}

  /// Knows that topology and no history.
  public Insight(Topology topology, InsightSettings settings) {
    this.topology = topology;
    this.settings = settings;
    cause = new CauseModel(topology);
    changes = new ChangeModel(topology);
    sequences = new Sequences(topology);
    causes =
        new Lesson(Arrays.stream(CauseModel.Trait.values()).mapToDouble(t -> t.prior).toArray(), 1);
    culprits =
        new Lesson(
            Arrays.stream(ChangeModel.Trait.values()).mapToDouble(t -> t.prior).toArray(), 1);
    doubt = new Doubt(settings.abstainRight());
    likes = new Lesson(Likeness.priors(), 1.5);
    again = new Lesson(Likeness.priors(), 1.5);
  }

  /// Hears an alert that opened. May answer with a warning that an incident is about to begin.
  public Optional<Warning> hear(Symptom symptom) {
    surroundings.add(symptom);
    Sequences.Continued continued = sequences.hear(symptom);
    return continued == null
        ? Optional.empty()
        : Optional.ofNullable(sequences.warning(continued, symptom.onset(), settings.warnFrom()));
  }

  /// Hears of a change, at any time after it was made.
  public void changed(ChangeNote change) {
    changes.add(change);
  }

  /// An alert belonged to no incident.
  public void cameToNothing(Symptom symptom) {
    worth.add(symptom.sign(), false);
    sequences.cameToNothing(symptom.alert());
  }

  /// Learns from an incident that people settled.
  public void learn(PastIncident past) {
    past.symptoms().forEach(symptom -> worth.add(symptom.sign(), true));
    long now = past.opened().plus(LEARNED_AT).toEpochMilli();
    List<Symptom> early = past.symptoms().stream().filter(s -> s.at() <= now).toList();
    if (early.isEmpty()) {
      return;
    }
    int causeAt = past.causeEntity() == null ? -1 : topology.indexOf(past.causeEntity());
    if (causeAt < 0 && past.causeService() != null) {
      causeAt = topology.indexOf(past.causeService());
    }
    Boolean byChange =
        switch (past.change()) {
          case PastIncident.Verdict.Unknown() -> null;
          case PastIncident.Verdict.NoChange() -> false;
          case PastIncident.Verdict.ByChange(String id) -> true;
        };
    ChangeNote culprit =
        past.change() instanceof PastIncident.Verdict.ByChange(String id) ? changes.find(id) : null;
    boolean knownChange = byChange != null && byChange == (culprit != null);
    if (learned >= RIPE) {
      List<PastIncident.Look> looks =
          past.looks().isEmpty()
              ? List.of(new PastIncident.Look(Instant.ofEpochMilli(now), 1, early, List.of()))
              : past.looks();
      boolean main = true;
      for (PastIncident.Look look : looks) {
        Thought thought = think(look.symptoms(), look.around(), look.at().toEpochMilli());
        exampleOfLikeness(likes, thought.first, past, look.share());
        exampleOfLikeness(again, thought.again, past, look.share());
        if (causeAt >= 0) {
          exampleOfCause(thought, causeAt, look.share());
        }
        if (knownChange) {
          if (version > 0 && main) {
            doubt.saw(thought.changeShares, thought.options, culprit == null);
          }
          exampleOfChange(thought, culprit, look.share());
        }
        main = false;
      }
    }
    // What an incident is made of is learned from what people found, not from how it was grouped.
    Scene scene = scene(early, List.of());
    if (knownChange) {
      changes.learn(scene, causeAt, culprit, now);
    }
    if (causeAt >= 0) {
      cause.learn(scene, causeAt);
    }
    lags.learn(past.symptoms());
    sequences.learn(past);
    likeness.remember(
        remembered(
            past.id(),
            past.opened().toEpochMilli(),
            past.symptoms(),
            causeAt,
            past.fixedBy(),
            byChange));
    learned++;
    if (learned >= 2 * RIPE && learned >= fittedAt * 1.25 + 10) {
      settle();
    }
  }

  private static void exampleOfLikeness(
      Lesson lesson, List<Likeness.Match> matches, PastIncident past, double weight) {
    double[] share = new double[matches.size() + 1];
    boolean any = false;
    for (int i = 0; i < matches.size(); i++) {
      if (past.sameAs().contains(matches.get(i).past().id())) {
        share[i] = 1;
        any = true;
      }
    }
    share[matches.size()] = any ? 0 : 1;
    lesson.add(features(matches), share, weight);
  }

  private void exampleOfCause(Thought thought, int causeAt, double weight) {
    double[] share = new double[thought.candidates.size()];
    for (int i = 0; i < share.length; i++) {
      int entity = thought.candidates.get(i).entity();
      // a part of the right service is a good answer too, the thing itself a better one
      share[i] =
          entity == causeAt
              ? 1
              : topology.serviceOf(entity) >= 0
                      && topology.serviceOf(entity) == topology.serviceOf(causeAt)
                  ? 0.4
                  : 0;
    }
    causes.add(
        thought.candidates.stream().map(CauseModel.Candidate::traits).toList(), share, weight);
  }

  private void exampleOfChange(Thought thought, @Nullable ChangeNote culprit, double weight) {
    double[] share = new double[thought.options.size()];
    for (int i = 0; i < share.length; i++) {
      share[i] = Objects.equals(thought.options.get(i).change(), culprit) ? 1 : 0;
    }
    culprits.add(thought.options.stream().map(ChangeModel.Option::traits).toList(), share, weight);
  }

  private Likeness.Remembered remembered(
      String id,
      long opened,
      Collection<Symptom> symptoms,
      int causeAt,
      @Nullable String fixedBy,
      @Nullable Boolean byChange) {
    int service = causeAt < 0 ? -1 : topology.serviceOf(causeAt);
    var signs = new TreeSet<String>();
    if (causeAt >= 0) {
      for (Symptom symptom : symptoms) {
        if (topology.entity(causeAt).id().equals(symptom.place())) {
          signs.add(symptom.sign());
        }
      }
    }
    return new Likeness.Remembered(
        id,
        opened,
        causeAt < 0 ? null : topology.entity(causeAt).id(),
        service < 0 ? null : topology.entity(service).id(),
        fixedBy,
        byChange,
        causeAt < 0 ? null : role(causeAt),
        signs,
        Likeness.marks(symptoms));
  }

  /// Remembers an incident that ended without a verdict, with the cause that is thought likely, so that the next one like it finds it.
  /// Nothing else is learned from it: what was only thought must not teach.
  public void remember(String incident, List<Symptom> symptoms, Instant ended) {
    if (symptoms.isEmpty()) {
      return;
    }
    Thought thought = think(symptoms, List.of(), ended.toEpochMilli());
    int best = -1;
    for (int i = 0; i < thought.causeShares.length; i++) {
      if (best < 0 || thought.causeShares[i] > thought.causeShares[best]) {
        best = i;
      }
    }
    boolean likely = best >= 0 && thought.causeShares[best] >= settings.causeFrom();
    long opened = symptoms.stream().mapToLong(Symptom::at).min().orElseThrow();
    likeness.remember(
        remembered(
            incident,
            opened,
            symptoms,
            likely ? thought.candidates.get(best).entity() : -1,
            null,
            null));
  }

  /// Remembers an incident of which is known already what was thought of its cause, without thinking again.
  ///
  /// @param cause id in the topology of what was named as its cause; null for nothing
  public void recall(String incident, List<Symptom> symptoms, @Nullable String cause) {
    if (!symptoms.isEmpty()) {
      likeness.remember(
          remembered(
              incident,
              symptoms.stream().mapToLong(Symptom::at).min().orElseThrow(),
              symptoms,
              cause == null ? -1 : topology.indexOf(cause),
              null,
              null));
    }
  }

  /// Fits what is learned to all examples. Takes seconds when history is long.
  public void settle() {
    likes.fit();
    again.fit();
    causes.fit();
    culprits.fit();
    cause.reach.settle();
    doubt.settle();
    fittedAt = learned;
    version++;
  }

  private static List<float[]> features(List<Likeness.Match> matches) {
    var features = new ArrayList<float[]>(matches.size() + 1);
    for (Likeness.Match match : matches) {
      features.add(match.features());
    }
    features.add(Likeness.nobody());
    return features;
  }

  /// What cries beside an incident of the present.
  private List<Symptom> around(Collection<Symptom> symptoms, Instant now) {
    var own = new HashSet<String>();
    symptoms.forEach(symptom -> own.add(symptom.alert()));
    return surroundings.at(now, own);
  }

  private Thought think(Collection<Symptom> symptoms, Collection<Symptom> around, long now) {
    List<Set<String>> marks = Likeness.marks(symptoms);
    Scene scene = scene(symptoms, around);
    List<Likeness.Match> first = likeness.candidates(marks, Likeness.Suspicion.NONE, now);
    double[] likeShares = likes.probabilities(features(first));
    Map<String, Double> alike = new HashMap<>();
    Map<String, Double> alikeService = new HashMap<>();
    double byChange = 0;
    for (int i = 0; i < first.size(); i++) {
      Likeness.Remembered past = first.get(i).past();
      if (past.cause() != null) {
        alike.merge(past.cause(), likeShares[i], Double::sum);
      }
      if (past.causeService() != null) {
        alikeService.merge(past.causeService(), likeShares[i], Double::sum);
      }
      if (past.byChange() != null) {
        byChange += likeShares[i] * (past.byChange() ? 1 : -1);
      }
    }
    Map<Integer, Double> pull = changes.pull(concerned(scene), scene.onset, now);
    List<CauseModel.Candidate> candidates = cause.candidates(scene, pull, alike, alikeService);
    double[] causeShares =
        causes.probabilities(candidates.stream().map(CauseModel.Candidate::traits).toList());
    SortedMap<Integer, Double> suspects = new TreeMap<>();
    for (int i = 0; i < causeShares.length; i++) {
      suspects.put(candidates.get(i).entity(), causeShares[i]);
    }
    List<ChangeModel.Option> options = changes.options(scene, suspects, byChange, now);
    double[] changeShares =
        doubt.cast(
            culprits.probabilities(options.stream().map(ChangeModel.Option::traits).toList()),
            options);
    List<Likeness.Match> second = likeness.candidates(marks, suspicion(scene, suspects), now);
    return new Thought(
        scene,
        first,
        candidates,
        causeShares,
        options,
        changeShares,
        second,
        again.probabilities(features(second)));
  }

  private Scene scene(Collection<Symptom> symptoms, Collection<Symptom> around) {
    return new Scene(topology, symptoms, around, lags, s -> worth.share(s.sign()));
  }

  /// Services that cry, are named, or are rested on by what cries or is named.
  private Set<Integer> concerned(Scene scene) {
    var services = new TreeSet<Integer>();
    for (int place : scene.nodes.keySet()) {
      for (int up : cause.reach.upstream(place).keySet()) {
        services.add(topology.serviceOf(up));
      }
    }
    for (int name : scene.named.keySet()) {
      services.add(topology.serviceOf(name));
    }
    services.remove(-1);
    return services;
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
  private String role(int entity) {
    int service = topology.serviceOf(entity);
    return topology.entity(entity).kind()
        + "/"
        + topology.entity(entity).attributes().getOrDefault("role", "")
        + "@"
        + (service < 0 ? "" : topology.entity(service).id());
  }

  /// What is thought of an incident with those alerts, as of that time.
  ///
  /// @param symptoms its alerts known by then
  public Findings explain(List<Symptom> symptoms, Instant asOf) {
    if (symptoms.isEmpty()) {
      return new Findings(
          asOf,
          List.of(),
          List.of(),
          null,
          List.of(),
          1,
          null,
          List.of(),
          Findings.Rarity.UNKNOWN,
          null,
          version);
    }
    Thought thought = think(symptoms, around(symptoms, asOf), asOf.toEpochMilli());
    List<Findings.Suspect> entities = suspects(thought);
    List<Findings.Suspect> services = perService(entities);
    Findings.Suspect named =
        !services.isEmpty() && services.getFirst().probability() >= settings.causeFrom()
            ? services.getFirst()
            : null;
    var suspected = new ArrayList<Findings.SuspectChange>();
    double none = 0;
    for (int i : descending(thought.changeShares)) {
      ChangeModel.Option option = thought.options.get(i);
      if (option.change() == null) {
        none = thought.changeShares[i];
      } else if (suspected.size() < settings.most()) {
        suspected.add(
            new Findings.SuspectChange(
                option.change(),
                thought.changeShares[i],
                Duration.ofMillis((long) thought.scene.onset - option.change().at().toEpochMilli()),
                changes.because(option, thought.scene)));
      }
    }
    Findings.SuspectChange culprit =
        !suspected.isEmpty()
                && suspected.getFirst().probability() >= settings.changeFrom()
                && suspected.getFirst().probability() > none
            ? suspected.getFirst()
            : null;
    List<Findings.Similar> similar = similar(thought, symptoms);
    return new Findings(
        asOf,
        entities.subList(0, Math.min(settings.most(), entities.size())),
        services.subList(0, Math.min(settings.most(), services.size())),
        named,
        suspected,
        none,
        culprit,
        similar,
        rarity(thought, named, asOf),
        known(thought, asOf),
        version);
  }

  private List<Findings.Suspect> suspects(Thought thought) {
    var words =
        new CauseWords(
            topology, thought.scene, cause.reach, causes.choice.weights(), thought.candidates);
    var suspects = new ArrayList<Findings.Suspect>();
    for (int i : descending(thought.causeShares)) {
      CauseModel.Candidate candidate = thought.candidates.get(i);
      int service = topology.serviceOf(candidate.entity());
      suspects.add(
          new Findings.Suspect(
              topology.entity(candidate.entity()).id(),
              service < 0 ? null : topology.entity(service).id(),
              thought.causeShares[i],
              !thought.scene.nodes.containsKey(candidate.entity()),
              suspects.size() < settings.most() ? words.of(candidate) : List.of()));
    }
    return suspects;
  }

  private static List<Findings.Suspect> perService(List<Findings.Suspect> entities) {
    Map<String, Double> shares = new TreeMap<>();
    Map<String, Findings.Suspect> best = new HashMap<>();
    Set<String> crying = new HashSet<>();
    for (Findings.Suspect suspect : entities) {
      if (suspect.service() != null) {
        shares.merge(suspect.service(), suspect.probability(), Double::sum);
        best.putIfAbsent(suspect.service(), suspect);
        if (!suspect.silent()) {
          crying.add(suspect.service());
        }
      }
    }
    return shares.entrySet().stream()
        .sorted(
            Comparator.<Map.Entry<String, Double>>comparingDouble(e -> -e.getValue())
                .thenComparing(Map.Entry::getKey))
        .map(e ->
            new Findings.Suspect(
                e.getKey(),
                e.getKey(),
                e.getValue(),
                !crying.contains(e.getKey()),
                best.containsKey(e.getKey()) ? best.get(e.getKey()).because() : List.of()))
        .toList();
  }

  private List<Findings.Similar> similar(Thought thought, List<Symptom> symptoms) {
    List<Set<String>> mine = Likeness.marks(symptoms);
    var similar = new ArrayList<Findings.Similar>();
    for (int i : descending(Arrays.copyOf(thought.againShares, thought.again.size()))) {
      if (similar.size() < settings.most()) {
        Likeness.Match match = thought.again.get(i);
        similar.add(
            new Findings.Similar(
                match.past().id(),
                Instant.ofEpochMilli(match.past().opened()),
                thought.againShares[i],
                match.past().cause(),
                match.past().fixedBy(),
                likeness.because(mine, match)));
      }
    }
    return similar;
  }

  /// Measured on the service named as the cause, else on the one with most alerts.
  private Findings.Rarity rarity(Thought thought, Findings.@Nullable Suspect named, Instant asOf) {
    String service = named == null ? null : named.service();
    if (service == null) {
      double most = 0;
      for (var entry : thought.scene.serviceWeight.entrySet()) {
        if (entry.getValue() > most) {
          most = entry.getValue();
          service = topology.entity(entry.getKey()).id();
        }
      }
    }
    if (service == null) {
      return Findings.Rarity.UNKNOWN;
    }
    long from = asOf.minus(MONTH).toEpochMilli();
    int all = likeness.since(service, from);
    double same = 0;
    for (int i = 0; i < thought.again.size(); i++) {
      if (thought.again.get(i).past().opened() >= from && thought.againShares[i] >= SAME_KIND) {
        same++;
      }
    }
    if (all < FEW) {
      return Findings.Rarity.UNKNOWN;
    }
    double share = same / all;
    return same == 0
        ? Findings.Rarity.ANOMALY
        : share >= 0.2
            ? Findings.Rarity.FREQUENT
            : share <= 0.05 ? Findings.Rarity.RARE : Findings.Rarity.OCCASIONAL;
  }

  /// Several past incidents of one kind share the probability between them, so each has a part only.
  private static final double SAME_KIND = 0.15;

  /// So many incidents a service must have had in the month before anything is called rare.
  private static final int FEW = 3;

  private Findings.@Nullable KnownBefore known(Thought thought, Instant asOf) {
    double together = 0;
    int times = 0;
    boolean fixed = false;
    Likeness.Remembered first = null;
    for (int i = 0; i < thought.again.size(); i++) {
      if (thought.againShares[i] >= SAME_KIND) {
        Likeness.Remembered past = thought.again.get(i).past();
        together += thought.againShares[i];
        times++;
        fixed |= past.fixedBy() != null;
        if (first == null || past.opened() < first.opened()) {
          first = past;
        }
      }
    }
    return first == null || together < settings.similarFrom()
        ? null
        : new Findings.KnownBefore(
            first.id(), Duration.between(Instant.ofEpochMilli(first.opened()), asOf), times, fixed);
  }

  private static List<Integer> descending(double[] shares) {
    var order = new ArrayList<Integer>(shares.length);
    for (int i = 0; i < shares.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.<Integer>comparingDouble(i -> -shares[i]).thenComparing(i -> i));
    return order;
  }
}
