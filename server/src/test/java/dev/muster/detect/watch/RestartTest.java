package dev.muster.detect.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.FakeCatalog;
import dev.muster.detect.anomaly.AnomalySamples;
import dev.muster.detect.anomaly.Voice;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.RuleBook;
import dev.muster.detect.rule.RuleSamples;
import dev.muster.detect.series.NamedDays;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.lane.Lanes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// What a restart costs: no open anomaly, nothing that was to be told, and no more learning than since the last snapshot.
class RestartTest {
  private static final Instant START = Instant.parse("2026-03-02T12:00:00Z");
  private static final SeriesName NAME = SeriesName.of("m", Map.of("host", "a"));

  private static final MetricDesk.Past NO_PAST =
      new MetricDesk.Past() {
        @Override
        public double events(List<Matcher> matchers, Instant since, Instant until) {
          return 0;
        }

        @Override
        public SortedMap<Long, Double> values(
            List<Matcher> matchers, Instant since, Instant until) {
          return new TreeMap<>();
        }

        @Override
        public void replay(
            List<List<Matcher>> any, Instant until, long most, MetricDesk.Wants wants) {}
      };

  private final Database database = TestDatabase.with("detect");
  private final List<String> told = new ArrayList<>();
  private final SplittableRandom random = new SplittableRandom(1);
  private boolean storageTakes = true;
  private Instant now = START;

  /// A house that can be left without a word.
  private final class House {
    final SeriesStore store = new PostgresSeriesStore(database);
    final RuleBook book =
        new RuleBook(RuleSamples.store(database), () -> new NamedDays(ZoneOffset.UTC, List.of()));
    final SeriesKeeper keeper;
    final Lanes<Portion, Taken> lanes;
    final MetricDesk desk;

    House(WatchSettings settings) {
      Voice voice =
          anomaly -> {
            if (storageTakes) {
              told.add(anomaly.closedAt() == null ? "open" : "closed");
            }
            return CompletableFuture.completedFuture(storageTakes);
          };
      var meters = new SimpleMeterRegistry();
      keeper =
          new SeriesKeeper(
              store,
              AnomalySamples.store(database),
              book,
              voice,
              new FakeCatalog(),
              (_, _) -> "SVC",
              new Surveys(),
              List.of(),
              Ids.from(new Random(told.size())),
              settings,
              meters);
      lanes =
          new Lanes<>("series", keeper.count(), keeper, () -> now, Lanes.Limits.usual(), meters);
      desk = new MetricDesk(lanes, keeper, NO_PAST);
    }

    House() {
      this(WatchSettings.usual());
    }

    /// A minute with that value.
    void minute(double value) {
      var reading =
          new Reading.Sample(
              NAME, Reading.Kind.GAUGE, now.toEpochMilli(), value + random.nextDouble(-1, 1), null);
      desk.take("I", List.of(reading)).orElseThrow().join();
      now = now.plusSeconds(60);
      lanes.poll(now);
    }

    void minutes(int count, double value) {
      for (int i = 0; i < count; i++) {
        minute(value);
      }
    }

    boolean replays() {
      return desk.replay(List.of(), now.plusSeconds(60), 1_000, (_, _) -> List.of());
    }

    void settle() {
      for (int i = 0; i < 5; i++) {
        now = now.plusSeconds(3);
        lanes.poll(now);
      }
    }
  }

  private void rule() {
    RuleSamples.store(database)
        .save(RuleSamples.rule(RuleSamples.UNUSUAL, Rule.Direction.UP, 2, 2, 3));
  }

  private static Reading gauge(String name, Instant at) {
    return new Reading.Sample(
        SeriesName.of(name, Map.of()), Reading.Kind.GAUGE, at.toEpochMilli(), 1, null);
  }

  @Test
  void an_operator_sees_which_source_is_beyond_its_limit_and_whose_series_still_learn() {
    WatchSettings usual = WatchSettings.usual();
    var house =
        new House(
            new WatchSettings(
                usual.step(),
                usual.zone(),
                2,
                usual.watchedSeries(),
                usual.snapshotEvery(),
                usual.recent(),
                usual.forgetAfter(),
                usual.keepSteps(),
                usual.keepHours(),
                usual.lanes()));
    for (int i = 0; i < 20; i++) {
      house.minute(100);
    }
    assertThat(house.desk.load("I")).isEqualTo(new SourceLoad(1, 2, 0, 0, null));
    rule();
    house.book.reload();
    Instant refused = now;
    house
        .desk
        .take("I", List.of(gauge("b", now), gauge("c", now), gauge("d", now)))
        .orElseThrow()
        .join();
    house.settle();
    now = now.plusSeconds(60);
    house.lanes.poll(now); // their first step is over
    SourceLoad load = house.desk.load("I");
    assertThat(load.series()).isEqualTo(2);
    assertThat(load.refused()).isPositive();
    assertThat(load.refusedAt()).isEqualTo(refused);
    assertThat(load.isOver(now.plus(Duration.ofDays(1)))).isTrue();
    assertThat(new SourceLoad(1, 2, 0, 3, now).isOver(now.plus(Duration.ofMinutes(59)))).isTrue();
    assertThat(new SourceLoad(1, 2, 0, 3, now).isOver(now.plus(Duration.ofMinutes(61)))).isFalse();
    assertThat(house.desk.load("J")).isEqualTo(new SourceLoad(0, 2, 0, 0, null));
  }

  private List<String> kept() {
    return database
        .sql()
        .sql("select metric from detect.series order by metric")
        .query((row, _) -> row.getString(1))
        .list();
  }

  @Test
  void what_cannot_be_kept_of_one_sender_holds_up_no_other() {
    database
        .sql()
        .sql("alter table detect.series add constraint none check (metric <> 'refused')")
        .update();
    var house = new House();
    var damaged = new ArrayList<Reading>();
    damaged.add(
        new Reading.Sample(
            SeriesName.of("nul", Map.of()), Reading.Kind.GAUGE, now.toEpochMilli(), 1, "m\0s"));
    for (long years : new long[] {Long.MIN_VALUE, -300_000_000_000_000L, 0}) {
      damaged.add(
          new Reading.Sample(
              SeriesName.of("ancient" + years, Map.of()), Reading.Kind.GAUGE, years, 1, null));
    }
    for (int i = 0; i < 20; i++) {
      damaged.add(gauge("refused", now));
      damaged.add(gauge("sound" + (char) ('a' + i), now));
    }
    Taken taken = house.desk.take("I", damaged).orElseThrow().join();
    house.desk.take("J", List.of(gauge("zealous", now))).orElseThrow().join();
    assertThat(taken.late()).isEqualTo(3);
    now = now.plusSeconds(120);
    house.settle();
    assertThat(kept())
        .hasSize(22)
        .contains("nul", "sounda", "soundt", "zealous")
        .doesNotContain("refused");
    house.desk.take("J", List.of(gauge("later", now))).orElseThrow().join();
    now = now.plusSeconds(120);
    house.settle();
    assertThat(kept()).contains("later");
  }

  private long learnedStates() {
    return database.sql().sql("select count(*) from detect.detector").query(Long.class).single();
  }

  @Test
  void what_was_learned_goes_with_its_last_rule() {
    rule();
    var house = new House();
    house.minutes(200, 10);
    assertThat(learnedStates()).isEqualTo(1);
    RuleSamples.store(database)
        .rules()
        .forEach(one -> RuleSamples.store(database).delete(one.id()));
    house.book.reload();
    house.minutes(10, 10);
    assertThat(learnedStates()).isZero();
    rule();
    house.book.reload();
    house.minutes(10, 10);
    assertThat(learnedStates()).as("the rule is back").isEqualTo(1);
  }

  @Test
  void what_was_learned_goes_when_its_rule_comes_back_and_others_took_its_place() {
    rule();
    var usual = WatchSettings.usual();
    var house =
        new House(
            new WatchSettings(
                usual.step(),
                usual.zone(),
                usual.seriesPerSource(),
                1,
                usual.snapshotEvery(),
                usual.recent(),
                usual.forgetAfter(),
                usual.keepSteps(),
                usual.keepHours(),
                usual.lanes()));
    house.minutes(200, 10);
    assertThat(learnedStates()).isEqualTo(1);
    RuleSamples.store(database)
        .rules()
        .forEach(one -> RuleSamples.store(database).delete(one.id()));
    house.book.reload();
    unsaved(house, NAME);
    rule();
    house.book.reload();
    unsaved(house, SeriesName.of("m", Map.of("host", "b")));
    unsaved(house, NAME);
    house.settle();
    assertThat(
            database
                .sql()
                .sql("select count(*) from detect.detector where series_id = ?")
                .param(LiveSeries.id("I", NAME))
                .query(Long.class)
                .single())
        .isZero();
  }

  /// Two minutes of a series that are judged, and storage is not asked.
  private void unsaved(House house, SeriesName name) {
    for (int i = 0; i < 2; i++) {
      var reading = new Reading.Sample(name, Reading.Kind.GAUGE, now.toEpochMilli(), 10, null);
      house.desk.take("I", List.of(reading)).orElseThrow().join();
      now = now.plusSeconds(60);
    }
  }

  @Test
  void an_open_anomaly_stays_open_and_is_told_once() {
    rule();
    var before = new House();
    before.minutes(1_500, 10);
    before.minutes(3, 80);
    before.settle();
    assertThat(told).containsExactly("open");

    var after = new House(); // the first one is left without a word
    after.minutes(2, 80);
    after.settle();
    assertThat(told).containsExactly("open");
    after.minutes(60, 10);
    after.settle();
    assertThat(told).containsExactly("open", "closed");
  }

  @Test
  void a_series_is_not_silent_while_muster_is_away() {
    RuleSamples.store(database)
        .save(
            RuleSamples.rule(
                new Criterion.Silent(Duration.ofMinutes(5)), Rule.Direction.BOTH, 1, 1, 1));
    var before = new House();
    before.minutes(20, 10);
    assertThat(told).isEmpty();

    now = now.plus(Duration.ofHours(2));
    var after = new House();
    after.keeper.awaitDoors();
    after.settle();
    now = now.plus(Duration.ofMinutes(9));
    after.settle();
    assertThat(told).as("it may have sent all the time").isEmpty();
    after.keeper.opened(now);
    now = now.plus(Duration.ofMinutes(4));
    after.settle();
    assertThat(told).as("the doors are not open for long enough").isEmpty();
    now = now.plus(Duration.ofMinutes(4));
    after.settle();
    assertThat(told).as("now it could be heard, and is not").containsExactly("open");
  }

  @Test
  void what_could_not_be_told_is_told_after_the_restart() {
    rule();
    storageTakes = false;
    var before = new House();
    before.minutes(1_500, 10);
    before.minutes(3, 80);
    before.settle();
    assertThat(told).isEmpty();
    storageTakes = true;
    var after = new House();
    after.settle();
    assertThat(told).containsExactly("open");
  }

  @Test
  void the_detector_goes_on_with_what_it_had_learned() {
    rule();
    var before = new House();
    before.minutes(1_500, 10);
    var after = new House();
    after.minutes(2, 10);
    after.minutes(3, 80);
    after.settle();
    assertThat(told).containsExactly("open");
    var lost = (now.toEpochMilli() - START.toEpochMilli()) / 60_000;
    var points = new ArrayList<Chunk.Point>();
    after.lanes.close();
    for (Chunk chunk :
        after.store.chunks(LiveSeries.id("I", NAME), START.minus(Duration.ofHours(4)), now)) {
      chunk.read(Long.MIN_VALUE, Long.MAX_VALUE, points::add);
    }
    // the graph misses the last snapshot interval before the restart at most
    assertThat(points.size()).isBetween((int) lost - 8, (int) lost + 1);
  }

  @Test
  void a_rule_that_is_made_later_knows_the_past_that_was_kept() {
    var house = new House();
    house.minutes(1_500, 10);
    aRuleMadeNowTellsAJump(house);
  }

  private void aRuleMadeNowTellsAJump(House house) {
    rule();
    house.book.reload();
    house.settle();
    house.minutes(3, 80);
    house.settle();
    assertThat(told).containsExactly("open");
  }

  @Test
  void a_stored_chunk_that_cannot_be_read_is_passed_over() {
    var house = new House();
    house.minutes(1_500, 10);
    database
        .sql()
        .sql(
            "update detect.chunk set points = ? where start_at = (select min(start_at) from"
                + " detect.chunk)")
        .params((Object) new byte[] {1, 2, 3})
        .update();
    aRuleMadeNowTellsAJump(house);
  }

  @Test
  void a_series_that_begins_with_its_rule_waits_for_nothing() {
    rule();
    var house = new House();
    house.minutes(150, 10);
    house.minutes(3, 80);
    house.settle();
    assertThat(told).containsExactly("open");
  }

  @Test
  void series_beyond_the_limit_of_a_source_are_refused_and_the_others_go_on() {
    var house = new House(WatchSettings.usual().withSeriesPerSource(10));
    int over = 0;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 30; i++) {
        var reading =
            new Reading.Sample(
                SeriesName.of("n" + i, Map.of()), Reading.Kind.GAUGE, now.toEpochMilli(), 1, null);
        over += house.desk.take("I", List.of(reading)).orElseThrow().join().overLimit();
      }
      now = now.plusSeconds(120);
      house.lanes.poll(now);
    }
    assertThat(house.desk.load("I").series()).isEqualTo(10);
    assertThat(over).isGreaterThanOrEqualTo(20);
    var other = new Reading.Sample(NAME, Reading.Kind.GAUGE, now.toEpochMilli(), 1, null);
    assertThat(house.desk.take("J", List.of(other)).orElseThrow().join().accepted()).isEqualTo(1);
  }

  @Test
  void rules_and_series_come_back_as_they_were_stored() {
    var store = RuleSamples.store(database);
    Rule rule = RuleSamples.rule(new Criterion.Beyond(10), Rule.Direction.DOWN, 2, 5, 3);
    store.save(rule);
    assertThat(store.rules().toString()).isEqualTo(List.of(rule).toString());
    assertThat(store.delete(rule.id())).isTrue();
    assertThat(store.rules()).isEmpty();
  }

  @Test
  void the_past_is_told_of_once_its_steps_are_closed_and_written() {
    var house = new House();
    house.minutes(3, 100);
    assertThat(house.replays()).isTrue();
    now = now.plus(Duration.ofHours(7));
    assertThat(house.replays()).as("the lanes have not looked since").isFalse();
    house.lanes.poll(now);
    assertThat(house.replays()).isTrue();
  }
}
