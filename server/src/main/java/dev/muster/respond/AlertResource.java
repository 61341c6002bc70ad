package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.alert.AlertFilter;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Severity;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/alerts`: alerts of all incidents, and of none.
@RestController
@Tag(name = "Alerts")
final class AlertResource {
  /// Longest text that is searched for, in characters.
  private static final int TEXT_MOST = 200;

  private final Alerts alerts;
  private final Incidents incidents;
  private final IncidentViews views;
  private final Catalog catalog;
  private final Directory directory;

  AlertResource(
      Alerts alerts,
      Incidents incidents,
      IncidentViews views,
      Catalog catalog,
      Directory directory) {
    this.alerts = alerts;
    this.incidents = incidents;
    this.views = views;
    this.catalog = catalog;
    this.directory = directory;
  }

  @GetMapping("/alerts")
  @Asks({
    "query: a part of the summary, source, component or class as the alert opened with them, in any"
        + " case; 'searched_all' is false when older alerts may match, too, and a search until"
        + " 'searched_back_to' goes on with those; 'total' is null then",
    "statuses[]: triggered, resolved",
    "severities[]: critical, error, warning, info",
    "service_ids[]: only of these services",
    "team_ids[]: only of services of these teams",
    "alert_key: only with this key",
    "since: first seen at or after",
    "until: first seen before",
    "time_zone: of the times in the answer and of times without a zone in the query"
  })
  Map<String, @Nullable Object> listAlerts(Query query, Paging paging) {
    Desk.reader();
    Optional<AlertFilter> filter = filter(query);
    if (filter.isEmpty()) {
      return paging.page("alerts", List.of(), () -> 0);
    }
    Alerts.Found page = alerts.find(filter.get(), paging.offset(), paging.limit() + 1);
    List<Alert> found = page.alerts();
    Map<String, @Nullable Object> answer =
        paging.pageOfSome("alerts", found, () -> alerts.count(filter.get()));
    answer.put("alerts", views(found.subList(0, Math.min(found.size(), paging.limit()))));
    answer.put("searched_all", page.searchedAll());
    // To the microsecond: what was seen earlier in the same second was not searched.
    Instant backTo = page.searchedBackTo();
    answer.put("searched_back_to", backTo == null ? null : backTo.toString());
    return answer;
  }

  @GetMapping("/alerts/{id}")
  @Asks("time_zone: of the times in the answer")
  Map<String, Object> getAlert(@PathVariable String id) {
    Desk.reader();
    Alert alert = alerts.alert(id).orElseThrow(() -> ApiException.notFound("Alert " + id));
    return Map.of("alert", views(List.of(alert)).getFirst());
  }

  /// What the query asks for; empty when nothing can match.
  private Optional<AlertFilter> filter(Query query) {
    Set<String> services = new HashSet<>(query.list("service_ids"));
    List<String> teams = query.list("team_ids");
    if (!teams.isEmpty()) {
      Set<String> ofTeams =
          teams.stream()
              .flatMap(team -> catalog.servicesOfTeam(team).stream())
              .map(Service::id)
              .collect(Collectors.toSet());
      if (services.isEmpty()) {
        services = ofTeams;
      } else {
        services.retainAll(ofTeams);
      }
      if (services.isEmpty()) {
        return Optional.empty();
      }
    }
    Instant since = query.time("since");
    Instant until = query.time("until");
    if (since != null && until != null && until.isBefore(since)) {
      throw ApiException.invalid("'until' must not be before 'since'.");
    }
    String text = query.text("query");
    if (text != null && text.codePointCount(0, text.length()) > TEXT_MOST) {
      throw ApiException.invalid("'query' is longer than " + TEXT_MOST + " characters.");
    }
    return Optional.of(
        new AlertFilter(
            List.of(),
            services.stream().sorted().toList(),
            words(query, "statuses", Alert.Status::of, "triggered, resolved"),
            words(query, "severities", Severity::of, "critical, error, warning, info"),
            since,
            until,
            query.text("alert_key"),
            text == null ? null : text.strip()));
  }

  private static <T> Set<T> words(
      Query query, String name, Function<String, Optional<T>> parse, String allowed) {
    return query.list(name).stream()
        .map(word ->
            parse
                .apply(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'%s' must be among %s, not '%s'.".formatted(name, allowed, word))))
        .collect(Collectors.toSet());
  }

  private List<AlertView> views(List<Alert> found) {
    Map<String, Member> members = incidents.memberships(found.stream().map(Alert::id).toList());
    var belongTo = new LinkedHashSet<String>();
    for (Member member : members.values()) {
      if (member.incidentId() != null) {
        belongTo.add(member.incidentId());
      }
    }
    Map<String, Reference> references = views.references(belongTo);
    var shown = new ArrayList<AlertView>();
    for (Alert alert : found) {
      Member member = members.get(alert.id());
      String incidentId = member == null ? null : member.incidentId();
      shown.add(
          AlertView.of(
              alert, member, incidentId == null ? null : references.get(incidentId), directory));
    }
    return shown;
  }
}
