package dev.muster.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Brings the schemas of all rooms up to date. A database remembers the migrations that it was brought up to date with; when the
/// build has the very same ones there is nothing to look for, which a restart after a crash gains a few tenths of a second by.
final class PostgresSchema {
  private static final String UNDEFINED_TABLE = "42P01";

  private PostgresSchema() {}

  static void bringUpToDate(DataSource database, ResourceLoader loader, List<String> rooms) {
    String mine = mark(loader);
    if (mine.equals(known(database))) {
      return;
    }
    migrate(database, loader, rooms);
    remember(database, mine);
  }

  /// One run over all rooms. Rooms grow side by side, so a migration may be older than one that was applied already.
  private static void migrate(DataSource database, ResourceLoader loader, List<String> rooms) {
    var locations =
        rooms.stream()
            .map(room -> "classpath:dev/muster/" + room + "/migrations")
            .filter(location -> loader.getResource(location + "/").exists())
            .toArray(String[]::new);
    Flyway.configure()
        .dataSource(database)
        .locations(locations)
        .outOfOrder(true)
        .validateMigrationNaming(true)
        .load()
        .migrate();
  }

  /// Names and check sums of all migrations of this build.
  private static String mark(ResourceLoader loader) {
    try {
      var lines = new ArrayList<String>();
      for (Resource each :
          new PathMatchingResourcePatternResolver(loader)
              .getResources("classpath*:dev/muster/*/migrations/*.sql")) {
        var sum = new CRC32();
        sum.update(each.getContentAsByteArray());
        lines.add(each.getFilename() + " " + Long.toHexString(sum.getValue()));
      }
      Collections.sort(lines);
      return String.join("\n", lines);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static @Nullable String known(DataSource database) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select migrations from public.muster_schema")) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException failure) {
      if (UNDEFINED_TABLE.equals(failure.getSQLState())) {
        return null; // a new database
      }
      throw new IllegalStateException("The database cannot be read: " + failure, failure);
    }
  }

  private static void remember(DataSource database, String mark) {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists public.muster_schema (
            one boolean primary key default true check (one),
            migrations text not null)
          """);
      try (var upsert =
          connection.prepareStatement(
              """
              insert into public.muster_schema (migrations) values (?)
              on conflict (one) do update set migrations = excluded.migrations
              """)) {
        upsert.setString(1, mark);
        upsert.executeUpdate();
      }
    } catch (SQLException failure) {
      throw new IllegalStateException("The database cannot be written: " + failure, failure);
    }
  }
}
