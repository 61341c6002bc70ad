package dev.muster.mobilize;

import dev.muster.kernel.Words;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One target of a call for help on an incident: a person, or a policy that finds people.
///
/// @param policy true when the target is a policy, false when it is a person
/// @param targetId of the user or policy
/// @param ladder the policy as it was when help was asked for; null for a person
/// @param level level of the policy that was asked last, from 1; 0 for a person
/// @param loop how many times the policy was repeated
/// @param responders who was asked, first one first
record ResponderRequest(
    String id,
    String incidentId,
    boolean policy,
    String targetId,
    @Nullable Policy ladder,
    int level,
    int loop,
    Who requester,
    String message,
    Instant requestedAt,
    List<Responder> responders) {
  ResponderRequest {
    responders = List.copyOf(responders);
  }

  /// Somebody who was asked.
  record Responder(String userId, State state, Instant updatedAt) {}

  /// `PENDING -> JOINED | DECLINED | USER_CANCELLED`.
  enum State {
    PENDING,
    JOINED,
    DECLINED,
    USER_CANCELLED;

    String wire() {
      return Words.of(this);
    }

    static Optional<State> of(String word) {
      return Words.findInAnyCase(State.class, word);
    }
  }

  /// What the asked person is asked, as an answer or as silence; null when never asked.
  @Nullable State stateOf(String userId) {
    return responders.stream()
        .filter(responder -> responder.userId().equals(userId))
        .map(Responder::state)
        .findFirst()
        .orElse(null);
  }

  /// True while nobody has answered.
  boolean unanswered() {
    return responders.stream().allMatch(responder -> responder.state() == State.PENDING);
  }

  ResponderRequest answered(String userId, State state, Instant at) {
    return with(
        level,
        loop,
        responders.stream()
            .map(one -> one.userId().equals(userId) ? new Responder(userId, state, at) : one)
            .toList());
  }

  ResponderRequest with(int nextLevel, int nextLoop, List<Responder> people) {
    return new ResponderRequest(
        id,
        incidentId,
        policy,
        targetId,
        ladder,
        nextLevel,
        nextLoop,
        requester,
        message,
        requestedAt,
        people);
  }
}
