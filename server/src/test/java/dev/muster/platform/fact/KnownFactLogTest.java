package dev.muster.platform.fact;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;
import java.time.Duration;

/// The fact log in PostgreSQL for the one process that appends to it, which never looks a second time where it ends.
class KnownFactLogTest extends FactLogContract {
  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected FactLog log(Runnable wake) {
    return new PostgresFactLog(database, _ -> wake.run(), Duration.ofDays(1));
  }
}
