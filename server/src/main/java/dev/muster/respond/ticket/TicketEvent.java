package dev.muster.respond.ticket;

import java.time.Instant;

/// What is said of tickets.
public sealed interface TicketEvent {
  String incidentId();

  Instant at();

  /// The tracker has the ticket.
  ///
  /// @param key what people call it
  record TicketFiled(String incidentId, String trackerId, String key, Instant at)
      implements TicketEvent {}

  /// The tracker says how it stands there.
  ///
  /// @param status in the tracker's word
  /// @param closed whether nothing is left to do there
  record TicketMoved(
      String incidentId, String trackerId, String key, String status, boolean closed, Instant at)
      implements TicketEvent {}
}
