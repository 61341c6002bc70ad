package dev.muster.correlate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.muster.kernel.Way;
import java.util.List;
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
  /// Where the alerts of an incident were before it was split off, and what people were told of them there.
  ///
  /// @param number of the incident that they were in
  /// @param toldIds users who were told of that incident, and so of these alerts
  /// @param holderIds users who had acknowledged it; empty when nobody had
  /// @param policyId escalation policy that it ran on; null for none
  /// @param level of that policy that it had reached; 0 when it was on none
  /// @param loop how often it had begun anew by then
  public record Parted(
      String incidentId,
      long number,
      List<String> toldIds,
      List<String> holderIds,
      @Nullable String policyId,
      int level,
      int loop) {
    public Parted {
      toldIds = List.copyOf(toldIds);
      holderIds = List.copyOf(holderIds);
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
