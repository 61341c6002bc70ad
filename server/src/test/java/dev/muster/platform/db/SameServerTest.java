package dev.muster.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.postgres.TestPostgres;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class SameServerTest {
  private final AtomicInteger told = new AtomicInteger();
  private final DataSource database = TestPostgres.fresh().dataSource();

  @Test
  void connections_to_the_same_life_of_the_server_pass() throws SQLException {
    var same = new SameServer(database, 7, told::incrementAndGet);

    for (int i = 0; i < 3; i++) {
      try (var connection = same.getConnection()) {
        assertThat(connection.isValid(5)).isTrue();
      }
    }

    assertThat(told).hasValue(0);
  }

  @Test
  void a_server_that_began_since_is_refused_for_good_and_told_of_once() throws SQLException {
    say("create table life (began text)");
    say("insert into life values ('first')");
    var same = new SameServer(database, 7, told::incrementAndGet, "select began from life");
    same.getConnection().close();

    say("update life set began = 'second'");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(same::getConnection)
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("second");
    }
    assertThat(told).hasValue(1);
  }

  private void say(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
