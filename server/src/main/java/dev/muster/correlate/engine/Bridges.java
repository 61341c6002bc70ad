package dev.muster.correlate.engine;

import java.util.LinkedHashMap;

/// The bridges between clusters, by the two. Those of a cluster that is no more are let go of, and of too many those that were not
/// touched for the longest time.
final class Bridges {
  /// Each has some hundred bytes, and some ten thousand when a storm goes over it.
  private static final int MOST = 16_384;

  /// Fewer are not looked through.
  private static final int FEW = 256;

  private record Ends(long one, long two) {}

  private record Held(Cluster one, Cluster two, Bridge bridge) {}

  private final LinkedHashMap<Ends, Held> held = new LinkedHashMap<>(16, 0.75f, true);
  private int sweepAt = FEW;

  /// The bridge between two clusters that have alerts; a new one when there was none.
  Bridge between(Cluster one, Cluster two) {
    var ends = new Ends(Math.min(one.number, two.number), Math.max(one.number, two.number));
    Held known = held.get(ends);
    if (known == null) {
      sweep();
      known = new Held(one, two, new Bridge());
      held.put(ends, known);
    }
    return known.bridge();
  }

  /// A cluster that lost all its alerts never has any again.
  private void sweep() {
    if (held.size() < sweepAt) {
      return;
    }
    held.values().removeIf(each -> each.one().members.isEmpty() || each.two().members.isEmpty());
    while (held.size() >= MOST) {
      held.pollFirstEntry();
    }
    sweepAt = Math.min(MOST, Math.max(FEW, 2 * held.size()));
  }

  int size() {
    return held.size();
  }
}
