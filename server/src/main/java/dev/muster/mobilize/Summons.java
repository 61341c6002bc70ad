package dev.muster.mobilize;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Asks people to help in Muster's own name. Inside the caller's transaction.
public interface Summons {
  /// Asks whoever an escalation policy finds, level by level until somebody answers.
  ///
  /// @return who was asked first; empty when the incident is resolved, or nobody is on call there
  List<String> summon(String incidentId, String policyId, String message, Instant now);

  /// Who is on call at the first level of that policy that has anybody.
  Set<String> firstOf(String policyId, Instant now);
}
