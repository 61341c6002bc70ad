package dev.muster.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RateLimitsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");

  @Test
  void who_has_asked_as_often_as_allowed_waits_for_the_minute_to_be_over() {
    var limits = new RateLimits(new SimpleMeterRegistry());
    assertThat(limits.take("a", 2, NOW)).isEqualTo(new RateLimits.Verdict(true, 2, 1, 60));
    assertThat(limits.take("a", 2, NOW)).isEqualTo(new RateLimits.Verdict(true, 2, 0, 60));
    assertThat(limits.take("a", 2, NOW.plusSeconds(59)))
        .isEqualTo(new RateLimits.Verdict(false, 2, 0, 1));
    assertThat(limits.take("b", 2, NOW.plusSeconds(59)).allowed()).isTrue();
    assertThat(limits.take("a", 2, NOW.plusSeconds(60)).allowed()).isTrue();
  }
}
