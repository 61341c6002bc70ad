package dev.muster.learn;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.correlate.AlertPlaces;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.kernel.Permission;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseFilter;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// What was known before an incident and not done: problems of the same component, and older incidents of its service that are open.
@RestController
@Tag(name = "Known problems")
final class KnownBeforeResource {
  /// Alerts of the incident that are looked at; the first ones say what it is about.
  private static final int LOOKED_AT = 200;

  private static final int MOST = 200;
  private static final int SHOWN = 20;

  /// A younger open incident of the same service is its neighbour in the same trouble.
  private static final Duration OLDER = Duration.ofHours(1);

  private final PostgresProblems store;
  private final Incidents incidents;
  private final Alerts alerts;
  private final AlertPlaces places;
  private final Ledger ledger;
  private final Mobilize mobilize;
  private final ProblemResource views;
  private final Directory directory;

  KnownBeforeResource(
      PostgresProblems store,
      Incidents incidents,
      Alerts alerts,
      AlertPlaces places,
      Ledger ledger,
      Mobilize mobilize,
      ProblemResource views,
      Directory directory) {
    this.store = store;
    this.incidents = incidents;
    this.alerts = alerts;
    this.places = places;
    this.ledger = ledger;
    this.mobilize = mobilize;
    this.views = views;
    this.directory = directory;
  }

  /// @param match `component` when it is about the very component, `service` otherwise
  /// @param ageSeconds how long it had been known when the incident began
  /// @param knownProblem the problem; null for an incident
  /// @param incident an older incident that is open; null for a problem
  record MatchView(
      String match,
      long ageSeconds,
      String words,
      ProblemResource.@Nullable ProblemView knownProblem,
      @Nullable Object incident) {}

  private static String article(String kind) {
    return (kind.startsWith("a") ? "an " : "a ") + kind;
  }

  @GetMapping("/incidents/{id}/known_before")
  Map<String, List<MatchView>> knownBefore(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    Incident incident =
        incidents.incident(id).orElseThrow(() -> ApiException.notFound("Incident " + id));
    KnownBefore.Subject subject = subject(incident);
    var found = new ArrayList<MatchView>();
    List<Problem> near = store.about(subject, MOST);
    for (KnownBefore.Match match : KnownBefore.matches(subject, near)) {
      if (found.size() == SHOWN) {
        break;
      }
      found.add(
          new MatchView(
              match.exact() ? "component" : "service",
              match.age().toSeconds(),
              "Known before: %s on %s, open for %s when this began."
                  .formatted(
                      article(match.problem().kind().wire()),
                      match.exact() ? "the same component" : "the same service",
                      age(match.age())),
              views.view(match.problem()),
              null));
    }
    older(incident, found);
    return Map.of("known_before", found);
  }

  private void older(Incident incident, List<MatchView> found) {
    ResponseFilter open =
        ResponseFilter.all()
            .withServices(Set.of(incident.serviceId()))
            .withStatuses(Set.of(ResponseStatus.TRIGGERED, ResponseStatus.ACKNOWLEDGED));
    Instant before = incident.formedAt().minus(OLDER);
    for (Response response : mobilize.search(open, 0, MOST)) {
      if (found.size() < SHOWN
          && !response.incidentId().equals(incident.id())
          && response.createdAt().isBefore(before)) {
        Duration age = Duration.between(response.createdAt(), incident.formedAt());
        found.add(
            new MatchView(
                "service",
                age.toSeconds(),
                "Incident #%d of the same service had been open for %s when this began, and is open still."
                    .formatted(response.number(), age(age)),
                null,
                directory.reference("incident", response.incidentId())));
      }
    }
  }

  private KnownBefore.Subject subject(Incident incident) {
    var services = new TreeSet<String>(Set.of(incident.serviceId()));
    var entities = new LinkedHashSet<String>();
    var components = new TreeSet<String>();
    List<String> members =
        incidents.members(incident.id(), 0, LOOKED_AT).stream().map(Member::alertId).toList();
    for (Alert alert : alerts.alerts(members).values()) {
      AlertPlaces.Place place = places.of(alert);
      services.addAll(place.services());
      entities.addAll(place.entities());
      components.add(alert.source().toLowerCase(Locale.ROOT));
      String component = alert.component();
      if (component != null) {
        components.add(component.toLowerCase(Locale.ROOT));
      }
    }
    var owners = new TreeSet<>(services);
    Analysis analysis = ledger.analysis(incident.id(), null);
    Analysis.Place cause = analysis == null ? null : analysis.first();
    if (cause != null) {
      entities.add(cause.entity());
      components.add(cause.name().toLowerCase(Locale.ROOT));
      if (cause.musterService() != null) {
        owners.add(cause.musterService());
      }
    }
    return new KnownBefore.Subject(services, owners, entities, components, incident.formedAt());
  }

  private static String age(Duration age) {
    long days = age.toDays();
    if (days > 0) {
      return days == 1 ? "1 day" : days + " days";
    }
    long hours = Math.max(1, age.toHours());
    return hours == 1 ? "1 hour" : hours + " hours";
  }
}
