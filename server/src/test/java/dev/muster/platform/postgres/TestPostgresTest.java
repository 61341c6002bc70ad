package dev.muster.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

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
}
