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

  /// What physical signs alone say, in log-odds; see {@link Evidence#innate}.
  final float innate;

  /// Whether it was found by a rare word in common.
  final boolean marked;

  Link(Seen seen, Seen other, float cost, int down, int up, int way, int within, boolean marked) {
    this.other = other;
    this.within = within;
    this.cost = cost;
    this.down = down;
    this.up = up;
    this.way = way;
    this.innate = Evidence.innate(seen, other, cost);
    this.marked = marked;
  }

  /// How much it deserves to be looked at closely, by physical signs alone.
  float promise() {
    return marked ? Math.max(innate + 0.8f, 0.6f) : innate;
  }

  double probability() {
    return 1 / (1 + Math.exp(-logOdds));
  }
}
