package dev.muster.correlate.insight;

import java.util.HashMap;
import java.util.Map;

/// How often something turned out so, counted by key, and what share that suggests when little was seen: a Beta prior pulls rare
/// keys to the given share.
final class Tally {
  private final Map<String, double[]> counts = new HashMap<>();
  private final double prior;
  private final double weight;

  /// @param prior share assumed before anything was seen, above 0 and below 1
  /// @param weight how many observations that assumption is worth
  Tally(double prior, double weight) {
    this.prior = prior;
    this.weight = weight;
  }

  void add(String key, boolean hit) {
    add(key, hit ? 1 : 0, 1);
  }

  void add(String key, double hits, double trials) {
    double[] count = counts.computeIfAbsent(key, none -> new double[2]);
    count[0] += hits;
    count[1] += trials;
  }

  double hits(String key) {
    double[] count = counts.get(key);
    return count == null ? 0 : count[0];
  }

  double trials(String key) {
    double[] count = counts.get(key);
    return count == null ? 0 : count[1];
  }

  double share(String key) {
    return share(key, prior);
  }

  /// The share, pulled to the given one instead of the general prior.
  double share(String key, double towards) {
    double[] count = counts.get(key);
    return count == null
        ? towards
        : (count[0] + towards * weight) / (count[1] + weight);
  }

  /// Log odds against the prior: 0 for a key that was never seen.
  double evidence(String key) {
    double share = share(key);
    return Math.log(share / (1 - share)) - Math.log(prior / (1 - prior));
  }

  int size() {
    return counts.size();
  }
}
