package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What a schedule looks like in a window of time. Every list is sorted and free of overlaps.
///
/// @param layers by layer id, lowest layer first: each layer as if it were alone
/// @param overrides the overrides as they hold, the last created winning
/// @param shifts who is on call in the end
public record Rendering(
    TimeRange window, Map<String, List<Shift>> layers, List<Shift> overrides, List<Shift> shifts) {

  /// How much of the window somebody covers, in percent, 0 to 100.
  public double coverage(List<Shift> covering) {
    Duration covered = Duration.ZERO;
    for (Shift shift : covering) {
      Instant start = Rotation.later(shift.start(), window.from());
      Instant end = Rotation.earlier(shift.end(), window.until());
      covered = covered.plus(Duration.between(start, end));
    }
    return 100.0 * covered.toMillis() / window.length().toMillis();
  }

  /// The parts of the window in which nobody is on call.
  public List<TimeRange> gaps() {
    var gaps = new java.util.ArrayList<TimeRange>();
    Instant covered = window.from();
    for (Shift shift : shifts) {
      if (covered.isBefore(shift.start())) {
        gaps.add(new TimeRange(covered, shift.start()));
      }
      covered = shift.end();
    }
    if (covered.isBefore(window.until())) {
      gaps.add(new TimeRange(covered, window.until()));
    }
    return gaps;
  }
}
