package dev.muster.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// Brings the schemas of all rooms up to date. A database remembers the migrations that it was brought up to date with; when the
/// build has the very same ones there is nothing to look for, which a restart after a crash gains a few tenths of a second by.
final class PostgresSchema {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);
  private static final String UNDEFINED_TABLE = "42P01";

  /// As long as a database may need to come up after its machine, or to recover after a crash.
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration PAUSE = Duration.ofMillis(500);

  /// Waits, as {@link Thread#sleep(Duration)} does.
  interface Sleep {
    void sleep(Duration time) throws InterruptedException;
  }

  private PostgresSchema() {}

  static void bringUpToDate(DataSource database, ResourceLoader loader, List<String> rooms) {
    String mine = mark(loader);
    if (mine.equals(known(database, System::nanoTime, Thread::sleep))) {
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
        lines.add(each.getFilename() + " " + Long.toHexString(sum(each)));
      }
      Collections.sort(lines);
      return String.join("\n", lines);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// A jar says the sum of each file in its table of contents, so that none is unpacked.
  static long sum(Resource migration) throws IOException {
    if (migration.getURL().openConnection() instanceof JarURLConnection packed) {
      JarEntry entry = packed.getJarEntry();
      if (entry != null && entry.getCrc() >= 0) {
        return entry.getCrc();
      }
    }
    var sum = new CRC32();
    sum.update(migration.getContentAsByteArray());
    return sum.getValue();
  }

  /// Which migrations the database was brought up to date with; null for a new one. A machine that comes up starts Muster and its database
  /// at about the same time, and both slowly: a database that does not answer yet is asked again for {@link #PATIENCE}.
  ///
  /// @param nanos a time that only goes forward, in nanoseconds
  /// @throws IllegalStateException when it refuses, or stays away
  static @Nullable String known(DataSource database, LongSupplier nanos, Sleep sleep) {
    long began = nanos.getAsLong();
    for (int tries = 1; ; tries++) {
      try {
        return known(database);
      } catch (SQLException failure) {
        if (!away(failure) || nanos.getAsLong() - began >= PATIENCE.toNanos()) {
          throw new IllegalStateException("The database cannot be read: " + failure, failure);
        }
        if (tries == 1) {
          LOG.warn(
              "The database does not answer yet ({}); it is asked again for up to {} s",
              failure.getMessage(),
              PATIENCE.toSeconds());
        }
      }
      try {
        sleep.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for the database", e);
      }
    }
  }

  /// Not there, not yet taking connections, or just going; a wrong password or name will not become right by waiting.
  private static boolean away(SQLException failure) {
    String state = failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || (state != null && (state.startsWith("08") || state.startsWith("57P")));
  }

  private static @Nullable String known(DataSource database) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select migrations from public.muster_schema")) {
      return row.next() ? row.getString(1) : null;
    } catch (SQLException failure) {
      if (UNDEFINED_TABLE.equals(failure.getSQLState())) {
        return null; // a new database
      }
      throw failure;
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
