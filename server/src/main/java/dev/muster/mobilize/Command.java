package dev.muster.mobilize;

import dev.muster.kernel.Urgency;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a person, a token or a monitor may ask of a response. What is already so is answered as it is, without a new fact.
public sealed interface Command {
  /// Takes it, so that nobody else is told.
  record Acknowledge() implements Command {}

  /// Gives it back: triggered again, and people are told again. Reopens a resolved one.
  record Trigger() implements Command {}

  /// @param words what was done about it; null when nothing was said
  /// @param insists also when the service is not seen to have recovered, where its setting asks for that
  record Resolve(@Nullable String words, boolean insists) implements Command {
    public Resolve(@Nullable String words) {
      this(words, false);
    }
  }

  /// Opens a resolved one again.
  ///
  /// @param take true when the one who reopens takes it at once
  record Reopen(boolean take) implements Command {}

  /// @param length 1 second to 7 days
  record Snooze(Duration length) implements Command {}

  /// @param level from 1
  record Escalate(int level) implements Command {}

  /// Hands it to these people; ends the escalation.
  record Reassign(List<String> userIds) implements Command {}

  /// Hands it to a policy, which starts at its first level.
  record Delegate(String policyId) implements Command {}

  record ChangeUrgency(Urgency to) implements Command {}

  record ChangePriority(@Nullable String priorityId) implements Command {}

  /// The incident's title was changed by the room that owns it.
  record Retitle(String title) implements Command {}

  /// Gives it to another service.
  ///
  /// @param policyId where it starts at the first level; null to leave people and policy as they are
  record GiveTo(String serviceId, @Nullable String policyId) implements Command {}

  /// It was merged into another incident.
  record MergeInto(String incidentId) implements Command {}
}
