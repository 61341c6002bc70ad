package dev.muster.platform.timer;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;

class PostgresTimersTest extends TimersContract {
  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected Timers timers() {
    return new PostgresTimers(database);
  }
}
