package dev.muster.correlate.analysis;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertEvent;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Sightings;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.insight.Findings;
import dev.muster.correlate.insight.InsightSettings;
import dev.muster.correlate.insight.PastIncident;
import dev.muster.correlate.insight.Surroundings;
import dev.muster.correlate.insight.Symptom;
import dev.muster.correlate.insight.Warning;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.correlate.ledger.Move;
import dev.muster.correlate.past.PastNames;
import dev.muster.correlate.past.PastStore;
import dev.muster.correlate.past.Rehearsal;
import dev.muster.kernel.Ids;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.signal.Changes;
import dev.muster.signal.SignalEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the thinking about incidents inside the house: hears alerts and changes, follows the ledger, keeps what is thought, and sees
/// to it that each incident is looked at again in time. After a start it learns its past anew: what was imported, and the
/// alerts and decisions of the last hours, and the incidents of this house from before.
public final class Analyst {
  static final String OWNER = "correlate.analyst";

  private static final Logger LOG = LoggerFactory.getLogger(Analyst.class);

  /// Open incidents are followed on after a start when they are not older.
  private static final Duration PRESENT = Duration.ofHours(6);

  /// Most alerts of the imported past, the newest. A quarter of a million take about 250 MiB.
  private static final int MOST_PAST = 250_000;

  /// Alerts of one incident of before; the first ones tell most.
  private static final int MOST_OWN_ALERTS = 200;

  /// Warnings whose outcome is awaited; each is for another service, and for an hour.
  private static final int MOST_OPEN = 10_000;

  /// Incidents of before read at a time.
  private static final int OWN_AT_ONCE = 50;

  /// Entries of the ledger read at a time.
  private static final int AT_ONCE = 5_000;

  private final AnalystStore store;
  private final PostgresCauseWords causes;
  private final Ledger ledger;
  private final PastStore past;
  private final Topologies topologies;
  private final Alerts alerts;
  private final Changes changes;
  private final Catalog catalog;
  private final Incidents incidents;
  private final Timers timers;
  private final Ids ids;
  private final AnalystSettings settings;
  private final Timer thinkTime;
  private @Nullable Thinker thinker;
  private @Nullable MadeOf madeOf;
  private @Nullable PastNames names;
  private int learnedAlerts;
  private Instant madeAt = Instant.EPOCH;
  private long sequence;
  private @Nullable Instant announced;
  private Map<String, String> external = Map.of();

  Analyst(
      AnalystStore store,
      PostgresCauseWords causes,
      Ledger ledger,
      PastStore past,
      Topologies topologies,
      Alerts alerts,
      Changes changes,
      Catalog catalog,
      Incidents incidents,
      Timers timers,
      Ids ids,
      AnalystSettings settings,
      MeterRegistry meters) {
    this.settings = settings;
    this.store = store;
    this.causes = causes;
    this.ledger = ledger;
    this.past = past;
    this.topologies = topologies;
    this.alerts = alerts;
    this.changes = changes;
    this.catalog = catalog;
    this.incidents = incidents;
    this.timers = timers;
    this.ids = ids;
    this.thinkTime =
        Timer.builder("muster.correlate.insight")
            .description("Time that thinking about one batch of alerts and decisions took")
            .register(meters);
  }

  /// A person said something of an incident; what, is in the store.
  private record Word(String incidentId, Instant at) {}

  /// What was learned from.
  ///
  /// @param names what services and their integrations are called, with the whole topology
  record MadeOf(String topology, String names, long model, long past) {
    /// Whether it is as good as that for now: the same, or only the past is another and a while has to go by, or only the names are and
    /// a moment has to.
    ///
    /// @param rests whether it was made so lately that another past waits
    /// @param fresh whether it was made so lately that other names wait
    boolean servesFor(MadeOf wanted, boolean rests, boolean fresh) {
      return topology.equals(wanted.topology)
          && model == wanted.model
          && (past == wanted.past || rests)
          && (names.equals(wanted.names) || rests || fresh);
    }
  }

  /// Learning anew takes the longer the more alerts the past has; it rests a minute for each so many.
  private static final int ALERTS_A_MINUTE = 10_000;

  /// Services are made many at a time; it is not begun anew for each of them.
  private static final Duration FRESH = Duration.ofMinutes(1);

  /// How long the past is not learned from again after it was, so that an import in pieces is not learned from as often as it has pieces. A
  /// small past is learned from at once.
  static Duration restAfter(int pastAlerts) {
    return Duration.ofMinutes(pastAlerts / ALERTS_A_MINUTE);
  }

  /// Something that happened, with its moment.
  private record Event(Instant at, int order, Object what) {}

  /// What the timers of this room call. The analyst's row is held before the timers' rows and before the monitor, here and in
  /// {@link #handle}: the other way round one transaction would wait for a row and the other for the monitor, for ever.
  TimerPump.Handler timerHandler() {
    return new TimerPump.Handler() {
      @Override
      public void hold(List<String> keys) {
        store.hold();
      }

      @Override
      public void due(List<Timers.Timer> due, Instant now) {
        pass(store.hold(), now);
      }
    };
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    AnalystStore.Position position = store.hold();
    var events = new ArrayList<Event>();
    for (Fact fact : facts) {
      if (fact.event() instanceof AlertEvent.AlertOpened opened && !opened.suppressed()) {
        events.add(new Event(opened.at(), 1, opened));
      } else if (fact.event() instanceof AlertEvent.AlertReleased released) {
        events.add(new Event(released.at(), 1, released.opened()));
      } else if (fact.event() instanceof AlertEvent.AlertResolved resolved) {
        events.add(new Event(resolved.at(), 4, resolved));
      } else if (fact.event() instanceof SignalEvent.ChangeRecorded change) {
        events.add(new Event(change.at(), 0, change));
      } else if (fact.event() instanceof IncidentEvent.IncidentCauseNamed word) {
        events.add(new Event(word.at(), 3, new Word(word.incidentId(), word.at())));
      } else if (fact.event() instanceof IncidentEvent.IncidentCauseJudged word) {
        events.add(new Event(word.at(), 3, new Word(word.incidentId(), word.at())));
      }
    }
    work(position, events, null, now);
  }

  /// Looks at what has fallen due; inside the timer's transaction.
  private synchronized void pass(AnalystStore.Position position, Instant now) {
    announced = null;
    work(position, new ArrayList<>(), now, now);
  }

  private synchronized void work(
      AnalystStore.Position position, List<Event> events, @Nullable Instant until, Instant now) {
    Thinker current = thinker(position, now);
    List<Move> moves = ledger.moves(sequence, AT_ONCE);
    if (events.isEmpty() && moves.isEmpty() && until == null) {
      announce(current); // what was just learned anew may want to be looked at
      return;
    }
    for (Move move : moves) {
      events.add(new Event(move.at(), 2, move));
      sequence = move.sequence();
    }
    events.sort(Comparator.comparing(Event::at).thenComparingInt(Event::order)); // stable
    Map<String, Alert> unheard = unheard(current, moves, events);
    long began = System.nanoTime();
    var outcomes = new ArrayList<Thinker.Outcome>();
    for (Event event : events) {
      current.pass(event.at(), outcomes::add);
      switch (event.what()) {
        case AlertEvent.AlertOpened opened -> current.heard(sighting(opened), outcomes::add);
        case AlertEvent.AlertResolved resolved -> current.resolved(resolved.alertId());
        case SignalEvent.ChangeRecorded change ->
            changes.change(change.changeId()).map(Sightings::of).ifPresent(current::changed);
        case Move move -> {
          if (move.incidentId() != null && !current.knows(move.alertId())) {
            Optional.ofNullable(unheard.get(move.alertId()))
                .or(() -> alerts.alert(move.alertId()))
                .ifPresent(alert -> current.heard(sighting(alert), outcomes::add));
          }
          current.decided(move, outcomes::add);
        }
        case Word word -> hear(current, word);
        default -> throw new IllegalStateException("an event of " + event.what().getClass());
      }
    }
    if (until != null) {
      current.pass(until, outcomes::add);
    }
    thinkTime.record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    outcomes.forEach(outcome -> keep(current, outcome));
    if (!moves.isEmpty()) {
      store.keep(sequence);
    }
    announce(current);
  }

  private void announce(Thinker current) {
    Instant due = current.nextDue();
    if (due != null && !due.equals(announced)) {
      timers.set(OWNER, "analyst", "due", due, "");
      announced = due;
    }
  }

  private void hear(Thinker current, Word word) {
    String cause = null;
    var rejected = new HashSet<String>();
    for (PostgresWords.Word said : causes.standing(word.incidentId()).values()) {
      if (said.verdict().equals("right")) {
        cause = said.entity(); // the last one said counts
      } else {
        rejected.add(said.entity());
      }
    }
    String change = null;
    for (AnalystStore.Judgement said : store.judgements(word.incidentId()).values()) {
      change = said.verdict().equals("caused") ? said.changeId() : change;
    }
    current.trust(causes.trust().proven());
    var told = new Thinker.Told(cause, change, rejected);
    if (!current.told(word.incidentId(), told, word.at())) {
      store
          .own(word.incidentId(), MOST_OWN_ALERTS)
          .filter(one -> one.lastAlertAt().isBefore(word.at().minus(PRESENT)))
          .ifPresent(one -> recall(current, List.of(one)));
    }
  }

  /// The alerts that decisions speak of and no fact has told of, not even one of this batch; read together.
  private Map<String, Alert> unheard(Thinker current, List<Move> moves, List<Event> events) {
    var ids = new HashSet<String>();
    for (Move move : moves) {
      if (move.incidentId() != null && !current.knows(move.alertId())) {
        ids.add(move.alertId());
      }
    }
    if (ids.isEmpty()) {
      return Map.of();
    }
    for (Event event : events) {
      if (event.what() instanceof AlertEvent.AlertOpened opened) {
        ids.remove(opened.alertId());
      }
    }
    return alerts.alerts(ids);
  }

  private void keep(Thinker current, Thinker.Outcome outcome) {
    switch (outcome) {
      case Thinker.Outcome.Thought thought ->
          ledger.keep(
              thought.incidentId(),
              Answers.analysis(
                  thought.findings(),
                  thought.warnings(),
                  thought.named(),
                  thought.tied(),
                  current.snapshot(),
                  this::external,
                  store.fixes(
                      thought.findings().similar().stream().map(Findings.Similar::id).toList())));
      case Thinker.Outcome.Warned(String id, Warning warning) -> {
        int service = current.snapshot().topology().indexOf(warning.service());
        store.add(
            new AnalystStore.Kept(
                id,
                warning.at(),
                service < 0 ? null : current.snapshot().owners().ownerOf(service).orElse(null),
                warning,
                "open",
                null,
                null));
      }
      case Thinker.Outcome.Fulfilled(String id, String incidentId, Instant at) ->
          store.close(id, incidentId, at);
    }
  }

  private String name(String incidentId) {
    return incidents
        .incident(incidentId)
        .map(incident -> "incident #" + incident.number())
        .orElse("another incident");
  }

  private @Nullable String external(String incidentId) {
    return external.get(incidentId);
  }

  private AlertSighting sighting(AlertEvent.AlertOpened opened) {
    return Sightings.of(opened, tool(opened.integrationId()));
  }

  private String tool(String integrationId) {
    return catalog
        .integration(integrationId)
        .map(integration -> integration.name())
        .orElse(integrationId);
  }

  private AlertSighting sighting(Alert alert) {
    return new AlertSighting(
        alert.id(),
        alert.firstSeenAt(),
        null,
        alert.integrationId() == null ? "" : tool(alert.integrationId()),
        alert.summary(),
        alert.source(),
        alert.component(),
        alert.group(),
        alert.eventClass(),
        alert.severity(),
        Sightings.attributes(alert.details()),
        alert.serviceId());
  }

  // The past

  private Thinker thinker(AnalystStore.Position position, Instant now) {
    Topologies.Snapshot snapshot = topologies.snapshot();
    PastNames known = names;
    if (known == null || !known.isOf(snapshot)) {
      known = PastNames.of(catalog, snapshot);
      names = known;
    }
    var wanted = new MadeOf(snapshot.digest(), known.digest(), position.model(), position.past());
    Thinker current = thinker;
    if (current != null
        && madeOf != null
        && madeOf.servesFor(
            wanted,
            now.isBefore(madeAt.plus(restAfter(learnedAlerts))),
            now.isBefore(madeAt.plus(FRESH)))
        && position.sequence() == sequence) {
      return current;
    }
    announced = null;
    Thinker made = make(snapshot, known, position.sequence());
    thinker = made;
    madeOf = wanted;
    madeAt = now;
    sequence = position.sequence();
    return made;
  }

  private Thinker make(Topologies.Snapshot snapshot, PastNames names, long position) {
    long began = System.nanoTime();
    var made = new Thinker(snapshot, () -> ids.next('W'), this::name);
    external = store.externalIds();
    List<ChangeSighting> known = Sightings.all(changes);
    var events = new ArrayList<Event>();
    known.forEach(change -> events.add(new Event(change.made(), 0, change)));
    remembered(made, events, ChangeNames.of(known), names);
    events.sort(Comparator.comparing(Event::at).thenComparingInt(Event::order));
    for (Event event : events) {
      switch (event.what()) {
        case ChangeSighting change -> made.knew(change);
        case Symptom symptom -> made.hearPast(symptom);
        case PastIncident incident -> made.learn(incident);
        case Nothing(Symptom symptom) -> made.cameToNothing(symptom);
        default -> throw new IllegalStateException("an event of " + event.what().getClass());
      }
    }
    int own = own(made, position);
    made.settle();
    follow(made, position);
    made.await(
        store.warnings("open", 0, MOST_OPEN).stream()
            .map(kept -> Thinker.Open.of(kept.id(), kept.warning(), kept.at()))
            .toList());
    LOG.info(
        "Learned from {} past incidents, {} of its own and {} changes in {} ms",
        external.size(),
        own,
        known.size(),
        (System.nanoTime() - began) / 1_000_000);
    return made;
  }

  private record Nothing(Symptom symptom) {}

  /// What was imported: alerts when they came, noise when it had come to nothing, incidents when they had ended.
  private void remembered(Thinker made, List<Event> events, ChangeNames changes, PastNames names) {
    var ofIncident = new HashMap<String, List<Symptom>>();
    var byKey = new HashMap<String, Symptom>();
    var incidentOf = new HashMap<String, String>();
    List<PastStore.Known> incidents = past.incidents();
    var serviceOf = new HashMap<String, String>();
    incidents.forEach(known ->
        names
            .service(known.told().service())
            .ifPresent(service -> serviceOf.put(known.told().externalId(), service)));
    learnedAlerts = (int) Math.min(MOST_PAST, past.alertCount());
    var heard = new Surroundings(learnedAlerts);
    past.newest(
        MOST_PAST,
        alert -> {
          String door = names.door(alert).orElse(null);
          Symptom symptom =
              made.symptom(
                  alert.sighting(),
                  door == null ? serviceOf.get(String.valueOf(alert.incidentId())) : door);
          byKey.put(alert.sighting().alertId(), symptom);
          incidentOf.put(alert.sighting().alertId(), String.valueOf(alert.incidentId()));
          heard.add(symptom);
          Instant at = alert.sighting().arrivedAt();
          events.add(new Event(at, 1, symptom));
          if (alert.isNoise()) {
            events.add(new Event(at.plus(Thinker.HORIZON), 3, new Nothing(symptom)));
          } else {
            ofIncident
                .computeIfAbsent(String.valueOf(alert.incidentId()), _ -> new ArrayList<>())
                .add(symptom);
          }
        });
    var looked = new HashMap<String, List<Rehearsal.Case>>();
    for (Rehearsal.Case one : past.rehearsal()) {
      looked.computeIfAbsent(one.incident(), _ -> new ArrayList<>()).add(one);
    }
    var here = new HashMap<String, String>();
    incidents.forEach(known -> here.put(known.told().externalId(), known.incidentId()));
    for (PastStore.Known known : incidents) {
      PastStore.Told told = known.told();
      String external = told.externalId();
      List<Symptom> symptoms = ofIncident.get(external);
      if (symptoms == null) {
        continue;
      }
      var same = told.sameAs().stream().map(id -> here.getOrDefault(id, id)).toList();
      events.add(
          new Event(
              told.endedAt(),
              2,
              new PastIncident(
                  known.incidentId(),
                  symptoms.getFirst().onset(),
                  told.failedAt(),
                  told.endedAt(),
                  names.thing(told.causeEntity()).orElse(told.causeEntity()),
                  names.serviceThing(told.causeService()).orElse(told.causeService()),
                  changes.verdict(told),
                  same,
                  told.fixedBy(),
                  symptoms,
                  Rehearsal.looks(
                      looked.getOrDefault(external, List.of()),
                      key -> external.equals(incidentOf.get(key)),
                      byKey::get,
                      heard))));
    }
  }

  /// Incidents of this house from before the present, with what was thought of them; where people said what caused one, it is learned
  /// from.
  private int own(Thinker made, long position) {
    List<Move> last = position == 0 ? List.of() : ledger.moves(position - 1, 1);
    if (last.isEmpty()) {
      return 0;
    }
    Instant now = last.getFirst().at();
    Instant since = now.minus(settings.age());
    told(made, since, now);
    List<AnalystStore.Own> incidents =
        store.own(since, now.minus(PRESENT), settings.incidents(), MOST_OWN_ALERTS).reversed();
    for (int from = 0; from < incidents.size(); from += OWN_AT_ONCE) {
      recall(made, incidents.subList(from, Math.min(incidents.size(), from + OWN_AT_ONCE)));
    }
    return incidents.size();
  }

  /// What people said since then, of incidents of before and of the present.
  private void told(Thinker made, Instant since, Instant now) {
    Map<String, String> changed = store.confirmed(since);
    Map<String, String> named = causes.confirmed(since);
    Map<String, Set<String>> rejected = causes.rejected(since);
    made.trust(causes.trust().proven());
    var judged = new TreeSet<String>(changed.keySet());
    judged.addAll(named.keySet());
    judged.addAll(rejected.keySet());
    for (String incident : judged) {
      made.told(
          incident,
          new Thinker.Told(
              named.get(incident),
              changed.get(incident),
              rejected.getOrDefault(incident, Set.of())),
          now);
    }
  }

  private void recall(Thinker made, List<AnalystStore.Own> some) {
    Map<String, Alert> known =
        alerts.alerts(some.stream().flatMap(one -> one.alerts().stream()).distinct().toList());
    for (AnalystStore.Own one : some) {
      var symptoms = new ArrayList<Symptom>();
      for (String id : one.alerts()) {
        Alert alert = known.get(id);
        if (alert != null) {
          symptoms.add(made.symptom(sighting(alert)));
        }
      }
      made.recall(one.incidentId(), symptoms, cause(one.analysis()), one.lastAlertAt());
    }
  }

  /// The only place that was known counts as well: what came again is found by where it was.
  private static @Nullable String cause(@Nullable Analysis analysis) {
    Analysis.Place first = analysis == null ? null : analysis.first();
    return analysis == null
            || first == null
            || (!analysis.causes().isEmpty()
                && analysis.causes().getFirst().probability() < InsightSettings.USUAL.causeFrom())
        ? null
        : first.entity();
  }

  /// The present: own alerts and decisions of the last hours, without keeping anything anew.
  private void follow(Thinker made, long position) {
    long from = position;
    List<Move> last = ledger.moves(Math.max(0, position - 1), 1);
    if (!last.isEmpty() && position > 0) {
      from = store.firstSince(last.getFirst().at().minus(PRESENT)) - 1;
    }
    while (from < position) {
      List<Move> moves = ledger.moves(from, AT_ONCE);
      if (moves.isEmpty()) {
        return;
      }
      Map<String, Alert> known =
          alerts.alerts(moves.stream().map(Move::alertId).distinct().toList());
      for (Move move : moves) {
        from = move.sequence();
        if (from > position) {
          return;
        }
        Alert alert = known.get(move.alertId());
        if (alert != null) {
          made.heard(sighting(alert), _ -> {});
        }
        made.pass(move.at(), _ -> {});
        made.decided(move, _ -> {});
        if (alert != null && !alert.isOpen()) {
          made.resolved(alert.id()); // when, does not matter any more
        }
      }
    }
  }

  /// Incidents of the present that have services in common with that one, and how many alerts of theirs say so.
  synchronized Map<String, Integer> near(String incidentId) {
    return thinker == null ? Map.of() : thinker.near(incidentId);
  }
}
