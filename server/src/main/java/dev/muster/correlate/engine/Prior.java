package dev.muster.correlate.engine;

/// What holds before anything was learned, in log-odds: straight lines over physical signs (nearness, time, names, how often and
/// when something comes, how many independent witnesses there are) with weights that an experienced operator would give. They know
/// no word of any monitor. What is learned is added to them, and counts the more the larger the past: of few incidents it only
/// shifts them, of hundreds it overrules them.
final class Prior {
  /// So many past incidents count as much as the prior.
  private static final double WORTH = 12;

  private Prior() {}

  /// How much of what that many incidents taught is believed, 0 to 1.
  static double trust(long incidents) {
    return incidents / (incidents + WORTH);
  }

  /// What a person said of such a pair.
  private static final double SAID = 4;

  /// A pair of alerts belongs together: {@link Evidence#innate}, and more for rare words in common, less over regions; most of all
  /// what people said of such pairs.
  static double pair(Link link, float[] row) {
    double words = Math.clamp(0.35 * (row[Evidence.TELLING] - 3), 0, 1.5);
    return SAID * row[Evidence.SAID] + link.innate + words + (row[Evidence.REGIONS] < 0 ? -0.5 : 0);
  }

  /// An alert belongs to a cluster: the links together must make it clearly more probable than not,
  /// since what was wrongly put together is harder to see through than what was left apart.
  static double join(float[] row) {
    return row[4] - 0.9;
  }

  /// Two clusters are one: it takes two independent alerts, each of which would have joined either.
  ///
  /// @param witnesses different places whose alerts fit both
  /// @param sum of the chances of the weaker of both fits
  static double merge(double witnesses, double sum) {
    return -2.6 + 1.25 * Math.min(3, sum) + 0.8 * (Math.min(3, witnesses) - 1);
  }

  /// A cluster is an incident. Noise comes alone, by one monitor, by the clock, at announced times; trouble is seen by several monitors
  /// at several places.
  static double real(float[] row) {
    double witnesses = 0.9 * Math.log(row[1]) + 1.0 * Math.log(row[34]) + 0.4 * Math.log(row[0]);
    double noise = -0.5 * Math.clamp(row[4] - 0.5, -0.5, 0.5) * 4;
    double severe = 0.4 * row[11];
    return -0.9 + witnesses + noise + severe - 2 * row[12] - 1.5 * row[14] - 3 * row[15];
  }

  /// An alert is noise by itself.
  ///
  /// @param rate log-odds of noise over all alerts
  static double noise(float[] signs, double rate) {
    return rate
        + 0.7 * Math.min(4, signs[NoiseSigns.HITS]) * (signs[NoiseSigns.SHARE] > 0.4 ? 1 : 0.3)
        + 0.3 * Math.min(3, signs[4])
        + 1.5 * signs[NoiseSigns.OTHER_STAGE]
        + 3 * signs[NoiseSigns.ANNOUNCED];
  }
}
