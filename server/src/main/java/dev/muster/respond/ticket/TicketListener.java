package dev.muster.respond.ticket;

import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Actor;
import dev.muster.respond.Notebook;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Writes down that a ticket could not be filed, or need not be any more.
final class TicketListener implements DeliveryListener {
  private final PostgresTickets tickets;
  private final Notebook notebook;
  private final MeterRegistry meters;

  TicketListener(PostgresTickets tickets, Notebook notebook, MeterRegistry meters) {
    this.tickets = tickets;
    this.notebook = notebook;
    this.meters = meters;
  }

  @Override
  public String owner() {
    return TicketClerk.OWNER;
  }

  @Override
  public void attempted(Parcel parcel, int attempt, Delivery outcome, boolean last, Instant now) {
    var errand = Json.read(parcel.payload(), TicketClerk.Errand.class);
    if (!last || errand.note() > 0) {
      return;
    }
    switch (outcome) {
      case Delivery.Handed _ -> {
        // written down when it was filed
      }
      case Delivery.Moot(String why) ->
          tickets.ended(errand.incidentId(), Ticket.State.WITHDRAWN, why);
      case Delivery.GiveUp(String why) -> failed(errand, why, now);
      case Delivery.TryAgain(String why, Duration _) -> failed(errand, why, now);
    }
  }

  private void failed(TicketClerk.Errand errand, String why, Instant now) {
    if (tickets.ended(errand.incidentId(), Ticket.State.FAILED, why)) {
      meters.counter("muster.tickets", "outcome", "failed").increment();
      notebook.note(
          errand.incidentId(),
          now,
          Actor.muster(),
          "The ticket could not be filed: " + why,
          Map.of("tracker_id", errand.trackerId()));
    }
  }
}
