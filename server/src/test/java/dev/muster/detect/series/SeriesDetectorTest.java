package dev.muster.detect.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesDetectorTest {
  private static final long START = Instant.parse("2026-01-05T00:00:00Z").toEpochMilli();
  private static final long MINUTE = Duration.ofMinutes(1).toMillis();
  private static final long FIVE_MINUTES = 5 * MINUTE;
  private static final int DAY = 288;

  /// A daily wave with noise, one sample in five minutes.
  private static double wave(int i, Random random) {
    return 100 + 40 * Math.sin(2 * Math.PI * i / DAY) + 2 * random.nextGaussian();
  }

  private static void assertFinite(Verdict verdict) {
    assertThat(
            List.of(
                verdict.actual(),
                verdict.score(),
                verdict.abnormality(),
                verdict.expected(),
                verdict.lower(),
                verdict.upper(),
                verdict.confidence()))
        .as("%s", verdict)
        .allMatch(Double::isFinite);
    assertThat(verdict.score()).isBetween(0.0, 1.0);
    assertThat(verdict.abnormality()).isBetween(0.0, 1.0);
    assertThat(verdict.confidence()).isBetween(0.0, 1.0);
    assertThat(verdict.lower()).isLessThanOrEqualTo(verdict.expected());
    assertThat(verdict.upper()).isGreaterThanOrEqualTo(verdict.expected());
  }

  /// Numbers of every kind: noise, jumps of scale, runs of the same, huge, tiny, not numbers.
  private static double any(Random random) {
    return switch (random.nextInt(40)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.MAX_VALUE * (random.nextBoolean() ? 1 : -1);
      case 3 -> Double.MIN_VALUE;
      case 4, 5 -> 0;
      case 6 -> -0.0;
      case 7 -> random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
      case 8 -> 1e9 + random.nextGaussian();
      case 9, 10, 11, 12 -> 7;
      default -> 50 + random.nextGaussian();
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void any_input_gives_finite_numbers_and_the_same_twice(long seed) {
    var random = new Random(seed);
    var first = new SeriesDetector(ZoneId.of("Europe/Berlin"));
    var second = new SeriesDetector(ZoneId.of("Europe/Berlin"));
    long at = START;
    long step =
        List.of(1_000L, 10_000L, MINUTE, FIVE_MINUTES, 60 * MINUTE, 86_400_000L)
            .get(random.nextInt(6));
    for (int i = 0; i < 6_000; i++) {
      at +=
          switch (random.nextInt(50)) {
            case 0 -> -step;
            case 1 -> 0;
            case 2 -> step * random.nextInt(500);
            default -> step + random.nextInt(500) - 250;
          };
      double value = any(random);
      Verdict verdict = first.observe(at, value);
      assertFinite(verdict);
      assertThat(second.observe(at, value)).isEqualTo(verdict);
    }
    assertThat(first.snapshot()).isEqualTo(second.snapshot());
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void a_restored_detector_goes_on_as_if_nothing_had_happened(long seed) {
    var random = new Random(seed);
    long step = random.nextBoolean() ? MINUTE : FIVE_MINUTES;
    var values = new ArrayList<Double>();
    for (int i = 0; i < 25 * DAY; i++) {
      values.add(random.nextInt(500) == 0 ? any(random) : wave(i, random));
    }
    var whole = new SeriesDetector(ZoneOffset.UTC);
    var cut = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < values.size(); i++) {
      Verdict expected = whole.observe(START + i * step, values.get(i));
      if (i < 40 || random.nextInt(400) == 0) {
        cut = SeriesDetector.restore(cut.snapshot(), ZoneOffset.UTC);
      }
      assertThat(cut.observe(START + i * step, values.get(i))).isEqualTo(expected);
    }
    assertThat(cut.snapshot()).isEqualTo(whole.snapshot());
  }

  @Test
  void late_and_double_samples_change_nothing() {
    var random = new Random(5);
    var plain = new SeriesDetector(ZoneOffset.UTC);
    var disturbed = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < 500; i++) {
      long at = START + i * MINUTE;
      double value = wave(i, random);
      Verdict expected = plain.observe(at, value);
      assertThat(disturbed.observe(at, value)).isEqualTo(expected);
      assertThat(disturbed.observe(at, 1e6).state()).isEqualTo(Verdict.State.LATE);
      assertThat(disturbed.observe(at - MINUTE, -1e6).state()).isEqualTo(Verdict.State.LATE);
      assertThat(disturbed.observe(at + 1, Double.NaN).state())
          .isEqualTo(Verdict.State.NOT_A_NUMBER);
    }
    assertThat(disturbed.snapshot()).isEqualTo(plain.snapshot());
  }

  @Test
  void a_constant_series_is_quiet_until_it_moves() {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < 3_000; i++) {
      assertThat(detector.observe(START + i * MINUTE, 42).anomalous()).isFalse();
    }
    Verdict moved = detector.observe(START + 3_000 * MINUTE, 60);
    assertThat(moved.anomalous()).isTrue();
    assertThat(moved.expected()).isEqualTo(42);
    assertThat(moved.parts()).isNotEmpty();
    assertThat(moved.parts().getFirst().words()).isNotBlank();
  }

  @Test
  void a_spike_is_told_once_and_stays_abnormal_while_it_lasts() {
    var random = new Random(9);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int i = 0;
    for (; i < 3_000; i++) {
      detector.observe(START + i * MINUTE, 100 + random.nextGaussian());
    }
    int alarms = 0;
    for (int k = 0; k < 30; k++, i++) {
      Verdict verdict = detector.observe(START + i * MINUTE, 150 + random.nextGaussian());
      alarms += verdict.anomalous() ? 1 : 0;
      assertThat(verdict.abnormality()).isGreaterThanOrEqualTo(SeriesDetector.THRESHOLD);
    }
    assertThat(alarms).isBetween(1, 3);
    for (int k = 0; k < 20; k++, i++) {
      detector.observe(START + i * MINUTE, 100 + random.nextGaussian());
    }
    assertThat(detector.observe(START + i * MINUTE, 100).abnormality())
        .isLessThan(SeriesDetector.THRESHOLD);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void what_was_expected_before_stands_until_it_is_over_and_the_way_back_is_no_news(int minutes) {
    long step = minutes * MINUTE;
    var random = new Random(12);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int i = 0;
    for (; i < 3_000; i++) {
      detector.observe(START + i * step, 100 + random.nextGaussian());
    }
    for (int k = 0; k < 40; k++, i++) {
      Verdict verdict = detector.observe(START + i * step, 900 + random.nextGaussian());
      assertThat(verdict.expected()).as("sample %d", k).isBetween(98.0, 102.0);
      assertThat(verdict.upper()).isLessThan(120);
      if (k == 20) {
        detector = SeriesDetector.restore(detector.snapshot(), ZoneOffset.UTC);
      }
    }
    for (int k = 0; k < 30; k++, i++) {
      assertThat(detector.observe(START + i * step, 100 + random.nextGaussian()).anomalous())
          .as("back for %d", k)
          .isFalse();
    }
  }

  @Test
  void a_shift_for_good_becomes_normal_within_a_day() {
    var random = new Random(10);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < 3_000; i++) {
      detector.observe(START + i * MINUTE, 100 + random.nextGaussian());
    }
    assertThat(detector.observe(START + 3_000 * MINUTE, 130).anomalous()).isTrue();
    Verdict verdict = detector.observe(START + 3_001 * MINUTE, 130);
    for (int i = 3_002; i < 4_440; i++) {
      verdict = detector.observe(START + i * MINUTE, 130 + random.nextGaussian());
    }
    assertThat(verdict.abnormality()).isLessThan(0.4);
    assertThat(verdict.expected()).isBetween(127.0, 133.0);
  }

  @Test
  void about_99_of_100_samples_lie_in_the_band() {
    var random = new Random(3);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int inside = 0;
    int judged = 0;
    for (int i = 0; i < 40 * DAY; i++) {
      Verdict verdict = detector.observe(START + i * FIVE_MINUTES, wave(i, random));
      if (i > 20 * DAY) {
        judged++;
        inside +=
            verdict.actual() >= verdict.lower() && verdict.actual() <= verdict.upper() ? 1 : 0;
      }
    }
    assertThat(inside / (double) judged).isBetween(0.975, 0.9985);
  }

  /// Flat at 100 with a spike of one hour every Friday at 20:00 local time.
  private static double friday(ZoneId zone, long at, Random random) {
    var local = Instant.ofEpochMilli(at).atZone(zone);
    boolean spike = local.getDayOfWeek().getValue() == 5 && local.getHour() == 20;
    return 100 + random.nextGaussian() + (spike ? 150 * (0.95 + 0.1 * random.nextDouble()) : 0);
  }

  @Test
  void a_weekly_spike_is_known_after_some_weeks_even_across_a_change_of_the_clocks() {
    var zone = ZoneId.of("Europe/Berlin");
    var random = new Random(21);
    var detector = new SeriesDetector(zone);
    int early = 0;
    int late = 0;
    // The clocks change on 29 March 2026, in the twelfth week.
    for (int i = 0; i < 16 * 7 * DAY; i++) {
      long at = START + i * FIVE_MINUTES;
      boolean alarm = detector.observe(at, friday(zone, at, random)).anomalous();
      if (alarm && i < 4 * 7 * DAY) {
        early++;
      } else if (alarm && i > 7 * 7 * DAY) {
        late++;
      }
    }
    assertThat(early).isGreaterThan(0);
    assertThat(late).isLessThanOrEqualTo(1);
    // The same height at an odd hour is an anomaly, and says which season it was judged by.
    long odd = START + 16 * 7 * DAY * FIVE_MINUTES + FIVE_MINUTES;
    assertThat(detector.observe(odd, 250).anomalous()).isTrue();
  }

  /// A job of an hour and a half every night, which begins up to a quarter of an hour early or late.
  private static double job(double minutes, double late, Random random) {
    double since = minutes - 120 - late;
    return (since >= 0 && since < 90 ? 300 : 5) * (1 + 0.03 * random.nextGaussian());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void a_nightly_job_that_is_early_or_late_is_quiet_and_one_that_does_not_come_is_told(int every) {
    var random = new Random(22);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int wrong = 0;
    long at = START;
    for (int day = 0; day < 42; day++) {
      double late = 30 * random.nextDouble() - 15;
      for (int minute = 0; minute < 1_440; minute += every, at += every * MINUTE) {
        boolean alarm = detector.observe(at, job(minute, late, random)).anomalous();
        wrong += alarm && day >= 10 ? 1 : 0;
      }
      if (day == 30) {
        detector = SeriesDetector.restore(detector.snapshot(), ZoneOffset.UTC);
      }
    }
    assertThat(wrong).isLessThanOrEqualTo(3);
    boolean told = false;
    for (int minute = 0; minute < 300; minute += every, at += every * MINUTE) {
      told |= detector.observe(at, job(1_000, 0, random)).anomalous();
    }
    assertThat(told).isTrue();
  }

  /// A day and its noise, which comes and goes over an hour or two.
  private static final class Waves {
    private final Random random;
    private double noise;

    Waves(int seed) {
      random = new Random(seed);
    }

    double at(int sample) {
      noise = 0.9 * noise + 4 * random.nextGaussian();
      return 200 + 100 * Math.sin(2 * Math.PI * sample / DAY) + noise;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 71})
  void a_little_less_for_three_hours_is_told_though_noise_hides_its_beginning(int seed) {
    var waves = new Waves(seed);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    boolean told = false;
    int wrong = 0;
    for (int i = 0; i < 40 * DAY + 56; i++) {
      boolean less = i >= 40 * DAY + 20;
      double value = waves.at(i) - (less ? 27 : 0);
      Verdict verdict = detector.observe(START + i * FIVE_MINUTES, value);
      wrong += verdict.anomalous() && i > 28 * DAY && !less ? 1 : 0;
      if (less && verdict.anomalous()) {
        told = true;
        assertThat(verdict.parts().getFirst().words())
            .startsWith("it has been below what is usual");
        detector = SeriesDetector.restore(detector.snapshot(), ZoneOffset.UTC);
      }
    }
    assertThat(told).isTrue();
    assertThat(wrong).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 31, 38, 66})
  void a_few_wild_days_do_not_hide_a_jump(int seed) {
    var waves = new Waves(seed);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < 40 * DAY + 20; i++) {
      detector.observe(START + i * FIVE_MINUTES, waves.at(i));
    }
    double jump = waves.at(40 * DAY + 20) - 27;
    assertThat(detector.observe(START + (40 * DAY + 20) * FIVE_MINUTES, jump))
        .matches(Verdict::anomalous);
  }

  @Test
  void a_spread_that_chance_explains_is_the_usual_one() {
    assertThat(SeasonalPart.surely(1.3, 10)).isEqualTo(1);
    assertThat(SeasonalPart.surely(1 / 1.3, 10)).isEqualTo(1);
    assertThat(SeasonalPart.surely(1.3, 2)).isEqualTo(1);
    assertThat(SeasonalPart.surely(4, 10)).isBetween(3.3, 4.0);
    assertThat(SeasonalPart.surely(0.25, 10)).isBetween(0.25, 0.3);
    assertThat(SeasonalPart.surely(1e-12, 1)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 40})
  void trouble_that_makes_the_season_doubtful_does_not_change_what_was_expected(int days) {
    var random = new Random(7);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int begins = days * 1_440 + 630;
    int ends = begins + 35;
    boolean told = false;
    for (int i = 0; i < ends + 6; i++) {
      boolean slow = i >= begins && i < ends;
      double usual = 200 + 60 * Math.sin(2 * Math.PI * (i % 1_440 / 1_440.0 - 0.3));
      Verdict verdict =
          detector.observe(
              START + i * MINUTE, (slow ? 2.6 : 1) * (usual + 6 * random.nextGaussian()));
      told |= slow && verdict.score() >= SeriesDetector.THRESHOLD;
      if (i >= begins) {
        assertThat(verdict.expected()).as("%d %s", i - begins, verdict).isBetween(220.0, 280.0);
        assertThat(verdict.upper()).isLessThan(300);
        assertThat(verdict.season()).isNotEqualTo(Season.NONE);
        assertThat(verdict.abnormality() >= SeriesDetector.THRESHOLD).isEqualTo(slow);
      }
    }
    assertThat(told).isTrue();
  }

  @Test
  void what_is_expected_is_not_what_an_old_anomaly_expected() {
    var random = new Random(3);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    Verdict verdict = null;
    for (int i = 0; i < 2_200; i++) {
      double value = (i < 1_500 ? 100 : 200) + random.nextGaussian();
      if (i == 2_199) {
        value = 260;
      }
      verdict = detector.observe(START + i * MINUTE, value);
    }
    assertThat(verdict).isNotNull().matches(Verdict::anomalous);
    assertThat(verdict.expected()).isBetween(190.0, 210.0);
  }

  @Test
  void holds_its_memory_budget() {
    var random = new Random(1);
    for (long step : List.of(10_000L, MINUTE, FIVE_MINUTES, 60 * MINUTE)) {
      var detector = new SeriesDetector(ZoneOffset.UTC);
      for (int i = 0; i < 200; i++) {
        detector.observe(START + i * step, random.nextGaussian());
      }
      assertThat(detector.estimatedBytes()).isLessThanOrEqualTo(16 * 1024);
      assertThat(detector.snapshot().length).isLessThanOrEqualTo(detector.estimatedBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 5, 7, 9, 11, 13, 15, 17})
  void goes_on_from_a_snapshot_of_an_earlier_format(int format) throws IOException {
    byte[] old;
    try (InputStream in = getClass().getResourceAsStream("detector-format-" + format + ".bin")) {
      old = Objects.requireNonNull(in).readAllBytes();
    }
    var detector = SeriesDetector.restore(old, ZoneOffset.UTC);
    long next = START + 150 * 86_400_000L;
    assertThat(detector.latest()).isEqualTo(next - 86_400_000L);
    Verdict usual = detector.observe(next, 100 + 150 % 7);
    assertFinite(usual);
    assertThat(usual.anomalous()).isFalse();
    assertThat(usual.state()).isEqualTo(Verdict.State.JUDGED);
    var again = SeriesDetector.restore(detector.snapshot(), ZoneOffset.UTC);
    assertThat(again.observe(next + 86_400_000L, 500))
        .isEqualTo(detector.observe(next + 86_400_000L, 500))
        .matches(Verdict::anomalous);
  }

  @Test
  void rare_counts_are_quiet_and_a_burst_of_them_is_told_every_time() {
    var random = new Random(31);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int wrong = 0;
    int caught = 0;
    int bursts = 0;
    boolean burst = false;
    for (int i = 0; i < 60 * DAY; i++) {
      double count = random.nextDouble() < 0.03 ? 1 : 0;
      boolean bad = i > 5 * DAY && i % (3 * DAY) >= 3 * DAY - 4;
      if (bad) {
        count += 4 + random.nextInt(8);
      }
      Verdict verdict = detector.observe(START + i * FIVE_MINUTES, count);
      if (bad && verdict.anomalous()) {
        burst = true;
        assertThat(verdict.parts().getFirst().words()).contains("a count of");
      }
      wrong += !bad && i > 5 * DAY && verdict.anomalous() ? 1 : 0;
      if (bad && i % (3 * DAY) == 3 * DAY - 1) {
        bursts++;
        caught += burst ? 1 : 0;
        burst = false;
      }
    }
    assertThat(wrong).isLessThanOrEqualTo(1);
    assertThat(caught).isGreaterThanOrEqualTo(bursts - 1);
  }

  @Test
  void whole_numbers_that_hold_are_judged_by_how_far_they_move() {
    var random = new Random(32);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    int wrong = 0;
    for (int i = 0; i < 20 * DAY; i++) {
      double replicas = 12 + (i > 8 * DAY ? 1 : 0) + (random.nextDouble() < 0.01 ? 1 : 0);
      boolean judged = i > 3 * DAY;
      wrong += detector.observe(START + i * FIVE_MINUTES, replicas).anomalous() && judged ? 1 : 0;
    }
    assertThat(wrong).isLessThanOrEqualTo(1);
    Verdict half = detector.observe(START + 20 * DAY * FIVE_MINUTES, 6);
    assertThat(half.anomalous()).isTrue();
    assertThat(half.parts().getFirst().words()).contains("6").contains("13").contains("about 1");
    // Back to what it held: no news.
    assertThat(detector.observe(START + (20 * DAY + 1) * FIVE_MINUTES, 13).anomalous()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "1, 14", "5, 3", "5, 14", "5, 30"})
  void what_never_moved_is_told_when_it_moves_by_one(int minutes, int days) {
    long step = minutes * MINUTE;
    var detector = new SeriesDetector(ZoneOffset.UTC);
    long at = START;
    for (; at < START + days * 1_440L * MINUTE; at += step) {
      assertThat(detector.observe(at, 1).anomalous()).isFalse();
    }
    Verdict down = detector.observe(at, 0);
    assertThat(down.anomalous()).isTrue();
    assertThat(down.parts().getFirst().words())
        .isEqualTo("0 is not the 1 that the series holds; it hardly ever moves");
    // Up again after half an hour: one event is told once, or twice while it is young.
    int more = 0;
    for (int i = 1; i < 1_440 / minutes; i++) {
      boolean young = i * minutes < 30;
      boolean alarm = detector.observe(at + i * step, young ? 0 : 1).anomalous();
      assertThat(alarm && !young).isFalse();
      more += alarm ? 1 : 0;
    }
    assertThat(more).isLessThanOrEqualTo(1);
  }

  @Test
  void what_moved_only_in_its_first_hours_is_told_weeks_later() {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < 14 * 1_440; i++) {
      // Twenty restarts while it is set up.
      detector.observe(START + i * MINUTE, i > 300 && i < 1_300 && i % 50 == 0 ? 0 : 1);
    }
    assertThat(detector.observe(START + 14 * 1_440 * MINUTE, 0).anomalous()).isTrue();
  }

  @Test
  void a_leak_that_is_cleaned_up_again_and_again_is_its_way_of_life() {
    var random = new Random(33);
    var detector = new SeriesDetector(ZoneOffset.UTC);
    double used = 0.3;
    double pace = 1;
    int early = 0;
    int late = 0;
    for (int i = 0; i < 40 * 1_440; i++) {
      used += pace * 0.7 / (22 * 60);
      if (used > 1) {
        used = 0.3;
        pace = 0.8 + 0.45 * random.nextDouble();
      }
      double value = 1_000 * (used + 0.02 * random.nextGaussian());
      boolean alarm = detector.observe(START + i * MINUTE, value).anomalous();
      early += alarm && i < 14 * 1_440 ? 1 : 0;
      late += alarm && i > 14 * 1_440 ? 1 : 0;
      if (i == 30 * 1_440) {
        detector = SeriesDetector.restore(detector.snapshot(), ZoneOffset.UTC);
      }
    }
    assertThat(early).isPositive();
    assertThat(late).isLessThanOrEqualTo(2);
    // Up at once is what it never does.
    boolean told = false;
    for (int i = 0; i < 20; i++) {
      told |= detector.observe(START + (40 * 1_440 + i) * MINUTE, 1_700).anomalous();
    }
    assertThat(told).isTrue();
  }

  @Test
  void the_seasons_snapshot_is_as_long_as_it_says() {
    for (int width : List.of(300, 3_600, SeasonClock.DAY)) {
      var season = new SeasonalPart(width, 1);
      ByteBuffer bytes = ByteBuffer.allocate(season.bytes());
      season.write(bytes);
      assertThat(bytes.hasRemaining()).isFalse();
      new SeasonalPart(width, 1).read(bytes.flip(), true, true);
      assertThat(bytes.hasRemaining()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18})
  void refuses_formats_that_were_never_given_to_anybody(int format) {
    byte[] other = new SeriesDetector(ZoneOffset.UTC).snapshot();
    ByteBuffer.wrap(other).putInt(format);
    assertThatThrownBy(() -> SeriesDetector.restore(other, ZoneOffset.UTC))
        .hasMessage("a snapshot of another format");
  }

  @Test
  void refuses_bytes_that_are_no_snapshot() {
    var detector = new SeriesDetector(ZoneOffset.UTC);
    for (int i = 0; i < 100; i++) {
      detector.observe(START + i * MINUTE, i);
    }
    byte[] good = detector.snapshot();
    byte[] otherFormat = good.clone();
    otherFormat[0] = 13;
    assertThatThrownBy(() -> SeriesDetector.restore(otherFormat, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> SeriesDetector.restore(java.util.Arrays.copyOf(good, 100), ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SeriesDetector.restore(new byte[0], ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
