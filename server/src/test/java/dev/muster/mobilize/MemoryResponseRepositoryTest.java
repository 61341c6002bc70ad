package dev.muster.mobilize;

import dev.muster.platform.db.MemoryTransactions;

class MemoryResponseRepositoryTest extends ResponseRepositoryContract {
  @Override
  Stores fresh() {
    var transactions = new MemoryTransactions();
    return new Stores(
        transactions,
        new MemoryResponseRepository(transactions),
        new MemoryPolicyRepository(transactions),
        new MemoryNoticeRepository(transactions));
  }
}
