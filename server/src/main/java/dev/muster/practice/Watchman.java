package dev.muster.practice;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertEvent;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.AlertPlaces;
import dev.muster.mobilize.Experiments;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Judges alerts by the experiments that are running: for those who are to be told, at the moment when that is decided, and for the
/// record, as alerts open.
final class Watchman implements Experiments {
  private final PostgresExperiments store;
  private final Alerts alerts;
  private final Catalog catalog;
  private final AlertPlaces places;

  Watchman(PostgresExperiments store, Alerts alerts, Catalog catalog, Topologies topologies) {
    this.store = store;
    this.alerts = alerts;
    this.catalog = catalog;
    this.places = new AlertPlaces(topologies);
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

  private Judging.Subject subject(Alert alert) {
    AlertPlaces.Place place = places.of(alert);
    return new Judging.Subject(
        new Effect.Seen(
            alert.summary(),
            alert.eventClass(),
            alert.severity(),
            place.services().stream().sorted().toList()),
        place.entities());
  }
}
