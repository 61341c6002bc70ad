package dev.muster.platform.fact;

import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.db.Transactions;

class MemoryFactLogTest extends FactLogContract {
  private final MemoryTransactions transactions = new MemoryTransactions();

  @Override
  protected Transactions transactions() {
    return transactions;
  }

  @Override
  protected FactLog log(Runnable wake) {
    return new MemoryFactLog(transactions, _ -> wake.run());
  }
}
