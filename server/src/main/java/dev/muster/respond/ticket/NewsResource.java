package dev.muster.respond.ticket;

import dev.muster.kernel.Role;
import dev.muster.kernel.Text;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Proof;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.respond.Acts;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(NewsResource.class);

  static final String PATH = "/integrations/ticket_trackers/";

  /// Jira sends an issue with all its fields.
  private static final int BODY_MOST = 1_048_576;

  private static final int STATUS_MOST = 100;

  private static final String UNKNOWN = "It is not a ticket of an incident.";

  private final PostgresTickets tickets;
  private final PostgresTrackers trackers;
  private final Mobilize mobilize;
  private final Notebook notebook;
  private final FactLog facts;
  private final Acts acts;
  private final InstantSource clock;
  private final MeterRegistry meters;

  NewsResource(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      Mobilize mobilize,
      Notebook notebook,
      FactLog facts,
      Acts acts,
      InstantSource clock,
      MeterRegistry meters) {
    this.tickets = tickets;
    this.trackers = trackers;
    this.mobilize = mobilize;
    this.notebook = notebook;
    this.facts = facts;
    this.acts = acts;
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
    String secret;
    try {
      secret = tracker.newsSecret().open();
    } catch (IllegalStateException sealed) {
      LOG.error("news of the tracker {} cannot be proven", tracker.id(), sealed);
      throw new ApiException(
          503,
          2000,
          "The secret of this tracker cannot be read. People must make a new one.",
          List.of());
    }
    String last = null;
    for (Proof proof : tracker.dialect().proofs()) {
      last = proof.fault(List.of(secret), request::getHeader, body, now);
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
      throw ApiException.invalid("The body is not valid JSON: " + Json.why(notJson));
    }
  }

  /// Takes what a tracker says of a ticket, with all that follows from it in one transaction: a message that is sent again because it came
  /// to nothing finds the ticket as it was.
  String heard(Tracker tracker, Dialect.News news, Instant now) {
    if (news.externalId().indexOf('\0') >= 0) {
      return UNKNOWN;
    }
    String status = Text.line(Text.clean(news.status()), STATUS_MOST);
    try {
      return acts.together(() -> take(tracker, news, status, null, now));
    } catch (ApiException doubts) {
      return acts.together(() -> take(tracker, news, status, doubts, now));
    }
  }

  /// @param doubts why the incident was not resolved at the first try; null at that
  private String take(
      Tracker tracker,
      Dialect.News news,
      String status,
      @Nullable ApiException doubts,
      Instant now) {
    String incidentId = tickets.incident(tracker.id(), news.externalId()).orElse(null);
    if (incidentId == null) {
      return UNKNOWN;
    }
    boolean resolves = tracker.closes() && news.state() == Dialect.News.State.DONE;
    if (resolves) {
      mobilize.hold(List.of(incidentId)); // responses come first
    }
    Ticket ticket = tickets.hold(tracker.id(), news.externalId()).orElse(null);
    if (ticket == null) {
      return UNKNOWN;
    }
    String said = "Ticket %s is %s".formatted(ticket.key(), status);
    if (status.equals(ticket.status()) && news.closed() == ticket.closed()) {
      return said + ".";
    }
    moved(tracker, ticket, news, status, now);
    if (!resolves || ticket.closed()) {
      return said + ".";
    }
    if (mobilize.response(incidentId).filter(one -> one.status().open()).isEmpty()) {
      return said + "; its incident is resolved already.";
    }
    if (doubts == null) {
      mobilize.resolve(incidentId, said + ".", actor(tracker), now);
      return said + "; its incident is resolved.";
    }
    notebook.note(
        incidentId,
        now,
        actor(tracker),
        "Its closed ticket did not resolve it: " + doubts.getMessage(),
        Map.of());
    return "The incident is not resolved: " + doubts.getMessage();
  }

  private void moved(
      Tracker tracker, Ticket ticket, Dialect.News news, String status, Instant now) {
    String key = String.valueOf(ticket.key());
    tickets.moved(ticket.incidentId(), status, news.closed(), now);
    if (ticket.status() != null || news.closed()) {
      // That it is open is no news while nobody has done anything.
      notebook.note(
          ticket.incidentId(),
          now,
          actor(tracker),
          "Ticket %s is %s%s."
              .formatted(
                  key,
                  status,
                  news.state() == Dialect.News.State.DONE ? ", with nothing left to do" : ""),
          Map.of("ticket", key, "status", status));
    }
    facts.append(
        Tickets.TOPIC,
        0,
        now,
        List.of(
            new TicketEvent.TicketMoved(
                ticket.incidentId(), tracker.id(), key, status, news.closed(), now)));
  }

  private static Actor actor(Tracker tracker) {
    return new Actor(Actor.Kind.INTEGRATION, tracker.id(), tracker.name(), null, Role.LIMITED_USER);
  }
}
