package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BeginAnewTest {
  private final Deque<Throwable> failures = new ArrayDeque<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Integer> halted = new ArrayList<>();
  private int begun;

  private void run(Runnable end) {
    new BeginAnew(end, this::begin, pauses::add, halted::add).run();
  }

  private void begin() {
    Throwable failure = failures.poll();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    begun++;
  }

  @Test
  void an_error_is_tried_again() {
    failures.add(new NoClassDefFoundError("dev/muster/Gone"));
    failures.add(new OutOfMemoryError());
    run(() -> {});
    assertThat(begun).isEqualTo(1);
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(halted).isEmpty();
  }

  @Test
  void a_house_that_does_not_end_in_order_is_followed_by_another_one_all_the_same() {
    run(() -> {
      throw new StackOverflowError();
    });
    assertThat(begun).isEqualTo(1);
  }

  @Test
  void a_broken_process_ends_so_that_a_supervisor_sees_it() {
    for (int i = 0; i < BeginAnew.ERRORS_MOST; i++) {
      failures.add(new OutOfMemoryError());
    }
    run(() -> {});
    assertThat(begun).isZero();
    assertThat(halted).containsExactly(BeginAnew.BROKEN);
  }

  /// The framework packs whatever ends a start into an exception.
  @Test
  void an_error_inside_of_an_exception_is_one() {
    failures.add(new IllegalStateException(new OutOfMemoryError()));
    failures.add(new IllegalStateException("no database")); // begins the count anew
    for (int i = 0; i < BeginAnew.ERRORS_MOST; i++) {
      failures.add(
          new IllegalStateException(
              new IllegalArgumentException("no bean", new NoClassDefFoundError("gone"))));
    }
    run(() -> {});
    assertThat(begun).isZero();
    assertThat(failures).isEmpty();
    assertThat(halted).containsExactly(BeginAnew.BROKEN);
  }

  @Test
  void a_database_that_stays_away_is_waited_for() {
    for (int i = 0; i < 100; i++) {
      failures.add(new IllegalStateException("no database"));
    }
    run(() -> {});
    assertThat(begun).isEqualTo(1);
    assertThat(halted).isEmpty();
    assertThat(pauses).hasSize(100);
    assertThat(pauses.getLast()).isEqualTo(Duration.ofSeconds(30));
  }
}
