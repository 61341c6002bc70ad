package dev.muster.platform.db;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/// Connections to one life of the database server.
///
/// Why: much of what rooms know is held in memory, as far as they have seen it committed; and commits inside the house do not wait
/// for the disk, so their last moments can be lost with the server. After that the memory would be ahead of the database: facts
/// would pass for read that nobody has seen, and numbers would be given out twice. All connections end with their server, so it is
/// enough to look at new ones. The first to a server that was started since, or that took the other's place, is refused like all
/// after it, and told of once; whoever hears it begins anew with what the database says.
public final class SameServer extends DelegatingDataSource {
  private static final Logger LOG = LoggerFactory.getLogger(SameServer.class);

  private static final String LIFE = "select pg_postmaster_start_time()::text";

  private final int loginSeconds;
  private final Runnable changed;
  private final String question;
  private @Nullable String life;
  private boolean over;

  /// @param loginSeconds after which the server's driver gives a connection up
  /// @param changed called once, on the thread that wanted a connection; must not wait for connections
  public SameServer(DataSource server, int loginSeconds, Runnable changed) {
    this(server, loginSeconds, changed, LIFE);
  }

  /// @param question a query whose one answer is another one in another life of the server
  SameServer(DataSource server, int loginSeconds, Runnable changed, String question) {
    super(server);
    this.loginSeconds = loginSeconds;
    this.changed = changed;
    this.question = question;
  }

  /// How long the pool waits at its end for a connection that is being made, in seconds. Spring's data sources by the driver's manager know of
  /// no such time.
  @Override
  public int getLoginTimeout() {
    return loginSeconds;
  }

  /// @throws SQLException also when the server is not the one of the first connection
  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    try {
      look(connection);
      return connection;
    } catch (SQLException | RuntimeException refused) {
      connection.close();
      throw refused;
    }
  }

  private synchronized void look(Connection connection) throws SQLException {
    String now;
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(question)) {
      row.next();
      now = row.getString(1);
    }
    if (life == null) {
      life = now;
    }
    if (life.equals(now)) {
      return;
    }
    if (!over) {
      over = true;
      LOG.error(
          "The database server was started at {}, after this Muster began with it. Its last moments"
              + " may be lost, so Muster begins anew.",
          now);
      changed.run();
    }
    throw new SQLException("the database server is another one since " + now, "08006");
  }
}
