package dev.muster.platform.timer;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;
import java.time.Duration;

/// Timers in PostgreSQL for the one process that sets them, which never looks a second time when the next is due.
class KnownTimersTest extends TimersContract {
  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected Timers timers() {
    return new PostgresTimers(database, new NextDue(Duration.ofDays(1)));
  }
}
