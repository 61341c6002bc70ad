package dev.muster.correlate.analysis;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.AlertPlaces;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.signal.Change;
import dev.muster.signal.Changes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The changes that may be behind an incident, ranked: the suspected ones first, then all others of the three days before it on what it
/// touches, and then on what that rests on.
public final class RelatedChanges {
  /// Changes of so long before an incident are told, suspected or not.
  private static final Duration BEFORE = Duration.ofDays(3);

  private static final int MOST = 50;

  /// Alerts of an incident whose entities are looked up; what more there are speak of the same mostly.
  private static final int LOOKED_AT = 200;

  private final Incidents incidents;
  private final Ledger ledger;
  private final Changes changes;
  private final Catalog catalog;
  private final Topologies topologies;
  private final Alerts alerts;
  private final AlertPlaces alertPlaces;

  RelatedChanges(
      Incidents incidents,
      Ledger ledger,
      Changes changes,
      Catalog catalog,
      Topologies topologies,
      Alerts alerts) {
    this.incidents = incidents;
    this.ledger = ledger;
    this.changes = changes;
    this.catalog = catalog;
    this.topologies = topologies;
    this.alerts = alerts;
    this.alertPlaces = new AlertPlaces(topologies);
  }

  /// @param probability that it did it; null when it is only near
  /// @param reasons why it is listed
  public record Related(Change change, @Nullable Double probability, List<String> reasons) {
    /// Id of the change.
    public String changeId() {
      return change.id();
    }

    /// The change in the words of its sender.
    public String summary() {
      return change.summary();
    }
  }

  /// @param shown whether whoever asks may see a service; suspected changes are told whole
  public List<Related> of(Incident incident, Predicate<String> shown) {
    Analysis analysis = ledger.analysis(incident.id(), null);
    var list = new ArrayList<Related>();
    var told = new HashSet<String>();
    for (Analysis.Suspect suspect :
        analysis == null ? List.<Analysis.Suspect>of() : analysis.changes()) {
      String change = suspect.changeId();
      if (change != null && told.add(change)) {
        changes
            .change(change)
            .ifPresent(
                found -> list.add(new Related(found, suspect.probability(), suspect.reasons())));
      }
    }
    Map<String, Upstreams.Place> places = new LinkedHashMap<>();
    for (Upstreams.Place place : places(incident)) {
      if (shown.test(place.serviceId())) {
        places.put(place.serviceId(), place);
      }
    }
    for (int hops = 0; hops <= Upstreams.HOPS && list.size() < MOST; hops++) {
      int distance = hops;
      List<String> services =
          places.values().stream()
              .filter(place -> place.hops() == distance)
              .map(Upstreams.Place::serviceId)
              .toList();
      if (services.isEmpty()) {
        continue;
      }
      var recent =
          new Changes.Filter(
              services, List.of(), incident.formedAt().minus(BEFORE), incident.formedAt());
      for (Change change :
          untold(told, MOST - list.size(), most -> changes.search(recent, 0, most))) {
        Upstreams.Place place = places.get(change.serviceId());
        if (place != null && told.add(change.id())) {
          list.add(new Related(change, null, List.of(words(place, incident))));
        }
      }
    }
    return list;
  }

  /// The newest changes that are not told yet.
  ///
  /// @param told ids; those of suspects may be among the newest, and take no place away from others
  /// @param newest so many of them
  static List<Change> untold(Set<String> told, int most, IntFunction<List<Change>> newest) {
    return newest.apply(most + told.size()).stream()
        .filter(change -> !told.contains(change.id()))
        .limit(most)
        .toList();
  }

  /// Where to look for changes: what the incident touches first, then what that rests on.
  private List<Upstreams.Place> places(Incident incident) {
    var touched = new TreeSet<String>();
    touched.add(incident.serviceId());
    incidents.servicesOf(List.of(incident.id())).values().forEach(touched::addAll);
    var about = new TreeSet<String>();
    List<String> members =
        incidents.members(incident.id(), 0, LOOKED_AT).stream().map(Member::alertId).toList();
    for (Alert alert : alerts.alerts(members).values()) {
      about.addAll(alertPlaces.of(alert).entities());
    }
    return Upstreams.of(touched, about, topologies.snapshot());
  }

  private String words(Upstreams.Place place, Incident incident) {
    String of = place.of();
    if (place.serviceId().equals(incident.serviceId())) {
      return "It was made on the same service before.";
    }
    if (of == null) {
      return "It was made on " + name(place.serviceId()) + ", which the incident touches.";
    }
    return place.hops() == 1
        ? "It was made on %s, on which %s rests.".formatted(name(place.serviceId()), name(of))
        : "It was made on %s, on which %s rests by way of another."
            .formatted(name(place.serviceId()), name(of));
  }

  private String name(String serviceId) {
    return catalog.service(serviceId).map(Service::name).orElse(serviceId);
  }
}
