package dev.muster.mobilize.schedule;

import java.time.Instant;

/// A stretch of time that one person is on call.
///
/// @param start first moment
/// @param end first moment after it
/// @param origin why this person: the layer or the override that says so
public record Shift(String userId, Instant start, Instant end, Origin origin) {
  /// Why a person is on call.
  public sealed interface Origin {
    /// It is their turn in that layer.
    record OfLayer(String layerId) implements Origin {}

    /// They stand in by that override.
    record OfOverride(String overrideId) implements Origin {}
  }

  /// @throws IllegalArgumentException when it does not start before it ends
  public Shift {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("empty shift " + start + ".." + end);
    }
  }

  /// True when the person is on call at that moment by this shift.
  public boolean holds(Instant moment) {
    return !moment.isBefore(start) && moment.isBefore(end);
  }
}
