package dev.muster.platform.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// When something falls due next, in the memory of the process that sets such times, so that the database need not be asked ten times
/// a second whether it is time.
///
/// What is known is never too late: each time that is set counts at once, and again when its transaction has ended, since a look in
/// between did not see it yet. It may be too early, as what is cancelled or done is still counted; then the database is asked, and has
/// nothing. Another process may have set a time after all, so a look is good for a while only.
public final class NextDue {
  /// How long a look is good for in production, where only one process sets times.
  public static final Duration TRUST = Duration.ofSeconds(1);

  private final long trust;
  private final LongSupplier nanos;
  private final Map<String, Known> known = new HashMap<>();

  private static final class Known {
    /// Nothing is due before; null when nothing is to come.
    @Nullable Instant next;

    long lookedAt;

    /// Whether it was ever looked at.
    boolean looked;

    /// How often a time was set, or a transaction ended that had set one.
    long changes;

    void lower(Instant due) {
      changes++;
      Instant before = next;
      if (before == null || due.isBefore(before)) {
        next = due;
      }
    }
  }

  /// @param trust how long a look into the database is good for; zero to ask each time
  public NextDue(Duration trust) {
    this(trust, System::nanoTime);
  }

  /// @param nanos a time that only goes forward, in nanoseconds
  NextDue(Duration trust, LongSupplier nanos) {
    this.trust = trust.toNanos();
    this.nanos = nanos;
  }

  /// Something is set to that time, in the running transaction if there is one. Call it after the statement that sets it.
  ///
  /// @param what whose times they are, for example the owner of timers
  public void at(String what, Instant due) {
    if (trust <= 0) {
      return;
    }
    lower(what, due);
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      return;
    }
    if (TransactionSynchronizationManager.getResource(this) instanceof Set set) {
      set.earliest.merge(what, due, NextDue::earlier);
      return;
    }
    var set = new Set();
    set.earliest.put(what, due);
    TransactionSynchronizationManager.bindResource(this, set);
    TransactionSynchronizationManager.registerSynchronization(set);
  }

  /// What one transaction has set.
  private final class Set implements TransactionSynchronization {
    private final Map<String, Instant> earliest = new HashMap<>();

    @Override
    public void beforeCompletion() {
      TransactionSynchronizationManager.unbindResourceIfPossible(NextDue.this);
    }

    @Override
    public void afterCompletion(int status) {
      earliest.forEach(NextDue.this::lower); // whatever became of it: too early does no harm
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private synchronized void lower(String what, Instant due) {
    of(what).lower(due);
  }

  private Known of(String what) {
    return known.computeIfAbsent(what, _ -> new Known());
  }

  /// False when certainly nothing is due. Otherwise the database has to be asked.
  ///
  /// @param next looks up in the database when the next is due; null when nothing is to come
  public boolean maybe(String what, Instant now, Supplier<@Nullable Instant> next) {
    if (trust <= 0) {
      return true;
    }
    long at = nanos.getAsLong();
    long changes;
    synchronized (this) {
      Known here = of(what);
      if (here.looked && at - here.lookedAt < trust) {
        return isDue(here.next, now);
      }
      changes = here.changes;
    }
    Instant found = next.get();
    synchronized (this) {
      Known here = of(what);
      if (here.changes == changes) {
        here.next = found;
        here.lookedAt = at;
        here.looked = true;
      }
    }
    return isDue(found, now);
  }

  private static boolean isDue(@Nullable Instant next, Instant now) {
    return next != null && !next.isAfter(now);
  }
}
