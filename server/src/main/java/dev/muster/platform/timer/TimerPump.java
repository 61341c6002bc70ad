package dev.muster.platform.timer;

import dev.muster.platform.db.DatabaseFailures;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells one room what has fallen due, in the transaction that takes the timers away. A timer that the room cannot handle is put
/// off by a minute, again and again, so that it neither gets lost nor holds up the others.
public final class TimerPump implements Pump {
  private static final Logger LOG = LoggerFactory.getLogger(TimerPump.class);

  private static final int BATCH = 100;

  private static final int TRIES = 3;

  private static final Duration PUT_OFF = Duration.ofMinutes(1);

  /// The room's reaction.
  @FunctionalInterface
  public interface Handler {
    /// Runs inside the transaction; may set timers again.
    void due(List<Timers.Timer> timers, Instant now);

    /// Runs inside the same transaction before the timers are taken away. A room whose commands hold something, for example an
    /// incident's row, while they set or cancel timers must hold the same here; otherwise the two meet head-on and one of them
    /// fails.
    ///
    /// @param keys what the timers are about, sorted
    default void hold(List<String> keys) {}
  }

  private final String owner;
  private final Timers timers;
  private final Transactions transactions;
  private final Handler handler;
  private int batch = BATCH;
  private int failures;

  /// What was tried by itself last.
  private Timers.@Nullable Timer suspect;

  public TimerPump(String owner, Timers timers, Transactions transactions, Handler handler) {
    this.owner = owner;
    this.timers = timers;
    this.transactions = transactions;
    this.handler = handler;
  }

  @Override
  public String name() {
    return owner + ".timers";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // time alone: what is due at once is done at once, not by a timer
  }

  @Override
  public int poll(Instant now) {
    List<Timers.Timer> due = timers.due(owner, now, batch);
    if (due.isEmpty()) {
      batch = BATCH;
      return 0;
    }
    Timers.Timer first = due.getFirst();
    try {
      int told = transactions.inTransaction(() -> tell(due, now));
      batch = Math.min(BATCH, batch * 2);
      return told;
    } catch (RuntimeException failure) {
      if (DatabaseFailures.passing(failure)) {
        throw failure;
      }
      if (batch > 1) {
        LOG.warn("{}: a batch of timers failed; trying one by one", owner, failure);
        batch = 1;
        return 1;
      }
      failures = first.equals(suspect) ? failures + 1 : 1;
      suspect = first;
      if (failures < TRIES) {
        throw failure;
      }
      LOG.error("{}: putting off a timer that fails: {}", owner, first, failure);
      putOff(first, now);
      return 1;
    }
  }

  private int tell(List<Timers.Timer> due, Instant now) {
    var keys = new TreeSet<String>();
    due.forEach(timer -> keys.add(timer.key()));
    handler.hold(List.copyOf(keys));
    List<Timers.Timer> taken = timers.take(due);
    if (!taken.isEmpty()) {
      handler.due(taken, now);
    }
    return taken.size();
  }

  private void putOff(Timers.Timer timer, Instant now) {
    transactions.run(() -> {
      if (!timers.take(List.of(timer)).isEmpty()) {
        timers.set(owner, timer.key(), timer.kind(), now.plus(PUT_OFF), timer.payload());
      }
    });
    failures = 0;
    suspect = null;
  }

  @Override
  public @Nullable Instant nextDue() {
    return timers.nextDue(owner);
  }
}
