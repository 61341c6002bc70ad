package dev.muster.respond.ticket;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.respond.Acts;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// The ticket of an incident, and all tickets of some time.
@RestController
@Tag(name = "Tickets")
final class TicketResource {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(366);

  private final PostgresTickets tickets;
  private final TicketDesk desk;
  private final TicketViews views;
  private final Acts acts;
  private final InstantSource clock;

  TicketResource(
      PostgresTickets tickets, TicketDesk desk, TicketViews views, Acts acts, InstantSource clock) {
    this.tickets = tickets;
    this.desk = desk;
    this.views = views;
    this.acts = acts;
    this.clock = clock;
  }

  /// A tracker in which it may be filed.
  record Choice(String id, String type, String summary, String kind) {}

  /// The ticket, null when there is none; and where it may be filed: nowhere when no tracker is connected, or when the rule of its service
  /// is `never`.
  @GetMapping("/incidents/{id}/ticket")
  Map<String, @Nullable Object> show(@PathVariable String id) {
    return view(acts.incident(id));
  }

  private Map<String, @Nullable Object> view(Incident incident) {
    List<Choice> choices =
        desk.choices(incident).stream()
            .map(one ->
                new Choice(one.id(), "ticket_tracker_reference", one.name(), one.kind().wire()))
            .toList();
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put(
        "ticket",
        desk.ticket(incident).map(one -> (Object) views.of(List.of(one)).getFirst()).orElse(null));
    answer.put("filed", desk.rule(incident).when().wire());
    answer.put("trackers", choices);
    return answer;
  }

  /// Files a ticket: `{"ticket": {"tracker": {"id": ...}}}`, or an empty object where only one tracker fits. Whoever asks a second time
  /// is shown the ticket that is there, with 200 in place of 201.
  @PostMapping("/incidents/{id}/ticket")
  ResponseEntity<Map<String, @Nullable Object>> file(@PathVariable String id, Body request) {
    Incident incident = acts.incidentToChange(id);
    Body body = request.has("ticket") ? request.envelope("ticket") : request;
    String wanted = body.reference("tracker");
    if (wanted != null
        && desk.rule(incident).when() != FilingRule.When.NEVER
        && desk.choices(incident).stream().noneMatch(one -> one.id().equals(wanted))) {
      body.fault("tracker", "names no tracker that is switched on");
    }
    body.check();
    boolean fresh = desk.file(incident, wanted);
    return ResponseEntity.status(fresh ? 201 : 200).body(view(incident));
  }

  /// Tickets, newest first.
  @GetMapping("/tickets")
  @Asks({
    "since: asked for at or after, 30 days ago unless told",
    "until: asked for before, now unless told",
    "state: waiting, filed, failed or withdrawn"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    Instant given = query.time("until");
    Instant until = given == null ? clock.instant().plusSeconds(1) : given;
    Instant from = query.time("since");
    Instant since = from == null ? until.minus(USUAL) : from;
    Query.checkSpan(since, until, LONGEST);
    String word = query.text("state");
    Ticket.State state =
        word == null
            ? null
            : Ticket.State.of(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'state' must be one of waiting, filed, failed, withdrawn"));
    List<Ticket> page = tickets.list(since, until, state, paging.offset(), paging.limit() + 1);
    return paging.page("tickets", views.of(page), () -> tickets.count(since, until, state));
  }
}
