package dev.muster.mobilize.schedule;

import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestPostgres;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

class PostgresScheduleRepositoryTest extends ScheduleRepositoryContract {
  @Override
  ScheduleRepository open() {
    return new PostgresScheduleRepository(database());
  }

  /// A database with this room's tables.
  static Database database() {
    DataSource source = TestPostgres.fresh().dataSource();
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:dev/muster/mobilize/migrations")
        .load()
        .migrate();
    return new Database(source);
  }
}
