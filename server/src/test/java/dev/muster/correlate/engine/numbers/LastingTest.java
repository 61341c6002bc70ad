package dev.muster.correlate.engine.numbers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastingTest {
  private static final long MINUTE = 60_000;
  private static final long CPU = 11;
  private static final long DISK = 12;
  private static final long NEW = 13;
  private static final long HOSTS = 1;
  private static final long JOBS = 2;

  /// Noise of the monitor of hosts is over after some five minutes, its incidents after some forty; jobs never clear.
  private static Lasting past() {
    var lasting = new Lasting();
    var random = new Random(3);
    for (int i = 0; i < 400; i++) {
      long kind = random.nextBoolean() ? CPU : DISK;
      lasting.add(kind, HOSTS, true, (long) (MINUTE * (1 + 8 * random.nextDouble())), i % 4);
      lasting.add(kind, HOSTS, false, (long) (MINUTE * (20 + 40 * random.nextDouble())), i % 4);
      lasting.add(99, JOBS, random.nextBoolean(), Long.MAX_VALUE, i % 4);
    }
    return lasting;
  }

  @Test
  void what_clears_soon_speaks_for_noise_and_what_stays_for_an_incident() {
    Lasting lasting = past();
    for (long kind : new long[] {CPU, DISK, NEW}) {
      assertThat(lasting.evidence(kind, HOSTS, 3 * MINUTE, true, Tallies.ALL)).isLessThan(-1);
      assertThat(lasting.evidence(kind, HOSTS, 30 * MINUTE, false, Tallies.ALL)).isGreaterThan(1);
    }
  }

  @Test
  void evidence_grows_with_age_while_it_has_not_cleared() {
    Lasting lasting = past();
    double before = 0;
    for (int minutes = 0; minutes <= 11; minutes++) {
      double now = lasting.evidence(CPU, HOSTS, minutes * MINUTE, false, Tallies.ALL);
      assertThat(now).isGreaterThanOrEqualTo(before - 0.1);
      before = now;
    }
  }

  @Test
  void a_monitor_that_never_says_that_something_cleared_says_nothing() {
    assertThat(past().evidence(99, JOBS, 12 * MINUTE, false, Tallies.ALL))
        .isCloseTo(0, within(0.25));
  }

  @Test
  void what_is_added_after_it_was_asked_counts() {
    Lasting lasting = past();
    double before = lasting.evidence(CPU, HOSTS, 3 * MINUTE, true, Tallies.ALL);
    for (int i = 0; i < 400; i++) {
      lasting.add(CPU, HOSTS, false, 3 * MINUTE, Tallies.ALL);
    }
    assertThat(lasting.evidence(CPU, HOSTS, 3 * MINUTE, true, Tallies.ALL))
        .isGreaterThan(before + 1);
  }

  @Test
  void nothing_is_known_without_a_past() {
    assertThat(new Lasting().evidence(CPU, HOSTS, 5 * MINUTE, true, Tallies.ALL)).isZero();
    assertThat(new Lasting().evidence(CPU, HOSTS, 50 * MINUTE, false, Tallies.ALL)).isZero();
  }

  @Test
  void it_is_the_same_after_writing_and_reading() throws IOException {
    Lasting lasting = past();
    var bytes = new ByteArrayOutputStream();
    lasting.write(new DataOutputStream(bytes));
    Lasting again =
        Lasting.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    for (int minutes = 0; minutes < 80; minutes += 3) {
      for (boolean cleared : new boolean[] {true, false}) {
        assertThat(again.evidence(CPU, HOSTS, minutes * MINUTE, cleared, Tallies.ALL))
            .isEqualTo(lasting.evidence(CPU, HOSTS, minutes * MINUTE, cleared, Tallies.ALL));
      }
    }
  }
}
