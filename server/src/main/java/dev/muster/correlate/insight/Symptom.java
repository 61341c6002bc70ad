package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One alert as the reasoning sees it. Names entities by id, so that it stays true when the topology changes.
///
/// @param alert id of the alert
/// @param onset when the trouble began as far as the monitor's time tells
/// @param tool the monitor
/// @param sign monitor and kind of problem, the same for every thing that shows it
/// @param words plain words of the text, without what differs from one alert of the kind to the next
/// @param marks words of the text that tell one fault from another: codes, names of exceptions, paths
/// @param severity how bad the monitor calls it
/// @param place id of what it is about: the entity, or the service when no entity is known; null when neither is
/// @param service id of the service it is about; null when unknown
/// @param mentions ids of other things that the text names, for example the peer of a failed call
public record Symptom(
    String alert,
    Instant onset,
    String tool,
    String sign,
    List<String> words,
    List<String> marks,
    Severity severity,
    @Nullable String place,
    @Nullable String service,
    List<String> mentions) {
  /// Shorter words carry no meaning of their own.
  private static final int SHORTEST_WORD = 3;

  public Symptom {
    words = List.copyOf(words);
    marks = List.copyOf(marks);
    mentions = List.copyOf(mentions);
  }

  /// What the engine read out of an alert.
  ///
  /// @param topology the one in whose numbers the reading speaks
  public static Symptom of(AlertReading reading, Topology topology) {
    String service = reading.service() < 0 ? null : topology.entity(reading.service()).id();
    var words = new ArrayList<String>();
    for (String word : reading.template().split(" ", -1)) {
      if (word.length() >= SHORTEST_WORD) {
        words.add(word.intern());
      }
    }
    return new Symptom(
        reading.alertId(),
        reading.onset(),
        reading.sighting().tool().intern(),
        reading.kind().intern(),
        words,
        reading.marks(),
        reading.sighting().severity(),
        reading.entity() < 0 ? service : topology.entity(reading.entity()).id(),
        service,
        reading.mentions().stream().map(x -> topology.entity(x).id()).toList());
  }

  /// The same, of an alert that names nothing that is known.
  ///
  /// @param about id of the service that it is about nevertheless
  public Symptom on(String about) {
    return new Symptom(alert, onset, tool, sign, words, marks, severity, about, about, mentions);
  }

  /// Milliseconds since 1970 of the onset.
  long at() {
    return onset.toEpochMilli();
  }

  /// 0 for information up to 3 for critical.
  int badness() {
    return Severity.values().length - 1 - severity.ordinal();
  }
}
