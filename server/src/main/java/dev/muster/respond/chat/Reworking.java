package dev.muster.respond.chat;

import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Acts;
import dev.muster.respond.impact.ImpactDesk;
import dev.muster.respond.ticket.TicketDesk;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Changes what incidents are made of and what is known of them, in the running actor's name.
final class Reworking {
  private final Acts acts;
  private final Reading reading;
  private final Naming naming;
  private final ChosenAlerts alerts;
  private final ImpactDesk impact;
  private final TicketDesk tickets;
  private final InstantSource clock;

  Reworking(
      Acts acts,
      Reading reading,
      Naming naming,
      ChosenAlerts alerts,
      ImpactDesk impact,
      TicketDesk tickets,
      InstantSource clock) {
    this.acts = acts;
    this.reading = reading;
    this.naming = naming;
    this.alerts = alerts;
    this.impact = impact;
    this.tickets = tickets;
    this.clock = clock;
  }

  /// What was done.
  ///
  /// @param shown the incident that the asker wants to see now
  record Done(String words, Incident shown) {}

  /// Does it, in the caller's transaction.
  ///
  /// @throws ApiException when it must not be done
  Done change(Ask.Rework ask, Incident incident, ChatApp app, Sender sender, Wire wire) {
    return switch (ask) {
      case Ask.Split(String _, List<String> ends, String title) -> {
        List<String> chosen = alerts.ids(incident, ends);
        Incident made = acts.split(incident, chosen, title);
        yield new Done(
            (chosen.size() == 1
                    ? "One alert is an incident of its own now"
                    : chosen.size() + " alerts are an incident of their own now")
                + "; `merge %d into %d` undoes it.".formatted(made.number(), incident.number()),
            made);
      }
      case Ask.MoveAlerts(String _, List<String> ends, String to) -> {
        List<String> chosen = alerts.ids(incident, ends);
        Incident into = reading.incident(to);
        acts.moveAlerts(incident, chosen, into);
        yield new Done(
            "%s to #%d."
                .formatted(
                    chosen.size() == 1 ? "One alert moved" : chosen.size() + " alerts moved",
                    into.number()),
            into);
      }
      case Ask.SetField(String _, String field, String value) -> {
        acts.setField(incident, field, value);
        String name = wire.plain(field);
        yield new Done(
            value == null
                ? "It has no %s any more.".formatted(name)
                : "%s is %s now.".formatted(name, wire.plain(value)),
            incident);
      }
      case Ask.Feel(String _, String state, Double share, LocalTime since, String words) -> {
        acts.incidentToChange(incident.id());
        impact.say(incident, state, share == null ? 0 : share, moment(since), words);
        yield new Done(
            state.equals("measured")
                ? "The objectives say what customers feel."
                : "Impact on customers: " + state + ".",
            incident);
      }
      case Ask.FileTicket(String _, String tracker) -> {
        boolean fresh =
            tickets.file(
                incident,
                tracker == null
                    ? null
                    : Naming.one(
                            tickets.places(incident),
                            TicketDesk.Place::name,
                            tracker,
                            "ticket tracker")
                        .id());
        yield new Done(
            fresh ? "A ticket is on its way." : "It has a ticket, or one is on its way.", incident);
      }
      case Ask.TakeBack(String _, Ask.Whom whom) -> {
        User user = naming.person(whom, app, sender);
        yield takenBack(incident, false, user.id(), wire.plain(user.name()));
      }
      case Ask.TakeBackPolicy(String _, String name) -> {
        EscalationTargets.Policy policy = naming.policy(name);
        yield takenBack(incident, true, policy.id(), wire.plain(policy.name()));
      }
    };
  }

  private Done takenBack(Incident incident, boolean policy, String targetId, String name) {
    int waited = acts.takeBack(incident, policy, targetId);
    if (waited == 0) {
      throw ApiException.invalid(
          "Everybody who was asked there has answered, so nothing is left to be taken back.");
    }
    return new Done(
        policy
            ? "Nobody of %s needs to answer any more.".formatted(name)
            : "%s need not answer any more.".formatted(name),
        incident);
  }

  /// The last time that the asker's clock showed that.
  private @Nullable Instant moment(@Nullable LocalTime time) {
    if (time == null) {
      return null;
    }
    ZoneId zone = reading.zone(Actor.current().id());
    Instant now = clock.instant();
    ZonedDateTime today = now.atZone(zone).with(time);
    return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
  }
}
