package dev.muster.respond.ticket;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Priority;
import dev.muster.catalog.Service;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.Who;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides which incidents get a ticket and what is told there, and hands it to the post office in the same transaction. What is told is
/// what somebody who works on the ticket must know: who has it, how bad it is, what broke, how it ended; never a line for an alert.
final class TicketClerk {
  static final String OWNER = "respond.ticket";
  static final String CHANNEL = "ticket";

  /// A tracker that is away for longer is looked after by people.
  static final Duration PATIENCE = Duration.ofDays(2);

  /// After this many notes only how it ended is told, so that a ticket of an incident that comes and goes stays readable.
  private static final int MOST_NOTES_BUT_ENDS = PostgresTickets.MOST_NOTES - 10;

  /// What a parcel of this channel holds.
  ///
  /// @param note number of the note; 0 to file the ticket
  record Errand(String incidentId, String trackerId, int note) {}

  private final PostgresTickets tickets;
  private final PostgresTrackers trackers;
  private final Outbound outbound;
  private final Incidents incidents;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final Ids ids;
  private final MeterRegistry meters;

  TicketClerk(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      Outbound outbound,
      Incidents incidents,
      Mobilize mobilize,
      Catalog catalog,
      Ids ids,
      MeterRegistry meters) {
    this.tickets = tickets;
    this.trackers = trackers;
    this.outbound = outbound;
    this.incidents = incidents;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.ids = ids;
    this.meters = meters;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    List<Tracker> there = trackers.all();
    if (there.isEmpty()) {
      return;
    }
    var about = new HashSet<String>();
    for (Fact fact : facts) {
      if (fact.event() instanceof IncidentEvent event) {
        about.add(event.incidentId());
      } else if (fact.event() instanceof MobilizeEvent event) {
        about.add(event.incidentId());
        if (event instanceof MobilizeEvent.Resolved resolved
            && resolved.how().intoIncidentId() != null) {
          about.add(resolved.how().intoIncidentId());
        }
      }
    }
    var has = new HashSet<>(tickets.of(about).keySet());
    Map<String, FilingRule> rules = trackers.rules();
    for (Fact fact : facts) {
      String considered = considered(fact.event());
      if (considered != null && !has.contains(considered)) {
        if (consider(fact.event(), considered, rules, there, now)) {
          has.add(considered);
          continue; // the ticket says so itself
        }
      }
      if (fact.event() instanceof IncidentEvent event && has.contains(event.incidentId())) {
        tell(event, now);
      } else if (fact.event() instanceof MobilizeEvent event) {
        tell(event, has, now);
      }
    }
  }

  /// The incident that may be worth a ticket from now on; null when the fact changes nothing about that.
  private static @Nullable String considered(Object event) {
    return switch (event) {
      case MobilizeEvent.Triggered triggered -> triggered.incidentId();
      case MobilizeEvent.PriorityChanged changed -> changed.incidentId();
      case MobilizeEvent.ServiceChanged changed -> changed.incidentId();
      case MobilizeEvent.LeftToDo left -> left.incidentId();
      case IncidentEvent.IncidentSeverityChanged changed -> changed.incidentId();
      default -> null;
    };
  }

  private boolean consider(
      Object event,
      String incidentId,
      Map<String, FilingRule> rules,
      List<Tracker> there,
      Instant now) {
    Response response = mobilize.response(incidentId).orElse(null);
    Incident incident = incidents.incident(incidentId).orElse(null);
    if (response == null || incident == null || incident.mergedInto() != null) {
      return false;
    }
    boolean begins = event instanceof MobilizeEvent.Triggered;
    if (!begins && !response.status().open()) {
      return false; // what is learned of it afterwards leaves nothing to do
    }
    FilingRule rule = PostgresTrackers.ruleOf(rules, response.serviceId());
    String priority = response.priorityId();
    String least = rule.fromPriorityId();
    Reason why =
        rule.file(
            new FilingRule.Subject(
                response.pagesNobody(),
                incident.severity(),
                priority == null ? null : catalog.priority(priority).orElse(null)),
            least == null ? null : catalog.priority(least).orElse(null));
    if (why == null) {
      return false;
    }
    Tracker tracker = tracker(rule, there).orElse(null);
    if (tracker == null) {
      meters.counter("muster.tickets", "outcome", "no_tracker").increment();
      return false;
    }
    return file(incidentId, tracker, Who.muster(), why, now);
  }

  /// Why that rule files nothing by itself though it should, in plain words; null when it does, or when there is no tracker at all.
  static @Nullable String fault(FilingRule rule, List<Tracker> there) {
    if (rule.when() == FilingRule.When.NEVER
        || there.isEmpty()
        || tracker(rule, there).isPresent()) {
      return null;
    }
    if (rule.trackerId() != null) {
      return "Its tracker is switched off, so nothing is filed.";
    }
    return there.stream().noneMatch(Tracker::active)
        ? "No tracker is switched on, so nothing is filed."
        : "It names no tracker and more than one is switched on, so nothing is filed by itself.";
  }

  /// The tracker of a rule, or the only one that is switched on where it names none.
  static Optional<Tracker> tracker(FilingRule rule, List<Tracker> there) {
    List<Tracker> fit =
        there.stream()
            .filter(Tracker::active)
            .filter(one -> rule.trackerId() == null || one.id().equals(rule.trackerId()))
            .toList();
    return fit.size() == 1 ? Optional.of(fit.getFirst()) : Optional.empty();
  }

  /// Asks for the ticket of an incident.
  ///
  /// @return false when it has one, or one is on its way
  boolean file(String incidentId, Tracker tracker, Who by, Reason why, Instant now) {
    int tries = 1;
    var ticket =
        new Ticket(
            incidentId,
            tracker.id(),
            Ticket.State.WAITING,
            null,
            null,
            null,
            null,
            false,
            by,
            why,
            now,
            null,
            null,
            null,
            tries);
    if (!tickets.ask(ticket)) {
      Ticket before = tickets.hold(incidentId).orElseThrow();
      if (before.state() == Ticket.State.WAITING || before.state() == Ticket.State.FILED) {
        return false;
      }
      tries = before.tries() + 1;
      tickets.again(incidentId, tracker.id(), by, why);
    }
    send(new Errand(incidentId, tracker.id(), 0), tracker.url(), "file:" + tries, now);
    return true;
  }

  /// Tells a ticket that was filed late what it would have been told in the meantime.
  void catchUp(Ticket ticket, Tracker tracker, Instant now) {
    if (ticket.tries() == 1) {
      return; // what is to be told waits behind the ticket
    }
    List<PostgresTickets.Note> untold = tickets.untold(ticket.incidentId());
    if (!untold.isEmpty()) {
      send(
          new Errand(ticket.incidentId(), tracker.id(), untold.getLast().serial()),
          tracker.url(),
          "late:" + ticket.tries(),
          now);
    }
  }

  private void send(Errand errand, String address, String key, Instant now) {
    outbound.enqueue(
        new Parcel(
            ids.next('W'),
            OWNER,
            CHANNEL,
            errand.incidentId() + ":" + key,
            CHANNEL + ":" + errand.incidentId(),
            5,
            errand.incidentId(),
            address,
            Json.write(errand),
            now,
            null)); // the carrier's patience ends it, with a last attempt and a word why
  }

  private void tell(IncidentEvent event, Instant now) {
    if (event instanceof IncidentEvent.IncidentSeverityChanged changed) {
      note(changed.incidentId(), "It is " + changed.severity().wire() + " now.", false, now);
    } else if (event instanceof IncidentEvent.IncidentCauseNamed named
        && named.verdict().equals("right")) {
      note(
          named.incidentId(),
          "%s broke, says %s.".formatted(named.name(), user(named.byId())),
          false,
          now);
    } else if (event instanceof IncidentEvent.IncidentCauseJudged judged
        && judged.verdict().equals("caused")) {
      note(
          judged.incidentId(),
          "The change '%s' caused it, says %s.".formatted(judged.summary(), user(judged.byId())),
          false,
          now);
    }
  }

  private String user(String id) {
    return catalog.user(id).map(User::name).orElse(id);
  }

  private void tell(MobilizeEvent event, Set<String> has, Instant now) {
    String id = event.incidentId();
    if (event instanceof MobilizeEvent.Resolved resolved) {
      String into = resolved.how().intoIncidentId();
      if (into != null) {
        merged(id, into, has, now);
      } else if (has.contains(id)) {
        note(id, "Resolved. " + resolved.reason().words(), true, now);
      }
    } else if (!has.contains(id)) {
      return;
    } else if (event instanceof MobilizeEvent.Acknowledged acknowledged) {
      note(id, acknowledged.by().name() + " has it.", false, now);
    } else if (event instanceof MobilizeEvent.Reopened reopened) {
      note(id, "Open again. " + reopened.reason().words(), true, now);
    } else if (event instanceof MobilizeEvent.PriorityChanged changed) {
      String to = changed.to();
      note(
          id,
          to == null
              ? "It has no priority any more."
              : "Its priority is " + catalog.priority(to).map(Priority::name).orElse(to) + ".",
          false,
          now);
    } else if (event instanceof MobilizeEvent.ServiceChanged changed) {
      note(
          id,
          "It is an incident of "
              + catalog.service(changed.to()).map(Service::name).orElse(changed.to())
              + " now.",
          false,
          now);
    } else if (event instanceof MobilizeEvent.LeftToDo left && !left.pagesNobody()) {
      note(id, "People are told of it from now on. " + left.reason().words(), false, now);
    }
  }

  /// Both tickets name the other, so that nobody works twice.
  private void merged(String id, String into, Set<String> has, Instant now) {
    if (has.contains(id)) {
      note(id, "Merged into incident %s.".formatted(called(into)), true, now);
    }
    if (has.contains(into) && has.contains(id)) {
      note(into, "Incident %s was merged into this one.".formatted(called(id)), true, now);
    }
  }

  private String called(String incidentId) {
    String number =
        incidents.incident(incidentId).map(one -> "#" + one.number()).orElse(incidentId);
    return tickets
        .find(incidentId)
        .filter(ticket -> ticket.key() != null)
        .map(ticket -> "%s (%s)".formatted(number, ticket.words()))
        .orElse(number + ", which has no ticket");
  }

  /// @param ends whether it tells how the incident ended or began again
  private void note(String incidentId, String words, boolean ends, Instant now) {
    int serial =
        tickets.note(
            incidentId, words, ends ? PostgresTickets.MOST_NOTES : MOST_NOTES_BUT_ENDS, now);
    if (serial < 0) {
      meters.counter("muster.ticket.notes.left.out").increment();
    }
    if (serial > 0) {
      Ticket ticket = tickets.find(incidentId).orElseThrow();
      send(
          new Errand(incidentId, ticket.trackerId(), serial),
          trackers.find(ticket.trackerId()).map(Tracker::url).orElse(""),
          "note:" + serial,
          now);
    }
  }

  /// What a ticket of that incident says; empty when the incident is gone.
  Optional<Slip> slip(Ticket ticket, String link) {
    Incident incident = incidents.incident(ticket.incidentId()).orElse(null);
    if (incident == null) {
      return Optional.empty();
    }
    Response response = mobilize.response(incident.id()).orElse(null);
    String serviceId = response == null ? incident.serviceId() : response.serviceId();
    String service = catalog.service(serviceId).map(Service::name).orElse(serviceId);
    String urgency = response == null ? "high" : response.urgency().wire();
    String severity = incident.severity() == null ? null : incident.severity().wire();
    String priorityId = response == null ? null : response.priorityId();
    String priority =
        priorityId == null ? null : catalog.priority(priorityId).map(Priority::name).orElse(null);
    String title = response == null ? incident.title() : response.title();
    var state = new StringBuilder("Urgency ").append(urgency);
    if (severity != null) {
      state.append(", severity ").append(severity);
    }
    if (priority != null) {
      state.append(", priority ").append(priority);
    }
    String status = response == null ? "triggered" : response.status().wire();
    int alerts = Math.max(1, incident.allAlerts());
    return Optional.of(
        new Slip(
            incident.id(),
            incident.number(),
            "#%d %s".formatted(incident.number(), title),
            List.of(
                title,
                "Incident #%d of %s in Muster: %s".formatted(incident.number(), service, link),
                "%s; %s. It was %s when this was filed."
                    .formatted(state, alerts == 1 ? "one alert" : alerts + " alerts", status),
                "Why it is an incident: " + incident.reason().words(),
                "Why it has a ticket: " + ticket.reason().words(),
                "All its alerts are under the address above; there is no other ticket for them."),
            link,
            service,
            urgency,
            severity,
            priority,
            status,
            ticket.askedAt()));
  }

  /// Whether it became part of another incident, and of which.
  Optional<String> mergedInto(String incidentId) {
    return incidents
        .incident(incidentId)
        .map(Incident::mergedInto)
        .filter(Objects::nonNull)
        .map(this::called);
  }
}
