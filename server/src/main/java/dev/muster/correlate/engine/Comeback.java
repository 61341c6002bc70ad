package dev.muster.correlate.engine;

import dev.muster.kernel.Severity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an alert is that opens under the key of one that is over: the same while that one is in an incident, or is still to be looked at
/// once more and was no milder.
public enum Comeback {
  /// The same alert once more, which says no more than before: {@link CorrelationEngine#reopened}.
  SAME,
  /// Another alert of the same trouble, which has gone on for long: {@link CorrelationEngine#returned}.
  GOES_ON,
  /// Another alert, to be judged as any other: {@link CorrelationEngine#opened}. What was taken for noise may be more this time.
  ANOTHER;

  /// For so long after it came an alert that opens again is the same. After that it is told anew, so that what flaps for hours is known to
  /// go on.
  private static final long SAME_FOR = Duration.ofMinutes(15).toMillis();

  /// What opens again so soon after its end flaps; on made-up storms nine of ten that come back do so within half of that.
  private static final long SOON = Duration.ofMinutes(15).toMillis();

  /// @param before the one that is over; null when it is not remembered
  /// @param severity of the one that opens; what is worse than one that is held must not wait for that one, nor be noise as that one is
  /// @param at milliseconds since 1970
  static Comeback of(@Nullable Seen before, Severity severity, long at) {
    if (before == null || before.arrived <= at - CorrelationEngine.MEMORY.toMillis()) {
      return ANOTHER;
    }
    boolean counts = before.cluster != null && before.cluster.isIncident();
    if (before.arrived > at - SAME_FOR) {
      boolean held = before.arrived > at - CorrelationEngine.REVIEW.toMillis();
      boolean worse = severity.worseThan(before.reading.sighting().severity());
      return counts || (held && !worse) ? SAME : ANOTHER;
    }
    boolean soon = before.isOpenAt(at) || before.resolved > at - SOON;
    return counts && soon ? GOES_ON : ANOTHER;
  }
}
