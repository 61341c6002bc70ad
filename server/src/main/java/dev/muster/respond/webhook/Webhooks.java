package dev.muster.respond.webhook;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.Who;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells the outside what happens: makes a message for each subscription that wants it and hands it to the post office, inside the
/// caller's transaction.
public final class Webhooks {
  /// The channel of the parcels.
  static final String CHANNEL = "webhook_subscription";

  static final String OWNER = "respond.webhook";

  /// Above this a message leaves its long texts out, ...
  static final int SOFT_MAX = 55 * 1_024;

  /// ... and above this it is not sent at all: no receiver would take it.
  static final int HARD_MAX = 256 * 1_024;

  /// What is left of a long text.
  private static final int TRIMMED = 1_024;

  /// A message that could not be delivered for so long says nothing new any more.
  static final Duration PATIENCE = Duration.ofDays(2);

  private final SubscriptionRepository subscriptions;
  private final Outbound outbound;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Directory directory;
  private final Ids ids;

  Webhooks(
      SubscriptionRepository subscriptions,
      Outbound outbound,
      Mobilize mobilize,
      Catalog catalog,
      Directory directory,
      Ids ids) {
    this.subscriptions = subscriptions;
    this.outbound = outbound;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.directory = directory;
    this.ids = ids;
  }

  /// Hands over what these happenings are worth to whom.
  public void tell(Collection<Happening> happenings, Instant now) {
    if (happenings.isEmpty()) {
      return;
    }
    List<Subscription> all = subscriptions.all();
    if (all.isEmpty()) {
      return;
    }
    Map<String, Response> responses =
        mobilize.responses(happenings.stream().map(Happening::incidentId).distinct().toList());
    for (Happening happening : happenings) {
      String team = catalog.service(happening.serviceId()).map(Service::teamId).orElse(null);
      Map<String, @Nullable Object> event = null;
      for (Subscription subscription : all) {
        if (subscription.wants(happening.type(), happening.serviceId(), team, now)) {
          if (event == null) {
            event = event(happening, responses.get(happening.incidentId()));
          }
          send(subscription, happening.type(), happening.incidentId(), event, now);
        }
      }
    }
  }

  /// Hands over that a service was made, changed or deleted. Joins the caller's transaction.
  void tellService(String type, Service service, Actor by, Instant now) {
    Map<String, @Nullable Object> event = null;
    for (Subscription subscription : subscriptions.all()) {
      if (subscription.wants(type, service.id(), service.teamId(), now)) {
        if (event == null) {
          event = serviceEvent(type, service, by, now);
        }
        send(subscription, type, service.id(), event, now);
      }
    }
  }

  private Map<String, @Nullable Object> serviceEvent(
      String type, Service service, Actor by, Instant now) {
    var links = directory.links();
    String team = service.teamId();
    var data = new LinkedHashMap<String, @Nullable Object>();
    data.put("id", service.id());
    data.put("type", "service");
    data.put("self", links.self("services", service.id()));
    data.put("html_url", links.html("services", service.id()));
    data.put("name", service.name());
    data.put("summary", service.name());
    data.put("created_at", time(service.createdAt()));
    data.put(
        "escalation_policy",
        directory.reference("escalation_policy", service.escalationPolicyId()));
    data.put("teams", team == null ? List.of() : List.of(directory.reference("team", team)));
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("id", ids.next('E'));
    event.put("event_type", type);
    event.put("resource_type", "service");
    event.put("occurred_at", time(now));
    event.put("agent", by.isUser() ? directory.reference("user", by.id()) : null);
    event.put("client", null);
    event.put("data", data);
    return event;
  }

  /// Sends a message that says nothing but hello.
  void ping(Subscription subscription, Instant now) {
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("id", ids.next('E'));
    event.put("event_type", "pagey.ping");
    event.put("resource_type", "pagey");
    event.put("occurred_at", time(now));
    event.put("agent", null);
    event.put("client", null);
    event.put("data", Map.of("message", "Hello from Muster.", "type", "ping"));
    send(subscription, "pagey.ping", subscription.id(), event, now);
  }

  private void send(
      Subscription subscription,
      String type,
      String about,
      Map<String, @Nullable Object> event,
      Instant now) {
    String body = Json.write(Map.of("event", event));
    if (bytes(body) > SOFT_MAX) {
      body = Json.write(Map.of("event", trimmed(event)));
    }
    if (bytes(body) > HARD_MAX) {
      return;
    }
    outbound.enqueue(
        new Parcel(
            ids.next('W'),
            OWNER,
            CHANNEL,
            event.get("id") + ":" + subscription.id(),
            subscription.id() + ":" + about,
            5,
            about,
            subscription.url(),
            Json.write(new Letter(subscription.id(), type, body)),
            now,
            now.plus(PATIENCE)));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /// The same with its long texts cut and marked so.
  private static Map<String, @Nullable Object> trimmed(Map<String, @Nullable Object> event) {
    var shorter = new LinkedHashMap<String, @Nullable Object>(event);
    if (event.get("data") instanceof Map<?, ?> data) {
      var less = new LinkedHashMap<String, @Nullable Object>();
      data.forEach((name, value) ->
          less.put(
              String.valueOf(name),
              value instanceof String text && text.length() > TRIMMED
                  ? text.substring(0, TRIMMED)
                  : value));
      less.put("trimmed", true);
      shorter.put("data", less);
    }
    return shorter;
  }

  private Map<String, @Nullable Object> event(Happening happening, @Nullable Response response) {
    var event = new LinkedHashMap<String, @Nullable Object>();
    event.put("id", ids.next('E'));
    event.put("event_type", happening.type());
    event.put("resource_type", "incident");
    event.put("occurred_at", time(happening.at()));
    event.put("agent", agent(happening.agent()));
    event.put(
        "client",
        happening.agent().kind() == Who.Kind.INTEGRATION
            ? Map.of("name", happening.agent().name())
            : null);
    Map<String, Object> data = happening.data();
    event.put(
        "data",
        data != null
            ? data
            : incident(
                happening.incidentId(), response, happening.status(), happening.serviceId()));
    return event;
  }

  private @Nullable Object agent(Who who) {
    return switch (who.kind()) {
      case USER -> directory.reference("user", who.id());
      case SERVICE -> directory.reference("service", who.id());
      case INTEGRATION ->
          new Reference(who.id(), "inbound_integration_reference", who.name(), null, null);
      case ACCOUNT, MUSTER -> null;
    };
  }

  /// The incident in the words of webhooks, which are not those of the REST API.
  private Map<String, @Nullable Object> incident(
      String id, @Nullable Response response, @Nullable String status, String serviceId) {
    var links = directory.links();
    var data = new LinkedHashMap<String, @Nullable Object>();
    data.put("id", id);
    data.put("type", "incident");
    data.put("self", links.self("incidents", id));
    data.put("html_url", links.html("incidents", id));
    if (response == null) {
      data.put("status", status);
      data.put("service", directory.reference("service", serviceId));
      return data;
    }
    String policy = response.policyId();
    String priority = response.priorityId();
    String team = catalog.service(serviceId).map(Service::teamId).orElse(null);
    Response.ResolveReason how = response.resolveReason();
    data.put("number", response.number());
    data.put("status", status == null ? response.status().wire() : status);
    data.put("incident_key", response.incidentKey());
    data.put("created_at", time(response.createdAt()));
    data.put("title", response.title());
    data.put("service", directory.reference("service", response.serviceId()));
    data.put(
        "assignees",
        response.assignments().stream()
            .map(assignment -> directory.reference("user", assignment.userId()))
            .toList());
    data.put(
        "escalation_policy",
        policy == null ? null : directory.reference("escalation_policy", policy));
    data.put("teams", team == null ? List.of() : List.of(directory.reference("team", team)));
    data.put("priority", priority == null ? null : directory.reference("priority", priority));
    data.put("urgency", response.urgency().wire());
    data.put("conference_bridge", null);
    String into = how == null ? null : how.intoIncidentId();
    data.put(
        "resolve_reason",
        into == null
            ? null
            : Map.of(
                "type", "merge_resolve_reason", "incident", directory.reference("incident", into)));
    data.put("incident_type", Map.of("name", "incident_default"));
    return data;
  }

  private static String time(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
