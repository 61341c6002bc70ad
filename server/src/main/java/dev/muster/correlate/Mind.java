package dev.muster.correlate;

import dev.muster.alert.Handling;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.engine.CorrelationEngine;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.EngineSettings;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Why;
import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The engine that groups by itself, and what the house remembers around it: which alerts it was told of, and which of its incidents
/// are which of ours. Made anew from the recorded inputs after a restart; the same inputs give the same mind. For one thread at a
/// time.
final class Mind {
  /// Something that the engine is told.
  sealed interface Input {
    Instant at();

    /// An alert opened.
    ///
    /// @param handling what event rules want of it; null for nothing
    record Opened(
        AlertSighting sighting,
        String serviceId,
        String integrationId,
        String dedupKey,
        @Nullable Handling handling)
        implements Input {
      @Override
      public Instant at() {
        return sighting.arrivedAt();
      }
    }

    /// An alert opened under the key of one that its monitor had called over; the engine says what it is, see {@link
    /// CorrelationEngine#comeback}.
    ///
    /// @param first the alert that it was before
    record Reopened(Opened alert, String first) implements Input {
      @Override
      public Instant at() {
        return alert.at();
      }
    }

    /// It ended.
    record Resolved(String alertId, Instant at) implements Input {}

    /// Something was changed.
    record Changed(ChangeSighting sighting, Instant at) implements Input {}

    /// An alert belongs there, whatever the engine thinks: a person said so, or it was decided before the engine was begun anew.
    ///
    /// @param incidentId of ours; null for none
    record Placed(String alertId, @Nullable String incidentId, Instant at) implements Input {}

    /// Which of ours one of the engine's incidents is from then on.
    ///
    /// @param incidentId of ours; null when the engine's is none any more, because it became part of another
    /// @param follows whether it is taken for after-effects of that
    record Claimed(String incident, @Nullable String incidentId, boolean follows, Instant at)
        implements Input {}
  }

  /// A decision with its moment.
  record Timed(Instant at, Decision decision) {}

  /// What the engine was made with; with another topology or model it is another engine.
  ///
  /// @param topology its digest, and by which rules it is looked at: by others the same inputs would have been decided otherwise
  record Made(String topology, long model) {
    static Made of(Topologies.Snapshot topology, long model) {
      return new Made(topology.digest() + "/" + CorrelationEngine.VERSION, model);
    }
  }

  /// Alerts are forgotten so long after they came; the engine has let go of them before.
  static final Duration FORGET = CorrelationEngine.MEMORY.plus(Duration.ofHours(12));

  private final CorrelationEngine engine;
  private Topologies.Snapshot topology;
  private final Made made;
  private final long first;
  private final Map<String, String> pastDoors;
  private long sequence;
  private Instant tickedAt = Instant.EPOCH;

  /// When the alerts arrived that the engine will look at once more.
  private final ArrayDeque<Instant> toReview = new ArrayDeque<>();

  private Instant sweptAt = Instant.EPOCH;

  private final Map<String, Input.Opened> alerts = new HashMap<>();

  /// Door and dedup key to the alert that the engine knows by it, and that alert to those that it was later.
  private final Map<String, String> byKey = new HashMap<>();

  private final Map<String, List<String>> later = new HashMap<>();

  /// Later alert to the first.
  private final Map<String, String> firstOf = new HashMap<>();

  /// The engine's incident to the alerts in it.
  private final Map<String, Set<String>> members = new LinkedHashMap<>();

  private final Map<String, String> placeOf = new HashMap<>();

  /// The engine's incident to ours; one that is missing has our id itself.
  private final Map<String, String> ours = new HashMap<>();

  /// The other way round.
  private final Map<String, Set<String>> names = new HashMap<>();

  /// Those of the engine's incidents that were taken for after-effects of one of ours.
  private final Set<String> following = new HashSet<>();

  /// Those of the engine's incidents of which it was said since the last time somebody asked which of ours they are.
  private final Set<String> claimed = new LinkedHashSet<>();

  private final TreeSet<Heard> order =
      new TreeSet<>(Comparator.comparing(Heard::at).thenComparing(Heard::alertId));

  private record Heard(Instant at, String alertId) {}

  /// @param before what came before its first input
  /// @param first sequence of the input before the first
  Mind(
      Topologies.Snapshot topology,
      LearnedModel model,
      long modelVersion,
      Recurrences before,
      long first) {
    this.topology = topology;
    this.made = Made.of(topology, modelVersion);
    this.engine =
        new CorrelationEngine(
            topology.topology(),
            model,
            EngineSettings.defaults(),
            number -> "~" + first + "." + number); // no id of ours begins so
    engine.goOn(before);
    this.first = first;
    this.sequence = first;
    this.pastDoors = model.doors();
  }

  /// The sequence before its first input.
  long first() {
    return first;
  }

  /// Who answers for what, which may change while the topology stays.
  void owners(Topologies.Snapshot fresh) {
    topology = fresh;
  }

  long sequence() {
    return sequence;
  }

  Instant tickedAt() {
    return tickedAt;
  }

  Topologies.Snapshot topology() {
    return topology;
  }

  Made made() {
    return made;
  }

  /// Whether it was told of that alert and has not forgotten it.
  boolean knows(String alertId) {
    return alerts.containsKey(alertId);
  }

  /// How that alert is told to the engine: with the one under its key that was over, when the engine remembers one.
  Input arrival(Input.Opened alert) {
    String before = byKey.get(key(alert));
    return before == null || engine.readingOf(before).isEmpty()
        ? alert
        : new Input.Reopened(alert, before);
  }

  private static String key(Input.Opened alert) {
    return alert.integrationId() + "\n" + alert.dedupKey();
  }

  Input.@Nullable Opened alert(String alertId) {
    return alerts.get(alertId);
  }

  Optional<AlertReading> reading(String alertId) {
    return engine.readingOf(firstOf.getOrDefault(alertId, alertId));
  }

  /// The alerts of one of the engine's incidents.
  Set<String> membersOf(String incident) {
    return members.getOrDefault(incident, Set.of());
  }

  /// The engine's incidents that it was not told which of ours they are.
  List<String> unclaimed() {
    return members.keySet().stream()
        .filter(id -> id.startsWith("~") && !ours.containsKey(id))
        .toList();
  }

  /// The engine's incidents that were put back under an id of ours.
  List<String> restored() {
    return members.keySet().stream().filter(id -> !id.startsWith("~")).toList();
  }

  /// The engine's incidents with an alert that is not forgotten.
  Set<String> living() {
    return Set.copyOf(members.keySet());
  }

  /// Which of ours an incident of the engine is; null when it was not told. One that was put back under an id of ours is that, until
  /// it goes on as another.
  @Nullable String ours(String incident) {
    return ours.getOrDefault(incident, incident.startsWith("~") ? null : incident);
  }

  void isOurs(String incident, String incidentId) {
    claim(incident, incidentId, false);
  }

  /// An incident of the engine is taken for after-effects of one of ours.
  void follows(String incident, String incidentId) {
    claim(incident, incidentId, true);
  }

  private void claim(String incident, @Nullable String incidentId, boolean follows) {
    claimed.add(incident);
    know(incident, incidentId, follows);
  }

  private void know(String incident, @Nullable String incidentId, boolean follows) {
    String before = incidentId == null ? ours.remove(incident) : ours.put(incident, incidentId);
    if (before != null && !before.equals(incidentId)) {
      names.computeIfPresent(
          before,
          (_, known) -> {
            known.remove(incident);
            return known.isEmpty() ? null : known;
          });
    }
    if (incidentId != null) {
      names.computeIfAbsent(incidentId, _ -> new HashSet<>()).add(incident);
    }
    if (follows) {
      following.add(incident);
    } else {
      following.remove(incident);
    }
  }

  /// Whether something was said that is not recorded yet.
  boolean hasClaims() {
    return !claimed.isEmpty();
  }

  /// What was said since the last call of which of ours the engine's incidents are: inputs, still to be taken and recorded.
  List<Input.Claimed> claims() {
    List<Input.Claimed> claims =
        claimed.stream()
            .map(incident ->
                new Input.Claimed(incident, ours.get(incident), isFollowing(incident), tickedAt))
            .toList();
    claimed.clear();
    return claims;
  }

  boolean isFollowing(String incident) {
    return following.contains(incident);
  }

  /// Two of the engine's incidents are one now. It is one of after-effects only when all that went into it was.
  ///
  /// @param incidentId the one of ours that goes on
  /// @param ofFrom whether it holds what the first was
  /// @param ofInto whether it holds what the second was
  void merged(String from, String into, String incidentId, boolean ofFrom, boolean ofInto) {
    boolean follows = (!ofFrom || isFollowing(from)) && (!ofInto || isFollowing(into));
    if (follows) {
      follows(into, incidentId);
    } else {
      isOurs(into, incidentId);
    }
    claim(from, null, false);
  }

  /// When the engine wants to be asked next; null when nothing is waiting for its second look. It is asked at whole multiples of its
  /// tick, so that it does not matter who asks, and how often.
  @Nullable Instant nextDue() {
    if (toReview.isEmpty()) {
      return null;
    }
    long tick = CorrelationEngine.TICK.toMillis();
    Instant first = toReview.getFirst().plus(CorrelationEngine.REVIEW);
    Instant due = Instant.ofEpochMilli((first.toEpochMilli() / tick + 1) * tick);
    return due.isAfter(tickedAt) ? due : tickedAt.plusMillis(tick);
  }

  /// What the engine calls the door of that service: the service in the topology, where it is known there. It is kept with the input, as
  /// who answers for what may change.
  String doorOf(String serviceId) {
    return topology.idOf(serviceId);
  }

  /// What the past that was learned from calls the doors of services.
  Map<String, String> pastDoors() {
    return pastDoors;
  }

  /// Hears the past, so that the engine knows the clocks and the names that monitors use; nothing is decided by it.
  void hearPast(PastAlert past) {
    engine.heard(past.sighting());
  }

  /// What will be worth knowing of an input that was taken just now, when all else of it is forgotten; null for nothing, as of an alert
  /// that is the same once more.
  @Nullable Occurrence occurrence(Input input) {
    Input.Opened alert =
        switch (input) {
          case Input.Opened opened -> opened;
          case Input.Reopened reopened -> reopened.alert();
          case Input.Resolved _, Input.Changed _, Input.Placed _, Input.Claimed _ -> null;
        };
    return alert == null ? null : engine.occurrenceOf(alert.sighting().alertId()).orElse(null);
  }

  /// Takes the next input: first what is due by its moment, then itself.
  ///
  /// @return what was decided, in order
  List<Timed> take(Input input) {
    var decided = new ArrayList<Timed>(tick(input.at()));
    switch (input) {
      case Input.Opened opened -> {
        know(opened);
        follow(engine.opened(opened.sighting(), opened.at()), input.at(), decided);
      }
      case Input.Reopened(Input.Opened alert, String before) -> {
        switch (engine.comeback(before, alert.sighting().severity(), alert.at())) {
          case SAME -> same(alert, before, decided);
          case GOES_ON -> {
            know(alert);
            follow(engine.returned(alert.sighting(), before, alert.at()), alert.at(), decided);
          }
          case ANOTHER -> {
            know(alert);
            follow(engine.opened(alert.sighting(), alert.at()), alert.at(), decided);
          }
        }
      }
      case Input.Resolved(String alertId, Instant at) ->
          follow(engine.resolved(firstOf.getOrDefault(alertId, alertId), at), at, decided);
      case Input.Changed(ChangeSighting sighting, Instant at) ->
          follow(engine.changed(sighting), at, decided);
      case Input.Placed(String alertId, String incidentId, Instant _) -> {
        String there = incidentId == null ? null : theirs(incidentId);
        engine.restore(firstOf.getOrDefault(alertId, alertId), there);
        put(alertId, there);
      }
      case Input.Claimed(String incident, String incidentId, boolean follows, Instant _) ->
          know(incident, incidentId, follows);
    }
    sequence++;
    sweep(input.at());
    return decided;
  }

  /// The engine is told of an alert.
  private void know(Input.Opened alert) {
    String id = alert.sighting().alertId();
    alerts.put(id, alert);
    order.add(new Heard(alert.at(), id));
    toReview.add(alert.at());
    byKey.put(key(alert), id);
  }

  /// To the engine it is the first one, which is open again.
  private void same(Input.Opened alert, String first, List<Timed> decided) {
    String id = alert.sighting().alertId();
    alerts.put(id, alert);
    order.add(new Heard(alert.at(), id));
    firstOf.put(id, first);
    later.computeIfAbsent(first, _ -> new ArrayList<>()).add(id);
    List<Decision> decisions = engine.reopened(first, alert.at());
    decided.add(new Timed(alert.at(), again(first, id)));
    put(id, placeOf.get(first));
    follow(decisions, alert.at(), decided);
  }

  private Decision again(String root, String id) {
    String there = placeOf.get(root);
    var why =
        new Why(
            "correlate.again",
            CorrelationEngine.VERSION,
            0,
            "The same alert came again after its monitor had called it over.",
            Map.of());
    return there != null
        ? new Decision.Join(id, there, 2, why)
        : new Decision.Hold(
            id, alerts.get(id) == null ? tickedAt : alerts.get(id).at(), engine.noiseOf(root), why);
  }

  /// Every alert that the engine takes for that one.
  private List<String> all(String alertId) {
    List<String> more = later.get(alertId);
    if (more == null) {
      return List.of(alertId);
    }
    var all = new ArrayList<String>();
    all.add(alertId);
    all.addAll(more);
    return all;
  }

  private List<String> all(List<String> alertIds) {
    return alertIds.stream().flatMap(id -> all(id).stream()).toList();
  }

  /// The decision for all alerts that the engine takes for the same.
  private List<Decision> spread(Decision decision) {
    return switch (decision) {
      case Decision.Open open ->
          List.of(new Decision.Open(open.incidentId(), all(open.alertIds()), open.why()));
      case Decision.Join join ->
          all(join.alertId()).stream()
              .<Decision>map(
                  id -> new Decision.Join(id, join.incidentId(), join.phase(), join.why()))
              .toList();
      case Decision.Hold hold ->
          all(hold.alertId()).stream()
              .<Decision>map(id -> new Decision.Hold(id, hold.until(), hold.noise(), hold.why()))
              .toList();
      case Decision.Demote demote ->
          all(demote.alertId()).stream()
              .<Decision>map(id -> new Decision.Demote(id, demote.why()))
              .toList();
      case Decision.Merge merge -> List.of(merge);
      case Decision.Split split ->
          List.of(
              new Decision.Split(
                  split.from(), split.incidentId(), all(split.alertIds()), split.why()));
    };
  }

  /// The engine's name for an incident of ours; ours itself when it has none. When it has several, the one that is no after-effect.
  String theirs(String incidentId) {
    return Stream.concat(Stream.of(incidentId), names.getOrDefault(incidentId, Set.of()).stream())
        .filter(incident -> members.containsKey(incident) && incidentId.equals(ours(incident)))
        .min(
            Comparator.<String, Boolean>comparing(this::isFollowing)
                .thenComparing(incident -> !incident.equals(incidentId))
                .thenComparingInt(String::length)
                .thenComparing(Comparator.naturalOrder()))
        .orElse(incidentId);
  }

  /// Decides what is due by then, each thing at its own moment.
  List<Timed> tick(Instant until) {
    var decided = new ArrayList<Timed>();
    for (Instant due = nextDue(); due != null && !due.isAfter(until); due = nextDue()) {
      tickedAt = due;
      Instant old = due.minus(CorrelationEngine.REVIEW);
      while (!toReview.isEmpty() && !toReview.getFirst().isAfter(old)) {
        toReview.removeFirst();
      }
      follow(engine.tick(due), due, decided);
    }
    return decided;
  }

  private void follow(List<Decision> decisions, Instant at, List<Timed> decided) {
    for (Decision decision : decisions.stream().flatMap(one -> spread(one).stream()).toList()) {
      decided.add(new Timed(at, decision));
      switch (decision) {
        case Decision.Open open -> open.alertIds().forEach(id -> put(id, open.incidentId()));
        case Decision.Join join -> put(join.alertId(), join.incidentId());
        case Decision.Hold hold -> put(hold.alertId(), null);
        case Decision.Demote demote -> put(demote.alertId(), null);
        case Decision.Merge merge -> {
          for (String id : List.copyOf(membersOf(merge.from()))) {
            put(id, merge.into());
          }
        }
        case Decision.Split split -> split.alertIds().forEach(id -> put(id, split.incidentId()));
      }
    }
  }

  private void put(String alertId, @Nullable String incident) {
    String before = placeOf.remove(alertId);
    Set<String> there = before == null ? null : members.get(before);
    if (there != null) {
      there.remove(alertId);
      if (there.isEmpty()) {
        members.remove(before);
      }
    }
    if (incident != null) {
      placeOf.put(alertId, incident);
      members.computeIfAbsent(incident, _ -> new LinkedHashSet<>()).add(alertId);
    }
  }

  private void sweep(Instant now) {
    if (Duration.between(sweptAt, now).compareTo(Duration.ofHours(1)) < 0) {
      return;
    }
    sweptAt = now;
    Instant oldest = now.minus(FORGET);
    while (!order.isEmpty() && order.first().at().isBefore(oldest)) {
      String id = order.removeFirst().alertId();
      alerts.remove(id);
      put(id, null);
      String root = firstOf.remove(id);
      if (root == null) {
        later.remove(id);
      } else {
        later.computeIfPresent(
            root,
            (_, more) -> {
              more.remove(id);
              return more.isEmpty() ? null : more;
            });
      }
    }
    ours.keySet().retainAll(members.keySet());
    names
        .values()
        .removeIf(known -> {
          known.retainAll(ours.keySet());
          return known.isEmpty();
        });
    following.retainAll(members.keySet());
    byKey.values().retainAll(alerts.keySet());
  }
}
