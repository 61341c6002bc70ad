package dev.muster.mobilize;

import dev.muster.kernel.Words;
import java.util.Optional;

/// Where a response stands.
///
/// ```
///              acknowledge
///   TRIGGERED ------------> ACKNOWLEDGED
///    |  ^  ^ <------------   |        ^
///    |  |     un-acknowledge,|        |
///    |  |     ack timeout,   |        |
///    |  |     end of snooze, |        | reopen by a person
///    |  |     reassignment   |        | who takes it
///    |  | reopen             |        |
///    v  |                    v        |
///   RESOLVED <---------------+--------+
/// ```
public enum ResponseStatus {
  /// Somebody must look; people are being told.
  TRIGGERED,
  /// Somebody looks; nobody else is told.
  ACKNOWLEDGED,
  /// Over.
  RESOLVED;

  /// True when that is a legal next status. Staying where one is is no move.
  public boolean mayBecome(ResponseStatus next) {
    return switch (this) {
      case TRIGGERED -> next == ACKNOWLEDGED || next == RESOLVED;
      case ACKNOWLEDGED -> next == TRIGGERED || next == RESOLVED;
      case RESOLVED -> next == TRIGGERED || next == ACKNOWLEDGED;
    };
  }

  public boolean open() {
    return this != RESOLVED;
  }

  /// The lower-case word used on the wire.
  public String wire() {
    return Words.of(this);
  }

  /// The status with that wire word; empty when there is none.
  public static Optional<ResponseStatus> of(String word) {
    return Words.findInAnyCase(ResponseStatus.class, word);
  }
}
