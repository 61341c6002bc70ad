package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/incidents/{id}/alerts`.
@RestController
@Tag(name = "Alerts")
final class IncidentAlertResource {
  /// Alerts of one incident that a filter looks through.
  private static final int FILTERED_MAX = 10_000;

  private final Desk desk;
  private final Incidents incidents;
  private final Alerts alerts;
  private final IncidentViews views;
  private final Directory directory;
  private final Waiting waiting;
  private final InstantSource clock;

  IncidentAlertResource(
      Desk desk,
      Incidents incidents,
      Alerts alerts,
      IncidentViews views,
      Directory directory,
      Waiting waiting,
      InstantSource clock) {
    this.desk = desk;
    this.incidents = incidents;
    this.alerts = alerts;
    this.views = views;
    this.directory = directory;
    this.waiting = waiting;
    this.clock = clock;
  }

  @GetMapping("/incidents/{id}/alerts")
  @Asks({
    "alert_key: only with this key",
    "statuses[]: triggered, resolved",
    "sort_by: created_at or resolved_at, with :asc or :desc",
    "time_zone: of the times in the answer"
  })
  Map<String, @Nullable Object> list(@PathVariable String id, Query query, Paging paging) {
    Desk.reader();
    Incident incident = desk.incident(id);
    String key = query.text("alert_key");
    Set<Alert.Status> statuses =
        query.list("statuses").stream()
            .map(word ->
                Alert.Status.of(word)
                    .orElseThrow(() ->
                        ApiException.invalid(
                            "'statuses' must be among triggered, resolved, not '" + word + "'.")))
            .collect(Collectors.toSet());
    boolean newestFirst = String.valueOf(query.text("sort_by")).endsWith(":desc");
    if (key == null && statuses.isEmpty() && !newestFirst) {
      List<Member> members = incidents.members(incident.id(), paging.offset(), paging.limit() + 1);
      Map<String, @Nullable Object> answer = paging.page("alerts", members, incident::allAlerts);
      answer.put("alerts", views(members.subList(0, Math.min(members.size(), paging.limit()))));
      return answer;
    }
    List<Member> members = incidents.members(incident.id(), 0, FILTERED_MAX);
    Map<String, Alert> known = alerts.alerts(members.stream().map(Member::alertId).toList());
    var fitting = new ArrayList<Member>();
    for (Member member : members) {
      Alert alert = known.get(member.alertId());
      if (alert != null
          && (key == null || key.equals(alert.dedupKey()))
          && (statuses.isEmpty() || statuses.contains(alert.status()))) {
        fitting.add(member);
      }
    }
    Map<String, @Nullable Object> answer =
        paging.slice("alerts", newestFirst ? fitting.reversed() : fitting);
    if (answer.get("alerts") instanceof List<?> page) {
      answer.put("alerts", views(page.stream().map(Member.class::cast).toList()));
    }
    return answer;
  }

  @GetMapping("/incidents/{id}/alerts/{alertId}")
  Map<String, Object> show(@PathVariable String id, @PathVariable String alertId) {
    Desk.reader();
    Incident incident = desk.incident(id);
    return Map.of("alert", views(List.of(member(incident, alertId))).getFirst());
  }

  @PutMapping("/incidents/{id}/alerts/{alertId}")
  Map<String, Object> update(@PathVariable String id, @PathVariable String alertId, Body request) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    Member member = member(incident, alertId);
    Edit edit = edit(request.envelope("alert"), member);
    request.check();
    apply(List.of(edit), actor);
    return Map.of("alert", after(List.of(alertId)).getFirst());
  }

  @PutMapping("/incidents/{id}/alerts")
  Map<String, @Nullable Object> updateAll(@PathVariable String id, Body request, Paging paging) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    List<Body> bodies = request.objects("alerts");
    request.check();
    if (bodies.isEmpty()) {
      throw ApiException.invalid("'alerts' is missing or empty.");
    }
    if (bodies.size() > IncidentResource.BULK_MAX) {
      throw new ApiException(
          413,
          2001,
          "Request Entity Too Large",
          List.of("At most %d alerts at a time.".formatted(IncidentResource.BULK_MAX)));
    }
    var edits = new ArrayList<Edit>();
    for (Body body : bodies) {
      String alertId = body.required("id", 64);
      if (!alertId.isEmpty()) {
        edits.add(edit(body, member(incident, alertId)));
      }
    }
    request.check();
    apply(edits, actor);
    List<String> ids = edits.stream().map(Edit::alertId).distinct().toList();
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("alerts", after(ids));
    answer.put("limit", Math.max(paging.limit(), ids.size()));
    answer.put("offset", 0);
    answer.put("more", false);
    answer.put("total", paging.wantsTotal() ? ids.size() : null);
    return answer;
  }

  /// What a body asks for.
  ///
  /// @param toIncidentId where to move the alert; null to leave it
  private record Edit(String alertId, boolean resolve, @Nullable String toIncidentId) {}

  private Edit edit(Body body, Member member) {
    Alert.Status status = body.word("status", Alert.Status::of, "triggered, resolved");
    if (status == Alert.Status.TRIGGERED && !member.open()) {
      body.fault("status", "cannot become triggered again: a resolved alert stays resolved");
    }
    String to = body.reference("incident");
    return new Edit(
        member.alertId(),
        status == Alert.Status.RESOLVED && member.open(),
        to == null ? null : desk.incidentToChange(to).id());
  }

  private void apply(List<Edit> edits, Actor actor) {
    Instant now = clock.instant();
    var resolved = new LinkedHashSet<String>();
    desk.change(() -> {
      resolved.clear();
      for (Edit edit : edits) {
        if (edit.toIncidentId() != null) {
          incidents.move(edit.alertId(), edit.toIncidentId(), actor, now);
        }
        if (edit.resolve()) {
          resolved.add(edit.alertId());
        }
      }
      if (!resolved.isEmpty()) {
        alerts.resolve(resolved, actor, actor.name() + " resolved it.", now);
      }
      return Boolean.TRUE;
    });
    if (!resolved.isEmpty()) {
      // the alert's own lane carries it out right after the commit
      waiting.until(() -> alerts.alerts(resolved).values().stream().noneMatch(Alert::isOpen));
    }
  }

  private Member member(Incident incident, String alertId) {
    Member member = incidents.memberships(List.of(alertId)).get(alertId);
    if (member == null || !incident.id().equals(member.incidentId())) {
      throw ApiException.notFound("Alert " + alertId + " of incident " + incident.id());
    }
    return member;
  }

  private List<AlertView> after(List<String> ids) {
    Map<String, Member> members = incidents.memberships(ids);
    return views(ids.stream().map(members::get).filter(member -> member != null).toList());
  }

  private List<AlertView> views(List<Member> members) {
    Map<String, Alert> known = alerts.alerts(members.stream().map(Member::alertId).toList());
    var belongTo = new LinkedHashSet<String>();
    for (Member member : members) {
      if (member.incidentId() != null) {
        belongTo.add(member.incidentId());
      }
    }
    var references = new HashMap<String, Reference>(views.references(belongTo));
    var found = new ArrayList<AlertView>();
    for (Member member : members) {
      Alert alert = known.get(member.alertId());
      if (alert != null) {
        String incidentId = member.incidentId();
        found.add(
            AlertView.of(
                alert, member, incidentId == null ? null : references.get(incidentId), directory));
      }
    }
    return found;
  }
}
