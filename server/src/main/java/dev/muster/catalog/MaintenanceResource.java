package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.TimeRange;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Maintenance windows. What is over stays as it was; what runs can only be ended.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Maintenance windows")
final class MaintenanceResource {
  private static final Set<String> FILTERS = Set.of("past", "future", "ongoing", "open", "all");

  private final PostgresServices store;
  private final LiveCatalog catalog;
  private final References references;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Links links;
  private final Ids ids;
  private final InstantSource clock;

  MaintenanceResource(
      PostgresServices store,
      LiveCatalog catalog,
      References references,
      AuditTrail audit,
      Transactions transactions,
      Links links,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.catalog = catalog;
    this.references = references;
    this.audit = audit;
    this.transactions = transactions;
    this.links = links;
    this.ids = ids;
    this.clock = clock;
  }

  record WindowView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      long sequenceNumber,
      Instant startTime,
      Instant endTime,
      @Nullable String description,
      Object createdBy,
      List<Object> services,
      List<Object> teams,
      @Nullable RecurrenceView recurrence,
      List<OccurrenceView> nextOccurrences) {}

  /// How a window comes back.
  ///
  /// @param rrule as RFC 5545 writes it, for example `FREQ=WEEKLY;BYDAY=SU`
  /// @param timeZone whose clock it follows
  record RecurrenceView(String rrule, String timeZone) {}

  record OccurrenceView(Instant startTime, Instant endTime) {}

  /// Occurrences shown ahead.
  private static final int AHEAD = 5;

  @GetMapping("/maintenance_windows")
  @Asks({
    "filter: past, future, ongoing, open (not past), or all unless told",
    "query: only windows whose description holds this text",
    "service_ids[]: only windows of these services",
    "team_ids[]: also, or only, windows of services of these teams",
    "include[]: services, users to have them in full"
  })
  Map<String, @Nullable Object> listWindows(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String given = query.text("filter");
    String filter = given == null ? "all" : given;
    if (!FILTERS.contains(filter)) {
      throw ApiException.invalid("'filter' must be one of past, future, ongoing, open, all");
    }
    var services = new LinkedHashSet<>(query.list("service_ids"));
    List<String> teams = query.list("team_ids");
    if (!teams.isEmpty()) {
      var ofTeams = new LinkedHashSet<String>();
      for (String team : teams) {
        catalog.servicesOfTeam(team).forEach(service -> ofTeams.add(service.id()));
      }
      if (query.isKept() && !services.isEmpty()) {
        services.retainAll(ofTeams); // who may see their own teams' things alone asks for no others
      } else {
        services.addAll(ofTeams);
      }
    }
    if (!teams.isEmpty() && services.isEmpty()) {
      return paging.slice("maintenance_windows", List.of());
    }
    Instant now = clock.instant();
    String text = query.text("query");
    List<MaintenanceWindow> found =
        store.searchWindows(filter, text, services, now, paging.offset(), paging.limit() + 1);
    return paging.page(
        "maintenance_windows",
        found.stream().map(window -> view(window, query)).toList(),
        () -> store.countWindows(filter, text, services, now));
  }

  @GetMapping("/maintenance_windows/{id}")
  @Asks("include[]: services, users to have them in full")
  Map<String, WindowView> getWindow(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    MaintenanceWindow window = find(id);
    if (shown(window, query).isEmpty() && !window.serviceIds().isEmpty()) {
      throw ApiException.notFound("Maintenance window " + id);
    }
    return Map.of("maintenance_window", view(window, query));
  }

  /// All of them, or none: a window over a service of another team would silence that team.
  private void mayQuieten(Set<String> serviceIds) {
    if (serviceIds.isEmpty()) {
      Actor.current().require(Permission.CONFIGURE);
    }
    serviceIds.forEach(id -> TeamRights.requireForService(catalog, Permission.CONFIGURE, id));
  }

  @PostMapping("/maintenance_windows")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, WindowView> createWindow(Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Body given = body.envelope("maintenance_window");
    Instant now = clock.instant();
    Instant start = given.time("start_time");
    Instant end = given.time("end_time");
    if (given.raw("end_time") == null) {
      given.fault("end_time", "is missing");
    }
    // a start in the past means now: what has happened in between cannot be undone
    boolean recurring = given.raw("recurrence") != null;
    Instant from = start == null || (start.isBefore(now) && !recurring) ? now : start;
    if (recurring) {
      from = from.truncatedTo(ChronoUnit.SECONDS); // a rule knows nothing finer
    }
    // the first occurrence of a window that comes back may lie in the past
    if (end != null && !end.isAfter(from)) {
      given.fault("end_time", "must be after the start and in the future");
    }
    Set<String> services = services(given);
    mayQuieten(services);
    if (services.isEmpty()) {
      given.fault("services", "must name a service at least");
    }
    String description = given.text("description");
    UserResource.limit(given, "description", description, 10_000);
    Recurrence recurrence =
        end == null || !end.isAfter(from) ? null : recurrence(given, new TimeRange(from, end));
    given.check();
    if (end == null) {
      throw ApiException.invalid("'maintenance_window.end_time' is missing");
    }
    var window =
        new MaintenanceWindow(
            ids.next('P'),
            0,
            description,
            new TimeRange(from, end),
            recurrence,
            services,
            Actor.current().id(),
            now);
    return save("create", window, Map.of("services", services, "from", from, "until", end));
  }

  @PutMapping("/maintenance_windows/{id}")
  Map<String, WindowView> updateWindow(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    MaintenanceWindow before = find(id);
    mayQuieten(before.serviceIds());
    Instant now = clock.instant();
    if (before.isPast(now)) {
      throw ApiException.invalid("A maintenance window that is over cannot be changed.");
    }
    Body given = body.envelope("maintenance_window");
    Instant start = given.time("start_time");
    Instant end = given.time("end_time");
    boolean recurring =
        given.has("recurrence") ? !given.isNull("recurrence") : before.recurrence() != null;
    Instant from =
        start == null || (!before.isFuture(now) && !recurring) ? before.time().from() : start;
    if (recurring) {
      from = from.truncatedTo(ChronoUnit.SECONDS);
    }
    Instant until = end == null ? before.time().until() : end;
    if (!until.isAfter(from) || (until.isBefore(now) && !recurring)) {
      given.fault("end_time", "must be after the start and in the future");
    }
    Set<String> services = given.has("services") ? services(given) : before.serviceIds();
    mayQuieten(services);
    if (services.isEmpty()) {
      given.fault("services", "must name a service at least");
    }
    String description =
        given.has("description") ? given.text("description") : before.description();
    UserResource.limit(given, "description", description, 10_000);
    Recurrence recurrence = before.recurrence();
    if (until.isAfter(from)) {
      var first = new TimeRange(from, until);
      if (given.has("recurrence")) {
        recurrence = recurrence(given, first);
      } else if (recurrence != null) {
        recurrence = again(given, recurrence.rule(), recurrence.zone(), first);
      }
    }
    given.check();
    var after =
        new MaintenanceWindow(
            id,
            before.number(),
            description,
            new TimeRange(from, until),
            recurrence,
            services,
            before.createdBy(),
            before.createdAt());
    return save("update", after, Changes.between(before, after));
  }

  @DeleteMapping("/maintenance_windows/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteWindow(@PathVariable String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    MaintenanceWindow window = find(id);
    mayQuieten(window.serviceIds());
    Instant now = clock.instant();
    if (window.isPast(now)) {
      throw new ApiException(
          405,
          2001,
          "Method Not Allowed",
          List.of("A maintenance window that is over cannot be deleted."));
    }
    transactions.run(() -> {
      TimeRange running = window.occurrenceAt(now).orElse(null);
      if (running == null || running.from().equals(now)) {
        store.deleteWindow(id);
        audit.record("delete", "maintenance_window", id, Map.of());
      } else {
        store.save(
            new MaintenanceWindow(
                id,
                window.number(),
                window.description(),
                new TimeRange(running.from(), now),
                window.serviceIds(),
                window.createdBy(),
                window.createdAt()));
        audit.record("end", "maintenance_window", id, Map.of());
      }
      catalog.changed();
    });
  }

  private Map<String, WindowView> save(
      String action, MaintenanceWindow window, Map<String, ?> details) {
    transactions.run(() -> {
      store.save(window);
      catalog.changed();
      audit.record(action, "maintenance_window", window.id(), details);
    });
    return Map.of("maintenance_window", view(find(window.id()), new Query(Map.of())));
  }

  private static @Nullable Recurrence recurrence(Body body, TimeRange first) {
    Body given = body.object("recurrence");
    if (given == null) {
      return null;
    }
    String rule = given.required("rrule", Recurrence.LONGEST);
    String zone = given.text("time_zone", "UTC");
    try {
      return rule.isEmpty() ? null : again(given, rule, ZoneId.of(zone), first);
    } catch (DateTimeException unknown) {
      given.fault("time_zone", "names no time zone: '" + zone + "'");
      return null;
    }
  }

  private static @Nullable Recurrence again(Body given, String rule, ZoneId zone, TimeRange first) {
    try {
      return Recurrence.of(
          rule.startsWith("RRULE:") ? rule.substring("RRULE:".length()) : rule, zone, first);
    } catch (IllegalArgumentException wrong) {
      given.fault("rrule", String.valueOf(wrong.getMessage()));
      return null;
    }
  }

  private Set<String> services(Body body) {
    var services = new HashSet<String>();
    for (Body reference : body.objects("services")) {
      String id = reference.required("id", 64);
      if (!id.isEmpty() && catalog.service(id).isEmpty()) {
        reference.fault("id", "names no service");
      }
      services.add(id);
    }
    return services;
  }

  private MaintenanceWindow find(String id) {
    return store.window(id).orElseThrow(() -> ApiException.notFound("Maintenance window " + id));
  }

  /// Its services, as far as the caller may see them.
  private List<String> shown(MaintenanceWindow window, Query query) {
    return window.serviceIds().stream()
        .filter(id -> query.shows(catalog.service(id).map(Service::teamId).stream().toList()))
        .sorted()
        .toList();
  }

  private WindowView view(MaintenanceWindow window, Query query) {
    Set<String> includes = query.includes();
    String description = window.description();
    Recurrence recurrence = window.recurrence();
    Instant now = clock.instant();
    List<TimeRange> ahead =
        recurrence == null
            ? window.isPast(now) ? List.of() : List.of(window.time())
            : recurrence.occurrences(window.time(), now, AHEAD);
    List<String> services = shown(window, query);
    Map<String, Object> shown = references.of("service", services, includes.contains("services"));
    Set<String> teams = new HashSet<>();
    for (Service service : catalog.services(services).values()) {
      if (service.teamId() != null) {
        teams.add(service.teamId());
      }
    }
    return new WindowView(
        window.id(),
        "maintenance_window",
        description == null || description.isBlank()
            ? "Maintenance " + window.number()
            : description,
        links.self("maintenance_windows", window.id()),
        links.html("maintenance_windows", window.id()),
        window.number(),
        window.time().from(),
        window.time().until(),
        description,
        references
            .of("user", List.of(window.createdBy()), includes.contains("users"))
            .getOrDefault(window.createdBy(), Map.of()),
        services.stream().map(id -> shown.getOrDefault(id, Map.of())).toList(),
        List.copyOf(references.of("team", teams, false).values()),
        recurrence == null
            ? null
            : new RecurrenceView(recurrence.rule(), recurrence.zone().getId()),
        ahead.stream()
            .map(occurrence -> new OccurrenceView(occurrence.from(), occurrence.until()))
            .toList());
  }
}
