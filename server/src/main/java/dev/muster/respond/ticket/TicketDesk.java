package dev.muster.respond.ticket;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Reason;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Acts;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The ticket of an incident, seen and asked for by whatever way.
public final class TicketDesk {
  private final PostgresTickets tickets;
  private final PostgresTrackers trackers;
  private final TicketClerk clerk;
  private final Mobilize mobilize;
  private final Acts acts;
  private final InstantSource clock;

  TicketDesk(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      TicketClerk clerk,
      Mobilize mobilize,
      Acts acts,
      InstantSource clock) {
    this.tickets = tickets;
    this.trackers = trackers;
    this.clerk = clerk;
    this.mobilize = mobilize;
    this.acts = acts;
    this.clock = clock;
  }

  /// A tracker in which a ticket may be filed.
  public record Place(String id, String name) {}

  /// The incident's ticket; empty when it has none.
  public Optional<Ticket> ticket(Incident incident) {
    return tickets.find(incident.id());
  }

  /// Where a ticket of that incident may be filed; nowhere when no tracker is connected, or when the rule of its service is `never`.
  public List<Place> places(Incident incident) {
    return choices(incident).stream().map(one -> new Place(one.id(), one.name())).toList();
  }

  List<Tracker> choices(Incident incident) {
    return rule(incident).when() == FilingRule.When.NEVER
        ? List.of()
        : trackers.all().stream().filter(Tracker::active).toList();
  }

  /// What people call the tracker of a ticket.
  public String tracker(Ticket ticket) {
    return trackers
        .find(ticket.trackerId())
        .map(Tracker::name)
        .orElse("a tracker that was deleted");
  }

  FilingRule rule(Incident incident) {
    String serviceId =
        mobilize.response(incident.id()).map(Response::serviceId).orElse(incident.serviceId());
    return PostgresTrackers.ruleOf(trackers.rules(), serviceId);
  }

  /// Files a ticket in the running actor's name.
  ///
  /// @param trackerId null for the one that the rule of the service names, or the only one there is
  /// @return false when it has one, or one is on its way
  /// @throws ApiException 403 when the actor may not; 400 when it cannot be
  public boolean file(Incident incident, @Nullable String trackerId) {
    acts.incidentToChange(incident.id());
    FilingRule rule = rule(incident);
    if (rule.when() == FilingRule.When.NEVER) {
      throw ApiException.invalid(
          "Incidents of this service never get a ticket; its filing rule says so.");
    }
    Tracker tracker = tracker(trackerId, rule);
    if (incident.mergedInto() != null) {
      throw ApiException.invalid(
          "The incident is part of another one; file a ticket for that one.");
    }
    Actor actor = Actor.current();
    return acts.together(() ->
        clerk.file(
            incident.id(),
            tracker,
            Who.of(actor),
            new Reason("ticket.asked", 1, actor.name() + " asked for it."),
            clock.instant()));
  }

  private Tracker tracker(@Nullable String wanted, FilingRule rule) {
    List<Tracker> there = trackers.all();
    if (wanted != null) {
      return there.stream()
          .filter(one -> one.id().equals(wanted) && one.active())
          .findFirst()
          .orElseThrow(() -> ApiException.invalid("That ticket tracker is not switched on."));
    }
    return TicketClerk.tracker(rule, there)
        .orElseThrow(() ->
            ApiException.invalid(
                there.stream().noneMatch(Tracker::active)
                    ? "No ticket tracker is connected; the incident itself is what there is to do."
                    : "'tracker' is missing, and more than one could be meant: %s."
                        .formatted(
                            there.stream()
                                .filter(Tracker::active)
                                .map(Tracker::name)
                                .collect(Collectors.joining(", ")))));
  }
}
