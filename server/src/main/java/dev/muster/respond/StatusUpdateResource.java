package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// `/incidents/{id}/status_updates` and their subscribers: people who are kept up to date and never paged for it.
@RestController
@Tag(name = "Incidents")
final class StatusUpdateResource {
  private final Desk desk;
  private final Bulletins bulletins;
  private final NoteRepository notes;
  private final Directory directory;
  private final InstantSource clock;

  StatusUpdateResource(
      Desk desk,
      Bulletins bulletins,
      NoteRepository notes,
      Directory directory,
      InstantSource clock) {
    this.desk = desk;
    this.bulletins = bulletins;
    this.notes = notes;
    this.directory = directory;
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
    String message = body.required("message", Bulletins.MESSAGE_MAX);
    String subject = body.text("subject");
    String html = body.text("html_message");
    if (html != null && html.length() > Bulletins.MESSAGE_MAX * 4) {
      body.fault("html_message", "is longer than " + Bulletins.MESSAGE_MAX * 4 + " characters");
    }
    body.check();
    return Map.of(
        "status_update",
        view(bulletins.publish(incident, message, subject, html, actor, clock.instant())));
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
    answer.put("limit", Bulletins.FOLLOWERS_MAX);
    answer.put("offset", 0);
    answer.put("more", false);
    answer.put("total", all.size());
    return answer;
  }

  @PostMapping("/incidents/{id}/status_updates/subscribers")
  Map<String, Object> subscribe(@PathVariable String id, Body body) {
    List<Bulletins.Follower> wishes = wishes(body);
    Incident incident = incident(id, wishes);
    Instant now = clock.instant();
    List<Bulletins.Follower> known =
        wishes.stream()
            .filter(
                wish -> !directory.knows(wish.type()) || directory.exists(wish.type(), wish.id()))
            .toList();
    Iterator<Boolean> fresh = bulletins.follow(incident, known, now).iterator();
    Set<Bulletins.Follower> taken = Set.copyOf(known);
    List<SubscriptionView> results =
        wishes.stream()
            .map(wish ->
                new SubscriptionView(
                    wish.id(),
                    wish.type(),
                    incident.id(),
                    "incident",
                    "muster",
                    !taken.contains(wish)
                        ? "unauthorized"
                        : fresh.next() ? "success" : "duplicate"))
            .toList();
    return Map.of("subscriptions", results);
  }

  @PostMapping("/incidents/{id}/status_updates/unsubscribe")
  Map<String, Object> unsubscribe(@PathVariable String id, Body body) {
    List<Bulletins.Follower> wishes = wishes(body);
    Incident incident = incident(id, wishes);
    int deleted =
        desk.change(() -> {
          int gone = 0;
          for (Bulletins.Follower wish : wishes) {
            gone += bulletins.unfollow(incident, wish.type(), wish.id()) ? 1 : 0;
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

  /// The incident, for a caller who may say who follows it: everybody who sees it for himself, whoever responds to it for others.
  private Incident incident(String id, List<Bulletins.Follower> wishes) {
    Actor actor = Desk.reader();
    if (wishes.stream()
        .allMatch(wish -> wish.type().equals("user") && wish.id().equals(actor.id()))) {
      return desk.incident(id);
    }
    desk.requester();
    return desk.incidentToChange(id);
  }

  /// Who wants to be told, or not any more.
  private static List<Bulletins.Follower> wishes(Body body) {
    var wishes = new ArrayList<Bulletins.Follower>();
    for (Body subscriber : body.objects("subscribers")) {
      String id = subscriber.required("subscriber_id", 64);
      String type = subscriber.required("subscriber_type", 16);
      if (!type.isEmpty() && !type.equals("user") && !type.equals("team")) {
        subscriber.fault("subscriber_type", "must be user or team");
      }
      wishes.add(new Bulletins.Follower(type, id));
    }
    if (wishes.isEmpty()) {
      body.fault("subscribers", "is missing or empty");
    }
    if (wishes.size() > Bulletins.FOLLOWERS_MAX) {
      body.fault("subscribers", "has more than " + Bulletins.FOLLOWERS_MAX + " entries");
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
