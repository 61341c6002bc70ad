package dev.muster.platform;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.outbound.Depot;
import java.time.Duration;
import java.time.Instant;

/// Throws away what nobody needs any more: facts that everybody has read, deliveries that ended long ago.
public final class Housekeeping implements Pump {
  /// How long things are kept.
  ///
  /// @param facts since they were said; they are deleted only when every reader has read them
  /// @param deliveries since they ended, with their log of attempts
  public record Retention(Duration facts, Duration deliveries) {
    /// A week of facts to look into, 90 days of who was told what.
    public static final Retention USUAL = new Retention(Duration.ofDays(7), Duration.ofDays(90));
  }

  /// Rows a step; a transaction of some tens of milliseconds.
  private static final int BATCH = 2_000;

  private static final Duration EVERY = Duration.ofMinutes(10);

  private final FactLog facts;
  private final Depot depot;
  private final Transactions transactions;
  private final Retention retention;
  private Instant next = Instant.MIN;

  public Housekeeping(FactLog facts, Depot depot, Transactions transactions, Retention retention) {
    this.facts = facts;
    this.depot = depot;
    this.transactions = transactions;
    this.retention = retention;
  }

  @Override
  public String name() {
    return "housekeeping";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // time alone
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    int done =
        transactions.inTransaction(() -> facts.forget(now.minus(retention.facts()), BATCH))
            + transactions.inTransaction(
                () -> depot.forget(now.minus(retention.deliveries()), BATCH));
    if (done < BATCH) {
      next = now.plus(EVERY);
    }
    return done;
  }
}
