package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A layer of a schedule with its history: rotations that follow each other in time, the last one being the plan of today or of a
/// day to come. Layers stand in the order in which they were made, and the later one holds over the earlier ones.
///
/// @param ownZone the layer's own time zone, for a region elsewhere; null when it keeps the schedule's
/// @param rotations sorted, disjoint, at least one
/// @param removed people took it away; only its past counts
record Layer(
    String id, String name, @Nullable ZoneId ownZone, List<Rotation> rotations, boolean removed) {
  Layer {
    rotations = List.copyOf(rotations);
    if (rotations.isEmpty()) {
      throw new IllegalArgumentException("layer " + id + " has no rotation");
    }
    for (int i = 1; i < rotations.size(); i++) {
      if (rotations.get(i).start().isBefore(rotations.get(i - 1).endOrNever())) {
        throw new IllegalArgumentException("rotations of layer " + id + " overlap");
      }
    }
  }

  /// The plan as it was last written down.
  Rotation latest() {
    return rotations.getLast();
  }

  @Nullable Rotation rotationAt(Instant moment) {
    for (int i = rotations.size() - 1; i >= 0; i--) {
      if (rotations.get(i).holds(moment)) {
        return rotations.get(i);
      }
    }
    return null;
  }

  @Nullable String at(Instant moment) {
    Rotation rotation = rotationAt(moment);
    return rotation == null ? null : rotation.at(moment);
  }

  /// The pieces that overlap the range, uncut, not joined.
  List<Piece> pieces(TimeRange range) {
    var origin = new Shift.Origin.OfLayer(id);
    if (rotations.size() == 1) {
      return rotations.getFirst().pieces(range, origin);
    }
    var pieces = new ArrayList<Piece>();
    for (Rotation rotation : rotations) {
      pieces.addAll(rotation.pieces(range, origin));
    }
    return pieces;
  }
}
