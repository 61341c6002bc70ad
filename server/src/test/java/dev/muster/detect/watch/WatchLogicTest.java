package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.Season;
import dev.muster.detect.series.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Steps and chunks: what becomes of readings before anybody judges them.
class WatchLogicTest {
  private static final SeriesName NAME = SeriesName.of("m", Map.of());

  private static Reading.Sample sample(Reading.Kind kind, long millis, double value) {
    return new Reading.Sample(NAME, kind, millis, value, null);
  }

  private static Map<String, Double> close(Meter meter) {
    var values = new java.util.TreeMap<String, Double>();
    meter.close(NAME, 60, (_, name, shown, value) -> values.put(name + " " + shown.wire(), value));
    return values;
  }

  private static Meter take(Reading... readings) {
    Meter meter = Meter.of(readings[0]);
    for (Reading reading : readings) {
      meter.take(reading);
    }
    return meter;
  }

  @Test
  void a_counter_that_starts_again_counts_from_zero() {
    Meter meter =
        take(
            sample(Reading.Kind.COUNTER, 0, 100),
            sample(Reading.Kind.COUNTER, 15_000, 130),
            sample(Reading.Kind.COUNTER, 30_000, 15));
    assertThat(close(meter)).containsEntry("m rate", 1.5);
    meter.take(sample(Reading.Kind.COUNTER, 60_000, 45));
    assertThat(close(meter)).containsEntry("m rate", 1.0);
    assertThat(close(meter)).isEmpty();
  }

  @Test
  void a_stale_marker_ends_a_counter_so_that_the_next_one_is_not_a_jump() {
    Meter meter =
        take(
            sample(Reading.Kind.COUNTER, 0, 100),
            sample(Reading.Kind.COUNTER, 15_000, Double.NaN),
            sample(Reading.Kind.COUNTER, 30_000, 1_000_000));
    assertThat(close(meter)).isEmpty();
  }

  @Test
  void gauges_are_averaged_and_deltas_become_rates() {
    assertThat(
            close(
                take(
                    sample(Reading.Kind.GAUGE, 0, 1),
                    sample(Reading.Kind.GAUGE, 1, 4),
                    sample(Reading.Kind.GAUGE, 2, Double.NaN))))
        .containsEntry("m level", 2.5);
    assertThat(close(take(sample(Reading.Kind.DELTA, 0, 60), sample(Reading.Kind.DELTA, 1, 120))))
        .containsEntry("m rate", 3.0);
  }

  @Test
  void a_classic_histogram_becomes_quantiles_and_a_rate() {
    Meter meter = Meter.of(new Reading.Bucket(NAME, 0, 1, 0));
    double[][] first = {{1, 0}, {2, 0}, {Double.POSITIVE_INFINITY, 0}};
    double[][] second = {{1, 50}, {2, 100}, {Double.POSITIVE_INFINITY, 100}};
    for (double[] bucket : first) {
      meter.take(new Reading.Bucket(NAME, 0, bucket[0], bucket[1]));
    }
    for (double[] bucket : second) {
      meter.take(new Reading.Bucket(NAME, 50_000, bucket[0], bucket[1]));
    }
    Map<String, Double> values = close(meter);
    assertThat(values).containsEntry("m_count rate", 2.0);
    assertThat(values).containsEntry("m{quantile=\"0.5\"} quantile", 1.0);
    assertThat(values.get("m{quantile=\"0.99\"} quantile")).isCloseTo(1.98, within(1e-9));
  }

  @Test
  void a_whole_histogram_says_the_same_cumulative_or_not() {
    double[] uppers = {1, 2, Double.POSITIVE_INFINITY};
    Meter delta =
        take(new Reading.Distribution(NAME, false, 0, uppers, new double[] {50, 50, 0}, null));
    Meter cumulative =
        take(
            new Reading.Distribution(NAME, true, 0, uppers, new double[] {10, 10, 0}, null),
            new Reading.Distribution(NAME, true, 60_000, uppers, new double[] {60, 60, 0}, null));
    assertThat(close(delta)).isEqualTo(close(cumulative));
  }

  @Test
  void chunks_survive_packing() {
    var random = new SplittableRandom(5);
    for (int round = 0; round < 200; round++) {
      long step = random.nextLong(1, 100) * 1_000;
      long start = Chunk.startOf(random.nextLong(1L << 41), step);
      var chunk = new Chunk(start, step);
      for (int i = 0; i < Chunk.STEPS; i++) {
        if (random.nextInt(3) > 0) {
          double value = random.nextGaussian() * 1e6;
          chunk.put(
              start + i * step, value, round % 2 == 0 ? null : verdict(value, 0.1, 0.1, value));
        }
      }
      assertThat(points(Chunk.unpack(start, chunk.pack()))).isEqualTo(points(chunk));
    }
  }

  private static List<Chunk.Point> points(Chunk chunk) {
    var points = new ArrayList<Chunk.Point>();
    chunk.read(Long.MIN_VALUE, Long.MAX_VALUE, points::add);
    return points;
  }

  private static Verdict verdict(double actual, double score, double abnormality, double expected) {
    return new Verdict(
        0,
        actual,
        score,
        abnormality,
        expected,
        expected - 1,
        expected + 1,
        Season.NONE,
        1,
        Verdict.State.JUDGED,
        List.of());
  }

  @Test
  void a_step_counts_for_a_new_objective_only_once_it_has_ended_on_all_series() {
    Instant until = Instant.parse("2026-03-31T12:02:00Z");
    assertThat(Events.ended(until, WatchSettings.usual())).isEqualTo("2026-03-31T11:45:00Z");
    assertThat(Events.ended(until, WatchSettings.usual().withStep(Duration.ofHours(1))))
        .as("an hour that runs has not ended, nor one for which readings may come")
        .isEqualTo("2026-03-31T09:47:00Z");
  }
}
