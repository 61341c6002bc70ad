package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.kernel.Ids;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.transaction.TransactionSystemException;

class RestErrorsTest {
  private final RestErrors errors =
      new RestErrors(Ids.from(new Random(1)), new SimpleMeterRegistry());

  private ResponseEntity<Object> answer(String method, Exception failure) {
    ResponseEntity<Object> answer =
        errors.other(failure, new MockHttpServletRequest(method, "/incidents"));
    assertThat(answer).isNotNull();
    assertThat(answer.getStatusCode().value()).isEqualTo(503);
    return answer;
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
            answer("GET", gone),
            answer("PUT", deadlock),
            answer("POST", serial),
            errors.databaseAway(new CannotGetJdbcConnectionException("none")))) {
      assertThat(answer.getHeaders().getFirst(HttpHeaders.RETRY_AFTER)).isEqualTo("1");
      assertThat(String.valueOf(answer.getBody())).contains("ry again").doesNotContain("Look");
    }
  }
}
