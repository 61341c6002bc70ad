package dev.muster.platform.fact;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The facts that this process said last. A dozen readers follow the same topics, usually a moment behind: with this they share
/// one object each, where every one of them would have fetched and decoded the same row. What is not here, because another node said
/// it, or it is older, is read from the database.
///
/// Bounded by a number of facts, {@value #MOST} if nothing else is said, and by {@value #MOST_SIZE} characters of their bodies; the oldest go
/// first. The heap that it takes when full is estimated at 50 MB, not measured: the text of the decoded events has at most what their bodies
/// have, a byte for a character of Latin text, and objects, keys and entries around it are taken to be 500 bytes a fact.
final class RecentFacts {
  static final int MOST = 65_536;
  static final int MOST_SIZE = 20_000_000;

  private final int most;
  private final Map<Key, Kept> kept = new LinkedHashMap<>();
  private long size;

  RecentFacts(int most) {
    this.most = most;
  }

  private record Key(Place place, long sequence) {}

  /// @param size characters of the body that stands in the database
  record Kept(Fact fact, int size) {}

  /// @param facts of transactions that have committed
  synchronized void add(List<Kept> facts) {
    for (Kept one : facts) {
      Kept before = kept.put(new Key(one.fact().place(), one.fact().sequence()), one);
      size += one.size() - (before == null ? 0 : before.size());
    }
    Iterator<Kept> oldest = kept.values().iterator();
    while (kept.size() > most || size > MOST_SIZE) {
      size -= oldest.next().size();
      oldest.remove();
    }
  }

  /// The facts of a stretch from its beginning, at most so many.
  ///
  /// @return empty when one of them is not here
  synchronized Optional<List<Fact>> read(FactLog.Stretch stretch, int most) {
    long end = Math.min(stretch.until(), stretch.after() + most);
    var facts = new ArrayList<Fact>();
    for (long sequence = stretch.after() + 1; sequence <= end; sequence++) {
      Kept one = kept.get(new Key(stretch.place(), sequence));
      if (one == null || !stretch.topic().knows(one.fact().event())) {
        return Optional.empty();
      }
      facts.add(one.fact());
    }
    return Optional.of(facts);
  }
}
