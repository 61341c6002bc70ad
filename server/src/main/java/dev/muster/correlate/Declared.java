package dev.muster.correlate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.kernel.Urgency;
import dev.muster.kernel.Way;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a person asked for who opened an incident by hand. At most one of assignees and policy is given.
///
/// @param byId user who opened it, or the name of the account token that did
/// @param assigneeIds users it is assigned to directly; empty when a policy decides
/// @param policyId escalation policy to use in place of the service's; null for the service's
/// @param priorityId priority set from the start; null for none
/// @param details what the person wrote; null for nothing
/// @param via how the person came in; null when that is not known
/// @param parted the incident that its alerts were in before; null when it was not split off another one
public record Declared(
    String byId,
    List<String> assigneeIds,
    @Nullable String policyId,
    @Nullable String priorityId,
    @Nullable String details,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Way via,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Parted parted) {
  /// Where the alerts of an incident were before it was split off, and how people were told of them there.
  ///
  /// @param number of the incident that they were in
  /// @param serviceId service of that incident; null in what was written before this was kept
  /// @param told who was told of that incident while all of these alerts were in it, or of one that they came from together by a merge
  /// @param holderIds users who had acknowledged it; empty when nobody had
  /// @param snoozedUntil until when they had snoozed it; null when it was not snoozed
  /// @param policyId escalation policy that it ran on; null for none
  /// @param level of that policy that it had reached; 0 when it was on none
  /// @param loop how often it had begun anew by then
  /// @param urgency that it had; null in what was written before this was kept
  /// @param urgencyByHand whether a person or an event rule set that urgency; null is false
  /// @param urgencyByRule whether it was an event rule; null is false
  /// @param pagesNobody whether it was only something to do; null is false
  public record Parted(
      String incidentId,
      long number,
      @Nullable String serviceId,
      @Nullable List<Told> told,
      List<String> holderIds,
      @Nullable Instant snoozedUntil,
      @Nullable String policyId,
      int level,
      int loop,
      @Nullable Urgency urgency,
      @Nullable Boolean urgencyByHand,
      @Nullable Boolean urgencyByRule,
      @Nullable Boolean pagesNobody) {
    public Parted {
      told = told == null ? List.of() : List.copyOf(told);
      holderIds = List.copyOf(holderIds);
    }

    /// The same with others who were told.
    public Parted knowing(List<Told> others) {
      return with(others, pagesNobody);
    }

    /// The same as something that people are to be told of.
    public Parted paging() {
      return with(told, false);
    }

    private Parted with(@Nullable List<Told> others, @Nullable Boolean nobody) {
      return new Parted(
          incidentId,
          number,
          serviceId,
          others,
          holderIds,
          snoozedUntil,
          policyId,
          level,
          loop,
          urgency,
          urgencyByHand,
          urgencyByRule,
          nobody);
    }

    /// Who was told of it; empty in what was written before this was kept.
    @Override
    public List<Told> told() {
      return told == null ? List.of() : told;
    }
  }

  /// That a person was told.
  ///
  /// @param urgency with which
  /// @param since from when the delays of the person's notification rules ran
  /// @param rules what has been sent by then: ids of notification rules, or words such as `account_email`
  public record Told(String userId, Urgency urgency, Instant since, Set<String> rules) {
    public Told {
      rules = Set.copyOf(rules);
    }

    /// What that person was told all in all. What was sent with less urgency says nothing of what else is due.
    public Told and(Told other) {
      if (urgency != other.urgency) {
        return urgency == Urgency.HIGH ? this : other;
      }
      var all = new HashSet<>(rules);
      all.addAll(other.rules);
      return new Told(userId, urgency, since.isBefore(other.since) ? since : other.since, all);
    }
  }

  /// One that was not split off another.
  public Declared(
      String byId,
      List<String> assigneeIds,
      @Nullable String policyId,
      @Nullable String priorityId,
      @Nullable String details,
      @Nullable Way via) {
    this(byId, assigneeIds, policyId, priorityId, details, via, null);
  }

  public Declared(
      String byId,
      List<String> assigneeIds,
      @Nullable String policyId,
      @Nullable String priorityId,
      @Nullable String details) {
    this(byId, assigneeIds, policyId, priorityId, details, null);
  }

  public Declared {
    assigneeIds = List.copyOf(assigneeIds);
  }
}
