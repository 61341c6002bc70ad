package dev.muster.mobilize;

import java.time.Instant;

/// What people who were told say about it. Offered by a room on the right; without it, messages carry no such link.
public interface PageVerdicts {
  /// That person says that telling of this incident was noise. Saying it twice changes nothing.
  void noise(String incidentId, String userId, Instant now);
}
