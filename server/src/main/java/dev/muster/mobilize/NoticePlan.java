package dev.muster.mobilize;

import dev.muster.catalog.ContactMethod;
import dev.muster.catalog.NotificationRule;
import dev.muster.catalog.User;
import dev.muster.correlate.Declared;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Urgency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How a person is told: by their notification rules of that urgency, each after its delay; at once by the account's mail address
/// when no rule leads anywhere. Pure.
final class NoticePlan {
  static final String ACCOUNT_EMAIL = "account_email";
  static final String FALLBACK = "fallback";

  private NoticePlan() {}

  /// @param why why this person is told, one plain sentence
  /// @return empty when the person cannot be reached at all
  static List<Notice> plan(
      String incidentId,
      int step,
      Urgency urgency,
      User user,
      List<ContactMethod> methods,
      List<NotificationRule> rules,
      String why,
      Instant assignedAt,
      Ids ids) {
    Map<String, ContactMethod> usable =
        methods.stream()
            .filter(method -> method.enabled() && !method.address().isBlank())
            .collect(Collectors.toMap(ContactMethod::id, Function.identity(), (a, _) -> a));
    var notices = new ArrayList<Notice>();
    for (NotificationRule rule : rules) {
      ContactMethod method = usable.get(rule.contactMethodId());
      if (rule.urgency() != urgency || method == null) {
        continue;
      }
      Instant due = assignedAt.plus(Duration.ofMinutes(rule.delayMinutes()));
      notices.add(
          notice(
              ids.next('Q'),
              incidentId,
              step,
              user.id(),
              rule.id(),
              method,
              urgency,
              assignedAt,
              due,
              why
                  + " "
                  + (rule.delayMinutes() == 0
                      ? "Told at once by " + by(method) + "."
                      : "Told by %s after %d min, as %s asked for."
                          .formatted(by(method), rule.delayMinutes(), user.name()))));
    }
    if (notices.isEmpty() && !user.email().isBlank()) {
      notices.add(
          byAccountEmail(
              ids.next('Q'),
              incidentId,
              step,
              user,
              ACCOUNT_EMAIL,
              urgency,
              assignedAt,
              why
                  + " "
                  + user.name()
                  + " has no usable notification rule for "
                  + urgency.wire()
                  + " urgency, so the account's mail address is told at once."));
    }
    return notices;
  }

  /// What is left to send to a person who was told of the same in another incident: each way that nothing was sent by there, when it would
  /// have been due there.
  ///
  /// @param planned all ways that the person wants to be told by
  static List<Notice> rest(List<Notice> planned, Declared.Told told, Instant now) {
    return planned.stream()
        .filter(notice -> !told.rules().contains(notice.rule()))
        .map(notice -> {
          Instant due = told.since().plus(Duration.between(notice.createdAt(), notice.dueAt()));
          return notice.at(due.isBefore(now) ? now : due);
        })
        .toList();
  }

  /// A contact method that nobody has verified is used all the same, and whoever reads the notice is told.
  private static String by(ContactMethod method) {
    String label = method.label().isBlank() ? "" : method.label();
    String doubt = method.verifiedAt() == null ? "never verified" : "";
    String more = label + (label.isEmpty() || doubt.isEmpty() ? "" : ", ") + doubt;
    return method.type().words() + (more.isEmpty() ? "" : " (" + more + ")");
  }

  static Notice byAccountEmail(
      String id,
      String incidentId,
      int step,
      User user,
      String rule,
      Urgency urgency,
      Instant now,
      String reason) {
    return toMail(id, incidentId, step, user.id(), rule, user.email(), urgency, now, reason);
  }

  static Notice toMail(
      String id,
      String incidentId,
      int step,
      @org.jspecify.annotations.Nullable String userId,
      String rule,
      String address,
      Urgency urgency,
      Instant now,
      String reason) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        rule,
        null,
        ContactMethod.Type.EMAIL,
        address,
        urgency,
        now,
        now,
        Notice.State.WAITING,
        null,
        0,
        null,
        reason,
        null);
  }

  private static Notice notice(
      String id,
      String incidentId,
      int step,
      String userId,
      String rule,
      ContactMethod method,
      Urgency urgency,
      Instant createdAt,
      Instant dueAt,
      String reason) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        rule,
        method.id(),
        method.type(),
        method.outlet(),
        urgency,
        createdAt,
        dueAt,
        Notice.State.WAITING,
        null,
        0,
        null,
        reason,
        null);
  }
}
