package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.User;
import dev.muster.kernel.Ids;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a person is told whom a message did not reach, whether no carrier took it, the provider refused it, or it was lost behind the
/// provider: mails that were left out for it go after all, and the next way that was planned for later goes now. Where there is neither,
/// the account's address is mailed, and the fallback after that.
///
/// What another transaction holds is passed over instead of waited for, as messages by two ways of one person may fail in the same moment.
final class NextWay {
  private final NoticeRepository notices;
  private final Catalog catalog;
  private final Supplier<Fallback> fallback;
  private final Ids ids;

  NextWay(NoticeRepository notices, Catalog catalog, Supplier<Fallback> fallback, Ids ids) {
    this.notices = notices;
    this.catalog = catalog;
    this.fallback = fallback;
    this.ids = ids;
  }

  /// That way will be tried again, and nobody knows for how long: only mails that were left out for it go now.
  ///
  /// @return whether any goes
  boolean meanwhile(Notice tried, String why, Instant now) {
    return backFor(tried, heldBeside(tried), why, now);
  }

  /// That way is at its end.
  ///
  /// @param fresh takes what is to be told in its place by a way that was not planned
  void after(Notice failed, String why, Instant now, Collection<Notice> fresh) {
    List<Notice> beside = heldBeside(failed);
    boolean back = backFor(failed, beside, why, now);
    boolean forward = forwardFor(failed, beside, now);
    Notice instead = back || forward ? null : instead(failed, why, now);
    if (instead != null) {
      fresh.add(instead);
    }
  }

  private List<Notice> heldBeside(Notice notice) {
    String user = notice.userId();
    return user == null ? List.of() : notices.holdOpenTo(notice.incidentId(), notice.step(), user);
  }

  private boolean backFor(Notice failed, List<Notice> beside, String why, Instant now) {
    if (failed.channel() == ContactMethod.Type.EMAIL) {
      return false;
    }
    List<Notice> mails = beside.stream().filter(QuietSources::replaced).toList();
    mails.forEach(mail -> notices.save(mail.again(now).because(words(failed, why))));
    return !mails.isEmpty();
  }

  private boolean forwardFor(Notice failed, List<Notice> beside, Instant now) {
    Optional<Notice> next =
        beside.stream()
            .filter(notice ->
                notice.state() == Notice.State.WAITING
                    && java.util.Objects.equals(notice.request(), failed.request())
                    && !notice.outlet().equals(failed.outlet()))
            .min(Comparator.comparing(Notice::dueAt).thenComparing(Notice::id));
    next.filter(notice -> notice.dueAt().isAfter(now))
        .ifPresent(notice ->
            notices.save(
                notice
                    .at(now)
                    .because(
                        "It leaves early, as the message by %s did not arrive."
                            .formatted(failed.channel().words()))));
    return next.isPresent();
  }

  /// The account's mail address after any other way, the fallback's after that; null when nothing is left.
  private @Nullable Notice instead(Notice failed, String why, Instant now) {
    String reason = words(failed, why) + " " + failed.reason();
    Optional<User> user =
        failed.userId() == null ? Optional.empty() : catalog.user(failed.userId());
    if (user.isPresent()
        && !user.get().email().isBlank()
        && !failed.address().equals(user.get().email())) {
      return NoticePlan.byAccountEmail(
          ids.next('Q'),
          failed.incidentId(),
          failed.step(),
          user.get(),
          NoticePlan.ACCOUNT_EMAIL,
          failed.urgency(),
          now,
          reason);
    }
    Fallback target = fallback.get();
    String address =
        target.userId() == null
            ? target.address()
            : catalog.user(target.userId()).map(User::email).orElse(null);
    if (address == null
        || address.equals(failed.address())
        || failed.rule().equals(NoticePlan.FALLBACK)) {
      return null;
    }
    return NoticePlan.toMail(
        ids.next('Q'),
        failed.incidentId(),
        failed.step(),
        null,
        NoticePlan.FALLBACK,
        address,
        failed.urgency(),
        now,
        reason);
  }

  private static String words(Notice failed, String why) {
    return instead(failed.channel().words(), why);
  }

  /// A sentence for people.
  static String instead(String way, String why) {
    return "Instead of %s, where %s%s".formatted(way, why, why.endsWith(".") ? "" : ".");
  }
}
