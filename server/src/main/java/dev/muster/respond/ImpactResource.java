package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.detect.check.Journeys;
import dev.muster.detect.slo.Slos;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What an incident does to customers: the objectives that it eats into and the journeys that its services carry.
@RestController
@Tag(name = "Incidents")
final class ImpactResource {
  /// Alerts whose services are looked at; a storm's services are all among its first ones.
  private static final int LOOKED_AT = 500;

  private final Desk desk;
  private final Incidents incidents;
  private final Alerts alerts;
  private final Slos slos;
  private final Journeys journeys;
  private final Directory directory;
  private final InstantSource clock;

  ImpactResource(
      Desk desk,
      Incidents incidents,
      Alerts alerts,
      Slos slos,
      Journeys journeys,
      Directory directory,
      InstantSource clock) {
    this.desk = desk;
    this.incidents = incidents;
    this.alerts = alerts;
    this.slos = slos;
    this.journeys = journeys;
    this.directory = directory;
    this.clock = clock;
  }

  private Set<String> services(Incident incident) {
    var services = new LinkedHashSet<String>();
    services.add(incident.serviceId());
    List<String> members =
        incidents.members(incident.id(), 0, LOOKED_AT).stream().map(Member::alertId).toList();
    for (Alert alert : alerts.alerts(members).values()) {
      services.add(alert.serviceId());
    }
    return services;
  }

  /// Objectives of the affected services: burn rate and budget when the incident began, now, and when it ended.
  @GetMapping("/incidents/{id}/slos")
  Map<String, Object> listSlosOfIncident(@PathVariable String id) {
    Desk.reader();
    Incident incident = desk.incident(id);
    Set<String> services = services(incident);
    Instant closed = incident.closedAt();
    Map<String, Slos.Standing> atOpen = standing(services, incident.formedAt());
    Map<String, Slos.Standing> now = standing(services, clock.instant());
    Map<String, Slos.Standing> atClose = closed == null ? Map.of() : standing(services, closed);
    var views = new ArrayList<Map<String, @Nullable Object>>();
    now.forEach((slo, standing) -> {
      var view = new LinkedHashMap<String, @Nullable Object>();
      view.put(
          "slo",
          Map.of(
              "id", standing.id(),
              "type", "slo_reference",
              "summary", standing.name(),
              "self", directory.links().self("slos", standing.id())));
      view.put("service", directory.reference("service", standing.serviceId()));
      view.put("target_percent", 100 * standing.target());
      view.put("at_open", state(atOpen.get(slo)));
      view.put("now", state(standing));
      view.put("at_close", state(atClose.get(slo)));
      views.add(view);
    });
    return Map.of("slos", views);
  }

  private Map<String, Slos.Standing> standing(Set<String> services, Instant at) {
    var standing = new LinkedHashMap<String, Slos.Standing>();
    slos.standing(services, at).forEach(one -> standing.put(one.id(), one));
    return standing;
  }

  private static @Nullable Map<String, Object> state(Slos.@Nullable Standing standing) {
    return standing == null
        ? null
        : Map.of(
            "burn_rate", standing.burnRate(),
            "budget_left", standing.budgetLeft(),
            "status", standing.status(),
            "words", standing.words());
  }

  /// Journeys with a step that one of the affected services carries, and which step that is.
  @GetMapping("/incidents/{id}/journeys")
  Map<String, Object> listJourneysOfIncident(@PathVariable String id) {
    Desk.reader();
    Set<String> services = services(desk.incident(id));
    var views = new ArrayList<Map<String, Object>>();
    for (Journeys.Health health : journeys.touching(services)) {
      views.add(
          Map.of(
              "journey",
                  Map.of(
                      "id", health.id(),
                      "type", "journey_reference",
                      "summary", health.name(),
                      "self", directory.links().self("journeys", health.id())),
              "status", health.status(),
              "status_words", health.words(),
              "steps",
                  health.steps().stream()
                      .filter(step -> services.contains(step.serviceId()))
                      .map(step ->
                          Map.of(
                              "name", step.name(),
                              "service", directory.reference("service", step.serviceId()),
                              "status", step.status(),
                              "status_words", step.words()))
                      .toList()));
    }
    return Map.of("journeys", views);
  }
}
