package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestPostgres;
import org.flywaydb.core.Flyway;

class PostgresResponseRepositoryTest extends ResponseRepositoryContract {
  @Override
  Stores fresh() {
    Database database = database();
    return new Stores(
        database,
        new PostgresResponseRepository(database),
        new PostgresPolicyRepository(database),
        new PostgresNoticeRepository(database));
  }

  static Database database() {
    var source = TestPostgres.fresh().dataSource();
    Flyway.configure()
        .dataSource(source)
        .locations(
            "classpath:dev/muster/platform/migrations", "classpath:dev/muster/mobilize/migrations")
        .outOfOrder(true)
        .load()
        .migrate();
    return new Database(source);
  }
}
