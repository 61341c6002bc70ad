package dev.muster.correlate.analysis;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.correlate.past.PastStore;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// Incidents that were imported from elsewhere. They are history, not work: they stand in a list of their own, and never among the
/// incidents of this house, where they would count as somebody's.
@RestController
@Tag(name = "Correlation")
final class PastIncidentResource {
  /// Alerts told of one incident, the earliest.
  private static final int MOST_ALERTS = 500;

  private final PastStore past;
  private final Catalog catalog;
  private final Topologies topologies;
  private final Directory directory;

  PastIncidentResource(
      PastStore past, Catalog catalog, Topologies topologies, Directory directory) {
    this.past = past;
    this.catalog = catalog;
    this.topologies = topologies;
    this.directory = directory;
  }

  /// @param changeKnown whether people looked for a change behind it; when they did and `change` is null, there was none
  record PastView(
      String id,
      String type,
      String externalId,
      String title,
      @Nullable String kind,
      @Nullable String service,
      Instant openedAt,
      @Nullable Instant failedAt,
      Instant resolvedAt,
      @Nullable String causeEntity,
      @Nullable String causeService,
      boolean changeKnown,
      @Nullable String change,
      @Nullable String fixedBy,
      List<String> sameAs,
      String self) {}

  record PastAlertView(
      String key,
      Instant at,
      @Nullable Instant resolvedAt,
      String summary,
      String severity,
      String source,
      String tool) {}

  @GetMapping("/past_incidents")
  @Asks({
    "query: words that the title, the kind, the cause or what fixed it must hold",
    "service: the service that answered for it, or that had failed, by id or name"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    var filter = new PastStore.Filter(query.text("query"), called(query.text("service")));
    return paging.page(
        "past_incidents",
        past.search(filter, paging.offset(), paging.limit() + 1).stream().map(this::view).toList(),
        () -> past.count(filter));
  }

  /// What an import may call a service: its name or its id, whichever was asked for.
  private @Nullable Set<String> called(@Nullable String service) {
    if (service == null) {
      return null;
    }
    var names = new HashSet<String>(Set.of(service.strip().toLowerCase(Locale.ROOT)));
    for (Service known : catalog.allServices()) {
      List<String> its =
          List.of(known.id().toLowerCase(Locale.ROOT), known.name().toLowerCase(Locale.ROOT));
      if (its.contains(service.strip().toLowerCase(Locale.ROOT))) {
        names.addAll(its);
      }
    }
    return names;
  }

  @GetMapping("/past_incidents/{id}")
  Map<String, Object> one(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    PastStore.Known known =
        past.incident(id)
            .filter(found -> !query.isKept() || query.shows(owners(found, catalog, topologies)))
            .orElseThrow(() -> ApiException.notFound("Past incident " + id));
    var alerts = new ArrayList<PastAlertView>();
    for (PastAlert alert : past.alertsOf(known.told().externalId(), MOST_ALERTS)) {
      var sighting = alert.sighting();
      alerts.add(
          new PastAlertView(
              sighting.alertId(),
              sighting.arrivedAt(),
              alert.resolvedAt(),
              sighting.summary(),
              sighting.severity().wire(),
              sighting.source(),
              sighting.tool()));
    }
    return Map.of("past_incident", view(known), "alerts", alerts);
  }

  /// The teams of the services of this house that answered for it or had failed, found by their names, their ids, or who answers for
  /// what the topology calls so.
  static Set<String> owners(PastStore.Known known, Catalog catalog, Topologies topologies) {
    Topologies.Snapshot snapshot = topologies.snapshot();
    var names = new HashSet<String>();
    for (String name : Arrays.asList(known.told().service(), known.told().causeService())) {
      if (name != null) {
        names.add(name.toLowerCase(Locale.ROOT));
        int entity = snapshot.topology().indexOf(name);
        if (entity >= 0) {
          snapshot
              .owners()
              .ownerOf(entity)
              .ifPresent(service -> names.add(service.toLowerCase(Locale.ROOT)));
        }
      }
    }
    var teams = new HashSet<String>();
    for (Service service : catalog.allServices()) {
      String team = service.teamId();
      if (team != null
          && (names.contains(service.name().toLowerCase(Locale.ROOT))
              || names.contains(service.id().toLowerCase(Locale.ROOT)))) {
        teams.add(team);
      }
    }
    return teams;
  }

  private PastView view(PastStore.Known known) {
    PastStore.Told told = known.told();
    return new PastView(
        known.incidentId(),
        "past_incident",
        told.externalId(),
        title(told),
        told.kind(),
        told.service(),
        told.openedAt(),
        told.failedAt(),
        told.endedAt(),
        told.causeEntity(),
        told.causeService(),
        told.changeKnown(),
        told.change(),
        told.fixedBy(),
        told.sameAs(),
        directory.links().self("past_incidents", known.incidentId()));
  }

  /// What people called it; else what is known of it, since a bare number tells nobody anything.
  static String title(PastStore.Told told) {
    String title = told.title();
    if (title != null) {
      return title;
    }
    String kind = told.kind();
    String cause = told.causeEntity() == null ? told.causeService() : told.causeEntity();
    return kind == null && cause == null
        ? told.externalId()
        : "%s%s (%s)"
            .formatted(
                kind == null ? "trouble" : kind.replace('_', ' '),
                cause == null ? "" : " at " + cause,
                told.externalId());
  }
}
