package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.AlertCounts;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Helpers;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import dev.muster.respond.ticket.Ticket;
import dev.muster.respond.ticket.Tickets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts incidents together for the wire from what the rooms know of them, a page at a time.
final class IncidentViews {
  private final Incidents incidents;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Directory directory;
  private final TimelineRepository timeline;
  private final Helpers helpers;
  private final Tickets tickets;

  IncidentViews(
      Incidents incidents,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      TimelineRepository timeline,
      Helpers helpers,
      Tickets tickets) {
    this.helpers = helpers;
    this.tickets = tickets;
    this.incidents = incidents;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.directory = directory;
    this.timeline = timeline;
  }

  /// One incident, as it is now. An incident whose response is not there yet, because it was formed a moment ago, is shown as
  /// triggered and assigned to nobody.
  IncidentView view(Incident incident, Set<String> includes) {
    return views(List.of(incident.id()), includes).getFirst();
  }

  /// Incidents in the order of these ids; ids that do not exist are left out.
  List<IncidentView> views(List<String> ids, Set<String> includes) {
    return views(ids, mobilize.responses(ids), includes);
  }

  /// The same for responses that were read already.
  List<IncidentView> ofResponses(List<Response> responses, Set<String> includes) {
    var byId = new HashMap<String, Response>();
    responses.forEach(response -> byId.put(response.incidentId(), response));
    return views(responses.stream().map(Response::incidentId).toList(), byId, includes);
  }

  private List<IncidentView> views(
      List<String> ids, Map<String, Response> responses, Set<String> includes) {
    Map<String, Incident> known = incidents.incidents(ids);
    Map<String, AlertCounts> counts = incidents.counts(ids);
    Map<String, List<Helpers.Call>> calls = helpers.calls(ids);
    boolean references = includes.contains("external_references");
    Map<String, Ticket> filed = references ? tickets.of(ids) : Map.of();
    var wanted = new Page(includes);
    for (String id : ids) {
      Incident incident = known.get(id);
      if (incident != null) {
        wanted.collect(incident, responses.get(id));
      }
    }
    wanted.load();
    var views = new ArrayList<IncidentView>();
    for (String id : ids) {
      Incident incident = known.get(id);
      if (incident != null) {
        views.add(
            view(
                incident,
                responses.get(id),
                counts.getOrDefault(id, AlertCounts.NONE),
                calls.getOrDefault(id, List.of()),
                references ? external(filed.get(id)) : null,
                wanted));
      }
    }
    return views;
  }

  private IncidentView view(
      Incident incident,
      @Nullable Response response,
      AlertCounts counts,
      List<Helpers.Call> calls,
      @Nullable List<IncidentView.ExternalReference> external,
      Page objects) {
    String id = incident.id();
    String title = response == null ? incident.title() : response.title();
    String status = response == null ? "triggered" : response.status().wire();
    Instant changedAt = response == null ? incident.formedAt() : response.lastStatusChangeAt();
    String policy = response == null ? null : response.policyId();
    String priority = response == null ? null : response.priorityId();
    Service service = catalog.service(incident.serviceId()).orElse(null);
    String team = service == null ? null : service.teamId();
    Severity severity = incident.severity();
    Urgency asked = incident.urgency();
    String into = incident.mergedInto();
    var declared = incident.declared();
    String details = declared == null ? null : declared.details();
    var help =
        new HelperViews(
            reference("incident", "incidents", id, title),
            (userId, name) -> object("user", userId, name));
    return new IncidentView(
        id,
        "incident",
        "[#%d] %s".formatted(incident.number(), title),
        directory.links().self("incidents", id),
        directory.links().html("incidents", id),
        incident.number(),
        title,
        title,
        incident.formedAt(),
        changedAt,
        status,
        incident.incidentKey(),
        objects.get("service", incident.serviceId()),
        response == null
            ? List.of()
            : response.assignments().stream()
                .map(assignment ->
                    new IncidentView.Assignment(
                        assignment.at(), objects.person(assignment.userId(), "assignees")))
                .toList(),
        response == null
            ? Response.AssignedVia.ESCALATION_POLICY.wire()
            : response.assignedVia().wire(),
        changedAt,
        response == null ? null : objects.agent(response.lastStatusChangeBy()),
        response == null ? null : response.resolvedAt(),
        objects.firstEntry(id, incident.reason().words()),
        new IncidentView.Counts(counts.all(), counts.triggered(), counts.resolved()),
        incident.open() && counts.all() <= Incidents.MOST_MERGED_ALERTS,
        policy == null ? null : objects.get("escalation_policy", policy),
        team == null ? List.of() : List.of(objects.get("team", team)),
        response == null
            ? List.of()
            : response.pendingActions().stream().map(IncidentViews::pending).toList(),
        response == null
            ? List.of()
            : response.acknowledgements().stream()
                .map(acknowledgement ->
                    new IncidentView.Acknowledgement(
                        acknowledgement.at(), acknowledger(acknowledgement.by(), objects)))
                .toList(),
        List.of(),
        null,
        null,
        priority == null ? null : objects.whole("priority", priority),
        response == null
            ? (asked == null ? Urgency.HIGH : asked).wire()
            : response.urgency().wire(),
        into == null
            ? null
            : new IncidentView.ResolveReason(
                "merge_resolve_reason",
                reference("incident", "incidents", into, objects.mergedInto(into))),
        help.responders(calls),
        help.requests(calls),
        List.of(),
        null,
        Map.of("name", IncidentTypeResource.NAME),
        details == null ? null : new IncidentView.Text("incident_body", details),
        external,
        response == null ? incident.reason() : response.reason(),
        incident.reason(),
        response == null ? incident.phase().wire() : response.phase().wire(),
        response != null && response.pagesNobody(),
        severity == null ? null : severity.wire());
  }

  /// The ticket of an incident in the words of the REST API, which calls whatever files tickets a webhook.
  private static List<IncidentView.ExternalReference> external(@Nullable Ticket ticket) {
    return ticket == null || ticket.state() != Ticket.State.FILED
        ? List.of()
        : List.of(
            new IncidentView.ExternalReference(
                ticket.incidentId(),
                "external_reference",
                ticket.key(),
                null,
                ticket.url(),
                ticket.key(),
                ticket.url(),
                true,
                new Reference(ticket.trackerId(), "ticket_tracker_reference", null, null, null)));
  }

  private static IncidentView.PendingAction pending(Response.PendingAction action) {
    Urgency to = action.to();
    return new IncidentView.PendingAction(
        action.type().wire(), action.at(), to == null ? null : to.wire());
  }

  private Object acknowledger(Who who, Page objects) {
    Object agent = who.isUser() ? objects.person(who.id(), "acknowledgers") : objects.agent(who);
    return agent == null
        ? new Reference(who.id(), "muster_reference", who.name(), null, null)
        : agent;
  }

  private Reference reference(String type, String collection, String id, @Nullable String summary) {
    return new Reference(
        id,
        type + "_reference",
        summary,
        directory.links().self(collection, id),
        directory.links().html(collection, id));
  }

  /// A user as an agent of the timeline, an integration, a service; null for the house itself.
  @Nullable Object agent(Who who) {
    return switch (who.kind()) {
      case USER -> object("user", who.id(), who.name());
      case SERVICE -> object("service", who.id(), who.name());
      case INTEGRATION ->
          new Reference(who.id(), "inbound_integration_reference", who.name(), null, null);
      case ACCOUNT, MUSTER -> null;
    };
  }

  private Object object(String type, String id, @Nullable String name) {
    if (directory.knows(type)) {
      Reference known = directory.reference(type, id);
      if (known.summary() != null || name == null) {
        return known;
      }
      return new Reference(id, known.type(), name, known.self(), known.htmlUrl());
    }
    return new Reference(id, type + "_reference", name, null, null);
  }

  /// The objects that a page of incidents points at, each type read once.
  private final class Page {
    private final Set<String> includes;
    private final Map<String, Set<String>> ids = new HashMap<>();
    private final Map<String, Map<String, Object>> found = new HashMap<>();
    private final Map<String, Map<String, Object>> full = new HashMap<>();
    private final Set<String> incidentIds = new LinkedHashSet<>();
    private final Map<String, LogEntry> firstEntries = new HashMap<>();
    private final Set<String> mergedInto = new LinkedHashSet<>();
    private Map<String, Incident> targets = Map.of();

    Page(Set<String> includes) {
      this.includes = includes;
    }

    void collect(Incident incident, @Nullable Response response) {
      incidentIds.add(incident.id());
      want("service", incident.serviceId());
      if (incident.mergedInto() != null) {
        mergedInto.add(incident.mergedInto());
      }
      catalog
          .service(incident.serviceId())
          .map(Service::teamId)
          .ifPresent(team -> want("team", team));
      if (response != null) {
        want("escalation_policy", response.policyId());
        want("priority", response.priorityId());
        response.assignments().forEach(assignment -> want("user", assignment.userId()));
        response.acknowledgements().forEach(done -> want(done.by()));
        want(response.lastStatusChangeBy());
      }
    }

    private void want(Who who) {
      switch (who.kind()) {
        case USER -> want("user", who.id());
        case SERVICE -> want("service", who.id());
        case INTEGRATION, ACCOUNT, MUSTER -> {
          // written from what is known already
        }
      }
    }

    private void want(String type, @Nullable String id) {
      if (id != null) {
        ids.computeIfAbsent(type, _ -> new LinkedHashSet<>()).add(id);
      }
    }

    void load() {
      ids.forEach((type, wanted) -> {
        if (directory.knows(type)) {
          found.put(type, new HashMap<>(directory.references(type, wanted)));
          if (included(type)) {
            full.put(type, directory.full(type, wanted));
          }
        }
      });
      if (!mergedInto.isEmpty()) {
        targets = incidents.incidents(mergedInto);
      }
      if (includes.contains("first_trigger_log_entries")) {
        for (String id : incidentIds) {
          timeline.entry(LogEntry.firstId(id)).ifPresent(entry -> firstEntries.put(id, entry));
        }
      }
    }

    /// By its number alone, as people speak of it: the line says that it went somewhere else, not what that is about.
    @Nullable String mergedInto(String id) {
      Incident target = targets.get(id);
      return target == null ? null : "#" + target.number();
    }

    private boolean included(String type) {
      return switch (type) {
        case "service" -> includes.contains("services");
        case "team" -> includes.contains("teams");
        case "escalation_policy" -> includes.contains("escalation_policies");
        case "priority" -> true;
        case "user" ->
            includes.contains("users")
                || includes.contains("assignees")
                || includes.contains("acknowledgers")
                || includes.contains("agents");
        default -> false;
      };
    }

    /// The object, whole when it was asked for.
    Object get(String type, String id) {
      return included(type) ? whole(type, id) : referenceTo(type, id);
    }

    Object whole(String type, String id) {
      Object object = full.getOrDefault(type, Map.of()).get(id);
      return object == null ? referenceTo(type, id) : object;
    }

    private Object referenceTo(String type, String id) {
      Object reference = found.getOrDefault(type, Map.of()).get(id);
      return reference == null ? object(type, id, null) : reference;
    }

    Object person(String userId, String place) {
      return includes.contains("users") || includes.contains(place)
          ? whole("user", userId)
          : referenceTo("user", userId);
    }

    @Nullable Object agent(Who who) {
      return switch (who.kind()) {
        case USER ->
            includes.contains("agents") ? whole("user", who.id()) : referenceTo("user", who.id());
        case SERVICE -> referenceTo("service", who.id());
        case INTEGRATION, ACCOUNT, MUSTER -> IncidentViews.this.agent(who);
      };
    }

    Object firstEntry(String incidentId, String words) {
      LogEntry entry = firstEntries.get(incidentId);
      if (entry != null) {
        return LogEntryView.of(entry, IncidentViews.this, directory, catalog);
      }
      String id = LogEntry.firstId(incidentId);
      return new Reference(
          id,
          "trigger_log_entry_reference",
          words,
          directory.links().self("log_entries", id),
          Objects.requireNonNull(directory.links().html("incidents", incidentId))
              + "/log_entries/"
              + id);
    }
  }

  /// References to incidents by id, for those who list something of many.
  Map<String, Reference> references(Collection<String> ids) {
    var found = new HashMap<String, Reference>();
    incidents
        .incidents(ids)
        .forEach((id, incident) ->
            found.put(
                id,
                reference(
                    "incident",
                    "incidents",
                    id,
                    "[#%d] %s".formatted(incident.number(), incident.title()))));
    return found;
  }
}
