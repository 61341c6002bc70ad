package dev.muster.correlate.analysis;

import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.Doors;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.insight.ChangeNote;
import dev.muster.correlate.insight.Elsewhere;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.insight.Insight;
import dev.muster.correlate.insight.InsightSettings;
import dev.muster.correlate.insight.PastIncident;
import dev.muster.correlate.insight.Symptom;
import dev.muster.correlate.insight.Warning;
import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.ledger.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Follows alerts, changes and the ledger in the order of time, and looks at each incident again as it grows: at once, soon, then at most
/// once a minute, for the last time {@link #SETTLED} after it opened, and later only when it grows still. For one thread at a time.
final class Thinker {
  /// What is thought of an incident so long after it opened stands until it grows.
  static final Duration SETTLED = Duration.ofMinutes(15);

  /// Most of what belongs to an incident comes within seconds of the first alert, and whoever was woken by it looks then.
  private static final Duration SOON = Duration.ofSeconds(15);

  /// Bounds what a growing incident costs.
  private static final Duration BETWEEN = Duration.ofMinutes(1);

  private static final Duration BETWEEN_LATER = Duration.ofMinutes(10);

  /// Without a new alert for so long an incident is remembered as one of the past.
  private static final Duration SILENT = Duration.ofMinutes(30);

  /// What nobody has heard of for so long is forgotten.
  private static final Duration FORGET = Duration.ofHours(6);

  /// A warning that nothing followed for so long was in vain.
  static final Duration HORIZON = Duration.ofMinutes(60);

  /// More alerts of one incident are not looked at; the first ones tell most.
  private static final int MOST_SYMPTOMS = 2_000;

  /// Something that came of it.
  sealed interface Outcome {
    /// What is thought of an incident.
    ///
    /// @param named whether any of its alerts names what it is about; otherwise all that is known is through whose doors they came
    /// @param tied ids in the topology of services with alerts in it of which one rests on another
    record Thought(
        String incidentId,
        Findings findings,
        List<String> warnings,
        boolean named,
        Set<String> tied)
        implements Outcome {
      public Thought {
        tied = Set.copyOf(tied);
      }
    }

    /// A warning was given.
    record Warned(String id, Warning warning) implements Outcome {}

    /// What became of a warning: the incident that followed, or none.
    record Fulfilled(String id, @Nullable String incidentId, Instant at) implements Outcome {}
  }

  /// @param named whether the alert itself says what it is about
  private record Heard(Symptom symptom, Instant at, boolean named) {}

  /// @param named whether the alert itself says what it is about
  private record Read(Symptom symptom, boolean named) {}

  /// An incident that is being thought of.
  private static final class Case {
    final Instant opened;
    final Set<String> alerts = new java.util.LinkedHashSet<>();
    final List<String> warnings = new ArrayList<>();

    /// What was thought to have broken at the last look, when it was likely enough to be named.
    @Nullable String guess;

    @Nullable Instant looked;
    @Nullable Instant next;
    Instant grew;
    boolean settled;
    boolean remembered;

    Case(Instant opened) {
      this.opened = opened;
      this.grew = opened;
    }
  }

  private record Due(Instant at, String incidentId) {}

  /// What people said of an incident.
  ///
  /// @param cause id in the topology of what broke; null when nobody named it
  /// @param change the change that caused it; null when nobody confirmed one
  /// @param rejected ids in the topology of what did not break
  record Told(@Nullable String cause, @Nullable String change, Set<String> rejected) {
    static final Told NOTHING = new Told(null, null, Set.of());

    Told {
      rejected = Set.copyOf(rejected);
    }

    /// What counts as having broken: what people named, or else what was thought, unless they rejected that.
    @Nullable String cause(@Nullable String guess) {
      return cause != null || guess == null || rejected.contains(guess) ? cause : guess;
    }
  }

  /// A warning whose outcome is awaited.
  ///
  /// @param alerts those that it was given for: that they are an incident themselves is not what it warned of
  record Open(String id, String service, Instant at, Set<String> alerts) {
    Open {
      alerts = Set.copyOf(alerts);
    }

    static Open of(String id, Warning warning, Instant at) {
      return new Open(id, warning.service(), at, Set.copyOf(warning.alerts()));
    }
  }

  private final Topologies.Snapshot whole;
  private final Topology topology;
  private final Doors doors;
  private final Insight insight;
  private final AlertReader reader;
  private final EntityResolver resolver;
  private final java.util.function.Supplier<String> ids;
  private final UnaryOperator<String> names;
  private final Map<String, Heard> symptoms = new LinkedHashMap<>();
  private final Map<String, String> placeOf = new HashMap<>();

  /// By thing and by service the alerts of it that were heard of.
  private final Map<String, List<String>> heardOf = new HashMap<>();

  /// Ids of alerts that are over, of those that were heard of.
  private final Set<String> over = new HashSet<>();

  private final Map<String, Case> cases = new HashMap<>();
  private final TreeSet<Due> agenda =
      new TreeSet<>(Comparator.comparing(Due::at).thenComparing(Due::incidentId));
  private final List<Open> warnings = new ArrayList<>();
  private Instant sweptAt = Instant.EPOCH;

  /// By incident; as many as people judged.
  private final Map<String, Told> told = new HashMap<>();

  private boolean trusted;

  /// @param names what people call an incident, by its id
  Thinker(
      Topologies.Snapshot snapshot,
      java.util.function.Supplier<String> ids,
      UnaryOperator<String> names) {
    this.names = names;
    this.whole = snapshot.whole();
    this.topology = snapshot.topology();
    this.doors = new Doors(snapshot);
    this.insight = new Insight(whole.topology(), InsightSettings.USUAL);
    this.reader = new AlertReader(topology);
    this.resolver = EntityResolver.of(topology);
    this.ids = ids;
  }

  /// All that may be thought to have broken, in whose ids answers speak.
  Topologies.Snapshot snapshot() {
    return whole;
  }

  // The past

  /// The symptom that an alert is.
  Symptom symptom(AlertSighting sighting) {
    return read(sighting, sighting.scope()).symptom();
  }

  /// The symptom that an alert of the past is.
  ///
  /// @param service through whose door it came; null when nobody knows
  Symptom symptom(AlertSighting sighting, @Nullable String service) {
    return read(sighting, service).symptom();
  }

  private Read read(AlertSighting sighting, @Nullable String service) {
    AlertReading reading = reader.read(sighting);
    Symptom symptom = Symptom.of(reading, topology);
    if (symptom.place() != null) {
      if (service != null) {
        doors.named(service, reading.entity(), reading.service());
      }
      return new Read(symptom, true);
    }
    String place = doors.placeOf(service);
    return new Read(place == null ? symptom : symptom.on(place), false);
  }

  /// What was changed: what the change names, or the service whose pipeline told of it when it names nothing at all.
  private ChangeNote note(ChangeSighting change) {
    ChangeNote note = ChangeNote.of(change, resolver);
    // one pipeline may tell of everybody's changes: what it calls by a name that nobody knows is
    // not its own service
    boolean silent = !note.isPlaced() && change.target() == null && change.service() == null;
    String place = silent ? doors.placeOf(change.scope()) : null;
    return place == null ? note : note.on(place);
  }

  void hearPast(Symptom symptom) {
    insight.hear(symptom);
  }

  /// A change of the past.
  void knew(ChangeSighting change) {
    insight.changed(note(change).inHindsight());
  }

  /// An incident of this house from before. What people said of it is learned from, and what was thought only when that is trusted.
  ///
  /// @param guess id in the topology of what was thought to have broken; null for nothing
  void recall(String incident, List<Symptom> seen, @Nullable String guess, Instant ended) {
    Told said = told.getOrDefault(incident, Told.NOTHING);
    String cause = said.cause(guess);
    if (seen.isEmpty()) {
      return;
    }
    boolean sure = said.cause() != null || (trusted && cause != null);
    if (said.change() != null || sure) {
      insight.learn(settled(incident, seen, sure ? cause : null, said.change(), ended));
    } else {
      insight.recall(incident, seen, cause);
    }
  }

  private static PastIncident settled(
      String incident,
      List<Symptom> seen,
      @Nullable String cause,
      @Nullable String change,
      Instant ended) {
    List<Symptom> ordered = seen.stream().sorted(Comparator.comparing(Symptom::onset)).toList();
    return new PastIncident(
        incident,
        ordered.getFirst().onset(),
        null,
        ended,
        cause,
        null,
        change == null
            ? new PastIncident.Verdict.Unknown()
            : new PastIncident.Verdict.ByChange(change),
        List.of(),
        null,
        ordered,
        List.of());
  }

  /// Whether what is thought to have broken is learned from like what people said.
  void trust(boolean proven) {
    trusted = proven;
  }

  /// Awaits the outcome of those warnings and of no others: whoever begins anew has heard of them before.
  void await(Collection<Open> open) {
    warnings.clear();
    warnings.addAll(open);
  }

  /// Takes note of all that people said of an incident. It counts when the incident is over; when it is over already, at once, in the
  /// place of what was learned before from another word. The same again changes nothing.
  ///
  /// @param at when it was said
  /// @return false when the incident is not of the present and something else was said before: then it must be recalled
  boolean told(String incident, Told said, Instant at) {
    Told before = told.put(incident, said);
    if (said.equals(before == null ? Told.NOTHING : before)) {
      return true;
    }
    Case judged = cases.get(incident);
    if (judged != null && judged.remembered) {
      recall(incident, symptomsOf(judged.alerts, at), judged.guess, at);
    }
    return judged != null;
  }

  void learn(PastIncident past) {
    insight.learn(past);
  }

  void cameToNothing(Symptom symptom) {
    insight.cameToNothing(symptom);
  }

  void settle() {
    insight.settle();
  }

  // The present

  void changed(ChangeSighting change) {
    insight.changed(note(change));
  }

  void heard(AlertSighting sighting, Consumer<Outcome> tell) {
    if (symptoms.containsKey(sighting.alertId())) {
      return;
    }
    Read read = read(sighting, sighting.scope());
    Symptom symptom = read.symptom();
    symptoms.put(sighting.alertId(), new Heard(symptom, sighting.arrivedAt(), read.named()));
    note(sighting.alertId(), symptom.place());
    if (!Objects.equals(symptom.place(), symptom.service())) {
      note(sighting.alertId(), symptom.service());
    }
    insight
        .hear(symptom)
        .ifPresent(warning -> {
          boolean told =
              warnings.stream().anyMatch(open -> open.service().equals(warning.service()));
          if (!told) {
            String id = ids.get();
            warnings.add(Open.of(id, warning, sighting.arrivedAt()));
            tell.accept(new Outcome.Warned(id, warning));
          }
        });
    sweep(sighting.arrivedAt());
  }

  private void note(String alert, @Nullable String thing) {
    if (thing != null) {
      heardOf.computeIfAbsent(thing, _ -> new ArrayList<>(4)).add(alert);
    }
  }

  /// An alert is over.
  void resolved(String alertId) {
    if (symptoms.containsKey(alertId)) {
      over.add(alertId);
    }
  }

  boolean knows(String alertId) {
    return symptoms.containsKey(alertId);
  }

  /// A decision of the ledger.
  void decided(Move move, Consumer<Outcome> tell) {
    String alert = move.alertId();
    String before = placeOf.remove(alert);
    if (before != null) {
      Case left = cases.get(before);
      if (left != null) {
        left.alerts.remove(alert);
        if (left.alerts.isEmpty()) {
          cases.remove(before);
        }
      }
    }
    String incident = move.incidentId();
    if (incident == null) {
      Heard heard = symptoms.get(alert);
      if (move.kind() == Entry.Kind.DEMOTE && heard != null) {
        insight.cameToNothing(heard.symptom());
      }
      return;
    }
    placeOf.put(alert, incident);
    Case growing = cases.computeIfAbsent(incident, _ -> new Case(move.at()));
    growing.alerts.add(alert);
    growing.grew = move.at().isAfter(growing.grew) ? move.at() : growing.grew;
    fulfil(incident, growing, alert, move.at(), tell);
    plan(incident, growing, move.at());
  }

  private void plan(String incident, Case growing, Instant now) {
    Instant next =
        growing.looked == null
            ? now
            : growing.looked.plus(
                growing.looked.isBefore(growing.opened.plus(SOON))
                    ? SOON
                    : now.isBefore(growing.opened.plus(SETTLED)) ? BETWEEN : BETWEEN_LATER);
    if (next.isBefore(now)) {
      next = now;
    }
    if (!growing.settled && next.isAfter(growing.opened.plus(SETTLED))) {
      next = growing.opened.plus(SETTLED);
    }
    if (growing.next == null || next.isBefore(growing.next)) {
      growing.next = next;
      agenda.add(new Due(next, incident));
    }
  }

  private void fulfil(
      String incident, Case growing, String alert, Instant at, Consumer<Outcome> tell) {
    Heard heard = symptoms.get(alert);
    String service = heard == null ? null : heard.symptom().service();
    if (heard == null || service == null) {
      return;
    }
    for (Open open : List.copyOf(warnings)) {
      if (open.service().equals(service)
          && !open.alerts().contains(alert)
          && !heard.at().isBefore(open.at())) {
        warnings.remove(open);
        growing.warnings.add(open.id());
        tell.accept(new Outcome.Fulfilled(open.id(), incident, at));
      }
    }
  }

  /// When something wants to be looked at next; null when nothing does.
  @Nullable Instant nextDue() {
    Instant due = agenda.isEmpty() ? null : agenda.first().at();
    for (Open open : warnings) {
      Instant end = open.at().plus(HORIZON);
      due = due == null || end.isBefore(due) ? end : due;
    }
    return due;
  }

  /// Looks at everything that is due by then, each at its own moment.
  void pass(Instant until, Consumer<Outcome> tell) {
    for (Open open : List.copyOf(warnings)) {
      if (!open.at().plus(HORIZON).isAfter(until)) {
        warnings.remove(open);
        tell.accept(new Outcome.Fulfilled(open.id(), null, open.at().plus(HORIZON)));
      }
    }
    while (!agenda.isEmpty() && !agenda.first().at().isAfter(until)) {
      Due due = agenda.removeFirst();
      Case growing = cases.get(due.incidentId());
      if (growing != null && due.at().equals(growing.next)) {
        look(due.incidentId(), growing, due.at(), tell);
      }
    }
  }

  private void look(String incident, Case growing, Instant at, Consumer<Outcome> tell) {
    growing.next = null;
    List<Symptom> seen = symptomsOf(growing.alerts, at);
    boolean last = !at.isBefore(growing.grew.plus(SILENT));
    if (!seen.isEmpty()) {
      if (last && growing.settled) {
        if (!growing.remembered) {
          if (trusted || told.containsKey(incident)) {
            recall(incident, seen, growing.guess, at);
          } else {
            insight.remember(incident, seen, at);
          }
          growing.remembered = true;
        }
        return;
      }
      Findings findings = insight.explain(seen, elsewhere(incident, seen, at), at);
      growing.guess = guess(findings);
      tell.accept(
          new Outcome.Thought(
              incident,
              findings,
              List.copyOf(growing.warnings),
              isNamed(growing.alerts),
              Beneath.tied(seen, whole.topology())));
    }
    growing.looked = at;
    if (!at.isBefore(growing.opened.plus(SETTLED))) {
      growing.settled = true;
    }
    Instant next = growing.settled ? growing.grew.plus(SILENT) : growing.opened.plus(SETTLED);
    if (next.isAfter(at)) {
      growing.next = next;
      agenda.add(new Due(next, incident));
    }
  }

  /// What the incident rests on and what cries there in others, open still.
  private Elsewhere elsewhere(String incident, List<Symptom> own, Instant at) {
    var found = new Beneath(own, whole.topology());
    // those of them that are beneath it are few among all that cries
    var there = new HashSet<String>();
    for (String place : found.places()) {
      there.addAll(heardOf.getOrDefault(place, List.of()));
    }
    for (String alert : there) {
      Heard heard = symptoms.get(alert);
      String other = placeOf.get(alert);
      if (heard != null
          && other != null
          && !other.equals(incident)
          && !over.contains(alert)
          && !heard.at().isAfter(at)) {
        found.cries(other, heard.symptom());
      }
    }
    return found.elsewhere(names);
  }

  private boolean isNamed(Collection<String> alerts) {
    return alerts.stream().map(symptoms::get).anyMatch(heard -> heard != null && heard.named());
  }

  private static @Nullable String guess(Findings findings) {
    return findings.entities().isEmpty()
            || findings.entities().getFirst().probability() < InsightSettings.USUAL.causeFrom()
        ? null
        : findings.entities().getFirst().id();
  }

  private List<Symptom> symptomsOf(Collection<String> alerts, Instant until) {
    var seen = new ArrayList<Symptom>();
    for (String alert : alerts) {
      Heard heard = symptoms.get(alert);
      if (heard != null && !heard.at().isAfter(until) && seen.size() < MOST_SYMPTOMS) {
        seen.add(heard.symptom());
      }
    }
    return seen;
  }

  /// The incidents of the present with an alert in common in place or service with that one; what shares no more than a door is not
  /// counted.
  Map<String, Integer> near(String incident) {
    var own = new HashSet<String>();
    Case asked = cases.get(incident);
    if (asked == null) {
      return Map.of();
    }
    for (String alert : asked.alerts) {
      Heard heard = symptoms.get(alert);
      if (heard != null && heard.named() && heard.symptom().service() != null) {
        own.add(heard.symptom().service());
      }
    }
    var found = new HashMap<String, Integer>();
    cases.forEach((id, other) -> {
      if (!id.equals(incident)) {
        for (String alert : other.alerts) {
          Heard heard = symptoms.get(alert);
          if (heard != null
              && heard.named()
              && heard.symptom().service() != null
              && own.contains(heard.symptom().service())) {
            found.merge(id, 1, Integer::sum);
          }
        }
      }
    });
    return found;
  }

  private void sweep(Instant now) {
    if (Duration.between(sweptAt, now).compareTo(Duration.ofMinutes(30)) < 0) {
      return;
    }
    sweptAt = now;
    Instant oldest = now.minus(FORGET);
    cases
        .entrySet()
        .removeIf(one -> {
          boolean over = one.getValue().grew.isBefore(oldest);
          if (over) {
            one.getValue().alerts.forEach(placeOf::remove);
          }
          return over;
        });
    symptoms
        .entrySet()
        .removeIf(
            one -> one.getValue().at().isBefore(oldest) && !placeOf.containsKey(one.getKey()));
    over.retainAll(symptoms.keySet());
    heardOf
        .values()
        .removeIf(alerts -> {
          alerts.removeIf(alert -> !symptoms.containsKey(alert));
          return alerts.isEmpty();
        });
  }
}
