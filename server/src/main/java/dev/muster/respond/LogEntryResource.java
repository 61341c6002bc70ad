package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/log_entries` and `/incidents/{id}/log_entries`: the timeline.
@RestController
@Tag(name = "Log entries")
final class LogEntryResource {
  private final Desk desk;
  private final TimelineRepository timeline;
  private final IncidentViews views;
  private final Directory directory;
  private final Catalog catalog;
  private final Waiting waiting;

  LogEntryResource(
      Desk desk,
      TimelineRepository timeline,
      IncidentViews views,
      Directory directory,
      Catalog catalog,
      Waiting waiting) {
    this.desk = desk;
    this.timeline = timeline;
    this.views = views;
    this.directory = directory;
    this.catalog = catalog;
    this.waiting = waiting;
  }

  @GetMapping("/log_entries")
  @Asks({
    "since: happened at or after",
    "until: happened before",
    "is_overview: true for the short version",
    "team_ids[]: only of services of these teams",
    "time_zone: of the times in the answer",
    "include[]: incidents"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Desk.reader();
    List<String> teams = query.list("team_ids");
    List<String> services =
        teams.isEmpty()
            ? null
            : teams.stream()
                .flatMap(team -> catalog.servicesOfTeam(team).stream())
                .map(Service::id)
                .toList();
    return page(query, paging, null, services);
  }

  @GetMapping("/incidents/{id}/log_entries")
  @Asks({
    "since: happened at or after",
    "until: happened before",
    "is_overview: true for the short version",
    "time_zone: of the times in the answer",
    "include[]: incidents"
  })
  Map<String, @Nullable Object> ofIncident(@PathVariable String id, Query query, Paging paging) {
    Desk.reader();
    return page(query, paging, desk.incident(id).id(), null);
  }

  @GetMapping("/log_entries/{id}")
  @Asks({"time_zone: of the times in the answer", "include[]: incidents"})
  Map<String, Object> show(@PathVariable String id, Query query) {
    Desk.reader();
    waiting.until(() -> timeline.entry(id).isPresent() || waiting.forTimeline());
    LogEntry entry = timeline.entry(id).orElseThrow(() -> ApiException.notFound("Log entry " + id));
    return Map.of("log_entry", views(List.of(entry), query.includes()).getFirst());
  }

  private Map<String, @Nullable Object> page(
      Query query, Paging paging, @Nullable String incidentId, @Nullable List<String> services) {
    Instant since = query.time("since");
    Instant until = query.time("until");
    if (since != null && until != null && until.isBefore(since)) {
      throw ApiException.invalid("'until' must not be before 'since'.");
    }
    waiting.forTimeline();
    var filter =
        new TimelineRepository.Filter(
            incidentId, services, since, until, query.flag("is_overview", false));
    List<LogEntry> found = timeline.entries(filter, paging.offset(), paging.limit() + 1);
    Map<String, @Nullable Object> answer =
        paging.page("log_entries", found, () -> timeline.count(filter));
    answer.put(
        "log_entries",
        views(found.subList(0, Math.min(found.size(), paging.limit())), query.includes()));
    return answer;
  }

  private List<LogEntryView> views(List<LogEntry> entries, Set<String> includes) {
    List<String> ids = entries.stream().map(LogEntry::incidentId).distinct().toList();
    var incidents = new HashMap<String, Object>(views.references(ids));
    if (includes.contains("incidents")) {
      views.views(ids, Set.of()).forEach(view -> incidents.put(view.id(), view));
    }
    return entries.stream()
        .map(entry -> LogEntryView.of(entry, incidents, views, directory, catalog))
        .toList();
  }
}
