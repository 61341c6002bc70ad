package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class PunctualityTest {
  private static final int WIDTH = 300;
  private static final int SLOTS = 288;
  private static final int STARTS = 48;
  private static final int LASTS = 24;
  private static final double IDLE = 10;
  private static final double BUSY = 500;

  private final Profile profile = new Profile(SLOTS, 7 * SLOTS, 0.12);
  private final Punctuality punctuality = new Punctuality();

  PunctualityTest() {
    profile.start(IDLE, 1);
    for (int day = 0; day < 10; day++) {
      for (int slot = 0; slot < SLOTS; slot++) {
        profile.learn(slot, runs(slot, 0) + (slot + day) % 2);
      }
    }
  }

  private static double runs(int slot, int late) {
    int since = slot - STARTS - late;
    return since >= 0 && since < LASTS ? BUSY : IDLE;
  }

  /// One more day, on which the job comes so many slots late.
  private void day(int late) {
    for (int slot = 0; slot < SLOTS; slot++) {
      punctuality.look(profile, slot, WIDTH, profile.usual(slot), 1);
      punctuality.learn(runs(slot, late) - profile.usual(slot));
    }
  }

  private double excusedAt(int slot, double value) {
    punctuality.look(profile, slot, WIDTH, profile.usual(slot), 1);
    return punctuality.excused(value - profile.usual(slot));
  }

  @Test
  void nothing_is_excused_to_what_is_on_time() {
    for (int i = 0; i < 20; i++) {
      day(0);
    }
    assertThat(excusedAt(STARTS, IDLE)).isZero();
  }

  @Test
  void who_is_early_or_late_again_and_again_is_excused_near_the_time_only() {
    for (int i = 0; i < 5; i++) {
      day(2);
      day(-2);
    }
    assertThat(excusedAt(STARTS, IDLE)).isBetween(IDLE - BUSY - 1, IDLE - BUSY + 1);
    assertThat(excusedAt(STARTS - 1, BUSY)).isBetween(BUSY - IDLE - 1, BUSY - IDLE + 1);
    assertThat(excusedAt(STARTS + LASTS / 2, IDLE)).isZero();
    assertThat(excusedAt(2 * STARTS + LASTS, BUSY)).isZero();
    // More than it ever is at that time.
    assertThat(excusedAt(STARTS - 1, 3 * BUSY)).isLessThan(2 * BUSY);
  }

  @Test
  void a_job_that_did_not_come_was_not_late() {
    for (int i = 0; i < 20; i++) {
      day(SLOTS);
    }
    assertThat(excusedAt(STARTS, IDLE)).isZero();
  }

  @Test
  void who_is_on_time_again_is_forgiven_no_more() {
    for (int i = 0; i < 10; i++) {
      day(2);
    }
    assertThat(excusedAt(STARTS, IDLE)).isNegative();
    for (int i = 0; i < 20; i++) {
      day(0);
    }
    assertThat(excusedAt(STARTS, IDLE)).isZero();
  }

  @Test
  void a_copy_goes_on_alike() {
    for (int i = 0; i < 5; i++) {
      day(2);
    }
    punctuality.look(profile, STARTS, WIDTH, profile.usual(STARTS), 1);
    punctuality.learn(IDLE - profile.usual(STARTS));
    ByteBuffer bytes = ByteBuffer.allocate(Punctuality.BYTES);
    punctuality.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    var copy = new Punctuality();
    copy.read(bytes.flip());
    for (double value : new double[] {IDLE, BUSY, 2 * BUSY}) {
      assertThat(copy.excused(value - BUSY)).isEqualTo(punctuality.excused(value - BUSY));
    }
  }
}
