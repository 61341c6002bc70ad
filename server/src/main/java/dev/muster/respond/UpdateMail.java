package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Team;
import dev.muster.catalog.User;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.channel.Letter;
import dev.muster.platform.json.Json;
import dev.muster.platform.outbound.Outbound;
import dev.muster.platform.outbound.Parcel;
import dev.muster.platform.web.Links;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;

/// Mails a status update to those who want to be kept up to date: at once, once, and at the lowest priority, so that it never holds a
/// page up.
final class UpdateMail {
  private static final int BULK = 9;

  /// Older news is of no use to anybody.
  private static final Duration FRESH = Duration.ofHours(6);

  private final Outbound outbound;
  private final Catalog catalog;
  private final Links links;
  private final Ids ids;

  UpdateMail(Outbound outbound, Catalog catalog, Links links, Ids ids) {
    this.outbound = outbound;
    this.catalog = catalog;
    this.links = links;
    this.ids = ids;
  }

  /// Enqueues the mails inside the caller's transaction.
  void send(
      Incident incident,
      NoteRepository.StatusUpdate update,
      List<NoteRepository.Subscriber> subscribers,
      Instant now) {
    var people = new LinkedHashSet<String>();
    for (NoteRepository.Subscriber subscriber : subscribers) {
      if (subscriber.type().equals("team")) {
        catalog.members(subscriber.id()).stream().map(Team.Member::userId).forEach(people::add);
      } else {
        people.add(subscriber.id());
      }
    }
    String given = update.subject();
    String subject =
        given == null || given.isBlank()
            ? "Update on incident #%d: %s".formatted(incident.number(), incident.title())
            : given;
    String page = links.page("/incidents/" + incident.id());
    String text =
        "%s%n%n%s, incident #%d%n%s%n%nYou get this because you subscribed to updates. You are not being paged."
            .formatted(update.message(), update.senderName(), incident.number(), page);
    String html =
        "<p>%s</p><p>%s, <a href=\"%s\">incident #%d</a></p><p>You get this because you subscribed to updates. You are not being paged.</p>"
            .formatted(
                escape(update.message()).replace("\n", "<br>"),
                escape(update.senderName()),
                escape(page),
                incident.number());
    for (User user : catalog.users(people).values()) {
      var letter =
          new Letter(
              user.email(),
              subject.replaceAll("[\\r\\n]+", " "),
              text,
              html,
              update.id() + "." + user.id() + "@" + links.webBase().getHost(),
              List.of(),
              false);
      outbound.enqueue(
          new Parcel(
              ids.next('W'),
              RespondRoom.OWNER,
              Letter.CHANNEL,
              update.id() + ":" + user.id(),
              null,
              BULK,
              incident.id(),
              user.email(),
              Json.write(letter),
              now,
              now.plus(FRESH)));
    }
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
