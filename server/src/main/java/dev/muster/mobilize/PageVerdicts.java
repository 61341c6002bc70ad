package dev.muster.mobilize;

import java.time.Instant;

/// What people who were told say about it. Offered by a room on the right; without it, messages carry no such link.
public interface PageVerdicts {
  /// That person says whether telling of this incident was worth it. Saying it twice changes nothing.
  ///
  /// @param worth false when it was noise
  void judge(String incidentId, String userId, boolean worth, Instant now);
}
