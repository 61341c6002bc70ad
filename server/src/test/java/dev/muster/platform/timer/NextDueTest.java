package dev.muster.platform.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.platform.engine.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

class NextDueTest {
  private static final Instant NOW = TestClock.START;

  private final AtomicLong nanos = new AtomicLong();
  private final NextDue next = new NextDue(Duration.ofSeconds(1), nanos::get);

  /// What the database says.
  private final AtomicReference<@Nullable Instant> stored = new AtomicReference<>();

  private final AtomicInteger looks = new AtomicInteger();

  private @Nullable Instant look() {
    looks.incrementAndGet();
    return stored.get();
  }

  private boolean maybe(Instant now) {
    return next.maybe("a", now, this::look);
  }

  @Test
  void looks_once_a_while() {
    assertThat(maybe(NOW)).isFalse();
    assertThat(maybe(NOW)).isFalse();
    assertThat(looks.get()).isEqualTo(1);
    stored.set(NOW); // by another process
    nanos.set(Duration.ofSeconds(1).toNanos());
    assertThat(maybe(NOW)).isTrue();
    assertThat(looks.get()).isEqualTo(2);
  }

  @Test
  void what_is_set_is_due_in_time_without_a_look() {
    assertThat(maybe(NOW)).isFalse();
    next.at("a", NOW.plusSeconds(9));
    next.at("a", NOW.plusSeconds(5));
    next.at("a", NOW.plusSeconds(7));
    next.at("b", NOW);
    assertThat(maybe(NOW.plusSeconds(4))).isFalse();
    assertThat(maybe(NOW.plusSeconds(5))).isTrue();
    assertThat(looks.get()).isEqualTo(1);
  }

  @Test
  void what_is_set_while_the_database_is_asked_is_not_forgotten() {
    assertThat(
            next.maybe(
                "a",
                NOW,
                () -> {
                  next.at("a", NOW.plusSeconds(1));
                  return null;
                }))
        .isFalse();
    stored.set(NOW.plusSeconds(1));
    assertThat(maybe(NOW.plusSeconds(1))).isTrue();
  }

  @Test
  void a_look_that_came_before_the_commit_does_not_hide_what_was_committed() {
    TransactionSynchronizationManager.initSynchronization();
    try {
      next.at("a", NOW.plusSeconds(2));
      next.at("a", NOW.plusSeconds(1));
      assertThat(maybe(NOW)).isFalse(); // does not see it yet
      stored.set(NOW.plusSeconds(1));
      for (TransactionSynchronization one :
          TransactionSynchronizationManager.getSynchronizations()) {
        one.beforeCompletion();
        one.afterCompletion(TransactionSynchronization.STATUS_UNKNOWN);
      }
    } finally {
      TransactionSynchronizationManager.clearSynchronization();
    }
    assertThat(maybe(NOW.plusSeconds(1))).isTrue();
    assertThat(TransactionSynchronizationManager.getResource(next)).isNull();
  }

  @Test
  void without_trust_nothing_is_ruled_out() {
    var never = new NextDue(Duration.ZERO, nanos::get);
    assertThat(never.maybe("a", NOW, this::look)).isTrue();
    assertThat(looks.get()).isZero();
  }
}
