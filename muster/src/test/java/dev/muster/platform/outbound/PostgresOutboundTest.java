package dev.muster.platform.outbound;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.postgres.TestPostgres;
import org.flywaydb.core.Flyway;

class PostgresOutboundTest extends OutboundContract {
  private final Database database = migrated();

  private static Database migrated() {
    var source = TestPostgres.fresh().dataSource();
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:dev/muster/platform/migrations")
        .load()
        .migrate();
    return new Database(source);
  }

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected Depot depot(Runnable wake) {
    return new PostgresOutbound(database, wake);
  }
}
