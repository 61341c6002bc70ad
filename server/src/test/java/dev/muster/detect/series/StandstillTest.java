package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A series that stands still for much longer than it ever does: when it is told, and how often.
class StandstillTest {
  private static final int MINUTE = 60;
  private static final int DAY = 1_440;
  private static final int LEARNT = 15 * DAY;

  private final Standstill still = new Standstill();

  private int moves(int samples) {
    int told = 0;
    for (int i = 0; i < samples; i++) {
      still.observe(false, MINUTE, MINUTE, 0);
      told += still.begins() ? 1 : 0;
    }
    return told;
  }

  /// After how many equal samples it is told, 0 when it is not.
  private int stands(int samples, double stillness) {
    int at = 0;
    for (int i = 1; i <= samples; i++) {
      still.observe(true, MINUTE, MINUTE, stillness);
      if (still.begins()) {
        assertThat(at).as("told once").isZero();
        at = i;
      }
    }
    return at;
  }

  private int stands(int samples) {
    return stands(samples, 0);
  }

  @Test
  void a_stretch_much_longer_than_any_is_told_once_until_it_ends() {
    assertThat(moves(LEARNT)).isZero();
    assertThat(stands(300)).isEqualTo(20);
    assertThat(still.on()).isTrue();
    moves(1);
    assertThat(still.on()).isFalse();
  }

  @Test
  void nothing_is_told_in_the_first_two_weeks() {
    moves(14 * DAY);
    assertThat(stands(300)).isZero();
  }

  @Test
  void what_comes_again_is_known_from_the_third_time_on() {
    moves(LEARNT);
    assertThat(stands(400)).isEqualTo(20);
    moves(DAY);
    assertThat(stands(400)).isEqualTo(20);
    assertThat(words()).endsWith("; of late it stood still only once, for about 6 hours");
    moves(DAY);
    assertThat(stands(400)).isZero();
    moves(DAY);
    assertThat(stands(2_000)).isBetween(1_100, 1_200);
  }

  private String words() {
    return Words.of(still, 0, 1_000).words();
  }

  @Test
  void what_came_once_is_said_beside_what_is_usual() {
    for (int i = 0; i < 1_000; i++) {
      moves(20);
      stands(1);
    }
    stands(400);
    moves(DAY);
    assertThat(stands(400)).isEqualTo(20);
    assertThat(words())
        .endsWith(
            "; of late it stood still once for about 6 hours, else for no more than about 58 seconds");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 5})
  void what_rests_each_weekend_is_never_told(int daysBefore) {
    moves(daysBefore * DAY);
    for (int i = 0; i < 8; i++) {
      assertThat(stands(2 * DAY)).isZero();
      moves(5 * DAY);
    }
  }

  @Test
  void a_told_stretch_goes_on_after_a_gap_and_is_not_learned_in_pieces() {
    moves(LEARNT);
    assertThat(stands(100)).isEqualTo(20);
    still.observe(true, 3_600, MINUTE, 0);
    assertThat(still.on()).isTrue();
    assertThat(stands(50)).as("it was told").isZero();
    assertThat(still.lasts()).isEqualTo(150.0 * MINUTE);
    still.observe(true, 3_600, MINUTE, 0);
    moves(DAY);
    assertThat(still.on()).isFalse();
    assertThat(still.usual()).as("it was one").isZero();
    assertThat(stands(100)).isEqualTo(20);
    still.observe(false, 3_600, MINUTE, 0);
    assertThat(still.on()).as("it moved meanwhile").isFalse();
  }

  @ParameterizedTest
  @CsvSource({"300, 1, 16", "300, 10, 0.25", "3600, 1, 0.25", "3600, 10, 16", "86400, 1, 3e9"})
  void a_series_that_hardly_ever_moves_is_not_told_to_stand_still(
      int seconds, int every, double constant) {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    var random = new Random(3);
    double value = constant;
    int samples = Math.max(120, 20 * 86_400 / seconds);
    for (int i = 0; i < samples; i++) {
      value = every > 1 && i % every == 0 ? constant + random.nextInt(100) : value;
      Verdict verdict = detector.observe(1_000L * i * seconds, value);
      assertThat(verdict.parts()).noneMatch(part -> part.statistic().equals("standstill"));
    }
  }

  @Test
  void short_rests_are_usual_and_three_times_as_long_is_not() {
    for (int i = 0; i < 700; i++) {
      moves(20);
      assertThat(stands(15)).isZero();
    }
    moves(1);
    assertThat(stands(40)).isZero();
    moves(1);
    assertThat(stands(60)).isBetween(43, 46);
  }

  @Test
  void a_series_that_rests_more_than_it_moves_is_not_judged() {
    moves(LEARNT);
    assertThat(stands(300, 0.7)).isZero();
  }

  @Test
  void nobody_knows_what_a_series_did_in_a_gap() {
    moves(LEARNT);
    assertThat(stands(15)).isZero();
    still.observe(true, 3_600, MINUTE, 0);
    assertThat(still.begins()).isFalse();
    assertThat(still.lasts()).isZero();
  }

  @Test
  void a_snapshot_in_the_middle_of_a_stretch_goes_on() {
    moves(LEARNT);
    stands(30);
    ByteBuffer bytes = ByteBuffer.allocate(Standstill.BYTES);
    still.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    var same = new Standstill();
    same.read(bytes.flip());
    assertThat(bytes.hasRemaining()).isFalse();
    same.observe(true, MINUTE, MINUTE, 0);
    assertThat(same.on()).isTrue();
    assertThat(same.begins()).as("it was told").isFalse();
    assertThat(same.lasts()).isEqualTo(31.0 * MINUTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void a_frozen_curve_is_an_anomaly_until_it_moves_again(int minutes) {
    var random = new Random(7);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    long step = minutes * 60_000L;
    int from = (LEARNT + DAY / 4) / minutes; // where the curve hardly moves
    int to = from + 60 / minutes;
    double last = 0;
    int told = 0;
    for (int i = 0; i < to + 60 / minutes; i++) {
      boolean frozen = i >= from && i < to;
      double fresh = 100 + 40 * Math.sin(2 * Math.PI * i * minutes / DAY) + random.nextGaussian();
      last = frozen && i > from ? last : fresh;
      Verdict verdict = detector.observe(i * step, last);
      if (frozen && verdict.anomalous()) {
        told++;
        assertThat(i - from).as("within half an hour").isBetween(1, 30 / minutes);
        assertThat(verdict.parts().getFirst().words())
            .startsWith("it has been exactly ")
            .endsWith(" minutes; of late its samples always differed");
        detector = SeriesDetector.restore(detector.snapshot(), ZoneOffset.UTC);
      } else if (told > 0 && frozen) {
        assertThat(verdict.abnormality()).isGreaterThanOrEqualTo(SeriesDetector.THRESHOLD);
      }
    }
    assertThat(told).isEqualTo(1);
  }
}
