package dev.muster.correlate.together;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.Incident;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.correlate.Sightings;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts, once for each incident whose alerts have all cleared, which services were in it and which of them was first, and hands over
/// what has become sure enough.
final class TogetherLearner {
  /// Alerts of an incident that are looked at, and services that are paired; the first ones tell most.
  private static final int MOST_ALERTS = 1_000;

  private static final int MOST_SERVICES = 20;

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
    List<String> services = List.copyOf(services(incident).keySet());
    var seen = new LinkedHashMap<String, Double>();
    services.stream().sorted().forEach(service -> seen.put(service, store.seen(service, at)));
    var sure = new LinkedHashMap<Dependency, String>();
    for (int i = 0; i < services.size(); i++) {
      for (int j = i + 1; j < services.size(); j++) {
        count(services.get(i), services.get(j), seen, incident.number(), at, sure);
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
      Map<Dependency, String> sure) {
    boolean ordered = first.compareTo(later) < 0;
    String a = ordered ? first : later;
    String b = ordered ? later : first;
    PostgresTogether.Pair pair = store.pair(a, b, ordered, number, at);
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
                      pair.incidents(), number, cause, Math.round(100 * firsts / pair.weight())));
        });
  }

  /// The services that its alerts speak of, by their entity, in the order in which they began.
  private Map<String, Instant> services(Incident incident) {
    Topologies.Snapshot snapshot = topologies.snapshot();
    Topology topology = snapshot.topology();
    EntityResolver known = resolver;
    if (known == null || !digest.equals(snapshot.digest())) {
      known = EntityResolver.of(topology);
      resolver = known;
      digest = snapshot.digest();
    }
    List<Member> members = incidents.members(incident.id(), 0, MOST_ALERTS);
    var found =
        new ArrayList<>(alerts.alerts(members.stream().map(Member::alertId).toList()).values());
    found.sort(Comparator.comparing(Alert::firstSeenAt).thenComparing(Alert::id));
    var services = new LinkedHashMap<String, Instant>();
    for (Alert alert : found) {
      Resolution resolution =
          known.resolve(
              alert.source(),
              alert.component(),
              alert.group(),
              alert.summary(),
              Sightings.attributes(alert.details()));
      int service =
          resolution.service() >= 0
              ? resolution.service()
              : snapshot.owners().entityOf(alert.serviceId());
      if (service >= 0 && services.size() < MOST_SERVICES) {
        services.putIfAbsent(topology.entity(service).id(), alert.firstSeenAt());
      }
    }
    return services;
  }
}
