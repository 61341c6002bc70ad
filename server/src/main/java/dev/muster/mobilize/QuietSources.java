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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Leaves mails out that would tell of nothing but what sources have said whose mails are turned off: the incident's page has taken the
/// place of the tool's mails.
///
/// No page is lost or later by that. Of an urgent incident a mail is left out only when the same person is told at least as soon by
/// another way of which they have shown that messages arrive there, and it goes after all at the first try of that way that fails. Who
/// is asked to help by a person, and the fallback, are mailed whatever the source.
final class QuietSources {
  /// Alerts that are looked at. In a larger incident somebody else is bound to have said something, too.
  private static final int MOST_ALERTS = 2_000;

  /// Read at once. The first one is looked at alone: in most incidents it speaks for all.
  private static final int PIECE = 250;

  /// Begins what stands beside a mail that was left out.
  private static final String LEFT_OUT = "Not sent: the mails of ";

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

  /// What is ruled at one moment; an incident is looked at once.
  final class Moment {
    private final NoticeRepository notices;
    private final Map<String, Optional<String>> names = new HashMap<>();

    private Moment(NoticeRepository notices) {
      this.notices = notices;
    }

    /// @return null when no source has anything to say against it
    @Nullable Ruling of(Notice notice) {
      String user = notice.userId();
      if (user == null || !concerns(notice) || !catalog.leavesMailsOut()) {
        return null;
      }
      String quiet =
          names
              .computeIfAbsent(notice.incidentId(), id -> Optional.ofNullable(quiet(id)))
              .orElse(null);
      // read anew each time: the one before may have failed just now
      return quiet == null
          ? null
          : rule(notice, notices.ofPerson(notice.incidentId(), notice.step(), user), quiet);
    }
  }

  Moment now(NoticeRepository notices) {
    return new Moment(notices);
  }

  /// Whether it is a mail that has to go after all when the way in its place fails.
  static boolean replaced(Notice mail) {
    return mail.state() == Notice.State.CANCELLED
        && mail.channel() == ContactMethod.Type.EMAIL
        && mail.urgency() == Urgency.HIGH
        && mail.error() != null
        && mail.error().startsWith(LEFT_OUT);
  }

  /// Whether it is a mail to a person whom a rule tells.
  private static boolean concerns(Notice notice) {
    return notice.channel() == ContactMethod.Type.EMAIL
        && !notice.asksForHelp()
        && !notice.rule().equals(NoticePlan.FALLBACK);
  }

  /// The sources' names; null when somebody else has said something, too.
  private @Nullable String quiet(String incidentId) {
    var names = new TreeSet<String>();
    int seen = 0;
    List<Member> members = incidents.members(incidentId, 0, 1);
    while (!members.isEmpty()) {
      for (Alert alert : alerts.apply(members.stream().map(Member::alertId).toList()).values()) {
        Optional<Integration> source =
            Optional.ofNullable(alert.integrationId()).flatMap(catalog::integration);
        if (source.isEmpty() || source.get().mails()) {
          return null;
        }
        names.add(source.get().name());
      }
      seen += members.size();
      if (seen > MOST_ALERTS) {
        return null;
      }
      members = incidents.members(incidentId, seen, PIECE);
    }
    return names.isEmpty() ? null : String.join(" and ", names);
  }

  /// @param all what the same person is told in the same step
  /// @param names of the sources that all of its alerts come from
  @Nullable Ruling rule(Notice mail, List<Notice> all, String names) {
    List<Notice> same = all.stream().filter(one -> !one.id().equals(mail.id())).toList();
    Optional<Notice> failed =
        same.stream().filter(one -> one.state() == Notice.State.FAILED).findFirst();
    if (failed.isPresent()) {
      return new Ruling(
          false,
          "Mails of %s are turned off, but %s has failed."
              .formatted(names, failed.get().channel().words()));
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
          case SENT -> true;
          case WAITING, LEAVING -> other.attempts() == 0;
          case FAILED, CANCELLED -> false;
        };
    return goes
        && other.channel() != ContactMethod.Type.EMAIL
        && !other.dueAt().isAfter(mail.dueAt())
        && channels.missing(other.channel()) == null
        && Optional.ofNullable(other.contactMethodId())
            .flatMap(catalog::contactMethod)
            .filter(method -> method.verifiedAt() != null)
            .isPresent();
  }
}
