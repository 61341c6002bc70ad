package dev.muster.platform.timer;

import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.db.Transactions;

class MemoryTimersTest extends TimersContract {
  private final MemoryTransactions transactions = new MemoryTransactions();

  @Override
  protected Transactions transactions() {
    return transactions;
  }

  @Override
  protected Timers timers() {
    return new MemoryTimers(transactions);
  }
}
