package dev.muster.signal.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.engine.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CallLogTest {
  private static final Instant NOW = TestClock.START;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Shaky repository = new Shaky();
  private final CallLog log = new CallLog(repository, meters);

  /// Keeps calls unless it is broken.
  private static final class Shaky extends MemoryHooks {
    private final List<Call> kept = new ArrayList<>();
    private boolean broken;

    @Override
    public void add(List<Call> calls) {
      if (broken) {
        throw new IllegalStateException("no database");
      }
      kept.addAll(calls);
    }
  }

  private static Call call(int number) {
    return new Call(
        "H" + number, "I1", NOW, Call.Outcome.ACCEPTED, 202, "", null, null, null, "{}");
  }

  private double unlogged() {
    return meters.get("muster.hooks.unlogged").counter().count();
  }

  @Test
  void calls_outlive_a_failure_of_the_database() {
    log.note(call(1));
    repository.broken = true;
    assertThatThrownBy(() -> log.poll(NOW)).isInstanceOf(IllegalStateException.class);
    log.note(call(2));
    repository.broken = false;
    assertThat(log.poll(NOW.plusSeconds(1))).isEqualTo(1);
    assertThat(log.poll(NOW.plusSeconds(1))).isEqualTo(1);
    assertThat(repository.kept).containsExactly(call(1), call(2));
    assertThat(unlogged()).isZero();
  }

  @Test
  void what_cannot_be_written_for_long_is_counted_and_left_out() {
    log.note(call(1));
    repository.broken = true;
    assertThatThrownBy(() -> log.poll(NOW)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> log.poll(NOW.plus(Duration.ofMinutes(10))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(unlogged()).isEqualTo(1);
    repository.broken = false;
    log.note(call(2));
    log.poll(NOW.plus(Duration.ofMinutes(11)));
    assertThat(repository.kept).containsExactly(call(2));
  }
}
