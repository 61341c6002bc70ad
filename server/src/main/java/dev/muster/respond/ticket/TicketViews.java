package dev.muster.respond.ticket;

import dev.muster.mobilize.Who;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Reference;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tickets on the wire.
final class TicketViews {
  private final PostgresTrackers trackers;
  private final Directory directory;

  TicketViews(PostgresTrackers trackers, Directory directory) {
    this.trackers = trackers;
    this.directory = directory;
  }

  /// @param state `waiting`, `filed`, `failed` or `withdrawn`
  /// @param status in the tracker's word, as it said last
  /// @param askedBy who asked for it; null when a rule did
  /// @param reason why there is one, in plain words
  /// @param fault why it could not be filed, or need not be
  record View(
      String id,
      String type,
      @Nullable String summary,
      @Nullable String htmlUrl,
      Object incident,
      Reference tracker,
      String state,
      @Nullable String key,
      @Nullable String status,
      boolean closed,
      @Nullable Object askedBy,
      String reason,
      @Nullable String fault,
      Instant askedAt,
      @Nullable Instant filedAt,
      @Nullable Instant statusAt) {}

  List<View> of(List<Ticket> tickets) {
    var names = new HashMap<String, String>();
    trackers.all().forEach(tracker -> names.put(tracker.id(), tracker.name()));
    Map<String, Reference> incidents =
        directory.references("incident", tickets.stream().map(Ticket::incidentId).toList());
    return tickets.stream()
        .map(ticket ->
            new View(
                ticket.incidentId(),
                "ticket",
                ticket.key(),
                ticket.url(),
                incidents.getOrDefault(
                    ticket.incidentId(),
                    new Reference(ticket.incidentId(), "incident_reference", null, null, null)),
                new Reference(
                    ticket.trackerId(),
                    "ticket_tracker_reference",
                    names.getOrDefault(ticket.trackerId(), "a tracker that was deleted"),
                    directory.links().self("ticket_trackers", ticket.trackerId()),
                    null),
                ticket.state().wire(),
                ticket.key(),
                ticket.status(),
                ticket.closed(),
                ticket.by().kind() == Who.Kind.USER
                    ? directory.reference("user", ticket.by().id())
                    : null,
                ticket.reason().words(),
                ticket.fault(),
                ticket.askedAt(),
                ticket.filedAt(),
                ticket.statusAt()))
        .toList();
  }
}
