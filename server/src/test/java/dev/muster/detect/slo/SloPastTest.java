package dev.muster.detect.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.muster.detect.check.Conditions;
import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.watch.StepListener;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SloPastTest {
  private static final Instant NOW = Instant.parse("2026-03-31T12:00:20Z");
  private static final Instant FROM = Past.beginning(NOW);
  private static final SeriesName ALL = SeriesName.of("requests_total", Map.of());
  private static final SeriesName GOOD = SeriesName.of("good_total", Map.of());

  private final Database database = TestDatabase.with("detect");
  private final PostgresSlos store = new PostgresSlos(database);
  private final List<String> opened = new ArrayList<>();
  private final Conditions conditions =
      new Conditions() {
        @Override
        public void open(
            String key,
            String serviceId,
            Severity severity,
            String summary,
            String source,
            String kind,
            Map<String, ?> details,
            Instant now) {
          opened.add(key);
        }

        @Override
        public void close(String key, Instant now) {}
      };

  private static List<Matcher> of(SeriesName name) {
    return List.of(Matcher.of("__name__", Matcher.Op.EQUAL, name.metric()));
  }

  private static Slo slo(SeriesName good) {
    return new Slo(
        "S",
        "Checkout",
        "SVC",
        new Slo.Indicator.Ratio(of(good), true, of(ALL)),
        0.999,
        Duration.ofDays(30),
        10,
        true,
        "u",
        NOW,
        NOW);
  }

  /// All that a restart makes anew.
  private final class House {
    final SloBook book = new SloBook();
    final SloPump pump = new SloPump(store, book, conditions, database);

    House() {
      pump.reload(NOW);
    }

    SloPast past(SloPast.Replay kept) {
      return new SloPast(book, pump, kept);
    }

    void step(SeriesName name, Instant at, double rate) {
      for (StepListener.Sink sink : book.wants("I", name)) {
        sink.step(at.toEpochMilli(), 60, rate);
      }
    }

    Ledger.Count counted() {
      return book.ledger(slo(GOOD)).window(Duration.ofDays(30), FROM.plus(Duration.ofHours(2)));
    }

    String state() {
      return book.past("S").state().wire();
    }
  }

  private void made() {
    database.run(() -> {
      store.save(slo(GOOD));
      store.countPast("S", FROM);
    });
  }

  /// Ten minutes some hours ago with 600 requests each, of which 60 failed.
  private static final SloPast.Replay KEPT =
      (any, until, most, wants) -> {
        for (SeriesName name : List.of(ALL, GOOD)) {
          for (StepListener.Sink sink : wants.of("I", name)) {
            for (int minute = 300; minute < 310; minute++) {
              sink.step(
                  until.minus(Duration.ofMinutes(minute)).toEpochMilli(),
                  60,
                  name.equals(ALL) ? 10 : 9);
            }
          }
        }
        return true;
      };

  @Test
  void nothing_is_counted_while_steps_of_the_past_are_still_being_closed() {
    made();
    var house = new House();
    var closed = new boolean[] {false};
    SloPast past =
        house.past((any, until, most, wants) -> closed[0] && KEPT.replay(any, until, most, wants));
    assertThat(past.poll(NOW)).isZero();
    assertThat(house.state()).isEqualTo("counting");
    closed[0] = true;
    assertThat(past.poll(NOW)).as("not at once").isZero();
    assertThat(past.poll(NOW.plusSeconds(1))).isOne();
    assertThat(house.state()).isEqualTo("counted");
    assertThat(house.counted().total()).isEqualTo(6_000);
  }

  @Test
  void the_past_is_counted_aside_once_and_again_after_a_failure() {
    made();
    var house = new House();
    var failing = new boolean[] {true};
    SloPast past =
        house.past((any, until, most, wants) -> {
          assertThat(Thread.holdsLock(house.pump)).as("budgets are judged meanwhile").isFalse();
          wants.means(2);
          KEPT.replay(any, until, most, wants);
          assertThat(house.book.counted("S")).as("percent").isEqualTo(50);
          assertThat(house.book.counted("T")).isNull();
          if (failing[0]) {
            throw new IllegalStateException("the storage is away");
          }
          return true;
        });
    assertThat(past.poll(NOW)).isZero();
    assertThat(house.book.counted("S")).as("it failed").isNull();
    assertThat(house.state()).isEqualTo("counting");
    assertThat(house.counted().total()).as("all of it or nothing").isZero();
    failing[0] = false;
    assertThat(past.poll(NOW.plusSeconds(1))).as("not at once").isZero();
    assertThat(past.poll(NOW.plusSeconds(60))).isOne();
    assertThat(past.poll(NOW.plusSeconds(200))).as("nothing more to do").isZero();
    assertThat(house.state()).isEqualTo("counted");
    assertThat(house.counted().total()).isCloseTo(6_000, within(1e-6));
    assertThat(house.counted().bad()).isCloseTo(600, within(1e-6));
    var again = new House();
    assertThat(again.past(KEPT).poll(NOW.plusSeconds(300))).isZero();
    assertThat(again.counted().total()).isCloseTo(6_000, within(1e-6));
  }

  @Test
  void what_was_not_counted_before_a_restart_is_counted_after_it_beside_what_came_meanwhile() {
    made();
    var before = new House();
    before.step(ALL, FROM, 10);
    before.step(GOOD, FROM, 10);
    before.pump.poll(NOW);
    var after = new House();
    assertThat(after.state()).isEqualTo("counting");
    assertThat(after.past(KEPT).poll(NOW)).isOne();
    assertThat(after.counted().total()).isCloseTo(6_600, within(1e-6));
    assertThat(new House().counted().total()).isCloseTo(6_600, within(1e-6));
  }

  @Test
  void a_step_that_only_some_series_could_count_pages_nobody() {
    made();
    var house = new House();
    Instant before = FROM.minusSeconds(60);
    // this one ended on the series of all requests after the objective was there, on that of the
    // good ones before
    house.step(ALL, before, 100);
    assertThat(house.past(KEPT).poll(NOW)).isOne();
    house.step(ALL, before, 100);
    house.step(ALL, FROM, 100);
    house.step(GOOD, FROM, 100);
    assertThat(house.counted().bad()).as("failures that were").isCloseTo(600, within(1e-6));
    house.pump.poll(FROM.plusSeconds(70));
    assertThat(opened).doesNotContain("slo/S/page");
    assertThat(FROM).isEqualTo("2026-03-31T12:02:00Z");
  }

  @Test
  void an_objective_that_means_other_series_meanwhile_gets_their_past() {
    made();
    var house = new House();
    SloPast past =
        house.past((any, until, most, wants) -> {
          KEPT.replay(any, until, most, wants);
          if (any.contains(of(GOOD))) {
            store.save(slo(ALL));
          }
          return true;
        });
    assertThat(past.poll(NOW)).isZero();
    assertThat(house.counted().total()).isZero();
    assertThat(past.poll(NOW.plusSeconds(2))).isOne();
    assertThat(house.counted().bad()).isCloseTo(0, within(1e-6));
    assertThat(house.counted().total()).isCloseTo(6_000, within(1e-6));
  }

  @Test
  void too_many_series_are_said_and_not_tried_again() {
    made();
    var house = new House();
    SloPast past =
        house.past((any, until, most, wants) -> {
          throw new IllegalArgumentException("means more than 1,000 series");
        });
    assertThat(past.poll(NOW)).isOne();
    assertThat(house.state()).isEqualTo("too_many");
    assertThat(house.book.past("S").state().words()).contains("1,000");
    assertThat(past.poll(NOW.plusSeconds(300))).isZero();
  }
}
