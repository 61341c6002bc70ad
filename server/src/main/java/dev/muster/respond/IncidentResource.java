package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.Declaration;
import dev.muster.correlate.Declared;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Command;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.ResponseFilter;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// `/incidents` and what one does to whole incidents.
@RestController
@Tag(name = "Incidents")
final class IncidentResource {
  static final int BULK_MAX = 250;
  private static final int DETAILS_MAX = 25_000;
  private static final Duration WINDOW = Duration.ofDays(30);
  private static final Duration WINDOW_MAX = Duration.ofDays(184);

  private final Desk desk;
  private final Casework casework;
  private final Incidents incidents;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Directory directory;
  private final IncidentViews views;
  private final Waiting waiting;
  private final InstantSource clock;

  IncidentResource(
      Desk desk,
      Casework casework,
      Incidents incidents,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      IncidentViews views,
      Waiting waiting,
      InstantSource clock) {
    this.desk = desk;
    this.casework = casework;
    this.incidents = incidents;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.directory = directory;
    this.views = views;
    this.waiting = waiting;
    this.clock = clock;
  }

  @GetMapping("/incidents")
  @Asks({
    "statuses[]: triggered, acknowledged, resolved",
    "urgencies[]: high, low",
    "service_ids[]: only of these services",
    "team_ids[]: only of services of these teams",
    "user_ids[]: only what one of these users has now; resolved incidents nobody has",
    "incident_key: only with this key",
    "priority_ids[]: only with one of these priorities",
    "query: part of the title",
    "to_do: true, only what is something to do and pages nobody; false, only what does",
    "since: created at or after; a month ago unless told",
    "until: created before",
    "date_range: all, for no bound in time",
    "time_zone: of the times in the answer and of times without a zone in the query",
    "sort_by: incident_number, created_at, resolved_at or urgency, with :asc or :desc; two at most,"
        + " joined by a comma",
    "include[]: acknowledgers, agents, assignees, escalation_policies, first_trigger_log_entries,"
        + " priorities, services, teams, users"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Desk.reader();
    Optional<ResponseFilter> filter = filter(query);
    if (filter.isEmpty()) {
      return paging.page("incidents", List.of(), () -> 0);
    }
    List<Response> found = mobilize.search(filter.get(), paging.offset(), paging.limit() + 1);
    List<IncidentView> page =
        views.ofResponses(
            found.subList(0, Math.min(found.size(), paging.limit())), query.includes());
    Map<String, @Nullable Object> answer =
        paging.page("incidents", found, () -> mobilize.count(filter.get()));
    answer.put("incidents", page);
    return answer;
  }

  /// What the query asks for; empty when nothing can match.
  private Optional<ResponseFilter> filter(Query query) {
    Set<String> services = new HashSet<>(query.list("service_ids"));
    List<String> teams = query.list("team_ids");
    if (!teams.isEmpty()) {
      var ofTeams = new HashSet<String>();
      for (String team : teams) {
        catalog.servicesOfTeam(team).forEach(service -> ofTeams.add(service.id()));
      }
      if (services.isEmpty()) {
        services = ofTeams;
      } else {
        services.retainAll(ofTeams);
      }
      if (services.isEmpty()) {
        return Optional.empty();
      }
    }
    String range = query.text("date_range");
    if (range != null && !range.equals("all")) {
      throw ApiException.invalid("'date_range' must be all or left out, not '" + range + "'.");
    }
    boolean always = range != null;
    Instant since = always ? null : query.time("since");
    Instant until = always ? null : query.time("until");
    if (!always) {
      Instant end = until == null ? clock.instant() : until;
      if (since == null) {
        since = end.minus(WINDOW);
      }
      Query.checkSpan(since, end.isBefore(since) && until == null ? since : end, WINDOW_MAX);
    }
    return Optional.of(
        new ResponseFilter(
            words(query, "statuses", ResponseStatus::of, "triggered, acknowledged, resolved"),
            words(query, "urgencies", Urgency::of, "high, low"),
            services,
            new HashSet<>(query.list("user_ids")),
            new HashSet<>(query.list("escalation_policy_ids")),
            new HashSet<>(query.list("priority_ids")),
            Set.of(),
            query.text("incident_key"),
            since,
            until,
            query.text("query"),
            query.text("to_do") == null ? null : query.flag("to_do", false),
            order(query.text("sort_by"))));
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

  private static List<ResponseFilter.Order> order(@Nullable String sortBy) {
    if (sortBy == null) {
      return List.of();
    }
    var order = new ArrayList<ResponseFilter.Order>();
    for (String key : sortBy.split(",", -1)) {
      String[] parts = key.strip().split(":", -1);
      ResponseFilter.Field field =
          switch (parts[0]) {
            case "incident_number" -> ResponseFilter.Field.NUMBER;
            case "created_at" -> ResponseFilter.Field.CREATED_AT;
            case "resolved_at" -> ResponseFilter.Field.RESOLVED_AT;
            case "urgency" -> ResponseFilter.Field.URGENCY;
            default ->
                throw ApiException.invalid(
                    "'sort_by' must name incident_number, created_at, resolved_at or urgency, not '%s'."
                        .formatted(parts[0]));
          };
      String direction = parts.length > 1 ? parts[1] : "asc";
      if (parts.length > 2 || !(direction.equals("asc") || direction.equals("desc"))) {
        throw ApiException.invalid("'sort_by' must end in :asc or :desc.");
      }
      order.add(new ResponseFilter.Order(field, direction.equals("desc")));
    }
    if (order.size() > 2) {
      throw ApiException.invalid("'sort_by' takes two keys at most.");
    }
    return order;
  }

  @GetMapping("/incidents/{id}")
  @Asks({"include[]: as for the list", "time_zone: of the times in the answer"})
  Map<String, Object> show(@PathVariable String id, Query query) {
    Desk.reader();
    if (query.includes().contains("first_trigger_log_entries")) {
      waiting.forTimeline(); // it is written a moment after the incident
    }
    return Map.of("incident", views.view(desk.incident(id), query.includes()));
  }

  @PostMapping("/incidents")
  ResponseEntity<Map<String, Object>> create(Body request, Query query) {
    Actor actor = desk.requester();
    Body body = request.envelope("incident");
    String title = body.required("title", Declaration.TITLE_MAX);
    String serviceId = body.reference("service");
    if (serviceId == null && body.raw("service") == null) {
      body.fault("service", "is missing");
    }
    Service service = serviceId == null ? null : catalog.service(serviceId).orElse(null);
    if (serviceId != null && service == null) {
      body.fault("service", "names no service");
    }
    desk.mayRespond(serviceId);
    Urgency urgency = body.word("urgency", Urgency::of, "high, low");
    String key = body.text("incident_key");
    if (key != null && key.length() > 255) {
      body.fault("incident_key", "is longer than 255 characters");
    }
    String policy = body.reference("escalation_policy");
    checkPolicy(body, policy);
    List<String> assignees = assignees(body);
    if (policy != null && !assignees.isEmpty()) {
      body.fault("assignments", "cannot be given together with escalation_policy");
    }
    String priority = body.reference("priority");
    if (priority != null && catalog.priority(priority).isEmpty()) {
      body.fault("priority", "names no priority");
    }
    Body text = body.object("body");
    String details = text == null ? null : text.text("details");
    if (details != null && details.length() > DETAILS_MAX) {
      body.fault("body.details", "is longer than " + DETAILS_MAX + " characters");
    }
    body.check();
    if (service != null && service.disabled()) {
      throw Casework.disabled();
    }
    Instant now = clock.instant();
    Incident incident =
        casework.open(
            new Declaration(
                serviceId == null ? "" : serviceId,
                title,
                urgency,
                key == null || key.isBlank() ? null : key,
                new Declared(actor.id(), assignees, policy, priority, details, actor.way())),
            actor,
            now);
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(Map.of("incident", views.view(incident, query.includes())));
  }

  @PutMapping("/incidents/{id}")
  Map<String, Object> update(@PathVariable String id, Body request, Query query) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    Edit edit = edit(request.envelope("incident"), incident, true);
    request.check();
    apply(List.of(edit), actor);
    return Map.of("incident", views.view(incident, query.includes()));
  }

  @PutMapping("/incidents")
  Map<String, @Nullable Object> updateAll(Body request, Query query, Paging paging) {
    Actor actor = desk.requester();
    List<Body> bodies = request.objects("incidents");
    request.check();
    if (bodies.isEmpty()) {
      throw ApiException.invalid("'incidents' is missing or empty.");
    }
    if (bodies.size() > BULK_MAX) {
      throw new ApiException(
          413,
          2001,
          "Request Entity Too Large",
          List.of("At most %d incidents at a time.".formatted(BULK_MAX)));
    }
    var edits = new ArrayList<Edit>();
    for (Body body : bodies) {
      String id = body.required("id", 64);
      if (!id.isEmpty()) {
        edits.add(edit(body, desk.incidentToChange(id), false));
      }
    }
    request.check();
    apply(edits, actor);
    List<String> ids = edits.stream().map(Edit::incidentId).distinct().toList();
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("incidents", views.views(ids, query.includes()));
    answer.put("limit", Math.max(paging.limit(), ids.size()));
    answer.put("offset", 0);
    answer.put("more", false);
    answer.put("total", paging.wantsTotal() ? ids.size() : null);
    return answer;
  }

  /// What a body asks for.
  ///
  /// @param why why, in the words of whoever asks; null when nothing was said
  /// @param title the new title; null to leave it
  /// @param serviceId the service that it is given to; null to leave it
  private record Edit(
      String incidentId,
      List<Command> commands,
      @Nullable String why,
      @Nullable String title,
      @Nullable String serviceId) {}

  private Edit edit(Body body, Incident incident, boolean single) {
    var commands = new ArrayList<Command>();
    ResponseStatus status =
        body.word("status", ResponseStatus::of, "triggered, acknowledged, resolved");
    String resolution = body.text("resolution");
    boolean insists = body.flag("force", false);
    if (insists && (resolution == null || resolution.isBlank())) {
      body.fault("resolution", "must say why when 'force' is given");
    }
    List<String> assignees = assignees(body);
    String policy = body.reference("escalation_policy");
    checkPolicy(body, policy);
    if (policy != null && !assignees.isEmpty()) {
      body.fault("assignments", "cannot be given together with escalation_policy");
    }
    if (status == ResponseStatus.RESOLVED && !assignees.isEmpty()) {
      body.fault("assignments", "cannot be given for an incident that is being resolved");
    }
    String title = body.has("title") ? body.required("title", Declaration.TITLE_MAX) : null;
    Urgency urgency = body.word("urgency", Urgency::of, "high, low");
    Long level = body.number("escalation_level", 1, 100);
    String priority = body.reference("priority");
    if (priority != null && catalog.priority(priority).isEmpty()) {
      body.fault("priority", "names no priority");
    }
    if (title != null && !title.equals(incident.title())) {
      commands.add(new Command.Retitle(title));
    }
    if (priority != null || body.isNull("priority")) {
      commands.add(new Command.ChangePriority(priority));
    }
    if (urgency != null) {
      commands.add(new Command.ChangeUrgency(urgency));
    }
    String service = single ? serviceToGiveTo(body, incident) : null;
    if (service != null) {
      commands.add(
          new Command.GiveTo(
              service,
              policy == null && assignees.isEmpty()
                  ? catalog.service(service).map(Service::escalationPolicyId).orElse(null)
                  : null));
    }
    if (policy != null) {
      commands.add(new Command.Delegate(policy));
    }
    if (!assignees.isEmpty()) {
      commands.add(new Command.Reassign(assignees));
    }
    if (level != null) {
      commands.add(new Command.Escalate(level.intValue()));
    }
    if (status != null) {
      commands.add(command(status, resolution, insists, incident));
    }
    return new Edit(incident.id(), commands, why(body), title, service);
  }

  /// Why, in the words of whoever asks; null when nothing was said.
  private static @Nullable String why(Body body) {
    JsonNode given = body.raw("reason");
    if (given == null || !given.isString() || given.stringValue().isBlank()) {
      return null; // an incident that is sent back as it came has an object there
    }
    String why = given.stringValue().strip();
    if (why.codePointCount(0, why.length()) > Mobilize.WHY_MOST) {
      body.fault("reason", "is longer than " + Mobilize.WHY_MOST + " characters");
    }
    return why;
  }

  /// The service that the body moves the incident to; null when it stays.
  private @Nullable String serviceToGiveTo(Body body, Incident incident) {
    String service = body.reference("service");
    if (service == null || service.equals(incident.serviceId())) {
      return null;
    }
    if (catalog.service(service).isEmpty()) {
      body.fault("service", "names no service");
      return null;
    }
    return service;
  }

  private Command command(
      ResponseStatus status, @Nullable String resolution, boolean insists, Incident incident) {
    return switch (status) {
      case TRIGGERED -> new Command.Trigger();
      case ACKNOWLEDGED ->
          mobilize
                  .response(incident.id())
                  .map(response -> response.status() == ResponseStatus.RESOLVED)
                  .orElse(false)
              ? new Command.Reopen(true)
              : new Command.Acknowledge();
      case RESOLVED -> new Command.Resolve(resolution, insists);
    };
  }

  private void apply(List<Edit> edits, Actor actor) {
    Instant now = clock.instant();
    var changes = new ArrayList<Mobilize.Change>();
    for (Edit edit : edits) {
      edit.commands()
          .forEach(
              command -> changes.add(new Mobilize.Change(edit.incidentId(), command, edit.why())));
    }
    Set<String> touched = edits.stream().map(Edit::incidentId).collect(Collectors.toSet());
    waiting.until(() -> mobilize.responses(touched).size() == touched.size());
    desk.change(() -> {
      if (!changes.isEmpty()) {
        mobilize.changeAll(changes, actor, now);
      }
      for (Edit edit : edits) {
        if (edit.serviceId() != null) {
          incidents.giveTo(edit.incidentId(), edit.serviceId(), actor, now);
        }
        if (edit.title() != null) {
          incidents.retitle(edit.incidentId(), edit.title(), edit.why(), actor, now);
        }
      }
      return Boolean.TRUE;
    });
  }

  @PutMapping("/incidents/{id}/merge")
  Map<String, Object> merge(@PathVariable String id, Body request, Query query) {
    Actor actor = desk.requester();
    Incident target = desk.incidentToChange(id);
    List<Body> given = request.objects("source_incidents");
    var sources = new ArrayList<String>();
    for (Body source : given) {
      String sourceId = source.required("id", 64);
      if (!sourceId.isEmpty()) {
        sources.add(sourceId);
      }
    }
    request.check();
    if (sources.isEmpty()) {
      throw ApiException.invalid("'source_incidents' is missing or empty.");
    }
    if (sources.size() > BULK_MAX) {
      throw new ApiException(
          413,
          2001,
          "Request Entity Too Large",
          List.of("At most %d incidents at a time.".formatted(BULK_MAX)));
    }
    List<String> sourceIds =
        sources.stream().map(source -> desk.incidentToChange(source).id()).distinct().toList();
    Incident merged = casework.merge(target, sourceIds, actor, clock.instant());
    return Map.of("incident", views.view(merged, query.includes()));
  }

  @PostMapping("/incidents/{id}/snooze")
  ResponseEntity<Map<String, Object>> snooze(@PathVariable String id, Body body, Query query) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    Long seconds =
        body.number(
            "duration", Mobilize.SNOOZE_LEAST.toSeconds(), Mobilize.SNOOZE_MOST.toSeconds());
    if (seconds == null && body.raw("duration") == null) {
      body.fault("duration", "is missing");
    }
    String why = why(body);
    body.check();
    Duration length = Duration.ofSeconds(seconds == null ? 1 : seconds);
    desk.change(() ->
        mobilize.changeAll(
            List.of(new Mobilize.Change(incident.id(), new Command.Snooze(length), why)),
            actor,
            clock.instant()));
    return ResponseEntity.status(HttpStatus.CREATED)
        .body(Map.of("incident", views.view(incident, query.includes())));
  }

  private void checkPolicy(Body body, @Nullable String policy) {
    if (policy != null
        && directory.knows("escalation_policy")
        && !directory.exists("escalation_policy", policy)) {
      body.fault("escalation_policy", "names no escalation policy");
    }
  }

  private List<String> assignees(Body body) {
    var assignees = new ArrayList<String>();
    for (Body assignment : body.objects("assignments")) {
      String id = assignment.reference("assignee");
      if (id == null) {
        assignment.fault("assignee", "is missing");
      } else {
        assignees.add(id);
      }
    }
    var known = new HashMap<>(catalog.users(assignees));
    for (String id : assignees) {
      if (!known.containsKey(id)) {
        body.fault("assignments", "names '" + id + "', who is no user");
      }
    }
    return assignees.stream().distinct().toList();
  }
}
