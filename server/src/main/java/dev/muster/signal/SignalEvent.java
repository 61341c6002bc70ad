package dev.muster.signal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the signal room says to everybody. Signals themselves go straight to the alert room, in one transaction with their effects.
public sealed interface SignalEvent {
  /// Somebody changed a service.
  ///
  /// @param happenedAt when, as the sender says; otherwise when it was received
  record ChangeRecorded(
      String changeId,
      String serviceId,
      String integrationId,
      String summary,
      @Nullable String source,
      Instant happenedAt,
      Instant at)
      implements SignalEvent {}
}
