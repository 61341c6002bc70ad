package dev.muster.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContactMethodTest {
  private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

  private static ContactMethod tested(@Nullable Instant at, boolean enabled) {
    return new ContactMethod(
        "C1", "U1", ContactMethod.Type.SMS, "Phone", "555", 49, enabled, NOW, at);
  }

  @Test
  void what_was_not_tested_for_90_days_is_flagged() {
    Instant edge = NOW.minus(Duration.ofDays(90));
    assertThat(tested(edge, true).warnings(NOW)).isEmpty();
    assertThat(tested(edge.minusSeconds(1), true).warnings(NOW))
        .containsExactly("It was last tested 90 days ago. Test it at least every 90 days.");
    assertThat(tested(null, true).warnings(NOW)).containsExactly("It was never tested.");
  }

  @Test
  void what_is_switched_off_says_so() {
    assertThat(tested(NOW, false).warnings(NOW))
        .containsExactly("It is switched off: nothing is sent there.");
  }
}
