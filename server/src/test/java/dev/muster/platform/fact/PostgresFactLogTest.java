package dev.muster.platform.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.FaultyDataSource;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PostgresFactLogTest extends FactLogContract {
  private static final Topic<Said> TOPIC = Topic.of("left", Said.class, Object::toString);

  private final Database database = TestDatabase.with();

  @Override
  protected Transactions transactions() {
    return database;
  }

  @Override
  protected FactLog log(Runnable wake) {
    return new PostgresFactLog(database, _ -> wake.run());
  }

  @Test
  void writers_at_the_same_time_leave_no_gap_and_a_reader_sees_everything_once() throws Exception {
    var log = new PostgresFactLog(database);
    var heard = new ArrayList<Long>();
    var reader =
        new FactReader(
            "listener",
            List.of(new FactReader.Source(TOPIC, 1)),
            log,
            database,
            (facts, _) -> facts.forEach(fact -> heard.add(fact.sequence())));
    int writers = 4;
    long each = 100;
    try (var threads = Executors.newFixedThreadPool(writers)) {
      var done = new CountDownLatch(writers);
      for (int writer = 0; writer < writers; writer++) {
        threads.execute(() -> {
          for (int i = 0; i < each; i++) {
            int number = i;
            database.run(
                () -> log.append(TOPIC, 0, TestClock.START, List.of(new Said.Word("w", number))));
          }
          done.countDown();
        });
      }
      while (done.getCount() > 0) {
        reader.poll(TestClock.START);
      }
    }
    while (!reader.caughtUp()) {
      reader.poll(TestClock.START);
    }
    assertThat(heard).hasSize(400).isSorted().doesNotHaveDuplicates();
    assertThat(heard.getLast()).isEqualTo(writers * each);
  }

  private final AtomicLong nanos = new AtomicLong();

  /// Believes for a second what it knows.
  private PostgresFactLog trusting() {
    return new PostgresFactLog(
        database, _ -> {}, RecentFacts.MOST, new KnownEnds(Duration.ofSeconds(1), nanos::get));
  }

  private void say(PostgresFactLog log) {
    database.run(() -> log.append(TOPIC, 0, TestClock.START, List.of(new Said.Word("w", 1))));
  }

  private long last(PostgresFactLog log) {
    return log.lasts(Set.of("left")).getOrDefault(new Place("left", 0), 0L);
  }

  @Test
  void what_this_process_says_is_known_at_once_and_what_another_says_within_a_second() {
    var log = trusting();
    var other = new PostgresFactLog(database);
    assertThat(last(log)).isZero();
    say(log);
    assertThat(last(log)).isEqualTo(1);
    say(other);
    assertThat(last(log)).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(last(log)).isEqualTo(2);
    say(log);
    assertThat(last(log)).isEqualTo(3);
    assertThat(log.last(TOPIC, 0)).isEqualTo(3);
  }

  @Test
  void what_is_not_committed_is_not_known_and_what_was_rolled_back_never() {
    var log = trusting();
    assertThat(last(log)).isZero();
    assertThatThrownBy(() ->
            database.run(() -> {
              log.append(TOPIC, 0, TestClock.START, List.of(new Said.Word("no", 1)));
              database.jdbc().execute("select 1/0");
            }))
        .isInstanceOf(RuntimeException.class);
    assertThat(last(log)).isZero();
    say(log);
    assertThat(last(log)).isEqualTo(1);
  }

  @Test
  void a_commit_that_nobody_heard_of_is_looked_up() {
    var faulty = new FaultyDataSource(database.source());
    var lost = new Database(faulty);
    var log =
        new PostgresFactLog(
            lost, _ -> {}, RecentFacts.MOST, new KnownEnds(Duration.ofDays(1), nanos::get));
    Runnable say =
        () -> lost.run(() -> log.append(TOPIC, 0, TestClock.START, List.of(new Said.Word("w", 1))));
    faulty.revive(0);
    say.run();
    assertThat(last(log)).isEqualTo(1);
    long moments = faulty.moments(); // the last of them is right after the commit
    faulty.revive(moments);
    assertThatThrownBy(say::run).isInstanceOf(RuntimeException.class);
    assertThat(faulty.where()).isEqualTo("after a commit");
    faulty.revive(0);
    assertThat(last(log)).isEqualTo(2);
  }

  @Test
  void what_another_node_is_at_holds_back_its_effects() {
    Topic<Said> right = Topic.of("right", Said.class, Object::toString);
    var log = new PostgresFactLog(database);
    database.run(() -> log.append(TOPIC, 0, TestClock.START, List.of(new Said.Word("cause", 1))));
    database.run(() -> log.append(right, 0, TestClock.START, List.of(new Said.Word("effect", 1))));
    var heard = new ArrayList<Object>();
    var reader =
        new FactReader(
            "listener",
            List.of(new FactReader.Source(TOPIC, 1), new FactReader.Source(right, 1)),
            log,
            database,
            (facts, _) -> facts.forEach(fact -> heard.add(fact.event())));
    database.run(() -> log.position("listener", TOPIC, 0)); // make the row
    database.run(() -> {
      assertThat(log.position("listener", TOPIC, 0)).isZero(); // the other node
      try (var elsewhere = Executors.newSingleThreadExecutor()) {
        assertThat(elsewhere.submit(() -> reader.poll(TestClock.START)).get()).isZero();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    });
    assertThat(heard).isEmpty();
    reader.poll(TestClock.START);
    assertThat(heard).containsExactly(new Said.Word("cause", 1), new Said.Word("effect", 1));
  }
}
