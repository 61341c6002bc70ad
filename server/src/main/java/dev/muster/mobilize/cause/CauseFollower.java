package dev.muster.mobilize.cause;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.User;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.correlate.ledger.ThoughtEvent;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.Response;
import dev.muster.mobilize.Summons;
import dev.muster.mobilize.channel.Letter;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Links;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Hears what is thought of incidents and carries out what follows: responders are added where the cause has moved to, owners of other
/// services that are touched are informed by mail, and both stand on the timeline with their reasons.
final class CauseFollower {
  static final String OWNER = "mobilize.cause";

  /// Alerts that are looked at for services that are touched.
  private static final int MOST_ALERTS = 2_000;

  private static final int BULK = 9;
  private static final Duration FRESH = Duration.ofHours(6);

  private final PostgresCauseWatches watches;
  private final Mobilize mobilize;
  private final Incidents incidents;
  private final Summons summons;
  private final Catalog catalog;
  private final FactLog facts;
  private final Outbound outbound;
  private final Links links;
  private final Ids ids;

  CauseFollower(
      PostgresCauseWatches watches,
      Mobilize mobilize,
      Incidents incidents,
      Summons summons,
      Catalog catalog,
      FactLog facts,
      Outbound outbound,
      Links links,
      Ids ids) {
    this.watches = watches;
    this.mobilize = mobilize;
    this.incidents = incidents;
    this.summons = summons;
    this.catalog = catalog;
    this.facts = facts;
    this.outbound = outbound;
    this.links = links;
    this.ids = ids;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> heard, Instant now) {
    var thoughts = new ArrayList<ThoughtEvent.CauseConsidered>();
    var known = new TreeSet<String>();
    for (Fact fact : heard) {
      switch ((ThoughtEvent) fact.event()) {
        case ThoughtEvent.CauseConsidered considered -> {
          thoughts.add(considered);
          known.add(considered.incidentId());
        }
      }
    }
    mobilize.hold(known);
    var events = new ArrayList<MobilizeEvent>();
    for (ThoughtEvent.CauseConsidered thought : thoughts) {
      Response response = mobilize.response(thought.incidentId()).orElse(null);
      if (response != null
          && response.status().open()
          && !response.pagesNobody()
          && !mobilize.isKept(thought.incidentId())) {
        follow(thought, response, events, now);
      }
    }
    if (!events.isEmpty()) {
      facts.append(Mobilize.TOPIC, 0, now, events);
    }
  }

  private void follow(
      ThoughtEvent.CauseConsidered thought,
      Response response,
      List<MobilizeEvent> events,
      Instant now) {
    String id = thought.incidentId();
    CauseWatch before = watches.find(id).orElseGet(() -> CauseWatch.of(id, response.serviceId()));
    var touched = new TreeSet<String>();
    for (Member member : incidents.members(id, 0, MOST_ALERTS)) {
      touched.add(member.serviceId());
    }
    List<ThoughtEvent.Owner> owners =
        thought.owners().stream()
            .filter(owner -> catalog.service(owner.serviceId()).isPresent())
            .toList();
    CauseStep.Step step = CauseStep.consider(before, owners, touched);
    if (!step.watch().equals(before)) {
      watches.save(step.watch());
    }
    CauseStep.Move move = step.move();
    if (move != null) {
      events.add(moved(response, move, now));
    }
    String lead = step.watch().lead();
    boolean known =
        owners.stream()
            .anyMatch(owner ->
                owner.serviceId().equals(lead)
                    && !owner.alone()
                    && owner.probability() >= CauseStep.LIKELY);
    for (String service : step.inform()) {
      MobilizeEvent informed = inform(response, service, lead, known, now);
      if (informed != null) {
        events.add(informed);
      }
    }
  }

  private MobilizeEvent moved(Response response, CauseStep.Move move, Instant now) {
    String from = name(move.from());
    String to = name(move.to().serviceId());
    String because =
        move.to().alone()
            ? "The alerts are about %s and no other service.".formatted(to)
            : "The probable cause is in %s (%s)%s"
                .formatted(
                    to,
                    percent(move.to().probability()),
                    move.to().reason().isBlank() ? "." : ": " + sentence(move.to().reason()));
    String policy =
        catalog.service(move.to().serviceId()).map(Service::escalationPolicyId).orElse("");
    List<String> asked = List.of();
    String then;
    if (!move.asks()) {
      then = "Its people were asked before, or it has moved too often; nobody more is asked.";
    } else if (response.urgency() != Urgency.HIGH) {
      then = "The incident is not urgent, so nobody more is asked.";
    } else if (policy.equals(response.policyId())) {
      then = "The same escalation policy answers for it, so nobody more is asked.";
    } else {
      asked = summons.summon(response.incidentId(), policy, because, now);
      then =
          asked.isEmpty()
              ? "Nobody is on call there."
              : "Its people are asked to help; " + from + " keeps the incident.";
    }
    return new MobilizeEvent.CauseMoved(
        response.incidentId(),
        move.from(),
        move.to().serviceId(),
        !asked.isEmpty(),
        new Reason("cause.moved", CauseStep.VERSION, because + " " + then),
        now);
  }

  /// @param known whether the cause is probably in the service that leads
  private @Nullable MobilizeEvent inform(
      Response response, String serviceId, String lead, boolean known, Instant now) {
    Service service = catalog.service(serviceId).orElse(null);
    if (service == null || service.disabled()) {
      return null;
    }
    Set<String> people = new TreeSet<>(summons.firstOf(service.escalationPolicyId(), now));
    people.removeIf(response::assignedTo);
    if (people.isEmpty()) {
      return null;
    }
    for (User user : catalog.users(people).values()) {
      if (!user.email().isBlank()) {
        mail(response, service, user, lead, known, now);
      }
    }
    return new MobilizeEvent.Informed(
        response.incidentId(),
        serviceId,
        List.copyOf(people),
        new Reason(
            "cause.informed",
            CauseStep.VERSION,
            "on call for %s, was told that this incident touches it. Nobody was paged: the page went to %s."
                .formatted(service.name(), name(lead))),
        now);
  }

  private void mail(
      Response response, Service service, User user, String lead, boolean known, Instant now) {
    String page = links.page("/incidents/" + response.incidentId());
    String subject =
        "For your information: incident #%d touches %s"
            .formatted(response.number(), service.name())
            .replaceAll("[\\r\\n]+", " ");
    String words =
        "Incident #%d, %s, touches %s. %s. Nothing is asked of you."
            .formatted(
                response.number(),
                response.title(),
                service.name(),
                known
                    ? "Its probable cause is in " + name(lead) + ", and the people there have it"
                    : "The people of " + name(lead) + " have it; what caused it is not known yet");
    String why =
        "You get this because you are on call for %s. You are not being paged."
            .formatted(service.name());
    var letter =
        new Letter(
            user.email(),
            subject,
            "%s%n%n%s%n%n%s".formatted(words, page, why),
            "<p>%s</p><p><a href=\"%s\">Incident #%d</a></p><p>%s</p>"
                .formatted(escape(words), escape(page), response.number(), escape(why)),
            "cause.%s.%s.%s@%s"
                .formatted(
                    response.incidentId(), service.id(), user.id(), links.webBase().getHost()),
            List.of(),
            false);
    outbound.enqueue(
        new Parcel(
            ids.next('W'),
            OWNER,
            Letter.CHANNEL,
            "cause:" + response.incidentId() + ":" + service.id() + ":" + user.id(),
            null,
            BULK,
            response.incidentId(),
            user.email(),
            Json.write(letter),
            now,
            now.plus(FRESH)));
  }

  private String name(String serviceId) {
    return catalog.service(serviceId).map(Service::name).orElse(serviceId);
  }

  private static String percent(double probability) {
    return Math.round(100 * probability) + " %";
  }

  private static String sentence(String words) {
    String text = words.strip();
    return text.endsWith(".") ? text : text + ".";
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
