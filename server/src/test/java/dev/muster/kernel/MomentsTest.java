package dev.muster.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class MomentsTest {
  @Test
  void a_moment_reads_as_the_clock_on_the_wall_shows_it() {
    Instant moment = Instant.parse("2026-03-02T09:00:00.123456789Z");
    assertThat(Moments.words(moment, ZoneOffset.UTC)).isEqualTo("Mon 2 Mar 2026 09:00 Z");
    assertThat(Moments.words(moment, ZoneId.of("UTC"))).isEqualTo("Mon 2 Mar 2026 09:00 UTC");
    assertThat(Moments.words(moment, ZoneId.of("Europe/Berlin")))
        .isEqualTo("Mon 2 Mar 2026 10:00 CET");
  }

  @Test
  void a_length_has_two_units_at_most() {
    assertThat(Moments.words(Duration.ofMinutes(150))).isEqualTo("2 h 30 min");
    assertThat(Moments.words(Duration.ofSeconds(45))).isEqualTo("45 s");
    assertThat(Moments.words(Duration.ofDays(3))).isEqualTo("3 d");
    assertThat(Moments.words(Duration.ofSeconds(3 * 86_400 + 59))).isEqualTo("3 d");
    assertThat(Moments.words(Duration.ofMillis(300))).isEqualTo("0 s");
  }
}
