package dev.muster.mobilize.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/// Turns what a clock on the wall shows into a moment, the same way everywhere in a schedule. That is what lets the end of one
/// window and the start of the next, both written as the same wall-clock time, fall on the same moment: no gap, no overlap.
final class WallClock {
  private WallClock() {}

  /// The moment at which the zone's clocks show that time.
  ///
  /// A time that is skipped is the first moment after the gap: a hand-off at 02:30 on a day that has no 02:30 happens at 03:00.
  /// A time that comes twice is its first occurrence: nobody waits an hour longer for the relief than the clock says.
  static Instant at(LocalDateTime local, ZoneId zone) {
    var rules = zone.getRules();
    List<ZoneOffset> offsets = rules.getValidOffsets(local);
    return offsets.isEmpty()
        ? rules.getTransition(local).getInstant()
        : local.toInstant(offsets.getFirst());
  }
}
