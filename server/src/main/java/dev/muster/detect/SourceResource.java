package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.SourceLoad;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who sends signals, metrics and logs, how much, and who has fallen silent.
@RestController
@Tag(name = "Sources")
final class SourceResource {
  private final Catalog catalog;
  private final SourceBook book;
  private final MetricDesk metrics;
  private final PostgresLogTemplates templates;
  private final Directory directory;
  private final InstantSource clock;

  SourceResource(
      Catalog catalog,
      SourceBook book,
      MetricDesk metrics,
      PostgresLogTemplates templates,
      Directory directory,
      InstantSource clock) {
    this.catalog = catalog;
    this.book = book;
    this.metrics = metrics;
    this.templates = templates;
    this.directory = directory;
    this.clock = clock;
  }

  @GetMapping("/sources")
  @Asks({
    "silent: true for those alone that are silent beyond their habit",
    "service_ids[]: only sources of these services"
  })
  Map<String, @Nullable Object> listSources(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    Instant now = clock.instant();
    boolean silentOnly = query.flag("silent", false);
    var services = query.list("service_ids");
    var sources = new ArrayList<Map<String, @Nullable Object>>();
    for (Service service : catalog.allServices()) {
      if (!services.isEmpty() && !services.contains(service.id())) {
        continue;
      }
      for (Integration integration : catalog.integrations(service.id())) {
        Map<String, @Nullable Object> view = view(integration, service, now);
        if (!silentOnly || Boolean.TRUE.equals(view.get("silent"))) {
          sources.add(view);
        }
      }
    }
    return paging.slice("sources", sources);
  }

  private Map<String, @Nullable Object> view(
      Integration integration, Service service, Instant now) {
    SourceBook.State state = book.state(integration.id());
    Duration silent = state == null ? null : state.silentFor(now);
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", integration.id());
    view.put("type", "source");
    view.put("summary", integration.name());
    view.put("self", null);
    view.put("html_url", null);
    view.put("integration", directory.reference("service_integration", integration.id()));
    view.put("service", directory.reference("service", service.id()));
    String team = service.teamId();
    view.put("teams", team == null ? List.of() : List.of(directory.reference("team", team)));
    view.put("events", state == null ? 0 : state.events());
    SourceLoad load = metrics.load(integration.id());
    view.put("series", load.series());
    view.put("series_limit", load.limit());
    view.put("series_learning", load.learning());
    view.put("over_limit", load.isOver(now));
    view.put("refused_readings", load.refused());
    view.put("refused_at", load.refusedAt());
    view.put("first_seen_at", state == null ? null : state.firstSeen());
    view.put("last_seen_at", state == null ? null : state.lastSeen());
    Duration gap = state == null ? null : state.gap();
    view.put("usual_gap_seconds", gap == null ? null : gap.toMillis() / 1_000.0);
    view.put("silent", silent != null);
    view.put("mail_notifications", integration.mails());
    view.put("status", words(state, silent) + words(load, now));
    return view;
  }

  static String words(SourceBook.@Nullable State state, @Nullable Duration silent) {
    if (state == null) {
      return "It has sent nothing yet.";
    }
    Duration gap = state.gap();
    if (gap == null) {
      return "Its habit is not known yet; that takes " + SourceBook.ENOUGH + " pauses.";
    }
    String usual = "99 of 100 of its pauses are shorter than " + plain(gap) + ".";
    boolean restarted = state.lastSeen().isBefore(state.listening());
    if (silent == null) {
      return restarted
          ? "It has not been heard of since Muster started, which is not long for it; " + usual
          : "It is heard of as usual; " + usual;
    }
    return "It has been silent for "
        + plain(silent)
        + (restarted ? ", since Muster started; " : "; ")
        + usual;
  }

  /// What an operator should know of its series; nothing where all is well.
  static String words(SourceLoad load, Instant now) {
    var words = new StringBuilder();
    Instant refusedAt = load.refusedAt();
    if (refusedAt != null) {
      Instant last = refusedAt.truncatedTo(ChronoUnit.SECONDS);
      words.append(
          load.isOver(now)
              ? String.format(
                  Locale.ROOT,
                  " It sends more series than it may have, %,d: %,d readings were refused since the"
                      + " start, the last at %s.",
                  load.limit(),
                  load.refused(),
                  last)
              : String.format(
                  Locale.ROOT,
                  " %,d readings were refused since the start, as they were of more than %,d series,"
                      + " the last at %s; none in the last hour.",
                  load.refused(),
                  load.limit(),
                  last));
    }
    if (load.learning() > 0) {
      words.append(
          String.format(
              Locale.ROOT,
              " %,d of its %,d series are not judged yet: their detectors have still to learn what"
                  + " is kept of them.",
              load.learning(),
              load.series()));
    }
    return words.toString();
  }

  private static String plain(Duration time) {
    long seconds = Math.max(1, time.toSeconds());
    return seconds < 120
        ? seconds + " s"
        : seconds < 7_200 ? seconds / 60 + " min" : seconds / 3_600 + " h";
  }

  @GetMapping("/log_templates")
  @Asks({
    "source_id: only those of this integration",
    "since: only those that were first seen then or later"
  })
  Map<String, @Nullable Object> listTemplates(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    var rows =
        templates.newest(
            query.text("source_id"), query.time("since"), paging.offset(), paging.limit() + 1);
    var views = new ArrayList<Map<String, @Nullable Object>>();
    for (PostgresLogTemplates.Row row : rows) {
      var view = new LinkedHashMap<String, @Nullable Object>();
      view.put("id", row.id());
      view.put("type", "log_template");
      view.put("summary", row.text());
      view.put("self", null);
      view.put("html_url", null);
      view.put("source", directory.reference("service_integration", row.source()));
      view.put("scope", row.scope());
      view.put("text", row.text());
      view.put("severity", row.severity());
      view.put("first_seen_at", row.firstSeen());
      view.put("changed_at", row.changed());
      views.add(view);
    }
    return paging.page("log_templates", views, views::size);
  }
}
