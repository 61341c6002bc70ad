package dev.muster.platform.fact;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Where all lanes of the log end, in the memory of the process that appends to it. Every reader wants to know that ten times a
/// second, also while nothing happens; without this each would ask the database.
///
/// What it answers was true at one moment and holds the cause of whatever it holds, as if the database had been asked. While a
/// transaction of this process has given out sequences and not ended, the database may show already what is not here yet, so nothing is
/// answered; nor after one that ended without a word, nor when the last look into the database is too old: another process may
/// have appended, although none should. A look reads the whole log, so that of what another one said, too, no effect is known before
/// its cause.
final class KnownEnds {
  private final long trust;
  private final LongSupplier nanos;

  /// Positions only grow, so the larger one is always the later one.
  private final Map<Place, Long> lasts = new HashMap<>();

  /// Transactions that have given out sequences and have not ended.
  private int open;

  /// How often a transaction ended without a word.
  private long doubts;

  /// Whether the whole log has been looked at since the last doubt.
  private boolean whole;

  private long lookedAt;

  /// @param trust how long a look into the database is good for; zero to look each time
  /// @param nanos a time that only goes forward, in nanoseconds
  KnownEnds(Duration trust, LongSupplier nanos) {
    this.trust = trust.toNanos();
    this.nanos = nanos;
  }

  /// A transaction is about to give out sequences.
  synchronized void open() {
    open++;
  }

  /// It has committed.
  ///
  /// @param reached the last sequence that it gave out in each place
  synchronized void committed(Map<Place, Long> reached) {
    open--;
    keep(reached);
  }

  /// Nothing of it is there.
  synchronized void rolledBack() {
    open--;
  }

  /// Nobody knows whether it has committed.
  synchronized void unknown() {
    open--;
    doubts++;
    whole = false;
  }

  /// The last positions in those topics; null when they have to be looked for.
  synchronized @Nullable Map<Place, Long> known(Set<String> topics) {
    return open == 0 && whole && nanos.getAsLong() - lookedAt < trust ? of(topics, lasts) : null;
  }

  /// Looks for them.
  ///
  /// @param log reads all places of the log in one moment
  Map<Place, Long> look(Set<String> topics, Supplier<Map<Place, Long>> log) {
    long before;
    long at;
    synchronized (this) {
      before = doubts;
      at = nanos.getAsLong();
    }
    Map<Place, Long> found = log.get();
    synchronized (this) {
      keep(found);
      if (doubts == before) {
        whole = true;
        lookedAt = at;
      }
    }
    return of(topics, found);
  }

  private void keep(Map<Place, Long> reached) {
    reached.forEach((place, last) -> lasts.merge(place, last, Math::max));
  }

  private static Map<Place, Long> of(Set<String> topics, Map<Place, Long> all) {
    var some = new HashMap<Place, Long>();
    all.forEach((place, last) -> {
      if (topics.contains(place.topic())) {
        some.put(place, last);
      }
    });
    return some;
  }
}
