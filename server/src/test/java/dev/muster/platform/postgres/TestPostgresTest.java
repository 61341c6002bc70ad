package dev.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class TestPostgresTest {
  @Test
  void databases_are_empty_and_apart() throws SQLException {
    var one = TestPostgres.fresh();
    var two = TestPostgres.fresh();
    try (var connection = one.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create table thing (id int)");
    }
    try (var connection = two.dataSource().getConnection();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "select (select count(*) from pg_class where relname = 'thing'),"
                    + " current_setting('server_version_num')::int / 10000")) {
      rows.next();
      assertThat(rows.getInt(1)).isZero();
      assertThat(rows.getInt(2)).isEqualTo(18);
    }
  }

  @Test
  void a_copy_has_what_was_prepared_once_and_is_apart() {
    var prepared = new AtomicInteger();
    Consumer<DataSource> prepare =
        empty -> {
          prepared.incrementAndGet();
          new JdbcTemplate(empty).execute("create table thing as select 7 as id");
        };
    var one = new JdbcTemplate(TestPostgres.like("a thing", prepare).dataSource());
    one.update("update thing set id = 8");
    var two = new JdbcTemplate(TestPostgres.like("a thing", prepare).dataSource());
    assertThat(two.queryForObject("select id from thing", Integer.class)).isEqualTo(7);
    assertThat(prepared).hasValue(1);
  }

  @Test
  void a_pattern_to_which_somebody_is_connected_is_copied_all_the_same() throws SQLException {
    var left = new ArrayList<Connection>();
    TestPostgres.like(
        "a crowd",
        empty -> {
          var pool = (HikariDataSource) empty;
          try {
            left.add(
                DriverManager.getConnection(
                    pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()));
          } catch (SQLException e) {
            throw new IllegalStateException(e);
          }
        });
    try (var connection = left.getFirst()) {
      assertThat(connection.isValid(60)).as("it was sent away").isFalse();
    }
  }
}
