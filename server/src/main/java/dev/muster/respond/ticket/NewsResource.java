package dev.muster.respond.ticket;

import dev.muster.kernel.Role;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.Response;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Notebook;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What trackers say of their tickets. A door without an account: each message proves itself. The same message twice changes nothing the
/// second time.
@RestController
@Tag(name = "Tickets")
final class NewsResource {
  static final String PATH = "/integrations/ticket_trackers/";

  /// Jira sends an issue with all its fields.
  private static final int BODY_MOST = 1_048_576;

  private static final int STATUS_MOST = 100;

  private final PostgresTickets tickets;
  private final PostgresTrackers trackers;
  private final Mobilize mobilize;
  private final Notebook notebook;
  private final FactLog facts;
  private final Transactions transactions;
  private final InstantSource clock;
  private final MeterRegistry meters;

  NewsResource(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      Mobilize mobilize,
      Notebook notebook,
      FactLog facts,
      Transactions transactions,
      InstantSource clock,
      MeterRegistry meters) {
    this.tickets = tickets;
    this.trackers = trackers;
    this.mobilize = mobilize;
    this.notebook = notebook;
    this.facts = facts;
    this.transactions = transactions;
    this.clock = clock;
    this.meters = meters;
  }

  /// Takes a message: 202 with what came of it; 401 when it does not prove itself, 413 above 1 MiB.
  @PostMapping(PATH + "{id}")
  ResponseEntity<Map<String, String>> take(@PathVariable String id, HttpServletRequest request)
      throws IOException {
    byte[] body = request.getInputStream().readNBytes(BODY_MOST + 1);
    if (body.length > BODY_MOST) {
      throw new ApiException(413, 2001, "The body is larger than 1 MiB.", List.of());
    }
    Instant now = clock.instant();
    Tracker tracker = trackers.find(id).orElse(null);
    String fault =
        tracker == null ? "There is no such tracker." : unproven(tracker, request, body, now);
    if (tracker == null || fault != null) {
      meters.counter("muster.ticket.news", "outcome", "unproven").increment();
      throw ApiException.unauthorized(String.valueOf(fault));
    }
    JsonNode message = read(body);
    Dialect.News news = tracker.dialect().news(tracker, message);
    String came = news == null ? "It is not about a ticket." : heard(tracker, news, now);
    meters.counter("muster.ticket.news", "outcome", news == null ? "ignored" : "taken").increment();
    return ResponseEntity.accepted().body(Map.of("message", came));
  }

  private static @Nullable String unproven(
      Tracker tracker, HttpServletRequest request, byte[] body, Instant now) {
    String last = null;
    for (Proof proof : tracker.dialect().proofs()) {
      last = proof.fault(List.of(tracker.newsSecret()), request::getHeader, body, now);
      if (last == null) {
        return null;
      }
    }
    return last;
  }

  private static JsonNode read(byte[] body) {
    try {
      return Json.mapper().readTree(body);
    } catch (JacksonException notJson) {
      throw ApiException.invalid("The body is not valid JSON: " + notJson.getOriginalMessage());
    }
  }

  private String heard(Tracker tracker, Dialect.News news, Instant now) {
    String status = news.status().replace('\0', ' ').strip();
    String word = status.length() <= STATUS_MOST ? status : status.substring(0, STATUS_MOST);
    if (news.externalId().indexOf('\0') >= 0) {
      return "It is not a ticket of an incident.";
    }
    Ticket ticket =
        transactions.inTransaction(() -> {
          Ticket held = tickets.hold(tracker.id(), news.externalId()).orElse(null);
          if (held == null || (word.equals(held.status()) && news.closed() == held.closed())) {
            return held;
          }
          tickets.moved(held.incidentId(), word, news.closed(), now);
          if (held.status() != null || news.closed()) {
            // That it is open is no news while nobody has done anything.
            notebook.note(
                held.incidentId(),
                now,
                actor(tracker),
                "Ticket %s is %s%s."
                    .formatted(held.key(), word, news.closed() ? ", with nothing left to do" : ""),
                Map.of("ticket", String.valueOf(held.key()), "status", word));
          }
          facts.append(
              Tickets.TOPIC,
              0,
              now,
              List.of(
                  new TicketEvent.TicketMoved(
                      held.incidentId(),
                      tracker.id(),
                      String.valueOf(held.key()),
                      word,
                      news.closed(),
                      now)));
          return held;
        });
    if (ticket == null) {
      return "It is not a ticket of an incident.";
    }
    if (news.closed() && !ticket.closed() && tracker.closes()) {
      return resolve(tracker, ticket, word, now);
    }
    return "Ticket " + ticket.key() + " is " + word + ".";
  }

  private String resolve(Tracker tracker, Ticket ticket, String word, Instant now) {
    boolean open =
        mobilize
            .response(ticket.incidentId())
            .map(Response::status)
            .filter(s -> s.open())
            .isPresent();
    if (!open) {
      return "Ticket " + ticket.key() + " is " + word + "; its incident is resolved already.";
    }
    try {
      mobilize.resolve(
          ticket.incidentId(), "Ticket " + ticket.key() + " is " + word + ".", actor(tracker), now);
      return "Ticket " + ticket.key() + " is " + word + "; its incident is resolved.";
    } catch (ApiException doubts) {
      transactions.run(() ->
          notebook.note(
              ticket.incidentId(),
              now,
              actor(tracker),
              "Its closed ticket did not resolve it: " + doubts.getMessage(),
              Map.of()));
      return "The incident is not resolved: " + doubts.getMessage();
    }
  }

  private static Actor actor(Tracker tracker) {
    return new Actor(Actor.Kind.INTEGRATION, tracker.id(), tracker.name(), null, Role.LIMITED_USER);
  }
}
