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
  /// @param suppressed true when it must page nobody for now: maintenance, a disabled service, an event rule, noise, or because it
  ///     first waits for its own end. Should it page later, {@link AlertReleased} says so
  /// @param attributes scalar details by dotted path, for grouping by content; bounded in number and length
  /// @param handling what event rules want; null when they had nothing to say
  /// @param reportedAt when it happened by the clock of the monitor, which may be wrong; null when it says nothing
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
      Instant at,
      @Nullable Handling handling,
      @Nullable Instant reportedAt)
      implements AlertEvent {
    public AlertOpened {
      attributes = attributes == null ? Map.of() : attributes;
    }

    /// An alert whose monitor does not say when it happened.
    public AlertOpened(
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
        Instant at,
        @Nullable Handling handling) {
      this(
          alertId,
          integrationId,
          serviceId,
          dedupKey,
          severity,
          summary,
          source,
          component,
          group,
          eventClass,
          suppressed,
          attributes,
          at,
          handling,
          null);
    }

    /// The same that no event rule touched.
    public AlertOpened(
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
        Instant at) {
      this(
          alertId,
          integrationId,
          serviceId,
          dedupKey,
          severity,
          summary,
          source,
          component,
          group,
          eventClass,
          suppressed,
          attributes,
          at,
          null);
    }

    /// The same as of a later moment at which it may page.
    public AlertOpened released(Severity nowSeverity, Instant releasedAt) {
      return new AlertOpened(
          alertId,
          integrationId,
          serviceId,
          dedupKey,
          nowSeverity,
          summary,
          source,
          component,
          group,
          eventClass,
          false,
          attributes,
          releasedAt,
          handling,
          reportedAt);
    }
  }

  /// An open alert that was opened as suppressed may page from now on: a maintenance window ended and the trouble is still there,
  /// its waiting time is over, it became worse, or a person wants it so.
  ///
  /// @param opened as it opened, with the severity of now, not suppressed, and the moment of its release in `at`
  /// @param was what sort of reason had kept it quiet: `maintenance`, `disabled`, `rule`, `stage`, `noise` or `hold`
  /// @param why in plain words
  record AlertReleased(
      String alertId, String serviceId, AlertOpened opened, String was, String why, Instant at)
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
