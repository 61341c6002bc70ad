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
public record Declared(
    String byId,
    List<String> assigneeIds,
    @Nullable String policyId,
    @Nullable String priorityId,
    @Nullable String details,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Way via) {
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
