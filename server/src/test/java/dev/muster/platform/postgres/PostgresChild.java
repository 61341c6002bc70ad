package dev.muster.platform.postgres;

import java.nio.file.Path;
import java.sql.DriverManager;

/// A process of its own with an embedded server, for tests that kill it. Prints `up PORT`, then the
/// number of every row once it is committed.
final class PostgresChild {
  private PostgresChild() {}

  public static void main(String[] args) throws Exception {
    EmbeddedPostgres server;
    try {
      server = EmbeddedPostgres.start(Path.of(args[0]), EmbeddedPostgres.Options.standard());
    } catch (PostgresStartException e) {
      System.out.println("refused " + e.getMessage());
      return;
    }
    System.out.println("up " + server.port());
    if (args[1].equals("once")) {
      server.close();
      System.out.println("down");
      return;
    }
    try (var connection =
            DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
        var setup = connection.createStatement()) {
      setup.execute("create table if not exists tape (id bigint primary key, words text)");
      try (var insert =
          connection.prepareStatement("insert into tape values (?, repeat('word', 200))")) {
        for (long id = 1; ; id++) {
          insert.setLong(1, id);
          insert.executeUpdate();
          System.out.println(id);
        }
      }
    }
  }
}
