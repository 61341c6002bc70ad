package dev.muster.platform.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
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

  /// What PostgreSQL says when somebody is connected to a database that is to be copied.
  private static final String IN_USE = "55006";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// So many pools keep their idle connections. More than one are open where a test has more than one database.
  private static final int FRESH = 10;

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
        try (var pool = pool(pattern)) {
          prepare.accept(pool);
        }
        shut(pattern);
        PATTERNS.put(what, pattern);
      }
      return pooled(create(pattern));
    }
  }

  /// A database can be copied only while nobody is connected to it: those who are still there have to leave, and nobody else comes.
  private static void shut(String pattern) {
    try (var connection = connection();
        var statement = connection.createStatement()) {
      statement.execute("alter database " + pattern + " with allow_connections false");
      statement.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity where usename = current_user and"
              + " datname = '"
              + pattern
              + "'");
    } catch (SQLException e) {
      throw new IllegalStateException("no pattern for test databases", e);
    }
  }

  private static String create(String pattern) {
    var name = "test_" + ++databases;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (var connection = connection();
          var statement = connection.createStatement()) {
        statement.execute(
            "create database " + name + " template " + pattern + " strategy file_copy");
        return name;
      } catch (SQLException e) {
        // The server waits five seconds for those who leave, and for its own cleaning; a busy
        // machine may take longer.
        if (!IN_USE.equals(e.getSQLState()) || System.nanoTime() > end) {
          throw new IllegalStateException("no test database", e);
        }
      }
    }
  }

  private static Connection connection() throws SQLException {
    var running = server();
    return DriverManager.getConnection(running.jdbcUrl(), running.user(), running.password());
  }

  private static TestDatabase pooled(String name) {
    var running = server();
    var pool = pool(name);
    POOLS.add(pool);
    if (POOLS.size() > FRESH) {
      // Who is done keeps idle connections for most of a minute; those of many quick tests were
      // more than the server takes.
      POOLS.get(POOLS.size() - FRESH - 1).getHikariPoolMXBean().softEvictConnections();
    }
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
    config.setConnectionTimeout(PATIENCE.toMillis());
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
    // The pools end with the process: closing hundreds, one after another, took longer than is
    // waited for it.
    started.close();
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
