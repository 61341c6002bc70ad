package dev.muster.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// A real PostgreSQL for tests: one server per test run, started when first needed, and as many
/// empty databases on it as the tests like. Nothing has to be closed; all of it ends with the run.
///
/// ```
/// var database = TestPostgres.fresh();
/// var desk = new AlertDesk(database.dataSource());
/// ```
public final class TestPostgres {
  private static final Object LOCK = new Object();
  private static final List<HikariDataSource> POOLS = new ArrayList<>();

  /// Names of the databases that others are copies of.
  private static final Map<String, String> PATTERNS = new HashMap<>();

  private static @Nullable EmbeddedPostgres server;
  private static int databases;

  private TestPostgres() {}

  /// An empty database.
  ///
  /// @param dataSource a pool of at most 20 connections that opens them when needed
  public record TestDatabase(
      String name, String jdbcUrl, String user, String password, DataSource dataSource) {}

  /// Makes a new empty database; about 50 ms, the first one 2 s.
  public static TestDatabase fresh() {
    synchronized (LOCK) {
      return pooled(create("template1"));
    }
  }

  /// Makes a copy of a database that is prepared once per run: a schema takes a second or more to make and a tenth of one to copy.
  ///
  /// @param what says what is in it; equal words are the same preparation
  public static TestDatabase like(String what, Consumer<DataSource> prepare) {
    synchronized (LOCK) {
      String pattern = PATTERNS.get(what);
      if (pattern == null) {
        pattern = create("template1");
        // A database can be copied only while nobody is connected to it.
        try (var pool = pool(pattern)) {
          prepare.accept(pool);
        }
        PATTERNS.put(what, pattern);
      }
      return pooled(create(pattern));
    }
  }

  private static String create(String pattern) {
    var running = server();
    var name = "test_" + ++databases;
    try (var connection =
            DriverManager.getConnection(running.jdbcUrl(), running.user(), running.password());
        var statement = connection.createStatement()) {
      statement.execute("create database " + name + " template " + pattern + " strategy file_copy");
    } catch (SQLException e) {
      throw new IllegalStateException("no test database", e);
    }
    return name;
  }

  private static TestDatabase pooled(String name) {
    var running = server();
    var pool = pool(name);
    POOLS.add(pool);
    return new TestDatabase(name, running.jdbcUrl(name), running.user(), running.password(), pool);
  }

  private static HikariDataSource pool(String name) {
    var running = server();
    var config = new HikariConfig();
    config.setJdbcUrl(running.jdbcUrl(name));
    config.setUsername(running.user());
    config.setPassword(running.password());
    config.setPoolName(name);
    config.setMaximumPoolSize(20);
    config.setMinimumIdle(0);
    config.setIdleTimeout(10_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  private static EmbeddedPostgres server() {
    var running = server;
    if (running == null) {
      try {
        var folder = Files.createTempDirectory("muster-test-postgres");
        running = EmbeddedPostgres.start(folder, EmbeddedPostgres.Options.forgetful());
        var started = running;
        Runtime.getRuntime()
            .addShutdownHook(Thread.ofPlatform().unstarted(() -> end(started, folder)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server = running;
    }
    return running;
  }

  private static void end(EmbeddedPostgres started, Path folder) {
    POOLS.forEach(HikariDataSource::close);
    started.close();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
