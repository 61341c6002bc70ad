package dev.muster.correlate.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Alerts by the time at which the trouble began, to see what else cried around an incident: groups are never without fault, and what
/// is missing in one is often just beside it.
public final class Surroundings {
  /// What began so long before a time is around it.
  private static final Duration BEFORE = Duration.ofMinutes(45);

  /// Alerts looked at around one incident, the latest. In a flood more tell nothing new.
  private static final int MOST = 1_500;

  private final NavigableMap<Long, List<Symptom>> byTime = new TreeMap<>();
  private final int kept;
  private int size;

  /// @param kept so many alerts are kept, some 500 bytes each; when there are more, the earliest are forgotten
  public Surroundings(int kept) {
    this.kept = kept;
  }

  /// Hears of an alert; in any order.
  public void add(Symptom symptom) {
    byTime.computeIfAbsent(symptom.at(), _ -> new ArrayList<>(1)).add(symptom);
    size++;
    while (size > kept) {
      size -= byTime.pollFirstEntry().getValue().size();
    }
  }

  /// What cried by that time, latest first.
  ///
  /// @param except ids of alerts that are not meant
  public List<Symptom> at(Instant now, Collection<String> except) {
    var found = new ArrayList<Symptom>();
    long to = now.toEpochMilli();
    long from = now.minus(BEFORE).toEpochMilli();
    for (List<Symptom> some : byTime.subMap(from, true, to, true).descendingMap().values()) {
      for (Symptom symptom : some) {
        if (!except.contains(symptom.alert())) {
          found.add(symptom);
          if (found.size() >= MOST) {
            return found;
          }
        }
      }
    }
    return found;
  }
}
