package dev.muster.correlate.insight;

import java.util.LinkedHashMap;
import java.util.Map;

/// How often something turned out so, counted by key, and what share that suggests when little was seen: a Beta prior pulls rare
/// keys to the given share.
final class Tally {
  /// Keys counted; beyond that the longest unused is forgotten. Some 100 bytes each.
  private static final int MOST = 100_000;

  /// Where behind how often it turned out so and how often it was counted stands what {@link #evidence} says; not a number while nobody
  /// has asked.
  private static final int EVIDENCE = 2;

  private final Map<String, double[]> counts =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, double[]> eldest) {
          return size() > MOST;
        }
      };
  private final double prior;
  private final double weight;
  private final double usual;
  private long changes;

  /// @param prior share assumed before anything was seen, above 0 and below 1
  /// @param weight how many observations that assumption is worth
  Tally(double prior, double weight) {
    this.prior = prior;
    this.weight = weight;
    usual = Math.log(prior / (1 - prior));
  }

  /// How often anything was counted or taken back: as long as it is the same, so is every answer.
  long changes() {
    return changes;
  }

  void add(String key, boolean hit) {
    add(key, hit ? 1 : 0, 1);
  }

  void add(String key, double hits, double trials) {
    changes++;
    double[] count = counts.computeIfAbsent(key, none -> new double[3]);
    count[EVIDENCE] = Double.NaN;
    // what was forgotten meanwhile cannot be taken back
    count[0] = Math.max(0, count[0] + hits);
    count[1] = Math.max(count[0], count[1] + trials);
  }

  /// Counts it for one incident, which can be left out later.
  void add(String key, boolean hit, Trace trace) {
    trace.count(this, key, hit);
  }

  double share(String key) {
    return share(key, prior);
  }

  /// How often it turned out so.
  double count(String key) {
    double[] count = counts.get(key);
    return count == null ? 0 : count[0];
  }

  /// The share, pulled to the given one instead of the general prior.
  double share(String key, double towards) {
    double[] count = counts.get(key);
    return count == null ? towards : share(count, towards);
  }

  private double share(double[] count, double towards) {
    return (count[0] + towards * weight) / (count[1] + weight);
  }

  /// Log odds against the prior: 0 for a key that was never seen.
  double evidence(String key) {
    double[] count = counts.get(key);
    if (count == null) {
      return 0;
    }
    if (Double.isNaN(count[EVIDENCE])) {
      double share = share(count, prior);
      count[EVIDENCE] = Math.log(share / (1 - share)) - usual;
    }
    return count[EVIDENCE];
  }
}
