package dev.muster.respond;

import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Priority;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.detect.check.Journeys;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.ResponseStatus;
import dev.muster.mobilize.Who;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import dev.muster.respond.webhook.Happening;
import dev.muster.respond.webhook.Webhooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes down what happens: the timeline, and what the outside is told of it; all in the transaction with the reading position, so
/// nothing is told twice or left out.
final class Chronicler {
  private final TimelineRepository timeline;
  private final Incidents incidents;
  private final Alerts alerts;
  private final Catalog catalog;
  private final Directory directory;
  private final Webhooks webhooks;
  private final PostgresCustomValues values;
  private final Journeys journeys;
  private final Ids ids;

  Chronicler(
      TimelineRepository timeline,
      Incidents incidents,
      Alerts alerts,
      Catalog catalog,
      Directory directory,
      Webhooks webhooks,
      PostgresCustomValues values,
      Journeys journeys,
      Ids ids) {
    this.journeys = journeys;
    this.values = values;
    this.timeline = timeline;
    this.incidents = incidents;
    this.alerts = alerts;
    this.catalog = catalog;
    this.directory = directory;
    this.webhooks = webhooks;
    this.ids = ids;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var telling = telling(monitors(facts));
    var entries = new ArrayList<LogEntry>();
    var happenings = new ArrayList<Happening>();
    List<Journeys.Carried> carried = carried(facts);
    for (Fact fact : facts) {
      switch (fact.event()) {
        case IncidentEvent event -> {
          entries.addAll(telling.of(event));
          if (event instanceof IncidentEvent.IncidentFormed formed) {
            entries.addAll(touched(telling, formed, carried));
          }
          if (event instanceof IncidentEvent.IncidentFormed formed && formed.handling() != null) {
            values.put(
                formed.incidentId(),
                formed.handling().customFields(),
                PostgresCustomValues.RULE,
                formed.at());
          }
        }
        case MobilizeEvent event -> {
          entries.addAll(telling.of(event));
          Happening happening =
              happening(event, event instanceof MobilizeEvent.Turn turn ? turn.status() : null);
          if (happening != null) {
            happenings.add(happening);
          }
        }
        default -> throw new IllegalStateException("no such topic is read here: " + fact.topic());
      }
    }
    timeline.add(entries);
    webhooks.tell(happenings, now);
  }

  /// The steps of journeys that the services of new incidents carry.
  private List<Journeys.Carried> carried(List<Fact> facts) {
    var services = new HashSet<String>();
    for (Fact fact : facts) {
      if (fact.event() instanceof IncidentEvent.IncidentFormed formed) {
        services.add(formed.serviceId());
      }
    }
    return services.isEmpty() ? List.of() : journeys.carriedBy(services);
  }

  /// Which journeys of customers a new incident degrades, and at which steps.
  private static List<LogEntry> touched(
      Telling telling, IncidentEvent.IncidentFormed formed, List<Journeys.Carried> carried) {
    var steps = new LinkedHashMap<String, List<Journeys.Carried>>();
    for (Journeys.Carried one : carried) {
      if (one.serviceId().equals(formed.serviceId())) {
        steps.computeIfAbsent(one.journeyId(), _ -> new ArrayList<>()).add(one);
      }
    }
    return steps.values().stream()
        .map(of ->
            telling.note(
                formed.incidentId(),
                formed.at(),
                Who.muster(),
                "Customer journey '%s' is degraded: this service carries its step %s."
                    .formatted(
                        of.getFirst().journey(),
                        of.stream()
                            .map(one -> "'" + one.step() + "'")
                            .collect(Collectors.joining(" and "))),
                Map.of(
                    "journey_id", of.getFirst().journeyId(),
                    "journey", of.getFirst().journey(),
                    "steps", of.stream().map(Journeys.Carried::step).toList())))
        .toList();
  }

  /// Whose alerts the facts bring into incidents, by the alert's id.
  private Map<String, Who> monitors(List<Fact> facts) {
    var ids = new HashSet<String>();
    for (Fact fact : facts) {
      if (fact.event() instanceof IncidentEvent.IncidentFormed formed && formed.alertId() != null) {
        ids.add(formed.alertId());
      } else if (fact.event() instanceof IncidentEvent.IncidentGrew grew && grew.byId() == null) {
        ids.add(grew.alertId());
      }
    }
    var monitors = new HashMap<String, Who>();
    alerts
        .integrations(ids)
        .forEach((id, by) ->
            catalog
                .integration(by)
                .ifPresent(integration ->
                    monitors.put(
                        id, new Who(Who.Kind.INTEGRATION, integration.id(), integration.name()))));
    return monitors;
  }

  /// Makes entries for what this room itself does, such as a note.
  Telling telling() {
    return telling(Map.of());
  }

  private Telling telling(Map<String, Who> monitors) {
    return new Telling(
        new Telling.Names(
            remembering(this::serviceOf),
            remembering(id -> catalog.user(id).map(User::name).orElse(id)),
            remembering(this::policy),
            remembering(id -> catalog.priority(id).map(Priority::name).orElse(id)),
            remembering(
                id -> incidents.incident(id).map(incident -> "#" + incident.number()).orElse(id)),
            catalog::clockOf,
            id -> monitors.getOrDefault(id, Who.muster())),
        ids);
  }

  private String serviceOf(String incidentId) {
    return incidents.incident(incidentId).map(Incident::serviceId).orElse("");
  }

  private String policy(String id) {
    if (!directory.knows("escalation_policy")) {
      return id;
    }
    Reference reference = directory.reference("escalation_policy", id);
    return reference.summary() == null ? id : reference.summary();
  }

  private static Function<String, String> remembering(Function<String, String> lookup) {
    var known = new HashMap<String, String>();
    return id -> known.computeIfAbsent(id, lookup);
  }

  /// What the outside is told of the fact; null for nothing.
  private @Nullable Happening happening(MobilizeEvent event, @Nullable ResponseStatus status) {
    return switch (event) {
      case MobilizeEvent.Triggered triggered ->
          about("incident.triggered", event, triggered.by(), status);
      case MobilizeEvent.Acknowledged acknowledged ->
          about("incident.acknowledged", event, acknowledged.by(), status);
      case MobilizeEvent.Unacknowledged unacknowledged ->
          about("incident.unacknowledged", event, unacknowledged.by(), status);
      case MobilizeEvent.Resolved resolved ->
          about("incident.resolved", event, resolved.by(), status);
      case MobilizeEvent.Reopened reopened ->
          about("incident.reopened", event, reopened.by(), status);
      case MobilizeEvent.Escalated escalated ->
          about("incident.escalated", event, escalated.by(), status);
      case MobilizeEvent.Delegated delegated ->
          about("incident.delegated", event, delegated.by(), status);
      case MobilizeEvent.Reassigned reassigned ->
          about("incident.reassigned", event, reassigned.by(), status);
      case MobilizeEvent.ServiceChanged changed ->
          about("incident.service_updated", event, changed.by(), status);
      case MobilizeEvent.PriorityChanged changed ->
          about("incident.priority_updated", event, changed.by(), status);
      case MobilizeEvent.ResponderRequested requested ->
          responder(
              "incident.responder.added",
              event,
              requested.by(),
              requested.userId(),
              "pending",
              requested.message());
      case MobilizeEvent.ResponderReplied replied ->
          responder(
              "incident.responder.replied",
              event,
              replied.by(),
              replied.userId(),
              replied.state(),
              "");
      case MobilizeEvent.Assigned _,
          MobilizeEvent.Notified _,
          MobilizeEvent.Unreachable _,
          MobilizeEvent.NobodyOnCall _,
          MobilizeEvent.Repeated _,
          MobilizeEvent.Exhausted _,
          MobilizeEvent.Snoozed _,
          MobilizeEvent.UrgencyChanged _,
          MobilizeEvent.Watching _,
          MobilizeEvent.ReachedAckTimeout _,
          MobilizeEvent.CauseMoved _,
          MobilizeEvent.Informed _,
          MobilizeEvent.Experimented _,
          MobilizeEvent.LeftToDo _,
          MobilizeEvent.ReachedAutoResolve _ ->
          null;
    };
  }

  private Happening about(
      String type, MobilizeEvent event, Who agent, @Nullable ResponseStatus status) {
    return new Happening(
        type,
        event.incidentId(),
        serviceOf(event.incidentId()),
        event.at(),
        agent,
        status == null ? null : status.wire(),
        null);
  }

  private Happening responder(
      String type, MobilizeEvent event, Who agent, String userId, String state, String message) {
    var data = new LinkedHashMap<String, Object>();
    data.put("type", "incident_responder");
    data.put("incident", directory.reference("incident", event.incidentId()));
    data.put("user", directory.reference("user", userId));
    data.put("state", state);
    data.put("message", message);
    return new Happening(
        type,
        event.incidentId(),
        serviceOf(event.incidentId()),
        event.at(),
        agent,
        null,
        Map.copyOf(data));
  }
}
