package dev.muster.improve;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Place;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import dev.muster.signal.Tally;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// What each count of the funnel counts.
@RestController
@Tag(name = "Noise")
final class FunnelListResource {
  private static final String CURSOR =
      "cursor: the next_cursor of the page before, in place of an offset: the list goes on to its end";

  private final PostgresWayLists lists;
  private final Directory directory;
  private final InstantSource clock;

  FunnelListResource(PostgresWayLists lists, Directory directory, InstantSource clock) {
    this.lists = lists;
    this.directory = directory;
    this.clock = clock;
  }

  private PostgresWayLists.Cohort cohort(Query query) {
    String word = query.text("group_by");
    Funnel.By by =
        word == null
            ? Funnel.By.SOURCE
            : Funnel.By.of(word)
                .orElseThrow(
                    () -> ApiException.invalid("'group_by' must be one of source, service, rule"));
    String origin = query.text("origin");
    Span span = span(query, clock.instant());
    return new PostgresWayLists.Cohort(
        by, "none".equals(origin) ? "" : origin, span.since(), span.until());
  }

  /// A time of the funnel, in whole buckets.
  record Span(Instant since, Instant until) {}

  static Span span(Query query, Instant now) {
    Instant given = query.time("until");
    Instant until =
        Tally.bucket((given == null ? now : given).plusSeconds(Tally.BUCKET_SECONDS - 1));
    Instant from = query.time("since");
    Instant since = Tally.bucket(from == null ? until.minus(USUAL) : from);
    Query.checkSpan(since, until, LONGEST);
    return new Span(since, until);
  }

  private static final Duration USUAL = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(92);

  /// @param incident the incident that it formed, or else the one that it is in
  record AlertWayView(
      String type,
      Reference alert,
      String alertKey,
      Instant openedAt,
      @Nullable Reference service,
      boolean keptBack,
      @Nullable Instant releasedAt,
      @Nullable Reference incident,
      boolean formedIncident) {}

  @GetMapping("/noise/funnel/alerts")
  @Asks({
    "since, until, group_by: as for the funnel",
    "origin: id of the source, service or rule of a row, or none; all rows unless told",
    "of: opened, kept_back, released, formed_incident, joined_incident or without_incident; opened unless told",
    CURSOR
  })
  Map<String, @Nullable Object> listFunnelAlerts(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String word = query.text("of");
    PostgresWayLists.OfAlerts which =
        word == null
            ? PostgresWayLists.OfAlerts.OPENED
            : PostgresWayLists.OfAlerts.of(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'of' must be one of " + PostgresWayLists.OfAlerts.words()));
    PostgresWayLists.Cohort cohort = cohort(query);
    List<PostgresWayLists.AlertWay> found =
        lists.alerts(cohort, which, Place.of(query, paging), paging.offset(), paging.limit() + 1);
    Map<String, Reference> alerts = references("alert", found, PostgresWayLists.AlertWay::alertId);
    Map<String, Reference> services =
        references("service", found, PostgresWayLists.AlertWay::serviceId);
    Map<String, Reference> incidents =
        references("incident", found, PostgresWayLists.AlertWay::incidentId);
    return page(
        paging,
        "alerts",
        found,
        one -> new Place(one.openedAt(), one.alertId()),
        found.stream()
            .map(one ->
                new AlertWayView(
                    "alert_way",
                    known(alerts, "alert", one.alertId()),
                    one.dedupKey(),
                    one.openedAt(),
                    services.get(one.serviceId()),
                    one.keptBack(),
                    one.releasedAt(),
                    one.incidentId() == null ? null : incidents.get(one.incidentId()),
                    one.formed()))
            .toList(),
        () -> lists.alertCount(cohort, which));
  }

  /// @param ticket whether it has a ticket in a tracker
  /// @param toDo whether it pages nobody and is the ticket itself
  record IncidentWayView(
      String type,
      Reference incident,
      long number,
      String title,
      @Nullable Reference service,
      Instant createdAt,
      boolean ticket,
      boolean toDo) {}

  @GetMapping("/noise/funnel/incidents")
  @Asks({
    "since, until, group_by, origin: as for the alerts",
    "of: formed, filed, to_do or without, formed unless told; or declared, for those that people declared by hand",
    CURSOR
  })
  Map<String, @Nullable Object> listFunnelIncidents(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String word = query.text("of");
    PostgresWayLists.Cohort cohort = cohort(query);
    if ("declared".equals(word)) {
      return page(
          paging,
          lists.declared(
              cohort.since(),
              cohort.until(),
              Place.of(query, paging),
              paging.offset(),
              paging.limit() + 1),
          () -> lists.declaredCount(cohort.since(), cohort.until()));
    }
    PostgresWayLists.OfIncidents which =
        word == null
            ? PostgresWayLists.OfIncidents.FORMED
            : PostgresWayLists.OfIncidents.of(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'of' must be one of %s, declared"
                            .formatted(PostgresWayLists.OfIncidents.words())));
    return page(
        paging,
        lists.incidents(
            cohort, which, Place.of(query, paging), paging.offset(), paging.limit() + 1),
        () -> lists.incidentCount(cohort, which));
  }

  private Map<String, @Nullable Object> page(
      Paging paging, List<PostgresWayLists.IncidentWay> found, LongSupplier total) {
    return page(
        paging,
        "incidents",
        found,
        one -> new Place(one.formedAt(), one.incidentId()),
        views(found),
        total);
  }

  /// @param found what the views show; the last of the page says where the next goes on
  private static <T> Map<String, @Nullable Object> page(
      Paging paging,
      String plural,
      List<T> found,
      Function<T, Place> place,
      List<?> views,
      LongSupplier total) {
    Map<String, @Nullable Object> page = paging.page(plural, views, total);
    page.put(
        "next_cursor",
        found.size() > paging.limit() ? place.apply(found.get(paging.limit() - 1)).cursor() : null);
    return page;
  }

  private List<IncidentWayView> views(List<PostgresWayLists.IncidentWay> found) {
    Map<String, Reference> incidents =
        references("incident", found, PostgresWayLists.IncidentWay::incidentId);
    Map<String, Reference> services =
        references("service", found, PostgresWayLists.IncidentWay::serviceId);
    return found.stream()
        .map(one ->
            new IncidentWayView(
                "incident_way",
                known(incidents, "incident", one.incidentId()),
                one.number(),
                one.title(),
                services.get(one.serviceId()),
                one.formedAt(),
                one.ticket(),
                one.toDo()))
        .toList();
  }

  /// @param user who got it; null for the fallback address
  record PageWayView(
      String id,
      String type,
      @Nullable Reference incident,
      @Nullable Reference user,
      String channel,
      Instant sentAt) {}

  @GetMapping("/noise/funnel/pages")
  @Asks({"since, until, group_by, origin: as for the alerts", CURSOR})
  Map<String, @Nullable Object> listFunnelPages(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    PostgresWayLists.Cohort cohort = cohort(query);
    List<PostgresWayLists.PageWay> found =
        lists.pages(cohort, Place.of(query, paging), paging.offset(), paging.limit() + 1);
    Map<String, Reference> incidents =
        references("incident", found, PostgresWayLists.PageWay::incidentId);
    Map<String, Reference> users = references("user", found, PostgresWayLists.PageWay::userId);
    return page(
        paging,
        "pages",
        found,
        one -> new Place(one.sentAt(), one.notificationId()),
        found.stream()
            .map(one ->
                new PageWayView(
                    one.notificationId(),
                    "page_way",
                    incidents.get(one.incidentId()),
                    one.userId() == null ? null : users.get(one.userId()),
                    one.channel(),
                    one.sentAt()))
            .toList(),
        () -> lists.pageCount(cohort));
  }

  private <T> Map<String, Reference> references(
      String type, List<T> rows, Function<T, @Nullable String> idOf) {
    var wanted = new TreeSet<String>();
    for (T row : rows) {
      String id = idOf.apply(row);
      if (id != null) {
        wanted.add(id);
      }
    }
    return wanted.isEmpty() ? Map.of() : directory.references(type, wanted);
  }

  private Reference known(Map<String, Reference> found, String type, String id) {
    Reference reference = found.get(id);
    return reference == null ? directory.reference(type, id) : reference;
  }
}
