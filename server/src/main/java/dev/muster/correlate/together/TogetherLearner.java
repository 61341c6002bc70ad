package dev.muster.correlate.together;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertFilter;
import dev.muster.alert.Alerts;
import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.Doors;
import dev.muster.correlate.Incident;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.correlate.Sightings;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Counts, once for each incident whose alerts have all cleared, which services were in it and which of them was first, and hands over
/// what has become sure enough.
final class TogetherLearner {
  /// Alerts of an incident that are looked at, and services that are paired; the first ones tell most.
  private static final int MOST_ALERTS = 1_000;

  private static final int MOST_SERVICES = 20;

  /// Alerts of a service that are looked at for whether it is everybody's door.
  private static final int LATEST_OF_DOOR = 200;

  private final PostgresTogether store;
  private final Incidents incidents;
  private final Alerts alerts;
  private final Topologies topologies;
  private String digest = "";
  private @Nullable EntityResolver resolver;

  TogetherLearner(
      PostgresTogether store, Incidents incidents, Alerts alerts, Topologies topologies) {
    this.store = store;
    this.incidents = incidents;
    this.alerts = alerts;
    this.topologies = topologies;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    for (Fact fact : facts) {
      if (fact.event() instanceof IncidentEvent.IncidentCleared cleared
          && store.count(cleared.incidentId(), cleared.at())) {
        incidents
            .incident(cleared.incidentId())
            .ifPresent(incident -> learn(incident, cleared.at()));
      }
    }
  }

  private void learn(Incident incident, Instant at) {
    Topologies.Snapshot snapshot = topologies.snapshot();
    Topology whole = snapshot.whole().topology();
    List<String> services = List.copyOf(services(incident, snapshot).keySet());
    var seen = new LinkedHashMap<String, Double>();
    services.stream().sorted().forEach(service -> seen.put(service, store.seen(service, at)));
    var sure = new LinkedHashMap<Dependency, String>();
    for (int i = 0; i < services.size(); i++) {
      for (int j = i + 1; j < services.size(); j++) {
        count(services.get(i), services.get(j), seen, incident.number(), at, whole, sure);
      }
    }
    if (!sure.isEmpty()) {
      topologies.learned(sure, at);
    }
  }

  private void count(
      String first,
      String later,
      Map<String, Double> seen,
      long number,
      Instant at,
      Topology whole,
      Map<Dependency, String> sure) {
    boolean ordered = first.compareTo(later) < 0;
    String a = ordered ? first : later;
    String b = ordered ? later : first;
    PostgresTogether.Pair pair = store.pair(a, b, ordered, number, at);
    if (isEntered(whole, a, b) || isEntered(whole, b, a)) {
      return; // people know better
    }
    var together =
        new Together(
            pair.weight(),
            pair.firstA(),
            Math.max(0, seen.getOrDefault(a, 0.0) - pair.weight()),
            Math.max(0, seen.getOrDefault(b, 0.0) - pair.weight()),
            at);
    together
        .sure()
        .ifPresent(found -> {
          String cause = found.restsOnFirst() ? a : b;
          String suffers = found.restsOnFirst() ? b : a;
          double firsts = found.restsOnFirst() ? pair.firstA() : pair.weight() - pair.firstA();
          sure.put(
              new Dependency(suffers, cause, "learned", found.confidence()),
              "Both were in %d incidents, the last one #%d; %s began first in %d %% of them."
                  .formatted(
                      pair.incidents(),
                      number,
                      name(whole, cause),
                      Math.round(100 * firsts / pair.weight())));
        });
  }

  private static String name(Topology whole, String id) {
    int index = whole.indexOf(id);
    return index < 0 ? id : whole.entity(index).name();
  }

  /// Whether people entered that the one service rests on the other.
  private static boolean isEntered(Topology whole, String from, String to) {
    int dependent = whole.indexOf(from);
    int supporting = whole.indexOf(to);
    if (dependent < 0 || supporting < 0) {
      return false;
    }
    int[] ends = whole.dependencies(dependent);
    int[] kinds = whole.dependencyKindsOf(dependent);
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] == supporting
          && whole.dependencyKinds().get(kinds[i]).equals(Dependency.OF_SERVICES)) {
        return true;
      }
    }
    return false;
  }

  /// The services that its alerts speak of, or came in through when they name nothing, in the order in which they began.
  private Map<String, Instant> services(Incident incident, Topologies.Snapshot snapshot) {
    EntityResolver known = resolver;
    if (known == null || !digest.equals(snapshot.digest())) {
      known = EntityResolver.of(snapshot.topology());
      resolver = known;
      digest = snapshot.digest();
    }
    List<Member> members = incidents.members(incident.id(), 0, MOST_ALERTS);
    var found =
        new ArrayList<>(alerts.alerts(members.stream().map(Member::alertId).toList()).values());
    found.sort(Comparator.comparing(Alert::firstSeenAt).thenComparing(Alert::id));
    var services = new LinkedHashMap<String, Instant>();
    var doors = new HashMap<String, Optional<String>>();
    for (Alert alert : found) {
      Resolution named = resolve(known, alert);
      String service =
          named.service() >= 0
              ? snapshot.topology().entity(named.service()).id()
              : named.entity() >= 0
                  ? null
                  : door(alert.serviceId(), snapshot, known, doors).orElse(null);
      if (service != null && services.size() < MOST_SERVICES) {
        services.putIfAbsent(service, alert.firstSeenAt());
      }
    }
    return services;
  }

  private static Resolution resolve(EntityResolver known, Alert alert) {
    return known.resolve(
        alert.source(),
        alert.component(),
        alert.group(),
        alert.summary(),
        Sightings.attributes(alert.details()));
  }

  /// The service itself as a thing, unless what came in through it of late shows that it is everybody's door.
  private Optional<String> door(
      String service,
      Topologies.Snapshot snapshot,
      EntityResolver known,
      Map<String, Optional<String>> asked) {
    return asked.computeIfAbsent(
        service,
        door -> {
          var doors = new Doors(snapshot);
          for (Alert alert :
              alerts.search(AlertFilter.ofServices(List.of(door)), 0, LATEST_OF_DOOR)) {
            Resolution named = resolve(known, alert);
            if (named.entity() >= 0 || named.service() >= 0) {
              doors.named(door, named.entity(), named.service());
            }
          }
          return Optional.ofNullable(doors.placeOf(door));
        });
  }
}
