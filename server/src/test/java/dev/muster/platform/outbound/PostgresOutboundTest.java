package dev.muster.platform.outbound;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;

class PostgresOutboundTest extends OutboundContract {
  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected Depot depot(Runnable wake) {
    return new PostgresOutbound(database, wake);
  }
}
