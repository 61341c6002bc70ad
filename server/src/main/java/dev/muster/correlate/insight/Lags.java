package dev.muster.correlate.insight;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How much later than others a monitor notices: polling and hold times differ, so the first to cry is not always the first to fail.
/// Learned per kind of alert from past incidents, as the typical distance to the first alert on the same thing.
final class Lags {
  /// Worth of the assumption that a kind of alert is neither early nor late.
  private static final double PRIOR = 4;

  /// A symptom so late is one that came later, not one that was noticed later.
  private static final long LATEST_MS = 10 * 60_000L;

  /// Kinds of alert remembered; beyond that the longest unused is forgotten.
  private static final int MOST = 20_000;

  private final Map<String, double[]> bySign = bounded();
  private final Map<String, double[]> byTool = bounded();
  private long changes;

  private static Map<String, double[]> bounded() {
    return new LinkedHashMap<>(64, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, double[]> eldest) {
        return size() > MOST;
      }
    };
  }

  /// Learns from the alerts of one incident, oldest first.
  void learn(List<Symptom> clues, Trace trace) {
    var byPlace = new HashMap<String, List<Symptom>>();
    for (Symptom clue : clues) {
      if (clue.place() != null) {
        byPlace.computeIfAbsent(clue.place(), none -> new ArrayList<>()).add(clue);
      }
    }
    for (List<Symptom> here : byPlace.values()) {
      if (here.size() < 2) {
        continue;
      }
      for (Symptom clue : here) {
        double sum = 0;
        int others = 0;
        for (Symptom other : here) {
          if (!other.alert().equals(clue.alert())
              && !other.sign().equals(clue.sign())
              && Math.abs(other.at() - clue.at()) <= LATEST_MS) {
            sum += clue.at() - other.at() + of(other);
            others++;
          }
        }
        if (others > 0) {
          double late = sum / others;
          trace.count(times -> add(bySign, clue.sign(), late, times));
          trace.count(times -> add(byTool, clue.tool(), late, times));
        }
      }
    }
  }

  /// How often anything was learned or taken back: as long as it is the same, so is every answer.
  long changes() {
    return changes;
  }

  private void add(Map<String, double[]> table, String key, double late, int times) {
    changes++;
    double[] mean = table.computeIfAbsent(key, none -> new double[2]);
    mean[1] += times;
    // what was forgotten meanwhile cannot be taken back
    if (mean[1] <= 0) {
      table.remove(key);
    } else {
      mean[0] += times * late;
    }
  }

  /// Expected lateness in milliseconds; negative for a kind of alert that is early.
  double of(Symptom clue) {
    return of(clue.tool(), clue.sign());
  }

  /// The same of alerts of that tool and kind.
  double of(String tool, String sign) {
    double[] ofTool = byTool.getOrDefault(tool, NOTHING);
    double general = ofTool[0] / (ofTool[1] + PRIOR);
    double[] ofSign = bySign.getOrDefault(sign, NOTHING);
    return (ofSign[0] + general * PRIOR) / (ofSign[1] + PRIOR);
  }

  private static final double[] NOTHING = new double[2];
}
