package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When everything is learned anew.
class AnalystTest {
  private final Analyst.MadeOf made = new Analyst.MadeOf("one", 1, 7);

  @Test
  void another_past_waits_its_time_and_nothing_else_does() {
    assertThat(made.servesFor(new Analyst.MadeOf("one", 1, 7), false)).isTrue();
    assertThat(made.servesFor(new Analyst.MadeOf("one", 1, 8), true)).isTrue();
    assertThat(made.servesFor(new Analyst.MadeOf("one", 1, 8), false)).isFalse();
    assertThat(made.servesFor(new Analyst.MadeOf("one", 2, 8), true)).isFalse();
    assertThat(made.servesFor(new Analyst.MadeOf("two", 1, 7), true)).isFalse();
  }

  @Test
  void a_small_past_is_learned_from_at_once_and_a_large_one_after_minutes() {
    assertThat(Analyst.restAfter(9_999)).isZero();
    assertThat(Analyst.restAfter(100_000)).isEqualTo(Duration.ofMinutes(10));
  }
}
