package dev.muster.platform.outbound;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.timer.NextDue;
import java.time.Duration;

/// Parcels in PostgreSQL for the one process that moves them, which never looks a second time when the next may leave.
class KnownOutboundTest extends OutboundContract {
  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected Depot depot(Runnable wake) {
    return new PostgresOutbound(database, wake, new NextDue(Duration.ofDays(1)));
  }
}
