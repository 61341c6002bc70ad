package dev.muster.correlate.engine;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The alerts that fit two clusters at once.
final class Bridge {
  static final int FEATURES = 24;
  private static final double MINUTE = 60_000;
  private static final int MOST = 256;

  private final Set<String> alerts = new HashSet<>();
  private final Set<String> agreeing = new HashSet<>();
  private final Set<Integer> places = new HashSet<>();
  private double sum;
  private double strongest = -9;
  private double own;
  private double other;
  private double tie;

  void add(Seen seen, double here, double there, double tieThere, long now) {
    own = here;
    other = there;
    tie = tieThere;
    double weaker = Math.min(here, there);
    strongest = Math.max(strongest, weaker);
    if (alerts.size() < MOST && alerts.add(seen.reading.alertId())) {
      places.add(seen.place);
      sum += CorrelationEngine.sigmoid(weaker);
    }
  }

  /// Takes note of an alert for which both look like one.
  ///
  /// @return how many different alerts have said so by now
  int agree(Seen seen) {
    if (agreeing.size() < MOST) {
      agreeing.add(seen.reading.alertId());
    }
    return agreeing.size();
  }

  /// Without having learned anything: two independent alerts, each of which would have joined either.
  double innate() {
    return places.size() >= 2 && sum >= 1.6 ? 1 : -1;
  }

  void read(Scene scene, Cluster one, Cluster two, long now, float[] row) {
    Arrays.fill(row, 0);
    Cluster small = one.size() <= two.size() ? one : two;
    Cluster large = one.size() <= two.size() ? two : one;
    row[0] = (float) own;
    row[1] = (float) other;
    row[2] = alerts.size();
    row[3] = places.size();
    row[4] = (float) sum;
    row[5] = (float) strongest;
    row[6] = (float) Math.log(small.size());
    row[7] = (float) Math.log(large.size());
    row[8] = (float) Math.log(small.byPlace.size());
    row[9] = (float) Math.log(large.byPlace.size());
    row[10] = (float) Math.min(300, Math.abs(one.firstOnset - two.firstOnset) / MINUTE);
    row[11] =
        (float)
            Math.clamp(
                (Math.min(one.lastOnset, two.lastOnset) - Math.max(one.firstOnset, two.firstOnset))
                    / MINUTE,
                -120,
                120);
    row[12] = shared(small.services, large.services);
    row[13] = shared(small.regions, large.regions) > 0 ? 1 : 0;
    double best = 0;
    double bestPlain = 0;
    for (Map.Entry<Integer, Integer> each : small.upstream.entrySet()) {
      Integer there = large.upstream.get(each.getKey());
      if (there != null) {
        double share =
            Math.min(
                each.getValue() / (small.byPlace.size() + 0.5),
                there / (large.byPlace.size() + 0.5));
        bestPlain = Math.max(bestPlain, share);
        best = Math.max(best, share * scene.telling(each.getKey()));
      }
    }
    row[14] = (float) best;
    row[15] = (float) bestPlain;
    row[16] = (float) (small.noiseSum / small.size());
    row[17] = (float) (large.noiseSum / large.size());
    row[18] = (float) Math.log1p(scene.crowd(now));
    row[19] = (float) tie;
    row[20] = row[4] / small.size();
    row[21] = shared(small.kinds, large.kinds);
    row[22] = (one.isIncident() ? 1 : 0) + (two.isIncident() ? 1 : 0);
    row[23] = (float) Math.min(120, (now - large.lastArrived) / MINUTE);
  }

  private static <K> int shared(Map<K, Integer> small, Map<K, Integer> large) {
    int shared = 0;
    for (K each : small.keySet()) {
      shared += large.containsKey(each) ? 1 : 0;
    }
    return shared;
  }
}
