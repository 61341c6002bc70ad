package dev.muster.respond.ticket;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.Delivery;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Links;
import dev.muster.respond.Notebook;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Files tickets and comments on them. A ticket is looked for before it is made, each time: whatever happened between the tracker's last
/// answer and our commit, a ticket that is there is found by the incident that it names and taken for the one that was asked for.
/// Comments are sent at least once; what came together while the tracker was away is one comment.
final class HttpTicketCarrier implements Carrier {
  private static final Logger LOG = LoggerFactory.getLogger(HttpTicketCarrier.class);

  private static final Duration OF_A_CALL = Duration.ofSeconds(10);

  /// The lease, ...
  private static final Duration LEASE = Duration.ofSeconds(60);

  /// ... and how long after its begin a ticket is not made any more, so that no two attempts make one at a time.
  private static final Duration LATEST = LEASE.minus(OF_A_CALL.multipliedBy(2));

  /// A call that may have worked is not looked into at once: some trackers find a new ticket only after a moment.
  private static final Duration UNSURE = Duration.ofSeconds(30);

  /// What people have to mend is looked at so often.
  private static final Duration BY_PEOPLE = Duration.ofMinutes(5);

  /// Pages of tickets that are looked through.
  private static final int MOST_PAGES = 20;

  /// Of an answer; a page of fifty issues of 64 KiB each fits.
  private static final int ANSWER_MOST = 4 * 1_024 * 1_024;

  private final PostgresTickets tickets;
  private final PostgresTrackers trackers;
  private final TicketClerk clerk;
  private final Notebook notebook;
  private final FactLog facts;
  private final Transactions transactions;
  private final GuardedHttp http;
  private final Links links;
  private final InstantSource clock;
  private final MeterRegistry meters;

  HttpTicketCarrier(
      PostgresTickets tickets,
      PostgresTrackers trackers,
      TicketClerk clerk,
      Notebook notebook,
      FactLog facts,
      Transactions transactions,
      GuardedHttp http,
      Links links,
      InstantSource clock,
      MeterRegistry meters) {
    this.tickets = tickets;
    this.trackers = trackers;
    this.clerk = clerk;
    this.notebook = notebook;
    this.facts = facts;
    this.transactions = transactions;
    this.http = http;
    this.links = links;
    this.clock = clock;
    this.meters = meters;
  }

  @Override
  public String channel() {
    return TicketClerk.CHANNEL;
  }

  @Override
  public Duration timeout() {
    return LEASE;
  }

  @Override
  public Duration patience() {
    return TicketClerk.PATIENCE;
  }

  @Override
  public int atOnce() {
    return 4; // trackers limit their callers
  }

  @Override
  public Delivery carry(Parcel parcel, int attempt) {
    var errand = Json.read(parcel.payload(), TicketClerk.Errand.class);
    Ticket ticket = tickets.find(errand.incidentId()).orElse(null);
    if (ticket == null) {
      return new Delivery.Moot("There is no such ticket any more.");
    }
    Tracker tracker = trackers.find(errand.trackerId()).orElse(null);
    if (tracker == null) {
      return new Delivery.GiveUp("The tracker was deleted.");
    }
    if (!tracker.active()) {
      return new Delivery.GiveUp("The tracker is switched off.");
    }
    String unreadable = unreadable(tracker);
    if (unreadable != null) {
      return new Delivery.TryAgain(unreadable, BY_PEOPLE);
    }
    try {
      return errand.note() == 0 ? file(tracker, ticket) : comment(tracker, ticket, errand.note());
    } catch (Refused refused) {
      return refused.delivery;
    }
  }

  private static @Nullable String unreadable(Tracker tracker) {
    try {
      tracker.token().open();
      return null;
    } catch (IllegalStateException sealed) {
      return "The tracker's token cannot be read and has to be given again: " + sealed.getMessage();
    }
  }

  /// What ends an attempt.
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Delivery delivery;

    Refused(Delivery delivery) {
      super("", null, false, false);
      this.delivery = delivery;
    }
  }

  private Delivery file(Tracker tracker, Ticket ticket) throws Refused {
    if (ticket.state() == Ticket.State.FILED) {
      return new Delivery.Moot("It is filed already as " + ticket.key() + ".");
    }
    Instant begun = clock.instant();
    Slip slip =
        clerk
            .slip(ticket, String.valueOf(links.html("incidents", ticket.incidentId())))
            .orElse(null);
    if (slip == null) {
      return new Delivery.Moot("The incident is not there any more.");
    }
    Dialect.Filed there = look(tracker, slip, begun);
    if (there != null) {
      return settle(tracker, ticket, there, "found");
    }
    String into = clerk.mergedInto(ticket.incidentId()).orElse(null);
    if (into != null) {
      return new Delivery.Moot("It became part of incident " + into + ", before it was filed.");
    }
    GuardedHttp.Reply reply = call(tracker.dialect().create(tracker, slip), true);
    if (reply.cut()) {
      return new Delivery.TryAgain("The answer broke off; the ticket may be there.", UNSURE);
    }
    Dialect.Filed made = tracker.dialect().created(tracker, jsonOrNothing(reply), slip);
    return made == null
        ? new Delivery.TryAgain("The answer names no ticket: " + reply.words(), UNSURE)
        : settle(tracker, ticket, made, "made");
  }

  /// The ticket that is there already; null when there is none.
  private Dialect.@Nullable Filed look(Tracker tracker, Slip slip, Instant begun) throws Refused {
    for (int page = 1; page <= MOST_PAGES; page++) {
      Dialect.Ask ask = tracker.dialect().find(tracker, slip, page);
      if (ask == null) {
        return null;
      }
      GuardedHttp.Reply reply = call(ask, false);
      if (reply.status() == 404) {
        return null;
      }
      if (reply.cut()) {
        throw new Refused(
            new Delivery.TryAgain("The answer whether it is there already broke off.", UNSURE));
      }
      switch (tracker.dialect().found(tracker, json(reply), slip)) {
        case Dialect.Look.Found(Dialect.Filed ticket) -> {
          return ticket;
        }
        case Dialect.Look.None(boolean more) -> {
          if (!more) {
            return null;
          }
        }
        case Dialect.Look.Unclear() ->
            throw new Refused(
                new Delivery.TryAgain(
                    "The answer is no list of tickets, so this may not be the tracker's API: "
                        + reply.words(),
                    UNSURE));
        case Dialect.Look.Deaf(String why) -> throw new Refused(new Delivery.GiveUp(why));
      }
      if (clock.instant().isAfter(begun.plus(LATEST))) {
        throw new Refused(
            new Delivery.TryAgain("Looking whether it is there already took too long.", null));
      }
    }
    throw new Refused(
        new Delivery.TryAgain(
            "So many tickets were made since that %d pages of them do not say whether it is there already."
                .formatted(MOST_PAGES),
            UNSURE));
  }

  /// The ticket is there from here on, so whatever goes wrong is one of those calls of which nothing is known.
  private Delivery settle(Tracker tracker, Ticket ticket, Dialect.Filed as, String how) {
    try {
      return written(tracker, ticket, as, how)
          ? new Delivery.Handed("Filed as " + as.key())
          : new Delivery.GiveUp(
              "The tracker names " + as.key() + ", which is the ticket of another incident.");
    } catch (RuntimeException failure) {
      LOG.warn("ticket {} could not be written down", as.key(), failure);
      return new Delivery.TryAgain(
          "Filed as %s, which could not be written down: %s".formatted(as.key(), failure), UNSURE);
    }
  }

  private boolean written(Tracker tracker, Ticket ticket, Dialect.Filed as, String how) {
    Instant now = clock.instant();
    return transactions.inTransaction(() -> {
      Ticket known = tickets.hold(tracker.id(), as.externalId()).orElse(null);
      if (known != null && !known.incidentId().equals(ticket.incidentId())) {
        return false;
      }
      if (tickets.filed(ticket.incidentId(), as, now)) {
        notebook.note(
            ticket.incidentId(),
            now,
            Actor.muster(),
            "Ticket %s filed in %s. %s"
                .formatted(as.key(), tracker.name(), ticket.reason().words()),
            Map.of(
                "ticket", as.key(),
                "url", Objects.requireNonNullElse(as.url(), ""),
                "tracker_id", tracker.id()));
        facts.append(
            Tickets.TOPIC,
            0,
            now,
            List.of(new TicketEvent.TicketFiled(ticket.incidentId(), tracker.id(), as.key(), now)));
        clerk.catchUp(ticket, tracker, now);
        meters.counter("muster.tickets", "outcome", how).increment();
      }
      return true;
    });
  }

  private Delivery comment(Tracker tracker, Ticket ticket, int serial) throws Refused {
    String externalId = ticket.externalId();
    String key = ticket.key();
    if (ticket.state() != Ticket.State.FILED || externalId == null || key == null) {
      return new Delivery.Moot("There is no ticket to say it in.");
    }
    List<PostgresTickets.Note> notes = tickets.untold(ticket.incidentId());
    if (notes.isEmpty()) {
      return new Delivery.Moot("It was said together with what came before.");
    }
    String text =
        "Muster, incident %s:\n\n%s"
            .formatted(
                links.html("incidents", ticket.incidentId()),
                notes.stream()
                    .map(PostgresTickets.Note::words)
                    .collect(Collectors.joining("\n\n")));
    GuardedHttp.Reply reply =
        call(
            tracker.dialect().comment(tracker, new Dialect.Filed(externalId, key, null), text),
            false);
    if (reply.status() == 404) {
      return new Delivery.GiveUp("The ticket is not there any more.");
    }
    int last = Math.max(serial, notes.getLast().serial());
    transactions.run(() -> tickets.told(ticket.incidentId(), last, clock.instant()));
    return new Delivery.Handed("Said in " + key);
  }

  /// Asks something that changes nothing.
  ///
  /// @return what is wrong, in plain words; null when all is right
  @Nullable String fault(Tracker tracker) {
    String unreadable = unreadable(tracker);
    if (unreadable != null) {
      return unreadable;
    }
    try {
      GuardedHttp.Reply reply = call(tracker.dialect().check(tracker), false);
      return reply.status() == 404
          ? "The tracker answers that there is no such project, or that the token may not see it."
          : null;
    } catch (Refused refused) {
      return switch (refused.delivery) {
        case Delivery.TryAgain(String why, Duration _) -> why;
        case Delivery.GiveUp(String why) -> why;
        case Delivery.Handed _, Delivery.Moot _ -> null;
      };
    }
  }

  /// A call that worked, or a 404, which each caller reads in its own way unless it makes something.
  private GuardedHttp.Reply call(Dialect.Ask ask, boolean makes) throws Refused {
    try {
      GuardedHttp.Reply reply =
          http.send(
              ask.method(),
              ask.address(),
              ask.headers(),
              ask.body().getBytes(StandardCharsets.UTF_8),
              OF_A_CALL,
              ANSWER_MOST);
      int status = reply.status();
      if (status / 100 == 2 || (status == 404 && !makes)) {
        return reply;
      }
      String words = reply.words();
      throw new Refused(
          switch (status) {
            // A token that has run out is mended by people, and some trackers answer so to those
            // who ask too often.
            case 401, 403, 429 -> new Delivery.TryAgain(words, BY_PEOPLE);
            case 408, 409, 425 -> new Delivery.TryAgain(words, UNSURE);
            default ->
                status >= 500
                    ? new Delivery.TryAgain(words, makes ? UNSURE : null)
                    : new Delivery.GiveUp(words);
          });
    } catch (GuardedHttp.Forbidden forbidden) {
      throw new Refused(new Delivery.GiveUp(String.valueOf(forbidden.getMessage())));
    } catch (HttpTimeoutException late) {
      throw new Refused(new Delivery.TryAgain(String.valueOf(late.getMessage()), UNSURE));
    } catch (IOException broken) {
      throw new Refused(
          new Delivery.TryAgain(
              broken.getClass().getSimpleName() + ": " + broken.getMessage(),
              makes ? UNSURE : null));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new Refused(new Delivery.TryAgain("Muster was stopping.", makes ? UNSURE : null));
    }
  }

  /// Not every webhook answers with JSON, and a ticket that was made must not be made again for that.
  private static JsonNode jsonOrNothing(GuardedHttp.Reply reply) {
    try {
      return json(reply);
    } catch (Refused notJson) {
      return Json.mapper().createObjectNode();
    }
  }

  private static JsonNode json(GuardedHttp.Reply reply) throws Refused {
    try {
      return Json.mapper().readTree(reply.body().isBlank() ? "{}" : reply.body());
    } catch (JacksonException notJson) {
      throw new Refused(
          new Delivery.TryAgain(
              "The answer is not JSON, so this may not be the tracker's API: " + reply.words(),
              UNSURE));
    }
  }
}
