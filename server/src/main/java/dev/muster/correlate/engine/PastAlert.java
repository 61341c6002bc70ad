package dev.muster.correlate.engine;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An alert of the past of which people know what it was: the engine learns from it.
///
/// @param incidentId the incident it belonged to; null when it was noise
/// @param resolvedAt when it went away; null when unknown
public record PastAlert(
    AlertSighting sighting, @Nullable String incidentId, @Nullable Instant resolvedAt) {
  /// Whether it belonged to no incident.
  public boolean isNoise() {
    return incidentId == null;
  }
}
