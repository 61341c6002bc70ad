package dev.muster.platform.fact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.TestClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
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
      assertThat(done.await(1, TimeUnit.SECONDS)).isTrue();
    }
    while (!reader.caughtUp()) {
      reader.poll(TestClock.START);
    }
    assertThat(heard).hasSize(400).isSorted().doesNotHaveDuplicates();
    assertThat(heard.getLast()).isEqualTo(writers * each);
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
