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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /// Settled incidents before weights are learned from them: fewer would teach what ignorance looks like.
  private static final int RIPE = 20;

  /// Settled incidents that are learned from, the newest. What each taught takes 6 kB with 4 alerts, 32 kB with 30 of 30 kinds.
  private static final int SETTLED = 1_000;

  /// Ids kept of settled incidents that were pushed out, as many as incidents are remembered; some 100 bytes each.
  private static final int BEYOND = 10_000;

  /// Alerts kept to see what cries beside an incident.
  private static final int HEARD = 20_000;

  private static final Duration MONTH = Duration.ofDays(30);

  private final Topology topology;
  private final InsightSettings settings;
  private final Reasoning reasoning;
  private final Sequences sequences;
  private final Recent<Placed> surroundings = new Recent<>(HEARD, Placed::clue);

  /// By id of the incident, in the order in which they were learned.
  private final Map<String, Review.Settled> settled = new LinkedHashMap<>();

  /// Ids of incidents that were learned from and of which it is no longer known what they taught, the oldest first.
  private final LinkedHashSet<String> beyond = new LinkedHashSet<>();

  private int learned;
  private int fittedAt;

  /// Whether weights were ever learned; stated ones answer until then.
  private boolean fitted;

  private int version;

  /// Knows that topology and no history.
  public Insight(Topology topology, InsightSettings settings) {
    this.topology = topology;
    this.settings = settings;
    reasoning = new Reasoning(topology, settings);
    sequences = new Sequences(topology);
  }

  /// Hears an alert that opened. May answer with a warning that an incident is about to begin.
  public Optional<Warning> hear(Symptom symptom) {
    surroundings.add(reasoning.placed(symptom));
    reasoning.cause.heard(symptom);
    Sequences.Continued continued = sequences.hear(symptom, reasoning.changes::before);
    return continued == null
        ? Optional.empty()
        : Optional.ofNullable(sequences.warning(continued, symptom.onset(), settings.warnFrom()));
  }

  /// Hears of a change, at any time after it was made.
  public void changed(ChangeNote change) {
    reasoning.changes.add(change);
  }

  /// An alert belonged to no incident.
  public void cameToNothing(Symptom symptom) {
    reasoning.worth.add(symptom.sign(), 0, 1);
    sequences.cameToNothing(symptom.alert());
  }

  /// Learns from an incident that people settled. The weights follow with {@link #settle}, or, after that was called once, when history
  /// has grown by a quarter. What the same incident taught before is taken back first, so that it teaches once whatever was said of it and
  /// however often; when newer ones have pushed it out, it is only remembered otherwise and teaches nothing a second time.
  public void learn(PastIncident past) {
    if (beyond.contains(past.id())) {
      reasoning.likeness.remember(remembered(past, causeAt(past), byChange(past)));
      return;
    }
    unlearn(past.id());
    long now = past.opened().plus(LEARNED_AT).toEpochMilli();
    List<Symptom> early = past.symptoms().stream().filter(s -> s.at() <= now).toList();
    if (early.isEmpty()) {
      return;
    }
    var trace = new Trace();
    past.symptoms().forEach(symptom -> reasoning.worth.add(symptom.sign(), true, trace));
    int causeAt = causeAt(past);
    Boolean byChange = byChange(past);
    ChangeNote culprit =
        past.change() instanceof PastIncident.Verdict.ByChange(String id)
            ? reasoning.changes.find(id)
            : null;
    boolean knownChange = byChange != null && byChange == (culprit != null);
    // What an incident is made of is learned from what people found, not from how it was grouped.
    Scene scene = reasoning.scene(early, List.of());
    if (knownChange) {
      reasoning.changes.learn(scene, causeAt, culprit, now, trace);
    }
    if (causeAt >= 0) {
      reasoning.cause.learn(scene, causeAt, trace);
    }
    reasoning.lags.learn(past.symptoms(), trace);
    sequences.learn(past);
    reasoning.likeness.remember(remembered(past, causeAt, byChange));
    if (settled.size() >= SETTLED) {
      push(settled.keySet().iterator().next());
    }
    settled.put(
        past.id(),
        new Review.Settled(
            past,
            causeAt,
            knownChange,
            culprit,
            past.looks().isEmpty()
                ? List.of(new PastIncident.Look(Instant.ofEpochMilli(now), 1, early, List.of()))
                : past.looks(),
            trace));
    learned++;
    if (version > 0 && learned >= RIPE && learned >= fittedAt * 1.25 + 10) {
      settle();
    }
  }

  /// Takes back what that incident taught, if it did and that is still known.
  private void unlearn(String incident) {
    Review.Settled before = settled.remove(incident);
    if (before != null) {
      before.trace().leaveOut();
      learned--;
    }
  }

  /// What it taught stays, and can no longer be told from the rest.
  private void push(String oldest) {
    settled.remove(oldest);
    if (beyond.size() >= BEYOND) {
      beyond.removeFirst();
    }
    beyond.add(oldest);
  }

  private int causeAt(PastIncident past) {
    int causeAt = past.causeEntity() == null ? -1 : topology.indexOf(past.causeEntity());
    return causeAt < 0 && past.causeService() != null
        ? topology.indexOf(past.causeService())
        : causeAt;
  }

  private static @Nullable Boolean byChange(PastIncident past) {
    return switch (past.change()) {
      case PastIncident.Verdict.Unknown() -> null;
      case PastIncident.Verdict.NoChange() -> false;
      case PastIncident.Verdict.ByChange(String id) -> true;
    };
  }

  private Likeness.Marked remembered(PastIncident past, int causeAt, @Nullable Boolean byChange) {
    return remembered(
        past.id(),
        past.opened().toEpochMilli(),
        past.symptoms(),
        causeAt,
        past.fixedBy(),
        byChange);
  }

  private Likeness.Marked remembered(
      String id,
      long opened,
      Collection<Symptom> symptoms,
      int causeAt,
      @Nullable String fixedBy,
      @Nullable Boolean byChange) {
    List<Set<String>> marks = Likeness.marks(symptoms);
    int service = causeAt < 0 ? -1 : topology.serviceOf(causeAt);
    var signs = new TreeSet<String>();
    if (causeAt >= 0) {
      for (Symptom symptom : symptoms) {
        if (topology.entity(causeAt).id().equals(symptom.place())) {
          signs.add(symptom.sign());
        }
      }
    }
    return new Likeness.Marked(
        new Likeness.Remembered(
            id,
            opened,
            causeAt < 0 ? null : topology.entity(causeAt).id(),
            service < 0 ? null : topology.entity(service).id(),
            fixedBy,
            byChange,
            causeAt < 0 ? null : reasoning.role(causeAt),
            signs),
        marks,
        Likeness.early(marks, symptoms, opened + LEARNED_AT.toMillis()));
  }

  /// Remembers an incident that ended without a verdict, with the cause that is thought likely, so that the next one like it finds it.
  /// Nothing else is learned from it: what was only thought must not teach.
  public void remember(String incident, List<Symptom> symptoms, Instant ended) {
    if (symptoms.isEmpty()) {
      return;
    }
    Reasoning.Suspected suspected =
        reasoning.suspect(symptoms, List.of(), List.of(), ended.toEpochMilli());
    double[] shares = suspected.shares();
    int best = -1;
    for (int i = 0; i < shares.length; i++) {
      if (best < 0 || shares[i] > shares[best]) {
        best = i;
      }
    }
    boolean likely = best >= 0 && shares[best] >= settings.causeFrom();
    long opened = symptoms.stream().mapToLong(Symptom::at).min().orElseThrow();
    reasoning.likeness.remember(
        remembered(
            incident,
            opened,
            symptoms,
            likely ? suspected.candidates().get(best).entity() : -1,
            null,
            null));
  }

  /// Remembers an incident of which is known already what was thought of its cause, without thinking again. What it taught before, when
  /// people had settled it and took that back, is taken back too.
  ///
  /// @param cause id in the topology of what was named as its cause; null for nothing
  public void recall(String incident, List<Symptom> symptoms, @Nullable String cause) {
    if (!symptoms.isEmpty()) {
      unlearn(incident);
      reasoning.likeness.remember(
          remembered(
              incident,
              symptoms.stream().mapToLong(Symptom::at).min().orElseThrow(),
              symptoms,
              cause == null ? -1 : topology.indexOf(cause),
              null,
              null));
    }
  }

  /// Learns the weights anew from all that was settled. Takes seconds when history is long.
  public void settle() {
    reasoning.cause.reach.settle();
    if (settled.size() >= RIPE) {
      new Review(topology, reasoning).learn(settled.values());
      reasoning.cause.reach.settle();
      fitted = true;
    }
    fittedAt = learned;
    version++;
  }

  /// What cries beside an incident of the present.
  private List<Placed> around(
      Collection<Symptom> symptoms, Collection<Symptom> beneath, Instant now) {
    var own = new HashSet<String>();
    symptoms.forEach(symptom -> own.add(symptom.alert()));
    beneath.forEach(symptom -> own.add(symptom.alert()));
    return surroundings.at(now, own);
  }

  /// What is thought of an incident with those alerts, as of that time.
  ///
  /// @param symptoms its alerts known by then
  public Findings explain(List<Symptom> symptoms, Instant asOf) {
    return explain(symptoms, Elsewhere.NOTHING, asOf);
  }

  /// The same, knowing what cries in other open incidents.
  public Findings explain(List<Symptom> symptoms, Elsewhere elsewhere, Instant asOf) {
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
    List<Symptom> beneath = fitted ? List.of() : elsewhere.beneath();
    Reasoning.Thought thought =
        reasoning.think(symptoms, beneath, around(symptoms, beneath, asOf), asOf.toEpochMilli());
    var own = new HashSet<String>();
    for (Symptom symptom : symptoms) {
      if (symptom.place() != null) {
        own.add(symptom.place());
      }
    }
    List<Findings.Suspect> entities = suspects(thought, own, elsewhere.said());
    List<Findings.Suspect> services = perService(entities);
    Findings.Suspect named =
        !services.isEmpty() && services.getFirst().probability() >= settings.causeFrom()
            ? services.getFirst()
            : null;
    var suspected = new ArrayList<Findings.SuspectChange>();
    double none = 0;
    for (int i : descending(thought.changeShares())) {
      ChangeModel.Option option = thought.options().get(i);
      if (option.change() == null) {
        none = thought.changeShares()[i];
      } else if (suspected.size() < settings.most()) {
        suspected.add(
            new Findings.SuspectChange(
                option.change(),
                thought.changeShares()[i],
                Duration.ofMillis(
                    (long) thought.scene().onset - option.change().at().toEpochMilli()),
                reasoning.changes.because(option, thought.scene())));
      }
    }
    Findings.SuspectChange culprit =
        !suspected.isEmpty()
                && suspected.getFirst().probability() >= settings.changeFrom()
                && suspected.getFirst().probability() > none
            ? suspected.getFirst()
            : null;
    List<Findings.Similar> similar = similar(thought);
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

  /// @param own ids of what has alerts in the incident
  private List<Findings.Suspect> suspects(
      Reasoning.Thought thought, Set<String> own, Map<String, String> elsewhere) {
    var words =
        new CauseWords(
            topology,
            thought.scene(),
            elsewhere,
            reasoning.cause.reach,
            reasoning.causes.weights(),
            thought.candidates());
    var suspects = new ArrayList<Findings.Suspect>();
    for (int i : descending(thought.causeShares())) {
      CauseModel.Candidate candidate = thought.candidates().get(i);
      int service = topology.serviceOf(candidate.entity());
      String id = topology.entity(candidate.entity()).id();
      suspects.add(
          new Findings.Suspect(
              id,
              service < 0 ? null : topology.entity(service).id(),
              thought.causeShares()[i],
              !own.contains(id),
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

  private List<Findings.Similar> similar(Reasoning.Thought thought) {
    var similar = new ArrayList<Findings.Similar>();
    double news = thought.againShares()[thought.again().size()];
    for (int i : descending(Arrays.copyOf(thought.againShares(), thought.again().size()))) {
      if (similar.size() < settings.most()) {
        Likeness.Match match = thought.again().get(i);
        similar.add(
            new Findings.Similar(
                match.past().id(),
                Instant.ofEpochMilli(match.past().opened()),
                thought.againShares()[i],
                same(thought.againShares()[i], news),
                match.past().cause(),
                match.past().fixedBy(),
                reasoning.likeness.because(thought.marks(), match)));
      }
    }
    return similar;
  }

  /// What is left when only one past incident and news are weighed.
  private static double same(double share, double news) {
    return share <= 0 ? 0 : share / (share + news);
  }

  /// Measured on the service named as the cause, else on the one with most alerts.
  private Findings.Rarity rarity(
      Reasoning.Thought thought, Findings.@Nullable Suspect named, Instant asOf) {
    String service = named == null ? null : named.service();
    if (service == null) {
      double most = 0;
      for (var entry : thought.scene().serviceWeight.entrySet()) {
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
    int all = reasoning.likeness.since(service, from);
    double same = 0;
    for (int i = 0; i < thought.again().size(); i++) {
      if (thought.again().get(i).past().opened() >= from && thought.againShares()[i] >= SAME_KIND) {
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
  public static final double SAME_KIND = 0.15;

  /// So many incidents a service must have had in the month before anything is called rare.
  private static final int FEW = 3;

  private Findings.@Nullable KnownBefore known(Reasoning.Thought thought, Instant asOf) {
    double together = 0;
    int times = 0;
    boolean fixed = false;
    Likeness.Remembered first = null;
    for (int i = 0; i < thought.again().size(); i++) {
      if (thought.againShares()[i] >= SAME_KIND) {
        Likeness.Remembered past = thought.again().get(i).past();
        together += thought.againShares()[i];
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
