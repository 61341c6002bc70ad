package dev.muster.correlate;

import dev.muster.correlate.engine.Why;
import dev.muster.kernel.Reason;

/// Reasons of the engine as they stand with alerts and incidents.
final class Reasons {
  private static final String HELD = "correlate.held";

  private Reasons() {}

  static Reason of(Why why) {
    return new Reason(why.rule(), why.version(), why.words());
  }

  static Reason held(Why why) {
    return new Reason(HELD, why.version(), why.words());
  }

  /// Whether nothing has been decided about the alert yet.
  static boolean held(Member member) {
    return member.incidentId() == null && member.reason().rule().equals(HELD);
  }
}
