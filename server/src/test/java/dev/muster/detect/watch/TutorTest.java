package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.detect.anomaly.AnomalySamples;
import dev.muster.detect.anomaly.AnomalyTeller;
import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.series.SeriesDetector;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How much of the past is learned at once.
class TutorTest {
  private static final Instant NOW = Instant.parse("2026-03-20T12:00:00Z");
  private static final long SECOND = 1_000;

  private final Database database = TestDatabase.with("detect");
  private final PostgresSeriesStore store = new PostgresSeriesStore(database);
  private final SeriesLane lane =
      new SeriesLane(
          new AnomalyTeller(
              AnomalySamples.store(database),
              _ -> CompletableFuture.completedFuture(true),
              Duration.ofSeconds(2)));
  private final AtomicInteger waiting = new AtomicInteger();
  private final Tutor tutor =
      new Tutor(store, WatchSettings.usual().withStep(Duration.ofMillis(SECOND)));

  /// A series whose last chunks are stored and that waits for its turn.
  private LiveSeries series(String name, int chunks) {
    long span = SECOND * Chunk.STEPS;
    long end = Chunk.startOf(NOW.toEpochMilli(), SECOND);
    long first = end - chunks * span;
    var series =
        new LiveSeries("I", SeriesName.of(name, Map.of()), Meter.Shown.LEVEL, null, 0, first);
    series.lastSeen = end - SECOND;
    series.storedSeen = series.lastSeen;
    var parts = new ArrayList<SeriesStore.Saved>();
    for (long start = first; start < end; start += span) {
      var chunk = new Chunk(start, SECOND);
      for (int i = 0; i < Chunk.STEPS; i++) {
        chunk.put(start + i * SECOND, 10 + i % 7, null);
      }
      parts.add(new SeriesStore.Saved(series, start, chunk.pack(), null));
    }
    store.save(parts, NOW);
    series.waitingOfSource = waiting;
    tutor.begin(lane, series);
    return series;
  }

  private static long taught(List<LiveSeries> all) {
    return all.stream().filter(series -> series.detector != null).count();
  }

  @Test
  void a_long_past_is_cut_and_fills_a_tick() {
    List<LiveSeries> all = List.of(series("a", 200), series("b", 200), series("c", 2));
    int most = Math.ceilDiv(Tutor.MOST_VALUES, Chunk.STEPS);
    List<Chunk> newest =
        store
            .newest(List.of(all.getFirst().id), Instant.EPOCH, NOW, most)
            .getOrDefault(all.getFirst().id, List.of());
    assertThat(newest).hasSize(most);
    assertThat(newest.getLast().start() + Chunk.STEPS * SECOND)
        .isEqualTo(Chunk.startOf(NOW.toEpochMilli(), SECOND));
    assertThat(waiting).hasValue(3);
    tutor.teach(lane, NOW);
    assertThat(taught(all)).isEqualTo(1);
    assertThat(waiting).hasValue(2);
    tutor.teach(lane, NOW);
    assertThat(taught(all)).isEqualTo(3);
    assertThat(lane.toTeach).isEmpty();
    assertThat(waiting).hasValue(0);
  }

  @Test
  void where_many_wait_each_first_learns_some_days_and_all_of_it_later() {
    LiveSeries one = series("long", 200);
    for (int i = 0; i <= Tutor.MANY; i++) {
      series("s" + i, 1);
    }
    assertThat(tutor.teach(lane, NOW)).as("the next lesson follows at once").isPositive();
    var detector = one.detector;
    assertThat(detector).isNotNull();
    assertThat(detector.latest()).isEqualTo(one.lastSeen);
    while (tutor.teach(lane, NOW) > 0) {
      assertThat(one.detector).isSameAs(detector);
    }
    assertThat(lane.toTeach).isEmpty();
    assertThat(lane.toDeepen).containsExactly(one);
    tutor.teach(lane, NOW);
    assertThat(lane.toDeepen).isEmpty();
    assertThat(one.detector).isNotNull().isNotSameAs(detector);
    assertThat(one.detector.latest()).isEqualTo(one.lastSeen);
  }

  /// The same after a restart: only what its snapshot holds is left of what was learned.
  private SeriesLane restarted(LiveSeries series) {
    var next =
        new SeriesLane(
            new AnomalyTeller(
                AnomalySamples.store(database),
                _ -> CompletableFuture.completedFuture(true),
                Duration.ofSeconds(2)));
    assertThat(series.detector).isNotNull();
    series.detector = SeriesDetector.restore(series.detector.snapshot(), ZoneOffset.UTC);
    tutor.resume(next, series, NOW);
    return next;
  }

  @Test
  void what_had_learned_some_days_only_learns_all_of_it_after_a_restart() {
    LiveSeries one = series("long", 200);
    for (int i = 0; i <= Tutor.MANY; i++) {
      series("s" + i, 1);
    }
    tutor.teach(lane, NOW);
    SeriesLane next = restarted(one);
    assertThat(next.toDeepen).containsExactly(one);
    tutor.teach(next, NOW);
    assertThat(one.detector).isNotNull();
    assertThat(one.detector.samples()).isEqualTo(Tutor.MOST_VALUES);
    assertThat(restarted(one).toDeepen).as("it has learned all").isEmpty();
    LiveSeries small = series("small", 2);
    tutor.teach(lane, NOW);
    while (small.detector == null) {
      tutor.teach(lane, NOW);
    }
    assertThat(restarted(small).toDeepen).as("there is no more of it").isEmpty();
  }

  @Test
  void many_short_pasts_are_learned_together() {
    var all = new ArrayList<LiveSeries>();
    for (int i = 0; i < 60; i++) {
      all.add(series("s" + i, 1));
    }
    all.getFirst().setWaiting(false); // its rule is gone
    tutor.teach(lane, NOW);
    assertThat(taught(all)).isEqualTo(59);
    assertThat(lane.toTeach).isEmpty();
  }
}
