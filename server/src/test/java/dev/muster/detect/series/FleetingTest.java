package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FleetingTest {
  private static final double ALARM = 10;
  private static final int HOUR = 60;

  private Fleeting fleeting = new Fleeting();

  /// A moment with one sample a minute, and an hour of rest after it.
  ///
  /// @return the minute of the moment in which an alarm was told; -1 when none was
  private int moment(int minutes, boolean rare) {
    int told = -1;
    for (int i = 0; i <= minutes; i++) {
      double sum = i == 0 ? 14 : i == 1 ? 16 : 3;
      if (fleeting.observe(sum, i < minutes ? 12 : 1, ALARM, 3, 60, rare) >= ALARM && told < 0) {
        told = i;
      }
    }
    rest(HOUR);
    return told;
  }

  private void rest(int minutes) {
    for (int i = 0; i < minutes; i++) {
      assertThat(fleeting.observe(0, 0, ALARM, 3, 60, false)).isZero();
    }
  }

  @Test
  void what_comes_many_times_and_is_soon_over_is_told_when_it_lasts() {
    for (int i = 0; i < 20; i++) {
      assertThat(moment(4, false)).isZero();
    }
    for (int i = 0; i < 10; i++) {
      moment(4, false);
    }
    assertThat(moment(4, false)).isEqualTo(-1);
    assertThat(moment(12, false)).isBetween(4, 7);
    assertThat(fleeting.often()).isBetween(30L, 32L);
  }

  @Test
  void what_was_held_back_is_told_with_its_height_and_shown_as_no_alarm_until_then() {
    for (int i = 0; i < 40; i++) {
      moment(4, false);
    }
    double told = 0;
    for (int i = 0; told < ALARM; i++) {
      assertThat(i).isLessThan(15);
      told = fleeting.observe(i == 2 ? 17 : 11, 12, ALARM, 3, 60, false);
      assertThat(fleeting.shown(12, ALARM) < ALARM).isEqualTo(told < ALARM);
      assertThat(fleeting.tells()).isEqualTo(told >= ALARM);
    }
    assertThat(told).isEqualTo(17);
    assertThat(Words.of(fleeting).words())
        .matches(
            "it has lasted for \\d+ (seconds|minutes); such moments came about \\d+ times in four weeks, .*");
  }

  @Test
  void what_goes_twice_as_far_as_all_of_them_is_told_at_once() {
    for (int i = 0; i < 40; i++) {
      moment(4, false);
    }
    assertThat(fleeting.observe(14, 12, ALARM, 5.9, 60, false)).isLessThan(ALARM);
    assertThat(fleeting.observe(14, 12, ALARM, 6.1, 60, false)).isEqualTo(14);
    assertThat(fleeting.tells()).isFalse();
  }

  @Test
  void long_trouble_makes_nothing_wait_however_often_it_comes() {
    for (int i = 0; i < 60; i++) {
      assertThat(moment(30, false)).isZero();
    }
  }

  @Test
  void of_what_is_judged_by_how_often_it_comes_more_is_told() {
    for (int i = 0; i < 80; i++) {
      assertThat(moment(4, true)).isZero();
    }
    for (int i = 0; i < 40; i++) {
      moment(4, true);
    }
    assertThat(moment(4, true)).isEqualTo(-1);
  }

  @Test
  void weeks_of_rest_are_forgiven() {
    for (int i = 0; i < 60; i++) {
      moment(4, false);
    }
    assertThat(moment(4, false)).isEqualTo(-1);
    rest(8 * 7 * 24 * HOUR);
    assertThat(moment(4, false)).isZero();
  }

  @Test
  void goes_on_in_the_middle_of_a_moment() {
    for (int i = 0; i < 40; i++) {
      moment(4, false);
    }
    fleeting.observe(14, 12, ALARM, 3, 60, false);
    ByteBuffer bytes = ByteBuffer.allocate(Fleeting.BYTES);
    fleeting.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    var again = new Fleeting();
    again.read(bytes.flip());
    for (int i = 0; i < 20; i++) {
      assertThat(again.observe(11, 12, ALARM, 3, 60, false))
          .isEqualTo(fleeting.observe(11, 12, ALARM, 3, 60, false));
    }
    assertThat(again.holds()).isFalse();
  }

  /// A queue that is drained within minutes, some twelve times a day at no fixed time.
  @Test
  void bursts_of_a_queue_are_told_for_days_and_then_only_one_that_stays() {
    var random = new Random(16);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    long at = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
    int[] told = new int[4];
    double queue = 0;
    for (int i = 0; i < 28 * 1_440; i++) {
      queue = random.nextInt(120) == 0 ? 60 + random.nextInt(200) : queue * 0.4;
      Verdict verdict = detector.observe(at += 60_000, 5 + queue + 2 * random.nextGaussian());
      told[i / (7 * 1_440)] += verdict.anomalous() ? 1 : 0;
    }
    assertThat(told[0]).isBetween(10, 30);
    assertThat(told[1] + told[2] + told[3])
        .isLessThanOrEqualTo(12); // without waiting some fifty a week
    Verdict late = null;
    for (int i = 0; i < 20 && late == null; i++) {
      Verdict verdict = detector.observe(at += 60_000, 300 + 10 * i + 2 * random.nextGaussian());
      late = verdict.anomalous() ? verdict : null;
    }
    assertThat(late).isNotNull();
    assertThat(late.parts().getFirst().words()).contains("it has lasted for");
  }
}
