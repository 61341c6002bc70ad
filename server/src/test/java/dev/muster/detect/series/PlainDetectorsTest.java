package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainDetectorsTest {
  private static final long DAY = 86_400_000;

  @Test
  void one_odd_sample_does_not_begin_what_three_of_five_begin() {
    var persistence = Persistence.of(3, 5, 2);
    for (boolean odd : new boolean[] {true, false, false, true, false}) {
      persistence = persistence.step(odd);
      assertThat(persistence.active()).isFalse();
    }
    persistence = persistence.step(true);
    assertThat(persistence.active()).isFalse();
    persistence = persistence.step(true);
    assertThat(persistence.active()).isTrue();
    assertThat(persistence.words()).isEqualTo("3 of the last 5 samples are odd");
    persistence = persistence.step(false);
    assertThat(persistence.active()).isTrue();
    persistence = persistence.step(false);
    assertThat(persistence.active()).isFalse();
    assertThat(persistence.step(true).active()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void persistence_holds_what_it_promises(long seed) {
    var random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      int window = 1 + random.nextInt(64);
      int needed = 1 + random.nextInt(window);
      int calm = 1 + random.nextInt(5);
      var persistence = Persistence.of(needed, window, calm);
      int quiet = 0;
      for (int i = 0; i < 300; i++) {
        boolean odd = random.nextInt(100) < run / 2;
        boolean before = persistence.active();
        persistence = persistence.step(odd);
        quiet = odd ? 0 : quiet + 1;
        if (!before && persistence.active()) {
          assertThat(Long.bitCount(persistence.history())).isGreaterThanOrEqualTo(needed);
        }
        if (before) {
          assertThat(persistence.active()).as("seed %d", seed).isEqualTo(quiet < calm);
        }
      }
    }
    assertThatThrownBy(() -> Persistence.of(3, 2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_series_that_trembles_at_the_limit_is_one_event() {
    var threshold = Threshold.above(90, 80);
    int begun = 0;
    for (double value : new double[] {89, 91, 89, 90, 85, 92, 81, 80, 89}) {
      var next = threshold.step(value);
      begun += !threshold.crossed() && next.crossed() ? 1 : 0;
      threshold = next;
    }
    assertThat(begun).isEqualTo(1);
    assertThat(threshold.crossed()).isFalse();
    assertThat(threshold.step(95).step(Double.NaN).crossed()).isTrue();
    assertThat(threshold.words(95)).isEqualTo("95 is above the limit 90");
    assertThat(Threshold.below(10, 20).step(9).crossed()).isTrue();
    assertThatThrownBy(() -> Threshold.above(90, 95)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_rate_of_change_is_that_of_the_line() {
    var random = new Random(1);
    var rate = new RateOfChange(600_000, 100);
    Double last = null;
    for (int i = 0; i < 60; i++) {
      last = rate.observe(i * 60_000L, 1_000 + 0.5 * i * 60 + random.nextGaussian());
    }
    assertThat(last).isNotNull();
    assertThat(last.doubleValue()).isCloseTo(0.5, within(0.01));
    assertThat(rate.observe(59 * 60_000L, 5)).isNull();
    assertThat(rate.observe(60 * 60_000L, Double.NaN)).isNull();
    assertThat(rate.observe(60 * 60_000L + DAY, 5)).isNull();
  }

  @Test
  void silence_is_measured_by_the_usual_gap() {
    var absence = Absence.learned();
    assertThat(absence.dueMillis()).isNull();
    for (int i = 0; i < 20; i++) {
      absence = absence.sample(i * 30_000L);
    }
    long last = 19 * 30_000L;
    assertThat(absence.absent(last + 149_000)).isFalse();
    assertThat(absence.absent(last + 150_000)).isTrue();
    assertThat(absence.sample(last - 5)).isEqualTo(absence);
    // One silence does not teach that silence is usual.
    var after = absence.sample(last + 100 * 30_000L);
    assertThat(after.usualGapMillis()).isLessThan(40_000);
    assertThat(Absence.after(1_000).sample(0).absent(1_000)).isTrue();
  }

  @Test
  void the_odd_one_of_many_is_found_and_equals_are_not() {
    Map<String, Double> hosts = new HashMap<>();
    for (int i = 0; i < 20; i++) {
      hosts.put("host" + i, 50 + (i % 5) * 0.5);
    }
    assertThat(Outlier.of(hosts, 6, 0)).isEmpty();
    hosts.put("host7", 95.0);
    hosts.put("broken", Double.NaN);
    var odd = Outlier.of(hosts, 6, 0);
    assertThat(odd).hasSize(1);
    assertThat(odd.getFirst().member()).isEqualTo("host7");
    assertThat(odd.getFirst().words()).isEqualTo("host7 has 95 where its peers have about 51");
    assertThat(Outlier.of(hosts, 6, 100)).isEmpty();
    assertThat(Outlier.of(Map.of("a", 1.0, "b", 1.0, "c", 100.0), 3, 0)).isEmpty();
    Map<String, Double> equal = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      equal.put("host" + i, 3.0);
    }
    assertThat(Outlier.of(equal, 4, 0)).isEmpty();
    equal.put("other", 4.0);
    assertThat(Outlier.of(equal, 4, 0)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void the_day_of_the_limit_lies_in_its_interval_most_of_the_time(long seed) {
    var random = new Random(seed);
    int inside = 0;
    for (int run = 0; run < 200; run++) {
      var times = new long[30];
      var values = new double[30];
      for (int i = 0; i < 30; i++) {
        times[i] = i * DAY;
        values[i] = 100 + 2 * i + 5 * random.nextGaussian() + (i == 13 ? 200 : 0);
      }
      var outlook = LimitForecast.of(times, values, 258, true);
      assertThat(outlook).isNotNull();
      assertThat(outlook.days()).isNotNull().isBetween(30.0, 90.0);
      Double latest = outlook.latest();
      Double earliest = outlook.earliest();
      assertThat(earliest).isNotNull();
      assertThat(outlook.words()).startsWith("the limit is reached in about ");
      // At 100 + 2 a day, 258 is reached on day 79, 50 days after the newest.
      inside += earliest <= 50 && (latest == null || latest >= 50) ? 1 : 0;
    }
    assertThat(inside).as("seed %d", seed).isBetween(130, 196);
  }

  @Test
  void a_limit_that_is_not_approached_is_never_reached() {
    var times = new long[10];
    var falling = new double[10];
    for (int i = 0; i < 10; i++) {
      times[i] = i * DAY;
      falling[i] = 100 - i;
    }
    var away = LimitForecast.of(times, falling, 200, true);
    assertThat(away).isNotNull();
    assertThat(away.days()).isNull();
    var towards = LimitForecast.of(times, falling, 81, false);
    assertThat(towards).isNotNull();
    assertThat(towards.days()).isNotNull().isCloseTo(10.0, within(0.01));
    var reached = LimitForecast.of(times, falling, 95, false);
    assertThat(reached).isNotNull();
    assertThat(reached.days()).isZero();
    assertThat(LimitForecast.of(new long[3], new double[3], 5, true)).isNull();
  }
}
