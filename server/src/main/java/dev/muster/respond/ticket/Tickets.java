package dev.muster.respond.ticket;

import dev.muster.platform.fact.Topic;
import java.util.Collection;
import java.util.Map;

/// The desk of the tickets.
public interface Tickets {
  Topic<TicketEvent> TOPIC = Topic.of("ticket", TicketEvent.class, TicketEvent::incidentId);

  int LANES = 1;

  /// Tickets by incident id; incidents without one are left out.
  Map<String, Ticket> of(Collection<String> incidentIds);
}
