package dev.muster.mobilize;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who was called to help with incidents, and what they answered.
public interface Helpers {
  /// A call for help, to a person or to whoever an escalation policy finds.
  ///
  /// @param policy true when the target is a policy
  /// @param targetName as people read it
  record Call(
      String id,
      String incidentId,
      boolean policy,
      String targetId,
      String targetName,
      Who requester,
      String message,
      Instant requestedAt,
      List<Helper> helpers) {
    public Call {
      helpers = List.copyOf(helpers);
    }
  }

  /// Somebody who was asked.
  ///
  /// @param state `pending`, `joined`, `declined` or `user_cancelled`
  record Helper(String userId, String state, Instant updatedAt) {}

  /// Asks a person, or whoever an escalation policy finds, to help with an incident.
  ///
  /// @param policy true when the target is a policy
  /// @throws dev.muster.platform.web.ApiException 404 for an unknown incident; 400 when it is resolved, there is no such target, or
  ///     nobody is on call in the policy
  void call(
      String incidentId,
      boolean policy,
      String targetId,
      String message,
      Who requester,
      Instant now);

  /// Answers, in a person's name, one call of the incident that asked that person; without saying which one, all that wait for an
  /// answer, or the newest when none waits, as whoever has answered may think better of it.
  ///
  /// @param callId the call; null when the person did not say
  /// @param joins true for yes
  /// @throws dev.muster.platform.web.ApiException 404 when that person was not asked; 400 when the incident is resolved or the call
  ///     was taken back
  void reply(
      String incidentId,
      @Nullable String callId,
      String userId,
      boolean joins,
      Who by,
      Instant now);

  /// Takes calls to that target back where nobody has answered yet.
  ///
  /// @param policy true when the target is a policy
  /// @return how many people need not answer any more
  /// @throws dev.muster.platform.web.ApiException 404 when nobody called that target; 400 when the incident is resolved
  int takeBack(String incidentId, boolean policy, String targetId, Who by, Instant now);

  /// Calls by incident id, oldest first; incidents without any are left out.
  Map<String, List<Call>> calls(Collection<String> incidentIds);
}
