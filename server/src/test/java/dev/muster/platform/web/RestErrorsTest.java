package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.Dealings;
import dev.muster.platform.postgres.TestPostgres;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.transaction.TransactionSystemException;

class RestErrorsTest {
  private final RestErrors errors =
      new RestErrors(Ids.from(new Random(1)), new SimpleMeterRegistry());

  @AfterEach
  void end() {
    Dealings.end();
  }

  private ResponseEntity<Object> answer(String method, Exception failure) {
    ResponseEntity<Object> answer =
        errors.other(failure, new MockHttpServletRequest(method, "/incidents"));
    assertThat(answer).isNotNull();
    assertThat(answer.getStatusCode().value()).isEqualTo(503);
    return answer;
  }

  private ResponseEntity<Object> away(String method) {
    return errors.databaseAway(
        new CannotGetJdbcConnectionException("none"),
        new MockHttpServletRequest(method, "/incidents"));
  }

  private void begin() {
    errors.preHandle(
        new MockHttpServletRequest("POST", "/incidents"), new MockHttpServletResponse(), this);
  }

  @Test
  void what_was_committed_before_the_database_went_away_is_not_to_be_repeated_blindly() {
    var database = new Database(TestPostgres.fresh().dataSource());
    database.run(() -> database.sql().sql("create table page (words text)").update());
    List<Runnable> deeds =
        List.of(
            () -> database.run(() -> database.sql().sql("insert into page values ('a')").update()),
            () -> database.sql().sql("insert into page values ('b')").update(),
            () ->
                database
                    .sql()
                    .sql("insert into page values ('c') returning words")
                    .query(String.class)
                    .single());
    var deadlock = new CannotAcquireLockException("", new SQLException("deadlock", "40P01"));
    for (Runnable deed : deeds) {
      begin();
      database.sql().sql("select count(*) from page").query(Long.class).single();
      assertThat(away("POST").getHeaders().containsHeader(HttpHeaders.RETRY_AFTER))
          .as("it has only asked so far")
          .isTrue();
      deed.run();
      for (ResponseEntity<Object> answer : List.of(away("POST"), answer("PUT", deadlock))) {
        assertThat(answer.getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)).isFalse();
        assertThat(String.valueOf(answer.getBody()))
            .contains("Look whether it was done")
            .doesNotContain("Nothing was changed");
      }
      assertThat(away("GET").getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)).isTrue();
    }
    begin();
    assertThatThrownBy(() ->
            database.run(() -> {
              database.sql().sql("insert into page values ('d')").update();
              throw new IllegalStateException("rolled back");
            }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(away("POST").getHeaders().containsHeader(HttpHeaders.RETRY_AFTER))
        .as("a new request has done nothing yet")
        .isTrue();
  }

  @Test
  void what_asks_nothing_of_the_database_does_not_show_that_it_is_there() {
    var database = new Database(TestPostgres.fresh().dataSource());
    begin();
    assertThat(Dealings.answered()).as("such as a page of the web interface").isFalse();
    assertThatThrownBy(() -> database.sql().sql("select 1 / 0").query(Integer.class).single())
        .isInstanceOf(DataAccessException.class);
    assertThat(Dealings.answered())
        .as("a statement that failed, as when the connection breaks")
        .isFalse();
    database.sql().sql("select 1").query(Integer.class).single();
    assertThat(Dealings.answered()).isTrue();
    assertThat(Dealings.changed()).isFalse();
  }

  @Test
  void a_write_that_may_have_been_done_is_not_to_be_repeated_blindly() {
    for (Exception failure :
        new Exception[] {
          new DataAccessResourceFailureException("", new SQLException("gone", "08006")),
          new TransactionSystemException("commit", new SQLException("gone", "57P01")),
          new TransactionSystemException("commit", new SQLException("who knows", "40003"))
        }) {
      var answer = answer("POST", failure);
      assertThat(answer.getHeaders().containsHeader(HttpHeaders.RETRY_AFTER)).isFalse();
      assertThat(String.valueOf(answer.getBody())).contains("Look whether it was done");
    }
  }

  @Test
  void what_was_surely_not_done_may_be_sent_again() {
    var gone = new DataAccessResourceFailureException("", new SQLException("gone", "08006"));
    var deadlock = new CannotAcquireLockException("", new SQLException("deadlock", "40P01"));
    var serial = new CannotAcquireLockException("", new SQLException("conflict", "40001"));
    for (ResponseEntity<Object> answer :
        List.of(
            answer("GET", gone), answer("PUT", deadlock), answer("POST", serial), away("POST"))) {
      assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
      assertThat(String.valueOf(answer.getBody())).contains("ry again").doesNotContain("Look");
    }
  }
}
