package dev.muster.correlate;

import dev.muster.platform.db.MemoryTransactions;
import dev.muster.platform.fact.MemoryFactLog;

class MemoryCorrelationTest extends CorrelationContract {
  @Override
  Ground ground() {
    var transactions = new MemoryTransactions();
    return new Ground(
        transactions, new MemoryFactLog(transactions, _ -> {}), new MemoryIncidentRepository());
  }
}
