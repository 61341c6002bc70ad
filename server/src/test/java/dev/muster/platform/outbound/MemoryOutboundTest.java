package dev.muster.platform.outbound;

import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.db.Transactions;

class MemoryOutboundTest extends OutboundContract {
  private final MemoryTransactions transactions = new MemoryTransactions();

  @Override
  protected Transactions transactions() {
    return transactions;
  }

  @Override
  protected Depot depot(Runnable wake) {
    return new MemoryOutbound(transactions, wake);
  }
}
