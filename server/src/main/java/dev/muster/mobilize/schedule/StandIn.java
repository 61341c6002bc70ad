package dev.muster.mobilize.schedule;

import java.time.Instant;

/// An override: somebody stands in for whoever the layers say.
///
/// @param number rises with every override; the one that was created last wins among those that overlap
record StandIn(String id, long number, String userId, Instant start, Instant end) {
  StandIn {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("override " + id + " is empty: " + start + ".." + end);
    }
  }
}
