package dev.muster.practice;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.AlertPlaces;
import dev.muster.mobilize.Experiments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/// Judges alerts by the experiments that are running, for those who are to be told, at the moment when that is decided.
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
    List<Experiment> active = store.holdActive().stream().filter(one -> one.watchesAt(at)).toList();
    return active.isEmpty()
        ? Running.NONE
        : alertIds -> {
          var judgements = new HashMap<String, Judgement>();
          for (Seen seen : judge(alertIds, active)) {
            Judging.Judged judged = seen.judged();
            judgements.put(
                seen.alertId(),
                new Judgement(
                    judged.experiment().id(),
                    judged.expected(),
                    judged.experiment().policyId(),
                    judged.reason()));
          }
          return judgements;
        };
  }

  /// What was said of an alert.
  record Seen(String alertId, Instant openedAt, Judging.Judged judged) {}

  /// What those of the experiments that were running when it opened say of each alert as it is now. Left out are alerts that none of them
  /// is about.
  List<Seen> judge(Collection<String> alertIds, List<Experiment> experiments) {
    var found = new ArrayList<Seen>();
    for (Alert alert : alerts.alerts(alertIds).values()) {
      List<Experiment> then =
          experiments.stream().filter(one -> one.watchesAt(alert.firstSeenAt())).toList();
      if (!then.isEmpty()) {
        Judging.judge(subject(alert), then, id -> catalog.service(id).map(Service::name).orElse(id))
            .ifPresent(judged -> found.add(new Seen(alert.id(), alert.firstSeenAt(), judged)));
      }
    }
    return found;
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
