package dev.muster.improve;

import dev.muster.catalog.Catalog;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Query;
import dev.muster.signal.Effect;
import dev.muster.signal.rules.RuleNames;
import dev.muster.signal.rules.RuleReferences;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// From raw events to pages, with totals that add up.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Noise")
final class FunnelResource {
  private final dev.muster.signal.Funnel signals;
  private final PostgresWays ways;
  private final Catalog catalog;
  private final RuleNames rules;
  private final Directory directory;
  private final InstantSource clock;

  FunnelResource(
      dev.muster.signal.Funnel signals,
      PostgresWays ways,
      Catalog catalog,
      RuleNames rules,
      Directory directory,
      InstantSource clock) {
    this.signals = signals;
    this.ways = ways;
    this.catalog = catalog;
    this.rules = rules;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param origin the integration, service or rule as a reference; null for the total and for events without one
  /// @param events raw events: `total`, and one field for each effect, which add up to it
  /// @param alerts what the events opened: `opened` in total; `kept_back` and of those `released`; and where they went:
  ///     `formed_incident`, `joined_incident`, `without_incident`, which add up to `opened`
  /// @param incidents incidents that these alerts formed
  /// @param tickets what becomes of these incidents outside of the page: `filed` in a tracker, `to_do` in the list of incidents alone,
  ///     because they page nobody, and `without`; the three add up to the incidents formed
  /// @param pages messages about these incidents, and the people who got them
  /// @param eventsUrl the raw events behind the row
  /// @param alertsUrl the alerts behind it; `&of=` with a field of `alerts` narrows it to those of that count
  /// @param incidentsUrl the incidents behind it; `&of=formed`, `filed`, `to_do` or `without` narrows it
  /// @param pagesUrl the messages behind it
  record RowView(
      @Nullable Object origin,
      Map<String, Long> events,
      Map<String, Long> alerts,
      Map<String, Long> incidents,
      Map<String, Long> tickets,
      Map<String, Long> pages,
      String eventsUrl,
      String alertsUrl,
      String incidentsUrl,
      String pagesUrl) {}

  @GetMapping("/noise/funnel")
  @Asks({
    "since: received at or after, a day ago unless told; rounded down to 5 minutes",
    "until: received before, now unless told; rounded up to 5 minutes",
    "group_by: source, service or rule; source unless told"
  })
  Map<String, Object> funnel(Query query) {
    Actor.current().require(Permission.READ);
    String word = query.text("group_by");
    Funnel.By by =
        word == null
            ? Funnel.By.SOURCE
            : Funnel.By.of(word)
                .orElseThrow(
                    () -> ApiException.invalid("'group_by' must be one of source, service, rule"));
    FunnelListResource.Span span = FunnelListResource.span(query, clock.instant());
    Instant since = span.since();
    Instant until = span.until();
    List<Funnel.Row> rows =
        Funnel.rows(by, signals.cells(since, until), ways.came(by, since, until));
    Funnel.Row total = Funnel.total(rows);
    var funnel = new LinkedHashMap<String, Object>();
    funnel.put("since", since);
    funnel.put("until", until);
    funnel.put("group_by", by.wire());
    funnel.put("total", view(total, null, since, until, "", ""));
    funnel.put(
        "groups",
        rows.stream()
            .map(row ->
                view(
                    row,
                    origin(by, row.origin()),
                    since,
                    until,
                    filter(by, row.origin()),
                    "&group_by=" + by.wire() + "&origin=" + value(row.origin())))
            .toList());
    funnel.put("incidents_declared_by_people", ways.declared(since, until));
    // Alerts are counted where events open them and where rooms hear of them; the second follows
    // the first within a moment.
    funnel.put("alerts_not_heard_of_yet", total.alertsOpened() - total.came().alerts());
    return Map.of("funnel", funnel);
  }

  private static Map<String, Long> tickets(PostgresWays.Came came) {
    var tickets = new LinkedHashMap<String, Long>();
    tickets.put("filed", came.tickets());
    tickets.put("to_do", came.toDo());
    tickets.put("without", came.formed() - came.tickets() - came.toDo());
    return tickets;
  }

  private static String filter(Funnel.By by, String origin) {
    String value = value(origin);
    return switch (by) {
      case SOURCE -> "&integration_ids[]=" + value;
      case SERVICE -> "&service_ids[]=" + value;
      case RULE -> "&rule_ids[]=" + value;
    };
  }

  private static String value(String origin) {
    return origin.isEmpty() ? "none" : URLEncoder.encode(origin, StandardCharsets.UTF_8);
  }

  private @Nullable Object origin(Funnel.By by, String id) {
    if (id.isEmpty()) {
      return null;
    }
    return switch (by) {
      case RULE -> RuleReferences.rule(rules, id, directory.links());
      case SERVICE -> directory.reference("service", id);
      case SOURCE ->
          catalog.integration(id).isPresent()
              ? directory.reference("service_integration", id)
              : RuleReferences.door(rules, id, directory.links());
    };
  }

  private RowView view(
      Funnel.Row row,
      @Nullable Object origin,
      Instant since,
      Instant until,
      String filter,
      String cohort) {
    var events = new LinkedHashMap<String, Long>();
    events.put("total", row.events());
    for (Effect effect : Effect.values()) {
      events.put(effect.wire(), row.effects().getOrDefault(effect, 0L));
    }
    PostgresWays.Came came = row.came();
    var alerts = new LinkedHashMap<String, Long>();
    alerts.put("opened", came.alerts());
    alerts.put("kept_back", came.keptBack());
    alerts.put("released", came.released());
    alerts.put("formed_incident", came.formed());
    alerts.put("joined_incident", came.grouped());
    alerts.put("without_incident", came.alone());
    var pages = new LinkedHashMap<String, Long>();
    pages.put("sent", came.pages());
    pages.put("people", came.people());
    return new RowView(
        origin,
        events,
        alerts,
        Map.of("formed", came.formed()),
        tickets(came),
        pages,
        directory.links().apiBase() + "/events?since=" + since + "&until=" + until + filter,
        list("alerts", since, until, cohort),
        list("incidents", since, until, cohort),
        list("pages", since, until, cohort));
  }

  private String list(String what, Instant since, Instant until, String cohort) {
    return "%s/noise/funnel/%s?since=%s&until=%s%s"
        .formatted(directory.links().apiBase(), what, since, until, cohort);
  }
}
