package dev.muster.alert;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the alert room says. A signal that only repeats an open alert says nothing.
public sealed interface AlertEvent {
  String alertId();

  Instant at();

  /// The first signal of its key since the last one was resolved.
  ///
  /// @param suppressed true when the service was disabled or in maintenance: the alert is kept and must page nobody
  /// @param attributes scalar details by dotted path, for grouping by content; bounded in number and length
  record AlertOpened(
      String alertId,
      String integrationId,
      String serviceId,
      String dedupKey,
      Severity severity,
      String summary,
      String source,
      @Nullable String component,
      @Nullable String group,
      @Nullable String eventClass,
      boolean suppressed,
      Map<String, String> attributes,
      Instant at)
      implements AlertEvent {}

  /// The monitor now sees it better or worse than before.
  record AlertChanged(
      String alertId,
      String serviceId,
      Severity from,
      Severity to,
      String summary,
      boolean suppressed,
      Instant at)
      implements AlertEvent {}

  /// A monitor asks to acknowledge what this alert belongs to; said once for an alert.
  record AlertAcknowledged(String alertId, String serviceId, String integrationId, Instant at)
      implements AlertEvent {}

  /// The end of the alert; the next trigger of its key opens another one.
  ///
  /// @param byKind `monitor`, `person` or `muster`
  /// @param byId integration id, user id, or the name of the part of the house
  record AlertResolved(String alertId, String serviceId, String byKind, String byId, Instant at)
      implements AlertEvent {}

  /// The key of this alert began, or ceased, to open and resolve in quick succession.
  ///
  /// @param changes how often it opened or resolved within the window
  record AlertFlapping(String alertId, String serviceId, boolean flapping, int changes, Instant at)
      implements AlertEvent {}
}
