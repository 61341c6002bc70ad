package dev.muster.correlate.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// When everything is learned anew.
class AnalystTest {
  private final Analyst.MadeOf made = new Analyst.MadeOf("one", "names", 1, 7);

  private boolean serves(String topology, String names, long model, long past, String made) {
    return this.made.servesFor(
        new Analyst.MadeOf(topology, names, model, past),
        made.equals("minutes ago, of a large past"),
        !made.equals("long ago"));
  }

  @Test
  void another_past_and_other_names_wait_their_time_and_nothing_else_does() {
    String now = "just now";
    String resting = "minutes ago, of a large past";
    String before = "long ago";
    assertThat(serves("one", "names", 1, 7, before)).isTrue();
    assertThat(serves("one", "names", 1, 8, resting)).isTrue();
    assertThat(serves("one", "names", 1, 8, now)).as("a small past").isFalse();
    assertThat(serves("one", "others", 1, 7, now)).isTrue();
    assertThat(serves("one", "others", 1, 7, resting)).isTrue();
    assertThat(serves("one", "others", 1, 7, before)).isFalse();
    assertThat(serves("one", "others", 1, 8, now)).isFalse();
    assertThat(serves("one", "names", 2, 8, resting)).isFalse();
    assertThat(serves("two", "names", 1, 7, resting)).isFalse();
  }

  @Test
  void a_small_past_is_learned_from_at_once_and_a_large_one_after_minutes() {
    assertThat(Analyst.restAfter(9_999)).isZero();
    assertThat(Analyst.restAfter(100_000)).isEqualTo(Duration.ofMinutes(10));
  }
}
