package dev.muster.bench.storm;

import dev.muster.correlate.engine.CorrelationEngine;
import dev.muster.correlate.engine.Decision;
import dev.muster.correlate.engine.reading.AlertSighting;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells the engine of alerts as a house does: what opens under the key of an alert that is over is the same, goes on with it, or is
/// another one. The first under a key has the key for its id.
final class KeyedAlerts {
  private final CorrelationEngine engine;
  private final Map<String, String> current = new HashMap<>();

  KeyedAlerts(CorrelationEngine engine) {
    this.engine = engine;
  }

  /// A trigger came.
  ///
  /// @param sighting with the key for its id
  /// @param opening as in {@link StormFolder.Heard}
  List<Decision> trigger(AlertSighting sighting, int opening, Instant at) {
    String key = sighting.alertId();
    String before = current.get(key);
    if (before == null) {
      current.put(key, key);
      return engine.opened(sighting, at);
    }
    if (opening == 0) {
      return List.of();
    }
    String next = id(key, opening);
    return switch (engine.comeback(before, sighting.severity(), at)) {
      case SAME -> engine.reopened(before, at);
      case GOES_ON -> {
        current.put(key, next);
        yield engine.returned(called(sighting, next), before, at);
      }
      case ANOTHER -> {
        current.put(key, next);
        yield engine.opened(called(sighting, next), at);
      }
    };
  }

  /// A resolve came.
  List<Decision> resolve(String key, Instant at) {
    String alertId = current.get(key);
    return alertId == null ? List.of() : engine.resolved(alertId, at);
  }

  /// The id of the alert that the n-th opening of a key makes, if it makes one.
  static String id(String key, int opening) {
    return opening <= 1 ? key : key + "~" + opening;
  }

  /// The same under another id.
  static AlertSighting called(AlertSighting alert, String id) {
    return new AlertSighting(
        id,
        alert.arrivedAt(),
        alert.reportedAt(),
        alert.tool(),
        alert.summary(),
        alert.source(),
        alert.component(),
        alert.group(),
        alert.eventClass(),
        alert.severity(),
        alert.attributes(),
        alert.scope());
  }
}
