package dev.muster.practice;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertEvent;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.Sightings;
import dev.muster.mobilize.Experiments;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Judges alerts by the experiments that are running: for those who are to be told, at the moment when that is decided, and for the
/// record, as alerts open.
final class Watchman implements Experiments {
  private final PostgresExperiments store;
  private final Alerts alerts;
  private final Catalog catalog;
  private final Topologies topologies;

  /// Made once for each state of the topology.
  private record Known(String digest, EntityResolver resolver) {}

  private volatile @Nullable Known known;

  Watchman(PostgresExperiments store, Alerts alerts, Catalog catalog, Topologies topologies) {
    this.store = store;
    this.alerts = alerts;
    this.catalog = catalog;
    this.topologies = topologies;
  }

  @Override
  public Running at(Instant at) {
    List<Experiment> active = store.active().stream().filter(one -> one.watchesAt(at)).toList();
    return active.isEmpty() ? _ -> Optional.empty() : alertId -> judge(alertId, active);
  }

  private Optional<Judgement> judge(String alertId, List<Experiment> active) {
    return alerts
        .alert(alertId)
        .flatMap(alert ->
            judged(
                alert, active.stream().filter(one -> one.watchesAt(alert.firstSeenAt())).toList()))
        .map(judged ->
            new Judgement(
                judged.experiment().id(),
                judged.expected(),
                judged.experiment().policyId(),
                judged.reason()));
  }

  /// Tags alerts as they open. Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var opened = new ArrayList<String>();
    Instant first = now;
    for (Fact fact : facts) {
      if (fact.event() instanceof AlertEvent.AlertOpened one) {
        opened.add(one.alertId());
        first = one.at().isBefore(first) ? one.at() : first;
      }
    }
    List<Experiment> active = opened.isEmpty() ? List.of() : store.activeSince(first);
    if (active.isEmpty()) {
      return;
    }
    for (Alert alert : alerts.alerts(opened).values()) {
      List<Experiment> then =
          active.stream().filter(one -> one.watchesAt(alert.firstSeenAt())).toList();
      judged(alert, then)
          .ifPresent(judged ->
              store.tag(
                  new PostgresExperiments.Tag(
                      judged.experiment().id(),
                      alert.id(),
                      judged.expected(),
                      judged.reason().words(),
                      alert.firstSeenAt())));
    }
  }

  private Optional<Judging.Judged> judged(Alert alert, List<Experiment> running) {
    return running.isEmpty()
        ? Optional.empty()
        : Judging.judge(
            subject(alert), running, id -> catalog.service(id).map(Service::name).orElse(id));
  }

  /// What the alert is about. The service that it came in through counts unless the topology knows better: one door may be everybody's.
  private Judging.Subject subject(Alert alert) {
    Topologies.Snapshot snapshot = topologies.snapshot();
    Topology topology = snapshot.topology();
    var services = new TreeSet<String>();
    Set<String> entities = new HashSet<>();
    if (topology.size() > 0) {
      Resolution resolution =
          resolver(snapshot)
              .resolve(
                  alert.source(),
                  alert.component(),
                  alert.group(),
                  alert.summary(),
                  Sightings.attributes(alert.details()));
      for (int entity : List.of(resolution.entity(), resolution.service())) {
        if (entity >= 0) {
          entities.add(topology.entity(entity).id());
          snapshot.owners().ownerOf(entity).ifPresent(services::add);
        }
      }
    }
    if (services.isEmpty()) {
      services.add(alert.serviceId());
    }
    return new Judging.Subject(
        new Effect.Seen(
            alert.summary(), alert.eventClass(), alert.severity(), List.copyOf(services)),
        entities);
  }

  private EntityResolver resolver(Topologies.Snapshot snapshot) {
    Known before = known;
    if (before != null && before.digest().equals(snapshot.digest())) {
      return before.resolver();
    }
    var made = new Known(snapshot.digest(), EntityResolver.of(snapshot.topology()));
    known = made;
    return made.resolver();
  }
}
