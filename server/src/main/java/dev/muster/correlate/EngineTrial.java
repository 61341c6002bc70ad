package dev.muster.correlate;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Why;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.ChangeSighting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The engine that groups by itself, on a tape that is played again: the same engine with the topology and the model of today, and
/// incidents in memory. What people moved, merged or closed at the time is not on the tape. Not for several threads.
final class EngineTrial {
  /// Told what it decided.
  interface Listener {
    /// An alert began an incident.
    void formed(AlertOpened alert, String serviceId, String incident, String why, Instant at);

    /// An alert belongs to an incident that exists.
    void joined(AlertOpened alert, String incident, String why, Instant at);
  }

  private final Mind mind;
  private final Function<String, String> tools;
  private final List<ChangeSighting> changes;
  private final Listener listener;
  private int nextChange;
  private final Map<String, AlertOpened> alerts = new HashMap<>();

  /// Alert to the engine's incident, and that to ours.
  private final Map<String, String> placeOf = new HashMap<>();

  private final Map<String, String> ours = new HashMap<>();
  private final Map<String, Set<String>> members = new HashMap<>();
  private long number;

  /// @param tools what people call an integration
  /// @param changes in the order of their arrival
  EngineTrial(
      Topologies.Snapshot topology,
      LearnedModel model,
      long modelVersion,
      Function<String, String> tools,
      List<ChangeSighting> changes,
      Listener listener) {
    this.mind = new Mind(topology, model, modelVersion, new Recurrences(), 0);
    this.tools = tools;
    this.changes = changes;
    this.listener = listener;
  }

  /// Its alerts that nobody needs any more are let go of.
  private void forget() {
    if (alerts.size() > 20_000) {
      alerts.keySet().removeIf(id -> !mind.knows(id));
      placeOf.keySet().retainAll(alerts.keySet());
      members.values().forEach(there -> there.retainAll(alerts.keySet()));
      members.values().removeIf(Set::isEmpty);
      ours.keySet().retainAll(members.keySet());
    }
  }

  void opened(AlertOpened alert) {
    pass(alert.at());
    forget();
    alerts.put(alert.alertId(), alert);
    carryOut(
        mind.take(
            mind.arrival(
                new Mind.Input.Opened(
                    Sightings.of(alert, tools.apply(alert.integrationId()))
                        .through(mind.doorOf(alert.serviceId())),
                    alert.serviceId(),
                    alert.integrationId(),
                    alert.dedupKey(),
                    alert.handling()))));
  }

  /// @return false when the alert is none of its
  boolean resolved(String alertId, Instant at) {
    if (!alerts.containsKey(alertId)) {
      return false;
    }
    pass(at);
    if (mind.knows(alertId)) {
      carryOut(mind.take(new Mind.Input.Resolved(alertId, at)));
    }
    return true;
  }

  /// Hears of the changes until then, and decides what has fallen due.
  void pass(Instant now) {
    while (nextChange < changes.size() && !changes.get(nextChange).at().isAfter(now)) {
      ChangeSighting change = changes.get(nextChange++);
      carryOut(mind.take(new Mind.Input.Changed(change, change.at())));
    }
    carryOut(mind.tick(now));
  }

  private void carryOut(List<Mind.Timed> decisions) {
    for (Mind.Timed timed : decisions) {
      Instant at = timed.at();
      switch (timed.decision()) {
        case Decision.Open opens -> open(opens.incidentId(), opens.alertIds(), opens.why(), at);
        case Decision.Split split -> open(split.incidentId(), split.alertIds(), split.why(), at);
        case Decision.Join join -> join(join, at);
        case Decision.Merge merge -> merge(merge);
        case Decision.Hold hold -> put(hold.alertId(), null);
        case Decision.Demote demote -> put(demote.alertId(), null);
      }
    }
  }

  private void merge(Decision.Merge merge) {
    for (String alert : List.copyOf(members.getOrDefault(merge.from(), Set.of()))) {
      put(alert, merge.into());
    }
    String from = ours.remove(merge.from());
    if (from != null) {
      ours.putIfAbsent(merge.into(), from);
    }
  }

  private void join(Decision.Join join, Instant at) {
    String incident = ours.get(join.incidentId());
    if (incident == null) {
      open(join.incidentId(), List.of(join.alertId()), join.why(), at);
      return;
    }
    put(join.alertId(), join.incidentId());
    AlertOpened alert = alerts.get(join.alertId());
    if (alert != null) {
      listener.joined(alert, incident, join.why().words(), at);
    }
  }

  private void open(String incident, List<String> alertIds, Why why, Instant at) {
    String id = null;
    for (String alertId : alertIds) {
      AlertOpened alert = alerts.get(alertId);
      if (alert == null) {
        continue;
      }
      put(alertId, incident);
      if (id == null) {
        id = "engine-" + ++number;
        ours.put(incident, id);
        listener.formed(alert, owner(alert), id, why.words(), at);
      } else {
        listener.joined(alert, id, why.words(), at);
      }
    }
  }

  /// The service that answers for what the alert speaks of, or that it came in through.
  private String owner(AlertOpened alert) {
    Topologies.Owners owners = mind.topology().owners();
    AlertReading reading = mind.reading(alert.alertId()).orElse(null);
    if (reading == null) {
      return alert.serviceId();
    }
    int entity = reading.entity() >= 0 ? reading.entity() : reading.service();
    return (entity < 0 ? java.util.Optional.<String>empty() : owners.ownerOf(entity))
        .or(() ->
            reading.service() < 0 ? java.util.Optional.empty() : owners.ownerOf(reading.service()))
        .orElse(alert.serviceId());
  }

  private void put(String alertId, @Nullable String incident) {
    String before = placeOf.remove(alertId);
    Set<String> there = before == null ? null : members.get(before);
    if (there != null) {
      there.remove(alertId);
    }
    if (incident != null) {
      placeOf.put(alertId, incident);
      members.computeIfAbsent(incident, _ -> new java.util.LinkedHashSet<>()).add(alertId);
    }
  }
}
