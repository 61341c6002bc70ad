package dev.muster.platform.db;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

class OutageTest {
  private final Logger log =
      (Logger) LoggerFactory.getLogger(OutageTest.class.getName() + "." + hashCode());
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final AtomicLong nanos = new AtomicLong(-5);
  private final Outage outage =
      new Outage(log, "mobilize.timers", "trying again", Duration.ZERO, nanos::get);

  @BeforeEach
  void listen() {
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    lines.start();
    log.addAppender(lines);
  }

  @AfterEach
  void stop() {
    log.detachAppender(lines);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private List<String> said() {
    return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static RuntimeException away(String why) {
    return new DataAccessResourceFailureException(
        "a long query", new java.sql.SQLException(why + "\n  Detail: more"));
  }

  @Test
  void a_database_that_is_away_is_two_lines_however_often_it_is_tried() {
    outage.worked();
    outage.failed(away("terminating connection"));
    for (int i = 0; i < 39; i++) {
      pass(Duration.ofMillis(500));
      outage.failed(away("the database system is starting up"));
    }
    pass(Duration.ofMillis(500));
    outage.worked();
    outage.worked();
    assertThat(said())
        .containsExactly(
            "mobilize.timers: no answer from the database, trying again (terminating"
                + " connection)",
            "mobilize.timers goes on; 40 tries failed in 20 s");
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() == null);
  }

  @Test
  void a_long_outage_is_mentioned_once_a_minute() {
    for (int i = 0; i <= 300; i++) {
      outage.failed(away("refused"));
      pass(Duration.ofMillis(500));
    }
    assertThat(outage.ends()).isEqualTo(301);
    assertThat(outage.ends()).isZero();
    outage.worked();
    assertThat(said()).hasSize(3);
    assertThat(said().get(1))
        .isEqualTo("mobilize.timers: still failing after 1 min and 121 tries (refused)");
  }

  @Test
  void what_is_at_fault_itself_shows_where_once_for_each_fault() {
    for (int i = 0; i < 5; i++) {
      outage.failed(new IllegalStateException("no such step"));
    }
    outage.failed(new IllegalStateException("another one"));
    assertThat(said())
        .containsExactly(
            "mobilize.timers failed; trying again", "mobilize.timers failed; trying again");
    assertThat(lines.list).allMatch(line -> line.getThrowableProxy() != null);
    assertThat(lines.list).allMatch(line -> line.getLevel() == Level.ERROR);
  }

  @Test
  void one_success_among_failures_of_parallel_work_ends_nothing() {
    var parallel =
        new Outage(log, "REST", "whoever asks is told to come again", Outage.QUIET, nanos::get);
    for (int i = 0; i < 40; i++) {
      parallel.failed(away("no connection is free"));
      pass(Duration.ofMillis(100));
      parallel.worked();
    }
    assertThat(said()).hasSize(1);
    pass(Outage.QUIET);
    parallel.worked();
    parallel.worked();
    assertThat(said())
        .containsExactly(
            "REST: no answer from the database, whoever asks is told to come again (no connection"
                + " is free)",
            "REST goes on; 40 tries failed in 3 s");
    parallel.failed(new IllegalStateException("no such step"), "a webhook");
    assertThat(said().getLast())
        .isEqualTo("REST (a webhook) failed; whoever asks is told to come again");
  }

  @Test
  void what_fails_again_much_later_is_told_anew() {
    outage.failed(away("refused"));
    pass(Outage.REMINDER.plusSeconds(1));
    outage.failed(away("refused"));
    assertThat(said()).hasSize(2).allMatch(line -> line.contains("no answer"));
  }
}
