package dev.muster.correlate.engine.reading;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An alert of the past of which people know what it was: the engine learns from it.
///
/// @param incidentId the incident it belonged to; null when it was noise
/// @param resolvedAt when it went away; null when unknown
/// @param saidAt when a person put this very alert there by hand; null otherwise. It weighs more than what was inferred.
/// @param service through whose door it came, by id or name; null when an import does not say. What is
///     grouped is grouped by the service that this turned out to be ({@link #through}), which the sighting then has.
public record PastAlert(
    AlertSighting sighting,
    @Nullable String incidentId,
    @Nullable Instant resolvedAt,
    @Nullable Instant saidAt,
    @Nullable String service) {
  /// One that came through a door that nobody told.
  public PastAlert(
      AlertSighting sighting,
      @Nullable String incidentId,
      @Nullable Instant resolvedAt,
      @Nullable Instant saidAt) {
    this(sighting, incidentId, resolvedAt, saidAt, null);
  }

  /// One of which people know what it was, but which nobody put there by hand.
  public PastAlert(
      AlertSighting sighting, @Nullable String incidentId, @Nullable Instant resolvedAt) {
    this(sighting, incidentId, resolvedAt, null, null);
  }

  /// The same, by what its past calls doors; as it is when its service is known already.
  ///
  /// @param doors {@link #doorName} to the id of the service
  public PastAlert through(Map<String, String> doors) {
    String door = sighting.scope() == null ? doors.get(doorName()) : null;
    return door == null
        ? this
        : new PastAlert(sighting.through(door), incidentId, resolvedAt, saidAt, service);
  }

  /// What says through which door it came: the service that it names, or else its tool.
  public String doorName() {
    return service == null ? "tool " + sighting.tool() : "service " + service;
  }

  /// Whether it belonged to no incident.
  public boolean isNoise() {
    return incidentId == null;
  }
}
