package dev.muster.mobilize;

import dev.muster.catalog.ContactMethod;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// That somebody is to be told of an incident: one person, one way, one time.
///
/// @param step the assignment that it belongs to; void in a later one
/// @param userId null for the fallback address
/// @param rule what asks for it: a notification rule's id, or a word such as `account_email`
/// @param contactMethodId null when the address is not one of the person's contact methods
/// @param parcelId the message that it left in; null before
record Notice(
    String id,
    String incidentId,
    int step,
    @Nullable String userId,
    String rule,
    @Nullable String contactMethodId,
    ContactMethod.Type channel,
    String address,
    Urgency urgency,
    Instant createdAt,
    Instant dueAt,
    State state,
    @Nullable Instant sentAt,
    int attempts,
    @Nullable String error,
    String reason,
    @Nullable String parcelId) {
  /// `WAITING -> LEAVING -> SENT | FAILED`, and `CANCELLED` from the first two.
  enum State {
    /// Not due, or not picked up yet.
    WAITING,
    /// In a message that a carrier has or will get.
    LEAVING,
    SENT,
    FAILED,
    CANCELLED
  }

  /// What messages to one place have in common.
  String outlet() {
    return channel.name() + ":" + address;
  }

  Notification view() {
    Notification.Status status =
        switch (state) {
          case WAITING, LEAVING -> Notification.Status.PENDING;
          case SENT -> Notification.Status.SENT;
          case FAILED -> Notification.Status.FAILED;
          case CANCELLED -> Notification.Status.CANCELLED;
        };
    return new Notification(
        id,
        incidentId,
        userId,
        channel.name().toLowerCase(java.util.Locale.ROOT),
        address,
        createdAt,
        dueAt,
        sentAt,
        status,
        attempts,
        error,
        reason);
  }

  Notice ended(State next, int tries, @Nullable String why, @Nullable Instant at) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        rule,
        contactMethodId,
        channel,
        address,
        urgency,
        createdAt,
        dueAt,
        next,
        at,
        tries,
        why,
        reason,
        parcelId);
  }

  Notice leaving(String parcel) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        rule,
        contactMethodId,
        channel,
        address,
        urgency,
        createdAt,
        dueAt,
        State.LEAVING,
        null,
        attempts,
        error,
        reason,
        parcel);
  }

  Notice forRule(String other) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        other,
        contactMethodId,
        channel,
        address,
        urgency,
        createdAt,
        dueAt,
        state,
        sentAt,
        attempts,
        error,
        reason,
        parcelId);
  }

  /// True when it asks for help instead of handing the incident over.
  boolean asksForHelp() {
    return rule.startsWith(ResponderDesk.RULE);
  }

  /// With more words behind the reason, once.
  Notice because(String words) {
    return reason.endsWith(words) ? this : retold(reason + " " + words);
  }

  private Notice retold(String words) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        rule,
        contactMethodId,
        channel,
        address,
        urgency,
        createdAt,
        dueAt,
        state,
        sentAt,
        attempts,
        error,
        words,
        parcelId);
  }

  Notice at(Instant due) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        rule,
        contactMethodId,
        channel,
        address,
        urgency,
        createdAt,
        due,
        state,
        sentAt,
        attempts,
        error,
        reason,
        parcelId);
  }
}
