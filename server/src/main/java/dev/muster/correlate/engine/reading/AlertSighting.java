package dev.muster.correlate.engine.reading;

import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// An alert as the engine gets to see it when it opens.
///
/// @param alertId the house's id of it
/// @param arrivedAt when its first signal arrived, by our clock
/// @param reportedAt when it happened, by the clock of the monitor, which may be wrong; null when the monitor says nothing
/// @param tool which monitor or integration sent it
/// @param summary the text for people
/// @param source the affected thing in the words of the monitor
/// @param component the affected part
/// @param group what the monitor groups it under
/// @param eventClass what kind of problem it is in the words of the monitor
/// @param attributes everything else, flat, by name
/// @param scope the service through whose integration it came in; null when that says nothing of what it is about. It tells alerts
///     apart and together only while nothing better is known of them.
public record AlertSighting(
    String alertId,
    Instant arrivedAt,
    @Nullable Instant reportedAt,
    String tool,
    String summary,
    String source,
    @Nullable String component,
    @Nullable String group,
    @Nullable String eventClass,
    Severity severity,
    Map<String, String> attributes,
    @Nullable String scope) {
  public AlertSighting {
    attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
  }

  /// An alert of which only what it says itself is known.
  public AlertSighting(
      String alertId,
      Instant arrivedAt,
      @Nullable Instant reportedAt,
      String tool,
      String summary,
      String source,
      @Nullable String component,
      @Nullable String group,
      @Nullable String eventClass,
      Severity severity,
      Map<String, String> attributes) {
    this(
        alertId,
        arrivedAt,
        reportedAt,
        tool,
        summary,
        source,
        component,
        group,
        eventClass,
        severity,
        attributes,
        null);
  }
}
