package dev.muster.correlate;

import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestPostgres;
import org.flywaydb.core.Flyway;

class PostgresIncidentRepositoryTest extends IncidentRepositoryContract {
  @Override
  IncidentRepository fresh() {
    return new PostgresIncidentRepository(database());
  }

  static Database database() {
    var source = TestPostgres.fresh().dataSource();
    Flyway.configure()
        .dataSource(source)
        .locations(
            "classpath:dev/muster/platform/migrations", "classpath:dev/muster/correlate/migrations")
        .outOfOrder(true)
        .load()
        .migrate();
    return new Database(source);
  }
}
