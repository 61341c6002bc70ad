package dev.muster.correlate.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/// Alerts by the time at which the trouble began, the latest of them.
///
/// @param <T> what is kept of an alert
final class Recent<T> {
  /// What began so long before a time is around it.
  private static final Duration BEFORE = Duration.ofMinutes(45);

  /// Alerts looked at around one incident, the latest. In a flood more tell nothing new.
  private static final int MOST = 1_500;

  private final NavigableMap<Long, List<T>> byTime = new TreeMap<>();
  private final int kept;
  private final Function<T, Symptom> symptom;
  private int size;

  /// @param kept so many are kept; when there are more, the earliest are forgotten
  Recent(int kept, Function<T, Symptom> symptom) {
    this.kept = kept;
    this.symptom = symptom;
  }

  /// Hears of an alert; in any order.
  void add(T alert) {
    byTime.computeIfAbsent(symptom.apply(alert).at(), _ -> new ArrayList<>(1)).add(alert);
    size++;
    while (size > kept) {
      size -= byTime.pollFirstEntry().getValue().size();
    }
  }

  /// What cried by that time, latest first.
  ///
  /// @param except ids of alerts that are not meant
  List<T> at(Instant now, Collection<String> except) {
    var found = new ArrayList<T>();
    long to = now.toEpochMilli();
    long from = now.minus(BEFORE).toEpochMilli();
    for (List<T> some : byTime.subMap(from, true, to, true).descendingMap().values()) {
      for (T alert : some) {
        if (!except.contains(symptom.apply(alert).alert())) {
          found.add(alert);
          if (found.size() >= MOST) {
            return found;
          }
        }
      }
    }
    return found;
  }
}
