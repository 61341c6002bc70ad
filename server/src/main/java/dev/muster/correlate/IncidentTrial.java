package dev.muster.correlate;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Service;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Incidents of a tape that is played again: the same pure grouping by recipe as in the running house, with everything in memory.
/// Services that leave grouping to the house are grouped by time here. Not for several threads.
public final class IncidentTrial {
  /// An incident that an alert formed.
  ///
  /// @param urgency as an event rule wants it, else as the service has it
  public record Formed(
      String serviceId,
      String integrationId,
      String dedupKey,
      String title,
      Severity severity,
      Urgency urgency,
      Instant at) {}

  /// What an alert came to.
  ///
  /// @param formed the incident that it formed; null when it joined one
  public record Entered(
      String integrationId, String dedupKey, Instant at, @Nullable Formed formed) {}

  private static final class Open {
    final String id;
    final long number;
    final Instant formedAt;
    final Set<String> traits = new HashSet<>();
    final Set<String> alerts = new HashSet<>();
    Instant lastAlertAt;

    Open(String id, long number, Instant formedAt) {
      this.id = id;
      this.number = number;
      this.formedAt = formedAt;
      this.lastAlertAt = formedAt;
    }
  }

  private final Function<String, @Nullable Service> services;
  private final Function<Service, AlertGrouping> grouping;
  private final Map<String, Map<String, Open>> openByService = new HashMap<>();
  private final Map<String, Open> byAlert = new HashMap<>();
  private long number;

  /// @param services by id; null for one that is gone
  /// @param grouping how a service's alerts are grouped
  public IncidentTrial(
      Function<String, @Nullable Service> services, Function<Service, AlertGrouping> grouping) {
    this.services = services;
    this.grouping = grouping;
  }

  /// What came of the event; empty when it entered no incident.
  public Optional<Entered> on(AlertEvent event) {
    if (event instanceof AlertOpened opened && !opened.suppressed()) {
      return settle(opened);
    }
    if (event instanceof AlertReleased released) {
      return settle(released.opened());
    }
    if (event instanceof AlertResolved resolved) {
      Open incident = byAlert.remove(resolved.alertId());
      if (incident != null) {
        incident.alerts.remove(resolved.alertId());
        if (incident.alerts.isEmpty()) {
          openByService.getOrDefault(resolved.serviceId(), Map.of()).remove(incident.id);
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Entered> settle(AlertOpened opened) {
    Service service = services.apply(opened.serviceId());
    if (service == null || service.disabled()) {
      return Optional.empty();
    }
    Grouping.Recipe recipe = Batch.recipe(grouping.apply(service));
    Grouping.Arrival arrival = Batch.arrival(opened, false);
    Map<String, Open> open =
        openByService.computeIfAbsent(service.id(), _ -> new java.util.LinkedHashMap<>());
    List<Grouping.Candidate> candidates = new ArrayList<>();
    for (Open each : open.values()) {
      candidates.add(
          new Grouping.Candidate(
              each.id, each.number, false, each.formedAt, each.lastAlertAt, each.traits));
    }
    Formed formed = null;
    Open incident;
    switch (Grouping.decide(recipe, arrival, candidates)) {
      case Grouping.Decision.Join join -> {
        Open found = open.get(join.incidentId());
        if (found == null) {
          throw new IllegalStateException("joined an incident that is not there");
        }
        incident = found;
      }
      case Grouping.Decision.Form _ -> {
        number++;
        incident = new Open("trial-" + number, number, opened.at());
        open.put(incident.id, incident);
        formed = formed(opened, service);
      }
    }
    incident.lastAlertAt = opened.at();
    incident.alerts.add(opened.alertId());
    incident.traits.addAll(Grouping.traits(recipe, arrival));
    byAlert.put(opened.alertId(), incident);
    return Optional.of(new Entered(opened.integrationId(), opened.dedupKey(), opened.at(), formed));
  }

  private static Formed formed(AlertOpened opened, Service service) {
    Urgency wanted = opened.handling() == null ? null : opened.handling().urgency();
    return new Formed(
        service.id(),
        opened.integrationId(),
        opened.dedupKey(),
        opened.summary(),
        opened.severity(),
        wanted == null ? service.urgencyAt(opened.severity(), opened.at()) : wanted,
        opened.at());
  }
}
