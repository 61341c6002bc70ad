package dev.muster.platform.timer;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells one room what has fallen due, in the transaction that takes the timers away.
public final class TimerPump implements Pump {
  private static final int BATCH = 100;

  /// The room's reaction. Runs inside the transaction; may set timers again.
  @FunctionalInterface
  public interface Handler {
    void due(List<Timers.Timer> timers, Instant now);
  }

  private final String owner;
  private final Timers timers;
  private final Transactions transactions;
  private final Handler handler;
  private int batch = BATCH;

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
  public int poll(Instant now) {
    try {
      int done =
          transactions.inTransaction(() -> {
            List<Timers.Timer> due = timers.claim(owner, now, batch);
            if (!due.isEmpty()) {
              handler.due(due, now);
            }
            return due.size();
          });
      batch = BATCH;
      return done;
    } catch (RuntimeException failure) {
      batch = 1; // so that one bad timer holds up as few others as possible
      throw failure;
    }
  }

  @Override
  public @Nullable Instant nextDue() {
    return timers.nextDue(owner);
  }
}
