package dev.muster.catalog;

import org.jspecify.annotations.Nullable;

/// Which team an escalation policy belongs to. The room that owns policies offers it as a bean, for
/// `PUT /teams/{id}/escalation_policies/{id}`.
public interface TeamPolicies {
  /// The team of that policy; null when it has none or does not exist.
  @Nullable String teamOf(String policyId);

  /// Gives the policy to a team, or with null to none. Runs in the caller's transaction.
  ///
  /// @return false when there is no such policy
  boolean assign(String policyId, @Nullable String teamId);
}
