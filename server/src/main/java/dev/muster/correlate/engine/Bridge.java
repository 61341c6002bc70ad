package dev.muster.correlate.engine;

import dev.muster.correlate.engine.numbers.Precedents;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// The alerts that fit two clusters at once.
final class Bridge {
  private static final int TIES = 24 + Roots.FEATURES;
  static final int FEATURES = TIES + 12;
  private static final double MINUTE = 60_000;
  private static final int MOST = 256;

  /// So many alerts are each a reason for a look.
  private static final int FEW = 6;

  private final Set<String> alerts = new HashSet<>();
  private final Set<String> agreeing = new HashSet<>();
  private final Set<Integer> places = new HashSet<>();
  private double sum;
  private double strongest = -9;
  private double own;
  private double other;
  private double tie;

  /// Also those that are not kept; of these each counts as often as it is seen.
  private int offered;

  private int lookedAt;

  // of all alerts that have anything to do with both
  private final Set<String> touching = new HashSet<>(4);
  private final Set<String> tiedTo = new HashSet<>(4);
  private final Set<Integer> tiedPlaces = new HashSet<>(4);
  private final float[] strongestTies = {-9, -9, -9};
  private double touch;

  /// An alert of one has links to the other, strong or weak.
  void touch(Seen seen, Finder.Home there) {
    if (touching.size() >= MOST || !touching.add(seen.reading.alertId())) {
      return;
    }
    touch += CorrelationEngine.sigmoid(there.logOdds());
    float best = there.links().getFirst().logOdds;
    for (int i = 0; i < 3; i++) {
      if (best > strongestTies[i]) {
        System.arraycopy(strongestTies, i, strongestTies, i + 1, 2 - i);
        strongestTies[i] = best;
        break;
      }
    }
    for (Link link : there.links()) {
      if (link.logOdds > 0 && tiedTo.size() < MOST) {
        tiedTo.add(link.other.reading.alertId());
        tiedPlaces.add(link.other.place);
      }
    }
  }

  void add(Seen seen, double here, double there, double tieThere, long now) {
    own = here;
    other = there;
    tie = tieThere;
    double weaker = Math.min(here, there);
    strongest = Math.max(strongest, weaker);
    String alert = seen.reading.alertId();
    if (alerts.contains(alert)) {
      return;
    }
    offered++;
    if (alerts.size() < MOST) {
      alerts.add(alert);
      places.add(seen.place);
      sum += CorrelationEngine.sigmoid(weaker);
    }
  }

  /// Whether enough has come since the last look to look again: each of the first few, then every fifth more.
  boolean isDue() {
    if (offered > FEW && offered < lookedAt * 6L / 5) {
      return false;
    }
    lookedAt = offered;
    return true;
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

  /// See {@link Prior#merge}.
  double innate() {
    return Prior.merge(places.size(), sum);
  }

  /// The same of a row that was read.
  static double innate(float[] row) {
    return Prior.merge(row[3], row[4]);
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
    row[6] = small.size();
    row[7] = large.size();
    row[8] = small.byPlace.size();
    row[9] = large.byPlace.size();
    row[10] = (float) Math.min(300, Math.abs(one.firstOnset - two.firstOnset) / MINUTE);
    row[11] =
        (float)
            Math.clamp(
                (Math.min(one.lastOnset, two.lastOnset) - Math.max(one.firstOnset, two.firstOnset))
                    / MINUTE,
                -120,
                120);
    row[12] = small.services.shared(large.services);
    row[13] = small.regions.shared(large.regions) > 0 ? 1 : 0;
    double[] best = new double[2];
    small.upstream.forEach(entity -> {
      int there = large.upstream.get(entity);
      if (there > 0) {
        double share =
            Math.min(
                small.upstream.get(entity) / (small.byPlace.size() + 0.5),
                there / (large.byPlace.size() + 0.5));
        best[0] = Math.max(best[0], share * scene.telling(entity));
        best[1] = Math.max(best[1], share);
      }
    });
    row[14] = (float) best[0];
    row[15] = (float) best[1];
    row[16] = (float) (small.noiseSum / small.size());
    row[17] = (float) (large.noiseSum / large.size());
    row[18] = scene.crowd(now);
    row[19] = (float) tie;
    row[20] = row[4] / small.size();
    row[21] = small.kinds.shared(large.kinds);
    row[22] = (one.isIncident() ? 1 : 0) + (two.isIncident() ? 1 : 0);
    row[23] = (float) Math.min(120, (now - large.lastArrived) / MINUTE);
    Roots.read(small.roots(scene), large.roots(scene), row, 24);
    System.arraycopy(strongestTies, 0, row, TIES, 3);
    row[TIES + 3] = tiedTo.size();
    row[TIES + 4] = tiedPlaces.size();
    row[TIES + 5] = touching.size();
    row[TIES + 6] = touching.isEmpty() ? 0 : (float) (touch / touching.size());
    row[TIES + 7] = (float) touching.size() / (one.size() + two.size());
    row[TIES + 8] = Precedents.both(one.casesOfPattern, one.size(), two.casesOfPattern, two.size());
    row[TIES + 9] = Precedents.both(one.casesOfPlace, one.size(), two.casesOfPlace, two.size());
    row[TIES + 10] = small.casesOfPattern.largest() / (float) small.size();
    row[TIES + 11] = small.casesOfPlace.largest() / (float) small.size();
  }
}
