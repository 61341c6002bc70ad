package dev.muster.correlate;

import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.fact.PostgresFactLog;

class PostgresCorrelationTest extends CorrelationContract {
  @Override
  Ground ground() {
    var database = TestDatabase.with("correlate");
    return new Ground(
        database, new PostgresFactLog(database, _ -> {}), new PostgresIncidentRepository(database));
  }
}
