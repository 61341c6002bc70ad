package dev.muster.correlate;

import dev.muster.platform.db.TestDatabase;

class PostgresIncidentRepositoryTest extends IncidentRepositoryContract {
  @Override
  IncidentRepository fresh() {
    return new PostgresIncidentRepository(TestDatabase.with("correlate"));
  }
}
