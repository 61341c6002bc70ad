package dev.muster.correlate.engine;

/// What is newest at each place, close together in memory: of most places near an alert that is enough to see that nothing there can
/// have to do with it, and their alerts are not fetched.
final class Newest {
  private static final int WIDE = 3;

  /// The alerts of a place are of several services, or one of them names others or is adrift.
  private static final int MIXED = -2;

  /// By place: the latest onset, the latest arrival, and the service of all.
  private final long[] facts;

  /// @param places how many there are
  Newest(int places) {
    facts = new long[WIDE * places];
  }

  /// When the last alert of that place arrived; only of places that have alerts.
  long arrival(int place) {
    return facts[WIDE * place + 1];
  }

  /// An alert came to a place, the first of those that are there or one more.
  void add(Seen seen, boolean first) {
    int at = WIDE * seen.place;
    int service = seen.mentions.length > 0 || seen.isAdrift() ? MIXED : seen.service;
    facts[at] = first ? seen.onset : Math.max(facts[at], seen.onset);
    facts[at + 1] = first ? seen.arrived : Math.max(facts[at + 1], seen.arrived);
    facts[at + 2] = first || facts[at + 2] == service ? service : MIXED;
  }

  /// An alert has left a place where others are; those that stay are taken anew.
  void left(int place, Bucket bucket) {
    for (int i = 0; i < bucket.size(); i++) {
      add(bucket.get(i), i == 0);
    }
  }

  /// More than any alert of that place promises by physical signs alone; infinity when that is not seen from here.
  ///
  /// @param cost of the way there
  float most(Seen seen, int place, float cost) {
    int at = WIDE * place;
    int service = (int) facts[at + 2];
    // what began later than the alert may be near it in time though the latest is not
    long nearest = Math.min(facts[at], seen.onset);
    return service == MIXED || seen.isAdrift()
        ? Float.POSITIVE_INFINITY
        : Evidence.innate(seen, place, service, nearest, cost);
  }
}
