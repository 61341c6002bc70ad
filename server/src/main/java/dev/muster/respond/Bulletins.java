package dev.muster.respond;

import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Who;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import dev.muster.respond.webhook.Happening;
import dev.muster.respond.webhook.Webhooks;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps people up to date who are never paged for it: publishes status updates and knows who follows an incident.
final class Bulletins {
  /// The longest message, in characters.
  static final int MESSAGE_MAX = 10_000;

  /// Each of them is a mail for every update.
  static final int FOLLOWERS_MAX = 1_000;

  private final Desk desk;
  private final NoteRepository notes;
  private final TimelineRepository timeline;
  private final Chronicler chronicler;
  private final Webhooks webhooks;
  private final UpdateMail mail;
  private final Directory directory;
  private final Ids ids;

  Bulletins(
      Desk desk,
      NoteRepository notes,
      TimelineRepository timeline,
      Chronicler chronicler,
      Webhooks webhooks,
      UpdateMail mail,
      Directory directory,
      Ids ids) {
    this.desk = desk;
    this.notes = notes;
    this.timeline = timeline;
    this.chronicler = chronicler;
    this.webhooks = webhooks;
    this.mail = mail;
    this.directory = directory;
    this.ids = ids;
  }

  /// Somebody who follows an incident.
  ///
  /// @param type `user` or `team`
  record Follower(String type, String id) {}

  /// Tells everybody who follows the incident, its timeline and the outside; all or nothing.
  ///
  /// @param message up to {@link #MESSAGE_MAX} characters
  /// @param subject of the mails; null for a usual one
  /// @param html the same message with markup, for the API alone; null for none
  /// @throws ApiException 400 when the message is too long
  NoteRepository.StatusUpdate publish(
      Incident incident,
      String message,
      @Nullable String subject,
      @Nullable String html,
      Actor actor,
      Instant now) {
    if (message.length() > MESSAGE_MAX) {
      throw ApiException.invalid(
          "The message is longer than %d characters.".formatted(MESSAGE_MAX));
    }
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
    return desk.change(() -> {
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
      return update;
    });
  }

  /// Keeps them up to date from now on; all of them or nobody.
  ///
  /// @return for each, false when it was so before
  /// @throws ApiException 400 when more would follow it than may
  List<Boolean> follow(Incident incident, List<Follower> followers, Instant now) {
    return desk.change(() -> {
      List<Boolean> fresh =
          followers.stream()
              .map(follower ->
                  notes.subscribe(
                      new NoteRepository.Subscriber(
                          incident.id(), follower.type(), follower.id(), now)))
              .toList();
      if (fresh.contains(true) && notes.countSubscribers(incident.id()) > FOLLOWERS_MAX) {
        throw ApiException.invalid(
            "An incident has %d subscribers at most.".formatted(FOLLOWERS_MAX));
      }
      return fresh;
    });
  }

  /// @return false when it was not so
  boolean unfollow(Incident incident, String type, String id) {
    return desk.change(() -> notes.unsubscribe(incident.id(), type, id));
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
}
