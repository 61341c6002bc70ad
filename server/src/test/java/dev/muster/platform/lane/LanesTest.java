package dev.muster.platform.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.engine.TestClock;
import dev.muster.platform.lane.Lanes.Limits;
import dev.muster.platform.lane.Lanes.Share;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LanesTest {
  private static final Limits SMALL =
      new Limits(10, 1_000, 4, Duration.ofMillis(1), Duration.ofMillis(5));

  /// Stores texts in a list; `bad` is refused for its content, everything when it is away.
  private static class Lists implements LaneWriter<String, Integer> {
    final List<String> stored = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger left = new AtomicInteger();
    volatile boolean away;
    volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public void load(int lane, Instant now) {
      if (away) {
        throw new IllegalStateException("away");
      }
      loads.incrementAndGet();
    }

    @Override
    public List<Integer> write(int lane, List<String> batch, Instant now) {
      try {
        if (!gate.await(90, TimeUnit.SECONDS)) {
          throw new IllegalStateException("nobody opened the gate");
        }
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
      if (away) {
        throw new IllegalStateException("away");
      }
      if (batch.contains("bad")) {
        throw new IllegalArgumentException("bad");
      }
      stored.addAll(batch);
      batches.add(batch.size());
      return batch.stream().map(String::length).toList();
    }

    @Override
    public int tick(int lane, Instant now) {
      return 0;
    }

    @Override
    public void leave(int lane, Instant now) {
      left.incrementAndGet();
    }

    @Override
    public boolean isContentFault(RuntimeException failure) {
      return failure instanceof IllegalArgumentException;
    }

    @Override
    public int pieces(String item) {
      return 1;
    }

    @Override
    public long bytes(String item) {
      return item.length();
    }
  }

  private final Lists lists = new Lists();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private Lanes<String, Integer> lanes(int count) {
    return new Lanes<>("test", count, lists, new TestClock(), SMALL, meters);
  }

  private static CompletableFuture<List<Integer>> send(Lanes<String, Integer> lanes, String text) {
    return lanes.submit(List.of(new Share<>(0, text))).orElseThrow();
  }

  private static Throwable failureOf(CompletableFuture<?> future) {
    assertThat(future).failsWithin(Duration.ofSeconds(90));
    return future.exceptionNow();
  }

  @Test
  void a_start_waits_for_what_the_engine_has_begun_and_loads_nothing_twice() throws Exception {
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var slow = new CountDownLatch(1);
    var writer =
        new Lists() {
          @Override
          public void load(int lane, Instant now) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            begun.countDown();
            try {
              if (!slow.await(90, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
              }
            } catch (InterruptedException stopped) {
              throw new IllegalStateException(stopped);
            } finally {
              inside.decrementAndGet();
            }
            super.load(lane, now);
          }
        };
    var lanes = new Lanes<String, Integer>("test", 2, writer, new TestClock(), SMALL, meters);
    Thread engine = Thread.ofPlatform().start(() -> lanes.poll(Instant.EPOCH));
    assertThat(begun.await(90, TimeUnit.SECONDS)).isTrue();
    Thread starting = Thread.ofPlatform().start(lanes::start);
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (inside.get() < 2
        && starting.getState() != Thread.State.WAITING
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    slow.countDown();
    engine.join();
    starting.join();
    lanes.close();
    assertThat(most).hasValue(1);
    assertThat(writer.loads).hasValue(2);
  }

  @Test
  void answers_when_it_is_stored_and_not_before() throws Exception {
    lists.gate = new CountDownLatch(1);
    try (var lanes = lanes(1)) {
      lanes.start();
      CompletableFuture<List<Integer>> answer = send(lanes, "abc");
      assertThatThrownBy(() -> answer.get(50, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(lists.stored).isEmpty();
      lists.gate.countDown();
      assertThat(answer.get(90, TimeUnit.SECONDS)).containsExactly(3);
      assertThat(lists.stored).containsExactly("abc");
    }
    assertThat(lists.left.get()).isEqualTo(1);
  }

  @Test
  void gathers_a_batch_while_another_is_written_and_bounds_it() throws Exception {
    lists.gate = new CountDownLatch(1);
    try (var lanes = lanes(1)) {
      lanes.start();
      CompletableFuture<List<Integer>> first = send(lanes, "x");
      while (lanes.depth() < 1) {
        Thread.onSpinWait();
      }
      var rest = new ArrayList<CompletableFuture<List<Integer>>>();
      for (int i = 0; i < 9; i++) {
        rest.add(send(lanes, "y" + i));
      }
      assertThat(lanes.submit(List.of(new Share<>(0, "too many")))).isEmpty();
      assertThat(meters.get("muster.lane.refused").counter().count()).isEqualTo(1);
      lists.gate.countDown();
      first.get(90, TimeUnit.SECONDS);
      for (CompletableFuture<List<Integer>> each : rest) {
        each.get(90, TimeUnit.SECONDS);
      }
      assertThat(lanes.depth()).isZero();
      assertThat(lists.batches).allMatch(size -> size <= 4).hasSizeLessThan(10);
      assertThat(lists.stored).hasSize(10).startsWith("x").doesNotContain("too many");
    }
  }

  @Test
  void bounds_memory_but_lets_a_single_large_item_through() throws Exception {
    lists.gate = new CountDownLatch(1);
    try (var lanes = lanes(1)) {
      lanes.start();
      CompletableFuture<List<Integer>> large = send(lanes, "l".repeat(5_000));
      assertThat(lanes.submit(List.of(new Share<>(0, "small")))).isEmpty();
      lists.gate.countDown();
      assertThat(large.get(90, TimeUnit.SECONDS)).containsExactly(5_000);
      assertThat(send(lanes, "small").get(90, TimeUnit.SECONDS)).containsExactly(5);
    }
  }

  @Test
  void takes_all_shares_of_a_request_or_none() throws Exception {
    try (var lanes = lanes(2)) {
      lists.gate = new CountDownLatch(1);
      lanes.start();
      var fill = new ArrayList<CompletableFuture<List<Integer>>>();
      for (int i = 0; i < 10; i++) {
        fill.add(send(lanes, "fill"));
      }
      Optional<CompletableFuture<List<Integer>>> both =
          lanes.submit(List.of(new Share<>(1, "one"), new Share<>(0, "zero")));
      assertThat(both).isEmpty();
      lists.gate.countDown();
      for (CompletableFuture<List<Integer>> each : fill) {
        assertThat(each.get(90, TimeUnit.SECONDS)).containsExactly(4);
      }
      assertThat(
              lanes
                  .submit(List.of(new Share<>(1, "one"), new Share<>(0, "zero")))
                  .orElseThrow()
                  .get(90, TimeUnit.SECONDS))
          .containsExactly(3, 4);
    }
  }

  @Test
  void tells_the_senders_of_a_batch_that_failed_and_loads_again() throws Exception {
    try (var lanes = lanes(1)) {
      lanes.start();
      send(lanes, "a").get(90, TimeUnit.SECONDS);
      lists.away = true;
      assertThat(failureOf(send(lanes, "b"))).isInstanceOf(LaneFailure.class);
      assertThat(failureOf(send(lanes, "c"))).isInstanceOf(LaneFailure.class);
      lists.away = false;
      assertThat(retry(lanes, "d")).containsExactly(1);
      assertThat(lists.stored).containsExactly("a", "d");
      assertThat(lists.loads.get()).isEqualTo(2);
    }
  }

  private static List<Integer> retry(Lanes<String, Integer> lanes, String text) throws Exception {
    for (int i = 0; i < 100; i++) {
      try {
        return send(lanes, text).get(90, TimeUnit.SECONDS);
      } catch (ExecutionException stillAway) {
        assertThat(stillAway.getCause()).isInstanceOf(LaneFailure.class);
      }
    }
    throw new AssertionError("never came back");
  }

  @Test
  void one_bad_item_takes_no_neighbour_with_it() throws Exception {
    lists.gate = new CountDownLatch(1);
    try (var lanes = lanes(1)) {
      lanes.start();
      CompletableFuture<List<Integer>> first = send(lanes, "first");
      var good = List.of(send(lanes, "a"), send(lanes, "b"));
      CompletableFuture<List<Integer>> bad = send(lanes, "bad");
      CompletableFuture<List<Integer>> after = send(lanes, "c");
      lists.gate.countDown();
      assertThat(first.get(90, TimeUnit.SECONDS)).containsExactly(5);
      assertThat(failureOf(bad)).isInstanceOf(LaneFailure.class);
      for (CompletableFuture<List<Integer>> each : good) {
        assertThat(each.get(90, TimeUnit.SECONDS)).containsExactly(1);
      }
      assertThat(after.get(90, TimeUnit.SECONDS)).containsExactly(1);
      assertThat(lists.stored).containsExactly("first", "a", "b", "c");
    }
  }

  @Test
  void writes_down_what_was_taken_in_before_it_stops() throws Exception {
    lists.gate = new CountDownLatch(1);
    var lanes = lanes(1);
    lanes.start();
    var answers = List.of(send(lanes, "a"), send(lanes, "b"));
    Thread closing = Thread.ofPlatform().start(lanes::close);
    lists.gate.countDown();
    closing.join();
    for (CompletableFuture<List<Integer>> each : answers) {
      assertThat(each.get(90, TimeUnit.SECONDS)).containsExactly(1);
    }
    assertThat(failureOf(send(lanes, "late"))).isInstanceOf(LaneFailure.class);
    assertThat(lists.stored).containsExactly("a", "b");
  }

  @Test
  void without_threads_the_sender_does_the_work() {
    var lanes = lanes(2);
    assertThat(lanes.submit(List.of(new Share<>(0, "a"), new Share<>(1, "bb"))).orElseThrow())
        .isCompletedWithValue(List.of(1, 2));
    assertThat(lanes.poll(TestClock.START)).isZero();
  }

  @Test
  void many_senders_are_all_answered() throws Exception {
    var limits = new Limits(100_000, 10_000_000, 500, Duration.ofMillis(1), Duration.ofMillis(5));
    try (var lanes = new Lanes<>("test", 2, lists, new TestClock(), limits, meters)) {
      lanes.start();
      var threads = new ArrayList<Thread>();
      var answered = new AtomicInteger();
      for (int t = 0; t < 50; t++) {
        int lane = t % 2;
        threads.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int i = 0; i < 100; i++) {
                    lanes.submit(List.of(new Share<>(lane, "x"))).orElseThrow().join();
                    answered.incrementAndGet();
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(answered.get()).isEqualTo(5_000);
      assertThat(lists.stored).hasSize(5_000);
    }
  }
}
