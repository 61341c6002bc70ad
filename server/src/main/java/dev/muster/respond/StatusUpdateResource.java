package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.respond.webhook.Happening;
import dev.muster.respond.webhook.Webhooks;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/incidents/{id}/status_updates` and their subscribers: people who are kept up to date and never paged for it.
@RestController
@Tag(name = "Incidents")
final class StatusUpdateResource {
  private static final int MESSAGE_MAX = 10_000;
  private static final int SUBSCRIBERS_MAX = 1_000;

  private final Desk desk;
  private final NoteRepository notes;
  private final TimelineRepository timeline;
  private final Chronicler chronicler;
  private final Webhooks webhooks;
  private final UpdateMail mail;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  StatusUpdateResource(
      Desk desk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Webhooks webhooks,
      UpdateMail mail,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.desk = desk;
    this.notes = notes;
    this.timeline = timeline;
    this.chronicler = chronicler;
    this.webhooks = webhooks;
    this.mail = mail;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  /// A status update on the wire.
  record StatusUpdateView(
      String id,
      String type,
      String message,
      @Nullable String subject,
      @Nullable String htmlMessage,
      Instant createdAt,
      @Nullable Object sender) {}

  /// Who is kept up to date.
  record SubscriberView(
      String subscriberId,
      String subscriberType,
      boolean hasIndirectSubscription,
      @Nullable Object subscribedVia) {}

  /// What became of a wish to be kept up to date.
  record SubscriptionView(
      String subscriberId,
      String subscriberType,
      String subscribableId,
      String subscribableType,
      String accountId,
      String result) {}

  @GetMapping("/incidents/{id}/status_updates")
  Map<String, Object> list(@PathVariable String id) {
    Desk.reader();
    return Map.of(
        "status_updates",
        notes.statusUpdates(desk.incident(id).id()).stream().map(this::view).toList());
  }

  @PostMapping("/incidents/{id}/status_updates")
  Map<String, Object> publish(@PathVariable String id, Body body) {
    Actor actor = desk.requester();
    Incident incident = desk.incidentToChange(id);
    String message = body.required("message", MESSAGE_MAX);
    String subject = body.text("subject");
    String html = body.text("html_message");
    if (html != null && html.length() > MESSAGE_MAX * 4) {
      body.fault("html_message", "is longer than " + MESSAGE_MAX * 4 + " characters");
    }
    body.check();
    Instant now = clock.instant();
    var update =
        new NoteRepository.StatusUpdate(
            ids.next('Q'),
            incident.id(),
            actor.kind() == Actor.Kind.USER || actor.email() != null ? actor.id() : null,
            actor.name(),
            message,
            subject,
            html,
            now);
    desk.change(() -> {
      notes.save(update);
      Who who = Who.of(actor);
      timeline.add(
          List.of(
              chronicler
                  .telling()
                  .note(
                      incident.id(),
                      now,
                      who,
                      "Status update: " + update.message(),
                      Map.of("status_update_id", update.id()))));
      webhooks.tell(List.of(published(incident, update, who)), now);
      mail.send(incident, update, notes.subscribers(incident.id()), now);
      return Boolean.TRUE;
    });
    return Map.of("status_update", view(update));
  }

  private Happening published(Incident incident, NoteRepository.StatusUpdate update, Who who) {
    var data = new LinkedHashMap<String, Object>();
    data.put("id", update.id());
    data.put("type", "incident_status_update");
    data.put("incident", directory.reference("incident", incident.id()));
    data.put("message", update.message());
    data.put("trimmed", false);
    return new Happening(
        "incident.status_update_published",
        incident.id(),
        incident.serviceId(),
        update.createdAt(),
        who,
        null,
        data);
  }

  @GetMapping("/incidents/{id}/status_updates/subscribers")
  Map<String, @Nullable Object> subscribers(@PathVariable String id) {
    Desk.reader();
    Incident incident = desk.incident(id);
    List<SubscriberView> all =
        notes.subscribers(incident.id()).stream()
            .map(subscriber -> new SubscriberView(subscriber.id(), subscriber.type(), false, null))
            .toList();
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("subscribers", all);
    answer.put("account_id", "muster");
    answer.put("limit", SUBSCRIBERS_MAX);
    answer.put("offset", 0);
    answer.put("more", false);
    answer.put("total", all.size());
    return answer;
  }

  @PostMapping("/incidents/{id}/status_updates/subscribers")
  Map<String, Object> subscribe(@PathVariable String id, Body body) {
    desk.requester();
    Incident incident = desk.incidentToChange(id);
    List<Wish> wishes = wishes(body);
    Instant now = clock.instant();
    List<SubscriptionView> results =
        desk.change(() -> {
          if (notes.subscribers(incident.id()).size() + wishes.size() > SUBSCRIBERS_MAX) {
            throw ApiException.invalid(
                "An incident has %d subscribers at most.".formatted(SUBSCRIBERS_MAX));
          }
          var done = new ArrayList<SubscriptionView>();
          for (Wish wish : wishes) {
            boolean known =
                !directory.knows(wish.type()) || directory.exists(wish.type(), wish.id());
            String result =
                !known
                    ? "unauthorized"
                    : notes.subscribe(
                            new NoteRepository.Subscriber(
                                incident.id(), wish.type(), wish.id(), now))
                        ? "success"
                        : "duplicate";
            done.add(
                new SubscriptionView(
                    wish.id(), wish.type(), incident.id(), "incident", "muster", result));
          }
          return done;
        });
    return Map.of("subscriptions", results);
  }

  @PostMapping("/incidents/{id}/status_updates/unsubscribe")
  Map<String, Object> unsubscribe(@PathVariable String id, Body body) {
    desk.requester();
    Incident incident = desk.incidentToChange(id);
    List<Wish> wishes = wishes(body);
    int deleted =
        desk.change(() -> {
          int gone = 0;
          for (Wish wish : wishes) {
            gone += notes.unsubscribe(incident.id(), wish.type(), wish.id()) ? 1 : 0;
          }
          return gone;
        });
    return Map.of(
        "deleted_count",
        deleted,
        "unauthorized_count",
        0,
        "non_existent_count",
        wishes.size() - deleted);
  }

  /// Somebody who wants to be told, or not any more.
  private record Wish(String id, String type) {}

  private static List<Wish> wishes(Body body) {
    var wishes = new ArrayList<Wish>();
    for (Body subscriber : body.objects("subscribers")) {
      String id = subscriber.required("subscriber_id", 64);
      String type = subscriber.required("subscriber_type", 16);
      if (!type.isEmpty() && !type.equals("user") && !type.equals("team")) {
        subscriber.fault("subscriber_type", "must be user or team");
      }
      wishes.add(new Wish(id, type));
    }
    if (wishes.isEmpty()) {
      body.fault("subscribers", "is missing or empty");
    }
    body.check();
    return wishes;
  }

  private StatusUpdateView view(NoteRepository.StatusUpdate update) {
    String sender = update.senderId();
    return new StatusUpdateView(
        update.id(),
        "incident_status_update",
        update.message(),
        update.subject(),
        update.htmlMessage(),
        update.createdAt(),
        sender == null ? null : directory.reference("user", sender));
  }
}
