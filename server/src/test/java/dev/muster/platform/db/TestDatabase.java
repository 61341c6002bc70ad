package dev.muster.platform.db;

import dev.muster.platform.postgres.TestPostgres;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/// Fresh databases with the schemas of some rooms in them.
public final class TestDatabase {
  private TestDatabase() {}

  /// A new database with the platform's schema and those of the rooms, for example `alert`.
  public static Database with(String... rooms) {
    String what = "rooms " + String.join(" ", rooms);
    return new Database(TestPostgres.like(what, empty -> migrate(empty, rooms)).dataSource());
  }

  public static void migrate(DataSource source, String... rooms) {
    var locations = new String[rooms.length + 1];
    locations[0] = "classpath:dev/muster/platform/migrations";
    for (int i = 0; i < rooms.length; i++) {
      locations[i + 1] = "classpath:dev/muster/" + rooms[i] + "/migrations";
    }
    Flyway.configure().dataSource(source).locations(locations).outOfOrder(true).load().migrate();
  }
}
