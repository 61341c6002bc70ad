package dev.muster.correlate.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An alert as the engine holds it while it matters. Times are milliseconds since 1970.
final class Seen {
  final AlertReading reading;
  final int place;
  final int service;
  final int[] mentions;
  final long[] marks;
  final long kind;
  final long tool;
  final long onset;
  final long arrived;
  final int severity;
  final int fold;

  /// Log-odds of being noise, before any other alert is looked at.
  float noise;

  /// Other things known of it before any other alert is looked at; see {@link NoiseSigns}.
  float[] signs = {};

  long resolved = Long.MAX_VALUE;
  @Nullable Cluster cluster;

  /// Log-odds of the strongest link that keeps it in its cluster.
  float link = Float.NEGATIVE_INFINITY;

  /// The strongest ties to others of its cluster, as of when it was last looked at.
  List<Parting.Tie> ties = List.of();

  boolean settled;
  boolean demoted;
  boolean placedByHand;

  Seen(AlertReading reading, int place, long[] marks, long kind, long tool, int fold) {
    this.reading = reading;
    this.place = place;
    this.service = reading.service();
    this.mentions = reading.mentions().stream().mapToInt(x -> x).toArray();
    this.marks = marks;
    this.kind = kind;
    this.tool = tool;
    this.onset = reading.onset().toEpochMilli();
    this.arrived = reading.sighting().arrivedAt().toEpochMilli();
    this.severity = reading.sighting().severity().ordinal();
    this.fold = fold;
  }

  boolean mentions(int entity) {
    for (int each : mentions) {
      if (each == entity) {
        return true;
      }
    }
    return false;
  }

  /// Whether nothing is known of what it is about but the service that it came in through.
  boolean isAdrift() {
    return reading.entity() < 0 && service < 0 && reading.sighting().scope() != null;
  }

  /// Whether both are adrift and came in through the same service.
  boolean driftsWith(Seen other) {
    return isAdrift()
        && other.isAdrift()
        && Objects.equals(reading.sighting().scope(), other.reading.sighting().scope());
  }

  boolean isOpenAt(long now) {
    return resolved > now;
  }
}
