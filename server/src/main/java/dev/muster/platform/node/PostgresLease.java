package dev.muster.platform.node;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which of several nodes on one PostgreSQL does the work: a row with the owner, a token that grows with every change of owner, and
/// an end by the clock of the database.
///
/// A former owner that was only paused must not write any more, whatever it was about to do. Every connection of an owner carries
/// the token in its name and proves it when it is opened; whoever takes over first raises the token, so that no new connection
/// passes, and then ends the sessions of earlier tokens and waits until they are gone, before it reads anything. So the fence is
/// around every statement of the house, and costs a running house nothing.
///
/// An instance belongs to one thread at a time.
public final class PostgresLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresLease.class);

  /// Names of sessions of an owner, before the token. Nobody else's session may be named so.
  private static final String SESSIONS = "muster#";

  /// Longest wait for a statement about the lease; also how soon a database that hangs is noticed.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// How long the sessions of a former owner may take to end.
  private static final Duration ENDING = Duration.ofSeconds(30);

  /// An owner that has just taken over may not have sessions yet.
  private static final Duration FRESH = Duration.ofSeconds(5);

  /// Where the database is.
  ///
  /// @param url JDBC address
  /// @param user empty when the address names one
  public record Place(String url, String user, String password) {}

  /// A node as the others see it.
  ///
  /// @param address where its main port is reached
  /// @param machinePort its port for machines, on the same host; 0 for none
  public record Node(URI address, int machinePort) {}

  private final Place place;
  private final Node self;
  private final Duration term;
  private @Nullable Connection connection;

  /// The token under which this node owns the lease; 0 when it does not.
  private long token;

  /// @param term how long the lease lasts when its owner is not heard of
  public PostgresLease(Place place, Node self, Duration term) {
    this.place = place;
    this.self = self;
    this.term = term;
  }

  /// The name that the sessions of an owner must bear.
  public static String sessionName(long token) {
    return SESSIONS + token;
  }

  /// A statement that fails unless the token is the owner's; run it first on every connection.
  public static String proof(long token) {
    return """
    do $$ begin
      if not exists (select 1 from node.lease where token = %d) then
        raise exception 'another node has taken over';
      end if;
    end $$
    """
        .formatted(token);
  }

  /// Takes the lease when it is free: nobody ever had it, it was given back, its time is over, or its owner has no session left.
  /// Afterwards no earlier owner can write any more.
  ///
  /// @return the token; empty when another node has it
  public OptionalLong tryTake() throws SQLException {
    try {
      return take();
    } catch (SQLException failure) {
      forget();
      throw failure;
    }
  }

  private OptionalLong take() throws SQLException {
    Connection open = connection();
    long taken;
    try (PreparedStatement update =
        open.prepareStatement(
            """
            update node.lease l set address = ?, machine_port = ?, token = l.token + 1, taken_at = clock_timestamp(),
              expires_at = clock_timestamp() + ? * interval '1 millisecond'
            where l.expires_at < clock_timestamp()
              or (l.taken_at < clock_timestamp() - ? * interval '1 millisecond'
                and not exists (select 1 from pg_stat_activity a where a.datname = current_database()
                    and a.application_name = '%s' || l.token))
            returning token
            """
                .formatted(SESSIONS))) {
      update.setString(1, self.address().toString());
      update.setInt(2, self.machinePort());
      update.setLong(3, term.toMillis());
      update.setLong(4, FRESH.toMillis());
      try (ResultSet row = update.executeQuery()) {
        if (!row.next()) {
          return OptionalLong.empty();
        }
        taken = row.getLong(1);
      }
    }
    token = taken;
    name(open);
    endOthers(open, taken);
    return OptionalLong.of(taken);
  }

  private void endOthers(Connection open, long mine) throws SQLException {
    long end = System.nanoTime() + ENDING.toNanos();
    try (PreparedStatement terminate =
        open.prepareStatement(
            """
            select count(*), count(*) filter (where pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and application_name like ? and application_name <> ?
            """)) {
      terminate.setString(1, SESSIONS + "%");
      terminate.setString(2, sessionName(mine));
      while (true) {
        try (ResultSet row = terminate.executeQuery()) {
          row.next();
          if (row.getLong(1) == 0) {
            return;
          }
        }
        if (System.nanoTime() > end) {
          throw new SQLException("sessions of an earlier owner do not end");
        }
        renew();
        pause(Duration.ofMillis(20));
      }
    }
  }

  /// Makes the lease last longer.
  ///
  /// @return false when another node has taken it over; for good
  /// @throws SQLException when the database does not answer; nobody else can take the lease either then
  public boolean renew() throws SQLException {
    try {
      return renewed();
    } catch (SQLException ended) {
      forget(); // whoever took over ended this session as well
      return renewed();
    }
  }

  private void forget() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException alreadyGone) {
        LOG.debug("a session about the lease was lost", alreadyGone);
      }
    }
  }

  private boolean renewed() throws SQLException {
    try (PreparedStatement update =
        connection()
            .prepareStatement(
                """
                update node.lease set expires_at = clock_timestamp() + ? * interval '1 millisecond' where token = ?
                """)) {
      update.setLong(1, term.toMillis());
      update.setLong(2, token);
      return update.executeUpdate() == 1;
    }
  }

  /// The owner, whose time may be over; empty when nobody ever was.
  public Optional<Node> owner() throws SQLException {
    try (PreparedStatement select =
            connection()
                .prepareStatement("select address, machine_port from node.lease where token > 0");
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new Node(URI.create(row.getString(1)), row.getInt(2)))
          : Optional.empty();
    }
  }

  private Connection connection() throws SQLException {
    Connection open = connection;
    if (open != null && !open.isClosed()) {
      return open;
    }
    var properties = new Properties();
    if (!place.user().isEmpty()) {
      properties.setProperty("user", place.user());
      properties.setProperty("password", place.password());
    }
    String seconds = Long.toString(PATIENCE.toSeconds());
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "muster-node");
    Connection fresh = DriverManager.getConnection(place.url(), properties);
    try {
      prepare(fresh);
      if (token > 0) {
        name(fresh);
      }
    } catch (SQLException failure) {
      fresh.close();
      throw failure;
    }
    connection = fresh;
    return fresh;
  }

  /// The lease is older than the house's schemas, which only an owner may touch.
  private static void prepare(Connection fresh) throws SQLException {
    try (var statement = fresh.createStatement()) {
      statement.execute("select pg_advisory_lock(hashtext('muster node.lease'))");
      statement.execute("create schema if not exists node");
      statement.execute(
          """
          create table if not exists node.lease (
            one boolean primary key default true check (one),
            address text not null,
            machine_port int not null,
            token bigint not null,
            taken_at timestamptz not null,
            expires_at timestamptz not null)
          """);
      statement.execute(
          """
          insert into node.lease (address, machine_port, token, taken_at, expires_at)
          values ('', 0, 0, '-infinity', '-infinity') on conflict do nothing
          """);
      statement.execute("select pg_advisory_unlock(hashtext('muster node.lease'))");
    }
  }

  private void name(Connection open) throws SQLException {
    try (var statement = open.createStatement()) {
      statement.execute("set application_name = '" + sessionName(token) + "'");
    }
  }

  private static void pause(Duration time) throws SQLException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", stopping);
    }
  }

  /// Gives the lease back, so that another node takes over at once, and closes the connection.
  @Override
  public void close() {
    try {
      if (token > 0) {
        try (PreparedStatement update =
            connection()
                .prepareStatement(
                    "update node.lease set expires_at = '-infinity' where token = ?")) {
          update.setLong(1, token);
          update.executeUpdate();
        }
      }
      Connection open = connection;
      if (open != null) {
        open.close();
      }
    } catch (SQLException away) {
      LOG.warn("The lease was not given back; it ends by itself: {}", away.toString());
    }
  }
}
