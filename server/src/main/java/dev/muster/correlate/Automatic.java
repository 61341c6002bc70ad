package dev.muster.correlate;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Gap;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.engine.CorrelationEngine;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.Why;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.correlate.past.Lessons;
import dev.muster.correlate.past.PastStore;
import dev.muster.platform.timer.Timers;
import dev.muster.signal.Changes;
import dev.muster.signal.SignalEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the engine that groups by itself inside the transactions of this room. Services whose grouping is `intelligent` take part,
/// all of them together: what belongs together is one incident, whichever service its alerts came in through.
///
/// The engine is in memory, its inputs are in the database, and a row says how far it has come. The row is held while it takes a step.
/// When what is in memory stands elsewhere (after a start, after a transaction that was rolled back, or because another node took a
/// step), it is made anew from its inputs and then knows and decides what it knew and would have decided before. With another
/// topology or another model it is begun anew with the alerts of the last hours where they are.
final class Automatic {
  static final String OWNER = "correlate.automatic";

  /// Beyond so many inputs the engine is begun anew by a restart, so that it stays a matter of seconds, and inputs that this would not
  /// take up again are let go from time to time: each {@link #GO_EVERY} more.
  static final long MOST_INPUTS = 400_000;

  static final long GO_EVERY = 100_000;

  /// Changes matter for longer than alerts are remembered: half a day, and some more for clocks that are off.
  private static final Duration CHANGES_MATTER = Mind.FORGET;

  private static final Logger LOG = LoggerFactory.getLogger(Automatic.class);

  /// A fact that this room hears.
  sealed interface Told {
    Instant at();

    record OfAlert(AlertEvent event) implements Told {
      @Override
      public Instant at() {
        return event.at();
      }
    }

    record OfChange(SignalEvent.ChangeRecorded event) implements Told {
      @Override
      public Instant at() {
        return event.at();
      }
    }
  }

  /// What the engine made of a fact.
  ///
  /// @param mine whether the alert is grouped by the engine
  /// @param opened the alert, when it opened and is the engine's
  /// @param decisions in order
  record Step(boolean mine, @Nullable AlertOpened opened, List<Mind.Timed> decisions) {
    static Step classic() {
      return new Step(false, null, List.of());
    }
  }

  private final AutomaticRepository store;
  private final IncidentRepository incidents;
  private final Topologies topologies;
  private final Catalog catalog;
  private final Changes changes;

  /// Alerts of an incident that are kept beside one that a person put there or took away.
  private static final int MOST_COMPANY = 100;

  /// Incidents looked at that are being watched; the newest.
  private static final int MOST_WATCHED = 50;

  private final PastStore past;
  private final Timers timers;
  private final KeptModel model;
  private final Timer stepTime;
  private final Counter letGo;
  private final long mostInputs;
  private final long goEvery;
  private volatile @Nullable Mind mind;

  /// What became clear while the engine was begun anew.
  private final List<Mind.Timed> pending = new ArrayList<>();

  private @Nullable Instant announced;

  Automatic(
      AutomaticRepository store,
      IncidentRepository incidents,
      Topologies topologies,
      Catalog catalog,
      Changes changes,
      PastStore past,
      Timers timers,
      InstantSource clock,
      MeterRegistry meters,
      long mostInputs,
      long goEvery) {
    this.store = store;
    this.incidents = incidents;
    this.topologies = topologies;
    this.catalog = catalog;
    this.changes = changes;
    this.past = past;
    this.timers = timers;
    this.model = new KeptModel(store, timers, clock);
    this.stepTime =
        Timer.builder("muster.correlate.engine")
            .description("Time the engine took for one input, what fell due before it included")
            .register(meters);
    this.letGo =
        Counter.builder("muster.correlate.inputs.let.go")
            .description("Inputs of the engine that were too long ago to be taken up by a restart")
            .register(meters);
    this.mostInputs = mostInputs;
    this.goEvery = goEvery;
  }

  /// Takes the facts of a batch in. Inside the transaction; holds the engine until its end.
  ///
  /// @param others alerts that are not its business, as a recipe takes them
  List<Step> think(List<Told> told, Set<String> others) {
    hold();
    return taken(told, others);
  }

  private synchronized List<Step> taken(List<Told> told, Set<String> others) {
    Mind current = mind();
    long first = current.sequence();
    var inputs = new ArrayList<AutomaticRepository.Taken>();
    var steps = new ArrayList<Step>();
    var waiting = new ArrayList<>(pending);
    pending.clear();
    for (Told one : told) {
      Mind.Input input = opens(one, others) ? null : input(current, one);
      if (input == null) {
        steps.add(Step.classic());
        continue;
      }
      Instant tickedAt = current.tickedAt();
      long began = System.nanoTime();
      List<Mind.Timed> decided = current.take(input);
      inputs.add(new AutomaticRepository.Taken(input, tickedAt, current.occurrence(input)));
      stepTime.record(System.nanoTime() - began, java.util.concurrent.TimeUnit.NANOSECONDS);
      if (!waiting.isEmpty()) {
        waiting.addAll(decided);
        decided = List.copyOf(waiting);
        waiting.clear();
      }
      AlertOpened opened =
          one instanceof Told.OfAlert(AlertEvent event)
                  && (input instanceof Mind.Input.Opened || input instanceof Mind.Input.Reopened)
              ? opened(event)
              : null;
      steps.add(new Step(true, opened, decided));
    }
    pending.addAll(waiting);
    store.add(first + 1, inputs);
    letGo(current, first);
    topologies.note(gaps(current, inputs));
    keep(current);
    return steps;
  }

  /// Lets inputs go that nobody will ask for, once a restart would begin anew. The engine itself has them in its memory as before.
  ///
  /// @param before the sequence when these inputs came
  private void letGo(Mind current, long before) {
    long taken = current.sequence() - current.first();
    if (taken > mostInputs && taken / goEvery > (before - current.first()) / goEvery) {
      store.latest().ifPresent(last -> letGo(last.minus(Mind.FORGET), last, current.living()));
    }
  }

  /// What they leave behind is kept.
  ///
  /// @param alertsBefore those of alerts that came before
  /// @param last when the last came
  /// @param living incidents of the engine that go on; null when nobody knows
  private void letGo(Instant alertsBefore, Instant last, @Nullable Set<String> living) {
    Recurrences before = store.before();
    long gone =
        store.letGo(alertsBefore, last.minus(CHANGES_MATTER), living, each -> each.countIn(before));
    if (gone > 0) {
      store.keepBefore(before);
      letGo.increment((double) gone);
      LOG.info("The engine let go of {} inputs, the newest of {}", gone, alertsBefore);
    }
  }

  /// Whether the fact opens one of those alerts.
  private static boolean opens(Told told, Set<String> alerts) {
    return told instanceof Told.OfAlert(AlertEvent event)
        && alerts.contains(event.alertId())
        && opened(event) != null;
  }

  /// What those alerts speak of and the topology does not know.
  private static List<Gap> gaps(Mind current, List<AutomaticRepository.Taken> inputs) {
    var gaps = new TreeMap<String, Gap>();
    for (AutomaticRepository.Taken taken : inputs) {
      if (taken.input() instanceof Mind.Input.Opened opened) {
        AlertReading reading = current.reading(opened.sighting().alertId()).orElse(null);
        if (reading != null && reading.entity() < 0 && !reading.identifier().isBlank()) {
          Gap before = gaps.get(reading.identifier());
          gaps.put(
              reading.identifier(),
              new Gap(
                  reading.identifier(),
                  before == null ? 1 : before.alerts() + 1,
                  opened.integrationId(),
                  opened.sighting().alertId(),
                  reading.words(),
                  before == null ? opened.at() : before.firstAt(),
                  opened.at()));
        }
      }
    }
    return List.copyOf(gaps.values());
  }

  /// Decides what has fallen due by then. Inside the transaction of the timer, which held the engine before it took the timer.
  Step due(Instant now) {
    hold();
    return decided(now);
  }

  private synchronized Step decided(Instant now) {
    Mind current = mind();
    announced = null;
    var decided = new ArrayList<>(pending);
    pending.clear();
    long began = System.nanoTime();
    decided.addAll(current.tick(now));
    stepTime.record(System.nanoTime() - began, java.util.concurrent.TimeUnit.NANOSECONDS);
    keep(current);
    return new Step(false, null, decided);
  }

  /// Holds the engine's row until the end of the transaction. Everybody does so before anything else is held, rows of timers and
  /// this object's monitor included; the monitor alone would be waited for by a transaction that has what its owner needs, and no
  /// database sees such a circle.
  void hold() {
    store.hold();
  }

  /// Tells the engine where a person put alerts; it leaves them there. Inside the transaction.
  void place(Collection<String> alertIds, @Nullable String incidentId) {
    hold();
    put(alertIds, incidentId);
  }

  private synchronized void put(Collection<String> alertIds, @Nullable String incidentId) {
    Mind current = mind();
    long first = current.sequence();
    var inputs = new ArrayList<AutomaticRepository.Taken>();
    for (String id : alertIds) {
      if (current.knows(id)) {
        // What falls due by now is left to the timer, so that nothing is decided here and lost.
        var input = new Mind.Input.Placed(id, incidentId, current.tickedAt());
        inputs.add(new AutomaticRepository.Taken(input, current.tickedAt(), null));
        current.take(input);
      }
    }
    store.add(first + 1, inputs);
    keep(current);
  }

  /// Learns of a person who put alerts elsewhere: they belong with those that are there, and not with those that they left. Inside the
  /// transaction, after {@link #place}.
  void teach(
      Collection<String> movedIds,
      @Nullable String fromIncidentId,
      String toIncidentId,
      Instant now) {
    List<PastAlert> lessons = lessons(movedIds, fromIncidentId, toIncidentId, now);
    if (!lessons.isEmpty()) {
      past.teach(lessons);
      Lessons.ask(timers, now);
    }
  }

  private synchronized List<PastAlert> lessons(
      Collection<String> movedIds,
      @Nullable String fromIncidentId,
      String toIncidentId,
      Instant now) {
    Mind current = mind();
    var lessons = new ArrayList<PastAlert>();
    for (String id : movedIds) {
      Mind.Input.Opened alert = current.alert(id);
      if (alert != null) {
        lessons.add(new PastAlert(alert.sighting(), toIncidentId, null, now));
      }
    }
    if (!lessons.isEmpty()) {
      company(current, toIncidentId, movedIds, lessons);
      if (fromIncidentId != null) {
        company(current, fromIncidentId, movedIds, lessons);
      }
    }
    return lessons;
  }

  private static void company(
      Mind current, String incidentId, Collection<String> but, List<PastAlert> lessons) {
    current.membersOf(current.theirs(incidentId)).stream()
        .filter(id -> !but.contains(id))
        .limit(MOST_COMPANY)
        .map(current::alert)
        .filter(Objects::nonNull)
        .forEach(alert -> lessons.add(new PastAlert(alert.sighting(), incidentId, null, null)));
  }

  /// Records which of ours the engine's incidents turned out to be, so that nobody has to guess it after a restart. Inside the
  /// transaction in which that was found out, at its end.
  synchronized void keepClaims() {
    Mind current = current();
    List<Mind.Input.Claimed> claims = current.claims();
    if (claims.isEmpty()) {
      return;
    }
    long first = current.sequence();
    var inputs = new ArrayList<AutomaticRepository.Taken>();
    claims.forEach(claim -> take(current, claim, inputs));
    store.add(first + 1, inputs);
    keep(current);
  }

  private void keep(Mind current) {
    store.keep(
        new AutomaticRepository.Position(
            current.sequence(), current.tickedAt(), current.made(), current.first()));
    Instant due = current.nextDue();
    if (due != null && !due.equals(announced)) {
      timers.set(OWNER, "engine", "due", due, "");
      announced = due;
    }
  }

  private Mind.@Nullable Input input(Mind current, Told told) {
    return switch (told) {
      case Told.OfChange(SignalEvent.ChangeRecorded event) ->
          changes
              .change(event.changeId())
              .map(change -> (Mind.Input) new Mind.Input.Changed(Sightings.of(change), event.at()))
              .orElse(null);
      case Told.OfAlert(AlertEvent event) ->
          switch (event) {
            case AlertOpened opened -> openedInput(current, opened);
            case AlertEvent.AlertReleased released -> openedInput(current, released.opened());
            case AlertEvent.AlertResolved resolved ->
                current.knows(resolved.alertId())
                    ? new Mind.Input.Resolved(resolved.alertId(), resolved.at())
                    : null;
            case AlertEvent.AlertChanged _,
                AlertEvent.AlertAcknowledged _,
                AlertEvent.AlertFlapping _ ->
                null;
          };
    };
  }

  private Mind.@Nullable Input openedInput(Mind current, AlertOpened opened) {
    if (opened.suppressed() || current.knows(opened.alertId())) {
      return null;
    }
    Service service = catalog.service(opened.serviceId()).orElse(null);
    if (service == null
        || service.disabled()
        || !(service.alertGrouping() instanceof AlertGrouping.Intelligent)) {
      return null;
    }
    String tool =
        catalog
            .integration(opened.integrationId())
            .map(integration -> integration.name())
            .orElse(opened.integrationId());
    var alert =
        new Mind.Input.Opened(
            Sightings.of(opened, tool).through(current.doorOf(opened.serviceId())),
            opened.serviceId(),
            opened.integrationId(),
            opened.dedupKey(),
            opened.handling());
    return current.arrival(alert);
  }

  private static @Nullable AlertOpened opened(AlertEvent event) {
    return switch (event) {
      case AlertOpened opened -> opened;
      case AlertEvent.AlertReleased released -> released.opened();
      case AlertEvent.AlertResolved _,
          AlertEvent.AlertChanged _,
          AlertEvent.AlertAcknowledged _,
          AlertEvent.AlertFlapping _ ->
          null;
    };
  }

  // The mind

  private Mind mind() {
    AutomaticRepository.Position position = store.hold();
    Topologies.Snapshot topology = topologies.snapshot();
    Mind.Made wanted = Mind.Made.of(topology, store.modelVersion());
    Mind current = mind;
    boolean same = wanted.equals(position.made());
    if (same
        && current != null
        && current.made().equals(wanted)
        && !current.hasClaims()
        && current.sequence() == position.sequence()
        && current.tickedAt().equals(position.tickedAt())) {
      current.owners(topology);
      return current;
    }
    pending.clear();
    announced = null;
    Mind made =
        same && position.sequence() - position.first() <= mostInputs
            ? again(position, topology)
            : anew(position, topology, wanted.model());
    mind = made;
    return made;
  }

  /// The same mind as before, from its inputs.
  private Mind again(AutomaticRepository.Position position, Topologies.Snapshot topology) {
    var made =
        new Mind(
            topology,
            model.read(position.made().model()),
            position.made().model(),
            store.before(),
            position.first());
    warm(made);
    store.replay(taken -> {
      made.tick(taken.tickedAt());
      made.take(taken.input());
    });
    made.tick(position.tickedAt());
    LOG.info("The engine stands where it stood, after {} inputs", made.sequence() - made.first());
    return made;
  }

  /// Only when something was learned of the past; what came in since does not change what is heard here.
  private void warm(Mind made) {
    if (made.made().model() > 0) {
      // one by one: of a long past all at once would be the most memory that this house ever needs
      past.newest(Learner.COUNTED, each -> made.hearPast(each.through(made.pastDoors())));
    }
  }

  /// Another mind, with the alerts of the last hours where they are.
  private Mind anew(
      AutomaticRepository.Position position, Topologies.Snapshot topology, long modelVersion) {
    Instant last = store.latest().orElse(Instant.EPOCH);
    letGo(last.minus(CorrelationEngine.MEMORY), last, null);
    var recent = new ArrayList<Mind.Input>();
    store.replay(taken -> recent.add(taken.input()));
    var alerts = new HashSet<String>();
    for (Mind.Input input : recent) {
      String alert = alertOf(input);
      if (alert != null) {
        alerts.add(alert);
      }
    }
    Map<String, Member> where = incidents.memberships(alerts);
    var made =
        new Mind(
            topology, model.read(modelVersion), modelVersion, store.before(), position.sequence());
    warm(made);
    var inputs = new ArrayList<AutomaticRepository.Taken>();
    for (Mind.Input input : recent) {
      if (input instanceof Mind.Input.Placed || input instanceof Mind.Input.Claimed) {
        continue; // it is where it is
      }
      if (input instanceof Mind.Input.Reopened reopened && !made.knows(reopened.first())) {
        take(made, reopened.alert(), inputs); // the first is too long ago
      } else {
        take(made, input, inputs);
      }
      String alert = alertOf(input);
      if (alert != null) {
        Member member = where.get(alert);
        if (member != null && (member.incidentId() != null || !Reasons.held(member))) {
          take(
              made,
              new Mind.Input.Placed(member.alertId(), member.incidentId(), input.at()),
              inputs);
        }
      }
    }
    new Claims(recent).settle(made, where, incidents);
    made.claims().forEach(claim -> take(made, claim, inputs));
    store.clear();
    store.add(position.sequence() + 1, inputs);
    for (String incident : made.unclaimed()) {
      pending.add(
          new Mind.Timed(
              last,
              new Decision.Open(
                  incident,
                  List.copyOf(made.membersOf(incident)),
                  new Why(
                      "correlate.anew",
                      CorrelationEngine.VERSION,
                      0,
                      "They were held, and with what is known now they are an incident.",
                      Map.of()))));
    }
    LOG.info(
        "The engine was begun anew with {} inputs, a topology of {} entities, and what was learned"
            + " in version {}",
        inputs.size(),
        topology.topology().size(),
        modelVersion);
    return made;
  }

  /// The alert that opened; null when none did.
  private static @Nullable String alertOf(Mind.Input input) {
    return switch (input) {
      case Mind.Input.Opened opened -> opened.sighting().alertId();
      case Mind.Input.Reopened reopened -> reopened.alert().sighting().alertId();
      case Mind.Input.Resolved _, Mind.Input.Changed _, Mind.Input.Placed _, Mind.Input.Claimed _ ->
          null;
    };
  }

  private static void take(Mind made, Mind.Input input, List<AutomaticRepository.Taken> inputs) {
    Instant tickedAt = made.tickedAt();
    made.take(input);
    inputs.add(new AutomaticRepository.Taken(input, tickedAt, made.occurrence(input)));
  }

  // What the decisions touch

  /// What those steps touch, so that it can be held before anything is decided on it.
  Batch.Touched touched(List<Step> steps) {
    Mind current = current();
    var alerts = new HashSet<String>();
    var known = new HashSet<String>();
    var services = new HashSet<String>();
    var arriving = new HashSet<String>();
    for (Step step : steps) {
      for (Mind.Timed timed : step.decisions()) {
        switch (timed.decision()) {
          case Decision.Open open -> {
            alerts.addAll(open.alertIds());
            open.alertIds().forEach(alert -> owner(alert).ifPresent(arriving::add));
          }
          case Decision.Join join -> {
            alerts.add(join.alertId());
            touch(current, join.incidentId(), alerts, known);
          }
          case Decision.Hold hold -> {
            alerts.add(hold.alertId());
            owner(hold.alertId()).ifPresent(arriving::add);
          }
          case Decision.Demote demote -> alerts.add(demote.alertId());
          case Decision.Merge merge -> {
            touch(current, merge.from(), alerts, known);
            touch(current, merge.into(), alerts, known);
          }
          case Decision.Split split -> {
            alerts.addAll(split.alertIds());
            touch(current, split.from(), alerts, known);
          }
        }
      }
    }
    for (String alert : alerts) {
      owner(alert).ifPresent(services::add);
    }
    Map<String, Set<String>> watched = arriving.isEmpty() ? Map.of() : watched(arriving);
    watched.values().forEach(known::addAll);
    return new Batch.Touched(alerts, known, services, watched);
  }

  /// Incidents that are being watched and whose alerts are about one of these services, by service. The services that alerts came in
  /// through say little: one door may be everybody's.
  private Map<String, Set<String>> watched(Set<String> services) {
    var found = new HashMap<String, Set<String>>();
    for (IncidentRepository.Watched one : incidents.watched(MOST_WATCHED, MOST_COMPANY)) {
      var about = new HashSet<String>();
      about.add(one.serviceId());
      one.alerts().forEach(alert -> owner(alert).ifPresent(about::add));
      about.retainAll(services);
      about.forEach(
          service -> found.computeIfAbsent(service, _ -> new TreeSet<>()).add(one.incidentId()));
    }
    return found;
  }

  private static void touch(Mind current, String incident, Set<String> alerts, Set<String> known) {
    String ours = current.ours(incident);
    if (ours != null) {
      known.add(ours);
    } else {
      alerts.addAll(current.membersOf(incident));
    }
  }

  /// The service that answers for what the alert speaks of, or that it came in through.
  Optional<String> owner(String alertId) {
    Mind current = current();
    Mind.Input.Opened alert = current.alert(alertId);
    Optional<String> owner =
        current
            .reading(alertId)
            .flatMap(reading ->
                current
                    .topology()
                    .owners()
                    .ownerOf(reading.entity() >= 0 ? reading.entity() : reading.service())
                    .or(() -> current.topology().owners().ownerOf(reading.service())))
            .filter(id -> catalog.service(id).isPresent());
    return owner.or(() -> Optional.ofNullable(alert).map(Mind.Input.Opened::serviceId));
  }

  Optional<AlertSighting> sighting(String alertId) {
    return Optional.ofNullable(current().alert(alertId)).map(Mind.Input.Opened::sighting);
  }

  Mind current() {
    Mind current = mind;
    if (current == null) {
      throw new IllegalStateException("the engine has not been asked yet");
    }
    return current;
  }

  AutomaticWork begin(Batch batch) {
    return new AutomaticWork(this, batch);
  }
}
