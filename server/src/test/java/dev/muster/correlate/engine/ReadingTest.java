package dev.muster.correlate.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.correlate.engine.numbers.ClockSkews;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.correlate.engine.reading.AlertReader;
import dev.muster.correlate.engine.reading.AlertReading;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingTest {
  private static final Instant START = SampleTown.START;

  @Test
  void a_clock_that_is_wrong_is_put_right() {
    var clocks = new ClockSkews();
    Instant onset = START;
    for (int i = 0; i < 40; i++) {
      Instant arrived = START.plusSeconds(i * 60L);
      // the monitor's clock is two minutes ahead; the way takes 3 to 12 seconds
      onset = clocks.onset("fast", arrived, arrived.plusSeconds(120 - 3 - i % 10));
      assertThat(onset).isBeforeOrEqualTo(arrived);
    }
    assertThat(Duration.between(onset, START.plusSeconds(39 * 60L)).abs())
        .isLessThan(Duration.ofSeconds(12));
  }

  @Test
  void a_monitor_that_reports_no_time_is_taken_by_the_arrival() {
    assertThat(new ClockSkews().onset("mute", START, null)).isEqualTo(START);
  }

  @Test
  void what_differs_between_alerts_of_a_kind_is_left_out_of_the_template() {
    var reader = new AlertReader(SampleTown.topology());
    AlertReading a =
        reader.read(
            sighting(
                "A",
                "till-of-line-01",
                "Queue of till-of-line-01 holds 4711 entries, LedgerLockedException"));
    AlertReading b =
        reader.read(
            sighting(
                "B",
                "till-of-line-02",
                "Queue of till-of-line-02 holds 12 entries, LedgerLockedException"));
    assertThat(a.template()).isEqualTo(b.template());
    assertThat(a.kind()).isEqualTo(b.kind());
    assertThat(a.marks()).contains("ledgerlockedexception");
  }

  @Test
  void a_name_that_only_the_monitor_knows_is_learned_from_company() {
    var reader = new AlertReader(SampleTown.topology());
    for (int i = 0; i < 5; i++) {
      reader.read(
          new AlertSighting(
              "A" + i,
              START,
              null,
              "watch",
              "ZQX77 answers slowly",
              "ZQX77",
              null,
              null,
              null,
              Severity.ERROR,
              Map.of("app", "shop-of-line-05")));
    }
    AlertReading alone = reader.read(sighting("B", "ZQX77", "ZQX77 answers slowly"));
    assertThat(SampleTown.topology().entity(alone.entity()).id()).isEqualTo("shop-of-line-05");
    assertThat(alone.words()).contains("not in the topology");
  }

  @Test
  void the_stage_is_read_from_any_field() {
    var reader = new AlertReader(SampleTown.topology());
    AlertReading reading =
        reader.read(
            new AlertSighting(
                "A",
                START,
                null,
                "watch",
                "x",
                "till-of-line-01",
                null,
                null,
                null,
                Severity.ERROR,
                Map.of("tier", "Staging")));
    assertThat(reading.stage()).isEqualTo("staging");
    assertThat(reader.read(sighting("B", "till-of-line-01", "x")).stage()).isEqualTo("prod");
  }

  @Test
  void what_comes_by_the_clock_is_seen_to_do_so() {
    var times = new Recurrences();
    long hour = 3_600_000L;
    for (int i = 0; i < 6; i++) {
      times.add(1, i * 6L * hour + i * 20_000L);
    }
    Recurrences.Habit onTime = times.habit(1, 36 * hour, 0);
    assertThat(onTime.hours()).isIn(6, 12, 24);
    assertThat(onTime.hits()).isGreaterThanOrEqualTo(5);
    assertThat(times.habit(1, 33 * hour, 0).share()).isLessThan(onTime.share());
    assertThat(times.habit(2, 33 * hour, 0).count()).isZero();
  }

  private static AlertSighting sighting(String id, String source, String summary) {
    return new AlertSighting(
        id, START, null, "watch", summary, source, null, null, null, Severity.ERROR, Map.of());
  }
}
