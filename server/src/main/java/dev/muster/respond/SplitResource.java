package dev.muster.respond;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.Declaration;
import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Response;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Splitting an incident that turned out to be two.
@RestController
@Tag(name = "Incidents")
final class SplitResource {
  private final Desk desk;
  private final Casework casework;
  private final Alerts alerts;
  private final Catalog catalog;
  private final IncidentViews views;
  private final Directory directory;
  private final InstantSource clock;

  SplitResource(
      Desk desk,
      Casework casework,
      Alerts alerts,
      Catalog catalog,
      IncidentViews views,
      Directory directory,
      InstantSource clock) {
    this.desk = desk;
    this.casework = casework;
    this.alerts = alerts;
    this.catalog = catalog;
    this.views = views;
    this.directory = directory;
    this.clock = clock;
  }

  /// @param reason why, in plain words
  record PersonView(Object user, String reason) {}

  /// @param paged who has the new incident and is sent something of it, now or later
  /// @param notPaged who has the new incident and is sent nothing, and why
  /// @param reason why the new incident went to whom it went
  /// @param undo how to take it back, and what that does not take back
  record SplitView(
      @Nullable Object from,
      List<String> alerts,
      List<PersonView> paged,
      List<PersonView> notPaged,
      String reason,
      String undo) {}

  /// Makes an incident of its own out of some alerts of another one, all or nothing. `alerts` are references; `title` is the summary of the
  /// first of them unless given, `service` theirs when they share one and else the incident's, `urgency` that of the incident when the
  /// service is the same or a rule holds it low, and else what the service asks for, `priority` that of the incident. At least one alert has to be open. What paged nobody
  /// goes on to page nobody, unless the request names `urgency` high, an escalation policy or a service of neither. On the same escalation
  /// policy, and no more urgent than before, it goes on where the other one is: who has acknowledged that one has this one too, snoozed for
  /// as long, and else it stands at the same level. Who was told of the other incident while all these alerts were in it, or, when a merge
  /// brought all of them there, of the one that they came from, is then sent only what their notification rules have not sent yet. So a wrong
  /// merge is undone without paging again who knew; who had acknowledged what was merged has it again. `paged` names whoever is sent
  /// something, `not_paged` who has it and is not.
  @PostMapping("/incidents/{id}/split")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> splitIncident(@PathVariable String id, Body request, Query query) {
    Actor actor = desk.requester();
    Incident from = desk.incidentToChange(id);
    Body body = request.envelope("split");
    var chosen = new LinkedHashSet<String>();
    for (Body alert : body.objects("alerts")) {
      String alertId = alert.required("id", 64);
      if (!alertId.isEmpty()) {
        chosen.add(alertId);
      }
    }
    if (chosen.isEmpty()) {
      body.fault("alerts", "is missing or empty: say which alerts become an incident of their own");
    }
    body.check();
    if (chosen.size() > IncidentResource.BULK_MAX) {
      throw new ApiException(
          413,
          2001,
          "Request Entity Too Large",
          List.of("At most %d alerts at a time.".formatted(IncidentResource.BULK_MAX)));
    }
    Map<String, Alert> known = alerts.alerts(chosen);
    for (String alertId : chosen) {
      if (!known.containsKey(alertId)) {
        body.fault("alerts", "holds %s, which is no alert".formatted(alertId));
      }
    }
    body.check();
    String given = body.reference("service");
    Casework.Part part = Casework.part(from, chosen, known);
    String own = part.serviceId();
    String serviceId = given == null ? own : given;
    Service service = catalog.service(serviceId).orElse(null);
    if (service == null) {
      body.fault("service", "names no service");
    }
    desk.mayRespond(serviceId);
    String title = body.has("title") ? body.required("title", Declaration.TITLE_MAX) : "";
    Urgency urgency = body.word("urgency", Urgency::of, "high, low");
    String policy = body.reference("escalation_policy");
    if (policy != null && !directory.exists("escalation_policy", policy)) {
      body.fault("escalation_policy", "names no escalation policy");
    }
    String priority = body.reference("priority");
    if (priority != null && catalog.priority(priority).isEmpty()) {
      body.fault("priority", "names no priority");
    }
    body.check();
    if (service != null && service.disabled()) {
      throw Casework.disabled();
    }
    Instant now = clock.instant();
    Casework.Parting parting =
        casework.split(
            from,
            chosen,
            new Declaration(
                serviceId,
                title.isEmpty() ? part.title() : title,
                urgency,
                null,
                new Declared(actor.id(), List.of(), policy, priority, null, actor.way())),
            policy == null && service != null ? service.escalationPolicyId() : policy,
            !serviceId.equals(own) && !serviceId.equals(from.serviceId()),
            actor,
            now);
    return Map.of(
        "incident",
        views.view(parting.made(), query.includes()),
        "split",
        view(parting, from, List.copyOf(chosen)));
  }

  private SplitView view(Casework.Parting parting, Incident from, List<String> chosen) {
    Response response = parting.response();
    String why = response.reason().words();
    boolean waits = response.triggered() && !response.pagesNobody();
    List<String> has = response.assignments().stream().map(Response.Assignment::userId).toList();
    return new SplitView(
        views.references(List.of(from.id())).get(from.id()),
        chosen,
        has.stream().filter(parting.paged()::contains).map(user -> person(user, why)).toList(),
        has.stream()
            .filter(user -> !parting.paged().contains(user))
            .map(user ->
                person(
                    user,
                    !waits
                        ? why
                        : parting.told().contains(user)
                            ? "Was told of these alerts before."
                            : "Cannot be reached: no usable contact method and no mail address."))
            .toList(),
        why,
        "Merge incident #%d into #%d: its alerts go back and nobody is paged for that. Messages that have left stay sent, and both timelines keep what happened."
            .formatted(parting.made().number(), from.number()));
  }

  private PersonView person(String userId, String reason) {
    return new PersonView(directory.reference("user", userId), reason);
  }
}
