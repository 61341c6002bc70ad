package dev.muster.respond.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Somebody outside who wants to hear what happens.
///
/// @param customHeaders sent along with each message; may hold credentials, so never shown again
/// @param secrets what messages are signed with, newest first; shown once
/// @param events wire words of what is wanted
/// @param filterId the service or team; null for the whole account
/// @param active false while people have switched it off
/// @param drops messages in a row that were given up
/// @param disabledUntil until when nothing is sent because too many were given up; null when that is not so
record Subscription(
    String id,
    String url,
    Map<String, String> customHeaders,
    List<String> secrets,
    List<String> events,
    Filter filter,
    @Nullable String filterId,
    String description,
    boolean active,
    int drops,
    @Nullable Instant disabledUntil,
    Instant createdAt) {
  /// After so many messages in a row were given up, ...
  static final int DROPS_MAX = 3;

  /// ... nothing is sent for so long.
  static final Duration REST = Duration.ofHours(24);

  /// Everything that can be asked for and that happens here.
  static final Set<String> EVENTS =
      Set.of(
          "incident.triggered",
          "incident.acknowledged",
          "incident.unacknowledged",
          "incident.resolved",
          "incident.reopened",
          "incident.escalated",
          "incident.delegated",
          "incident.reassigned",
          "incident.annotated",
          "incident.priority_updated",
          "incident.status_update_published",
          "incident.responder.added",
          "incident.responder.replied",
          "service.created",
          "service.deleted",
          "service.updated");

  /// What else the wire knows; may be asked for and does not happen here yet.
  static final Set<String> KNOWN =
      Set.of(
          "incident.action_invocation.created",
          "incident.action_invocation.terminated",
          "incident.action_invocation.updated",
          "incident.conference_bridge.updated",
          "incident.custom_field_values.updated",
          "incident.incident_type.changed",
          "incident.role.assigned",
          "incident.service_updated",
          "incident.task.created",
          "incident.task.updated",
          "incident.workflow.completed",
          "incident.workflow.started",
          "service.custom_field_values.updated");

  /// Whose incidents are meant.
  enum Filter {
    ACCOUNT,
    SERVICE,
    TEAM;

    String wire() {
      return name().toLowerCase(java.util.Locale.ROOT) + "_reference";
    }

    static Optional<Filter> of(String word) {
      for (Filter filter : values()) {
        if (filter.wire().equals(word)) {
          return Optional.of(filter);
        }
      }
      return Optional.empty();
    }
  }

  Subscription {
    customHeaders = Map.copyOf(customHeaders);
    secrets = List.copyOf(secrets);
    events = List.copyOf(events);
  }

  boolean resting(Instant now) {
    return disabledUntil != null && now.isBefore(disabledUntil);
  }

  /// True when that is to be sent.
  ///
  /// @param teamId team of the incident's service
  boolean wants(String event, String serviceId, @Nullable String teamId, Instant now) {
    return active
        && !resting(now)
        && events.contains(event)
        && switch (filter) {
          case ACCOUNT -> true;
          case SERVICE -> serviceId.equals(filterId);
          case TEAM -> teamId != null && teamId.equals(filterId);
        };
  }

  /// A message got through.
  Subscription delivered() {
    return with(active, 0, null);
  }

  /// A message was given up.
  Subscription dropped(Instant now) {
    int row = drops + 1;
    return row >= DROPS_MAX ? with(active, 0, now.plus(REST)) : with(active, row, disabledUntil);
  }

  /// Switched on again by a person.
  Subscription enabled() {
    return with(true, 0, null);
  }

  private Subscription with(boolean nowActive, int nowDrops, @Nullable Instant until) {
    return new Subscription(
        id,
        url,
        customHeaders,
        secrets,
        events,
        filter,
        filterId,
        description,
        nowActive,
        nowDrops,
        until,
        createdAt);
  }
}
