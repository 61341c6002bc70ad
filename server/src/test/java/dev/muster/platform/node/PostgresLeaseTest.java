package dev.muster.platform.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.postgres.TestPostgres;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class PostgresLeaseTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final TestPostgres.TestDatabase database = TestPostgres.fresh();

  private PostgresLease lease(int port, Duration term) {
    return new PostgresLease(
        new PostgresLease.Place(database.jdbcUrl(), database.user(), database.password()),
        new PostgresLease.Node(URI.create("http://127.0.0.1:" + port), port + 1),
        term);
  }

  /// A connection as an owner's pool opens it.
  private Connection session(long token) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", database.user());
    properties.setProperty("password", database.password());
    properties.setProperty("ApplicationName", PostgresLease.sessionName(token));
    Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
    try (var statement = connection.createStatement()) {
      statement.execute(PostgresLease.proof(token));
    } catch (SQLException refused) {
      connection.close();
      throw refused;
    }
    return connection;
  }

  @Test
  void one_of_two_takes_it_and_the_other_learns_whom_to_ask() throws SQLException {
    try (var one = lease(1, LONG);
        var two = lease(3, LONG)) {
      assertThat(one.tryTake()).hasValue(1);
      assertThat(two.tryTake()).isEmpty();
      assertThat(two.owner()).hasValue(new PostgresLease.Node(URI.create("http://127.0.0.1:1"), 2));
      assertThat(one.renew()).isTrue();
    }
  }

  @Test
  void it_goes_over_at_once_when_it_is_given_back() throws SQLException {
    try (var two = lease(3, LONG)) {
      try (var one = lease(1, LONG)) {
        one.tryTake();
      }
      assertThat(two.tryTake()).hasValue(2);
    }
  }

  @Test
  void a_paused_owner_can_write_no_more() throws SQLException {
    try (var one = lease(1, Duration.ZERO); // its time is over at once, as after a long pause
        var two = lease(3, LONG)) {
      long old = one.tryTake().orElseThrow();
      try (Connection pool = session(old);
          var statement = pool.createStatement()) {
        statement.execute("create table written (by text)");
        pool.setAutoCommit(false);
        statement.execute("insert into written values ('before')");

        long fresh = two.tryTake().orElseThrow();

        assertThat(fresh).isGreaterThan(old);
        assertThatThrownBy(
                () -> {
                  statement.execute("insert into written values ('after')");
                  pool.commit();
                })
            .isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> session(old).close()).hasMessageContaining("taken over");
        assertThat(one.renew()).isFalse();
        try (Connection ours = session(fresh);
            var count = ours.createStatement().executeQuery("select count(*) from written")) {
          count.next();
          assertThat(count.getInt(1)).isZero();
        }
      }
    }
  }
}
