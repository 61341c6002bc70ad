package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What was nearly an alarm and lasts: when it counts, and what it counts for.
class LastingTest {
  private static final double ALARM = 13.2;
  private static final int INTERVAL = 300;

  private final Excursion excursion = new Excursion();

  /// A sample below the usual band of -3 to 3, whose sum is told.
  private double below(double x, double sum, boolean lasted) {
    excursion.pass(INTERVAL);
    return excursion.last(x, x, 0, -3, 3, true, sum, sum, lasted, ALARM, 0.985);
  }

  private double untold() {
    return excursion.untold(true, false);
  }

  @Test
  void what_lasts_does_not_feed_on_itself() {
    below(-5, 9, false);
    double most = 0;
    for (int i = 0; i < 100; i++) {
      double begun = untold();
      double sum = begun > 0 ? begun + 4 * 0.1 : 1;
      most = Math.max(most, below(-5, sum, begun > 0));
      assertThat(untold()).isLessThanOrEqualTo(9);
    }
    assertThat(most).as("9 and 0.4 are no alarm").isLessThan(9.5);
  }

  @Test
  void it_lasts_from_an_hour_outside_the_band_on() {
    below(-5, 9, false);
    for (int minutes = 5; minutes <= 120; minutes += 5) {
      below(-5, 1, false);
      if (minutes < 60) {
        assertThat(untold()).as("after %d minutes", minutes).isZero();
      } else {
        assertThat(untold()).as("after %d minutes", minutes).isPositive();
        assertThat(excursion.untold(true, true)).as("it is below, not above").isZero();
      }
    }
    below(5, 1, false);
    assertThat(untold()).as("it went over to the other side").isZero();
    assertThat(excursion.untold(true, true)).isZero();
  }

  @Test
  void a_gap_ends_what_lasted() {
    below(-5, 9, false);
    for (int i = 0; i < 20; i++) {
      below(-5, 1, false);
    }
    assertThat(untold()).isPositive();
    excursion.pass(7_200);
    assertThat(untold()).isZero();
  }

  @Test
  void what_was_an_alarm_is_not_told_as_lasting_too() {
    below(-5, 14, false);
    for (int i = 0; i < 20; i++) {
      below(-5, 1, false);
      assertThat(untold()).isZero();
    }
  }

  @Test
  void an_excursion_of_an_older_snapshot_does_not_become_an_alarm_by_lasting() {
    below(-5, 9, false);
    for (int i = 0; i < 20; i++) {
      below(-5, 1, false);
    }
    ByteBuffer bytes = ByteBuffer.allocate(Excursion.BYTES);
    excursion.write(bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    bytes.flip();
    var same = new Excursion();
    same.read(bytes, true, true, true);
    assertThat(bytes.hasRemaining()).isFalse();
    assertThat(same.untold(true, false)).isEqualTo(untold());
    for (boolean knowsAlarms : new boolean[] {false, true}) {
      var older = new Excursion();
      older.read(bytes.rewind(), true, knowsAlarms, false);
      assertThat(older.untold(true, false)).isZero();
      older.last(-5, -5, 0, -3, 3, true, 9, 9, false, ALARM, 0.985);
      older.pass(3_600);
      assertThat(older.untold(true, false) > 0).isEqualTo(knowsAlarms);
    }
  }

  /// Distances that come and go, then two hours far off.
  private static double farOffAfter(Lasting lasting, int days, double gap) {
    var random = new Random(1);
    for (int i = 0; i < days * 288; i++) {
      lasting.observe(random.nextGaussian(), INTERVAL);
      lasting.learn(1);
    }
    for (int i = 0; i < 24; i++) {
      lasting.observe(-5, INTERVAL);
    }
    if (gap > 0) {
      lasting.observe(-5, gap);
    }
    return lasting.surprise();
  }

  @Test
  void how_rare_an_average_is_takes_two_weeks_to_learn() {
    assertThat(farOffAfter(new Lasting(INTERVAL), 1, 0)).isZero();
    assertThat(farOffAfter(new Lasting(INTERVAL), 13, 0)).isZero();
    assertThat(farOffAfter(new Lasting(INTERVAL), 15, 0)).isGreaterThan(2);
  }

  @Test
  void after_a_gap_the_average_begins_anew() {
    assertThat(farOffAfter(new Lasting(INTERVAL), 15, 3_600)).isGreaterThan(2);
    var lasting = new Lasting(INTERVAL);
    assertThat(farOffAfter(lasting, 15, 3_900)).isZero();
    assertThat(lasting.mean()).isBetween(-0.5, 0.0);
  }

  @Test
  void at_one_sample_a_second_two_weeks_pass_too() {
    var lasting = new Lasting(1);
    for (int i = 0; i < 14 * 86_400; i++) {
      lasting.observe(i % 60 / 60.0, 1);
      lasting.learn(20);
    }
    assertThat(lasting.surprise()).isPositive();
  }
}
