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

  /// @param receipt the newest of its message; null for none
  Notification view(Notification.@Nullable Receipt receipt) {
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
        reason,
        receipt);
  }

  Notice ended(State next, int tries, @Nullable String why, @Nullable Instant at) {
    return with(rule, dueAt, next, at, tries, why, reason, parcelId);
  }

  Notice leaving(String parcel) {
    return with(rule, dueAt, State.LEAVING, null, attempts, error, reason, parcel);
  }

  Notice forRule(String other) {
    return with(other, dueAt, state, sentAt, attempts, error, reason, parcelId);
  }

  Notice at(Instant due) {
    return with(rule, due, state, sentAt, attempts, error, reason, parcelId);
  }

  /// Due anew after it was called off.
  Notice again(Instant due) {
    return with(rule, due, State.WAITING, null, 0, null, reason, null);
  }

  /// With more words behind the reason, once.
  Notice because(String words) {
    return reason.endsWith(words)
        ? this
        : with(rule, dueAt, state, sentAt, attempts, error, reason + " " + words, parcelId);
  }

  private Notice with(
      String otherRule,
      Instant due,
      State next,
      @Nullable Instant sent,
      int tries,
      @Nullable String why,
      String words,
      @Nullable String parcel) {
    return new Notice(
        id,
        incidentId,
        step,
        userId,
        otherRule,
        contactMethodId,
        channel,
        address,
        urgency,
        createdAt,
        due,
        next,
        sent,
        tries,
        why,
        words,
        parcel);
  }

  /// True when it asks for help instead of handing the incident over.
  boolean asksForHelp() {
    return rule.startsWith(ResponderDesk.RULE);
  }

  /// The id of the request for help that it brings; null when it brings none.
  @Nullable String request() {
    return asksForHelp() ? rule.split(":", 3)[1] : null;
  }
}
