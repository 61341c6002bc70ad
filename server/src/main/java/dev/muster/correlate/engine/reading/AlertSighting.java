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
/// @param scope the service through whose integration it came in, by its id in the topology where it is known there; null when nobody
///     knows. It tells alerts apart and together only where nothing better is known of them.
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

  /// The same with the texts of others in place of its own, where they say the same: many alerts say much the same, and a past of a
  /// hundred thousand says it a hundred thousand times.
  ///
  /// @param known texts that were met so far, each by itself; those that are new are added
  public AlertSighting sharing(Map<String, String> known) {
    var shared = new TreeMap<String, String>();
    attributes.forEach((name, value) -> shared.put(met(known, name), met(known, value)));
    return new AlertSighting(
        alertId,
        arrivedAt,
        reportedAt,
        met(known, tool),
        met(known, summary),
        met(known, source),
        component == null ? null : met(known, component),
        group == null ? null : met(known, group),
        eventClass == null ? null : met(known, eventClass),
        severity,
        shared,
        scope == null ? null : met(known, scope));
  }

  /// The same, through the door of that service.
  ///
  /// @param service null when nobody knows which
  public AlertSighting through(@Nullable String service) {
    return new AlertSighting(
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
        service);
  }

  private static String met(Map<String, String> known, String text) {
    String before = known.putIfAbsent(text, text);
    return before == null ? text : before;
  }
}
