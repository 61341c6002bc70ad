package dev.muster.mobilize;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this room says about the response to an incident. Each fact carries who did it and, where a decision was taken, why.
public sealed interface MobilizeEvent {
  String incidentId();

  Instant at();

  /// A fact that leads to a status of the response.
  sealed interface Turn extends MobilizeEvent {
    ResponseStatus status();
  }

  /// The response began; assignments follow as facts of their own.
  record Triggered(
      String incidentId,
      long number,
      String serviceId,
      String title,
      Urgency urgency,
      @Nullable String policyId,
      Who by,
      Reason reason,
      Instant at)
      implements Turn {
    @Override
    public ResponseStatus status() {
      return ResponseStatus.TRIGGERED;
    }
  }

  /// These people have it now: said after {@link Triggered}, {@link Delegated}, {@link Reopened} and {@link Unacknowledged}.
  /// {@link Escalated} and {@link Reassigned} name the people themselves.
  ///
  /// @param level level of the policy, 0 for a direct assignment
  record Assigned(
      String incidentId,
      List<String> userIds,
      @Nullable String policyId,
      int level,
      Who by,
      Reason reason,
      Instant at)
      implements MobilizeEvent {}

  /// A person was told, or could not be told, through one channel.
  ///
  /// @param userId null when the fallback address was told
  /// @param channel type of the contact method, for example `email`, `sms`
  /// @param outcome what became of it
  /// @param words the carrier's receipt, or why it failed
  record Notified(
      String incidentId,
      String notificationId,
      @Nullable String userId,
      String channel,
      String address,
      Outcome outcome,
      String words,
      Reason reason,
      Instant at)
      implements MobilizeEvent {
    /// What became of a notification.
    public enum Outcome {
      SENT,
      FAILED
    }
  }

  /// A person cannot be reached at all: no usable contact method and no mail address.
  record Unreachable(String incidentId, String userId, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// Nobody is on call at that level, or at all.
  ///
  /// @param level the level that was skipped; 0 when no level has anybody
  /// @param fallback who is told instead: a user's id or an address; null when a level was skipped or no fallback is set up
  record NobodyOnCall(
      String incidentId,
      String policyId,
      int level,
      @Nullable String fallback,
      Reason reason,
      Instant at)
      implements MobilizeEvent {}

  /// A person or a monitor acknowledged.
  record Acknowledged(String incidentId, Who by, Reason reason, Instant at) implements Turn {
    @Override
    public ResponseStatus status() {
      return ResponseStatus.ACKNOWLEDGED;
    }
  }

  /// It is triggered again.
  record Unacknowledged(String incidentId, Who by, Reason reason, Instant at) implements Turn {
    @Override
    public ResponseStatus status() {
      return ResponseStatus.TRIGGERED;
    }
  }

  /// It went to another level, by itself or by hand.
  record Escalated(
      String incidentId,
      int fromLevel,
      int level,
      int loop,
      List<String> userIds,
      Who by,
      Reason reason,
      Instant at)
      implements MobilizeEvent {}

  /// The policy starts again from level 1.
  ///
  /// @param loop which repetition this is, from 1
  record Repeated(String incidentId, int loop, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// Every level and repetition was tried; it stays triggered and nobody else is told.
  record Exhausted(String incidentId, int loops, Reason reason, Instant at)
      implements MobilizeEvent {}

  record Snoozed(String incidentId, Instant until, Who by, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// It belongs to another service now.
  record ServiceChanged(
      String incidentId, String from, String to, Who by, Reason reason, Instant at)
      implements MobilizeEvent {}

  record UrgencyChanged(
      String incidentId, Urgency from, Urgency to, Who by, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// @param reason null for changes of before reasons were kept
  record PriorityChanged(
      String incidentId,
      @Nullable String from,
      @Nullable String to,
      Who by,
      @Nullable Reason reason,
      Instant at)
      implements MobilizeEvent {}

  /// Handed to people directly; no more escalation.
  record Reassigned(
      String incidentId, List<String> from, List<String> to, Who by, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// Handed to another escalation policy.
  record Delegated(
      String incidentId,
      @Nullable String fromPolicyId,
      String toPolicyId,
      Who by,
      Reason reason,
      Instant at)
      implements MobilizeEvent {}

  /// All alerts have cleared and the service waits before it resolves.
  record Watching(String incidentId, Instant until, Reason reason, Instant at)
      implements MobilizeEvent {}

  record Resolved(String incidentId, Who by, Response.ResolveReason how, Reason reason, Instant at)
      implements Turn {
    @Override
    public ResponseStatus status() {
      return ResponseStatus.RESOLVED;
    }
  }

  record Reopened(String incidentId, Who by, Reason reason, Instant at) implements Turn {
    @Override
    public ResponseStatus status() {
      return ResponseStatus.TRIGGERED;
    }
  }

  /// The acknowledgement was too old; an {@link Unacknowledged} follows.
  record ReachedAckTimeout(String incidentId, Reason reason, Instant at) implements MobilizeEvent {}

  /// It was open for too long; a {@link Resolved} follows.
  record ReachedAutoResolve(String incidentId, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// The probable cause is in another service than the one whose people have the incident.
  ///
  /// @param summoned whether people of that service were asked to help; the reason says why not
  record CauseMoved(
      String incidentId,
      String fromServiceId,
      String toServiceId,
      boolean summoned,
      Reason reason,
      Instant at)
      implements MobilizeEvent {}

  /// Those who answer for a service that the incident touches were told that it does. Nobody is paged by it.
  record Informed(
      String incidentId, String serviceId, List<String> userIds, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// An experiment expects all alerts of the incident, so only its team is told; or not any more.
  ///
  /// @param kept whether it is kept to the experiment's team from now on
  record Experimented(
      String incidentId, String experimentId, boolean kept, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// It is something to do and pages nobody; or not any more.
  ///
  /// @param pagesNobody whether that is so from now on
  record LeftToDo(String incidentId, boolean pagesNobody, Reason reason, Instant at)
      implements MobilizeEvent {}

  /// Somebody was asked to help.
  ///
  /// @param requestId the request, `Q...`; one for each person asked
  record ResponderRequested(
      String incidentId,
      String requestId,
      String userId,
      @Nullable String policyId,
      String message,
      Who by,
      Instant at)
      implements MobilizeEvent {}

  /// Somebody who was asked to help answered, or the request ended otherwise.
  ///
  /// @param state `joined`, `declined`, `user_cancelled`, `incident_resolved`
  record ResponderReplied(
      String incidentId, String requestId, String userId, String state, Who by, Instant at)
      implements MobilizeEvent {}
}
