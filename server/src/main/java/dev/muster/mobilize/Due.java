package dev.muster.mobilize;

import dev.muster.kernel.Urgency;
import dev.muster.kernel.Words;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that happens to a response by itself. Stands in the response and, as a timer, in the platform; the auditor compares.
///
/// @param to the urgency that {@link Kind#URGENCY} changes to; null for the others
record Due(Kind kind, Instant at, @Nullable Urgency to) {
  enum Kind {
    /// The next level gets it.
    ESCALATE,
    /// The last level of the last repetition had its time.
    EXHAUST,
    /// The acknowledgement gets too old.
    UNACKNOWLEDGE,
    /// The snooze ends.
    UNSNOOZE,
    /// It has been open for too long.
    RESOLVE,
    /// Support hours start or end.
    URGENCY,
    /// A recovered incident was quiet for long enough.
    WATCHED;

    String timer() {
      return Words.of(this);
    }
  }

  static Due of(Kind kind, Instant at) {
    return new Due(kind, at, null);
  }
}
