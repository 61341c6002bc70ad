package dev.muster.correlate.engine;

/// A possible tie between a new alert and an earlier one that is already held in a cluster.
final class Link {
  final Seen other;

  /// Cost of the cheapest way between their places; {@link #NO_WAY} when only a name or a mark ties them.
  final float cost;

  /// Steps of that way from the new alert's place towards what it rests on, and the other way round.
  final int down;

  final int up;
  final int way;

  /// How many places are at least as near, its own included.
  final int within;

  /// Logarithm of how many alerts that have nothing to do with it were to be expected as near in place and time.
  float chance;

  static final float NO_WAY = 9;

  /// When a person said that such a pair belongs together, in seconds since 1970; negative when that it does not; 0 for never.
  long said;

  /// Log-odds that both belong together.
  float logOdds;

  // where the tallies have what they know of such a pair; see {@link Evidence#fetch}

  long affinityKey;
  long wayKey;
  long togetherKey;
  long pairKey;

  /// What physical signs alone say, in log-odds; see {@link Evidence#innate}.
  final float innate;

  /// How much it deserves to be looked at closely; see {@link Candidates#promise}.
  final float promise;

  Link(Seen other, float cost, int down, int up, int way, int within, float innate, float promise) {
    this.other = other;
    this.within = within;
    this.cost = cost;
    this.down = down;
    this.up = up;
    this.way = way;
    this.innate = innate;
    this.promise = promise;
  }

  double probability() {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
