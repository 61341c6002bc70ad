package dev.muster.platform.fact;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;
import java.time.Duration;

/// The fact log in PostgreSQL as the readers of another process, or of a later start, find it: every fact is read and decoded.
class ReadFactLogTest extends FactLogContract {
  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected FactLog log(Runnable wake) {
    return new PostgresFactLog(
        database, _ -> wake.run(), 0, new KnownEnds(Duration.ZERO, System::nanoTime));
  }
}
