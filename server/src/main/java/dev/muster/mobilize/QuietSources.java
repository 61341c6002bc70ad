package dev.muster.mobilize;

import dev.muster.alert.Alert;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.Integration;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Urgency;
import dev.muster.mobilize.channel.Channels;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Leaves mails out that would tell of nothing but what sources have said whose mails are turned off: the incident's page has taken the
/// place of the tool's mails.
///
/// No page is lost by that. Of an urgent incident a mail is left out only when the same person is told another way at least as soon, and
/// it goes after all when that way fails. Who is asked to help by a person, and the fallback, are mailed whatever the source.
final class QuietSources {
  /// Alerts that are looked at. In a larger incident somebody else is bound to have said something, too.
  private static final int MOST_ALERTS = 2_000;

  private final Catalog catalog;
  private final Incidents incidents;
  private final Function<Collection<String>, Map<String, Alert>> alerts;
  private final Channels channels;

  /// @param alerts finds alerts by their ids
  QuietSources(
      Catalog catalog,
      Incidents incidents,
      Function<Collection<String>, Map<String, Alert>> alerts,
      Channels channels) {
    this.catalog = catalog;
    this.incidents = incidents;
    this.alerts = alerts;
    this.channels = channels;
  }

  /// What becomes of a mail.
  ///
  /// @param leftOut whether it is not sent
  /// @param words why, to go behind `Not sent:` or behind the reason for the mail
  record Ruling(boolean leftOut, String words) {}

  /// @return null when no source has anything to say against it
  @Nullable Ruling of(Notice notice, NoticeRepository notices) {
    if (!concerns(notice) || !catalog.leavesMailsOut()) {
      return null;
    }
    String names = quiet(notice.incidentId());
    return names == null ? null : rule(notice, notices.ofIncident(notice.incidentId()), names);
  }

  /// Whether it is a mail to a person whom a rule tells.
  private static boolean concerns(Notice notice) {
    return notice.channel() == ContactMethod.Type.EMAIL
        && notice.userId() != null
        && !notice.asksForHelp()
        && !notice.rule().equals(NoticePlan.FALLBACK);
  }

  /// The sources' names; null when somebody else has said something, too.
  private @Nullable String quiet(String incidentId) {
    List<Member> members = incidents.members(incidentId, 0, MOST_ALERTS + 1);
    if (members.isEmpty() || members.size() > MOST_ALERTS) {
      return null;
    }
    var names = new TreeSet<String>();
    List<String> ids = members.stream().map(Member::alertId).toList();
    for (Alert alert : alerts.apply(ids).values()) {
      Optional<Integration> source =
          Optional.ofNullable(alert.integrationId()).flatMap(catalog::integration);
      if (source.isEmpty() || source.get().mails()) {
        return null;
      }
      names.add(source.get().name());
    }
    return names.isEmpty() ? null : String.join(" and ", names);
  }

  /// @param all all notices of the incident
  /// @param names of the sources that all of its alerts come from
  @Nullable Ruling rule(Notice mail, List<Notice> all, String names) {
    List<Notice> same =
        all.stream()
            .filter(one ->
                !one.id().equals(mail.id())
                    && one.step() == mail.step()
                    && mail.userId() != null
                    && mail.userId().equals(one.userId()))
            .toList();
    if (same.stream().anyMatch(one -> one.state() == Notice.State.FAILED)) {
      return null; // it goes instead of what did not arrive
    }
    String off = "the mails of " + names + " are turned off";
    if (mail.urgency() == Urgency.LOW) {
      return new Ruling(true, off + ", and it is not urgent: the incident stands in the list");
    }
    Optional<Notice> instead = same.stream().filter(one -> tells(one, mail)).findFirst();
    return instead.isPresent()
        ? new Ruling(true, off + "; told by " + instead.get().channel().words() + " instead")
        : new Ruling(
            false, "Mails of " + names + " are turned off, but no other way tells as soon.");
  }

  private boolean tells(Notice other, Notice mail) {
    boolean goes =
        switch (other.state()) {
          case WAITING, LEAVING, SENT -> true;
          case FAILED, CANCELLED -> false;
        };
    return goes
        && other.channel() != ContactMethod.Type.EMAIL
        && !other.dueAt().isAfter(mail.dueAt())
        && channels.missing(other.channel()) == null;
  }
}
