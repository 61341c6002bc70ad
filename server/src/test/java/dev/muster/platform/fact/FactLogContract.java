package dev.muster.platform.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every fact log must do, and the reader on top of it.
abstract class FactLogContract {
  private static final Topic<Said> LEFT = Topic.of("left", Said.class, Object::toString);
  private static final Topic<Said> RIGHT = Topic.of("right", Said.class, Object::toString);

  private final TestClock clock = new TestClock();
  private final AtomicInteger wakes = new AtomicInteger();
  private final List<String> heard = new ArrayList<>();
  private Transactions transactions;
  private FactLog log;

  protected abstract Transactions transactions();

  protected abstract FactLog log(Runnable wake);

  @BeforeEach
  void open() {
    transactions = transactions();
    log = log(wakes::incrementAndGet);
  }

  private void say(Topic<Said> topic, int lane, String... words) {
    transactions.run(() -> append(topic, lane, words));
  }

  private void append(Topic<Said> topic, int lane, String... words) {
    for (String word : words) {
      log.append(topic, lane, clock.instant(), List.of(new Said.Word(word, word.length())));
    }
  }

  private static String text(Fact fact) {
    return fact.event() instanceof Said.Word word ? word.text() : String.valueOf(fact.event());
  }

  private FactReader reader(FactReader.Handler handler) {
    return new FactReader(
        "listener",
        List.of(new FactReader.Source(LEFT, 2), new FactReader.Source(RIGHT, 1)),
        log,
        transactions,
        handler);
  }

  private FactReader reader() {
    return reader((facts, _) -> facts.forEach(fact -> heard.add(text(fact))));
  }

  /// Polls until nothing is left, and through failures.
  private int settle(FactReader reader) {
    int failures = 0;
    for (int round = 0; round < 1_000; round++) {
      try {
        if (reader.poll(clock.instant()) == 0) {
          return failures;
        }
      } catch (IllegalStateException failure) {
        failures++;
      }
    }
    throw new AssertionError("does not come to rest");
  }

  @Test
  void what_was_said_is_read_in_order_with_sequence_and_time() {
    transactions.run(() -> {
      log.append(LEFT, 1, clock.instant(), List.of(new Said.Word("a", 1), new Said.Silence(7)));
      log.append(LEFT, 0, clock.instant(), List.of(new Said.Word("other lane", 2)));
      log.append(LEFT, 1, clock.instant(), List.of(new Said.Word("b", 3)));
    });
    assertThat(log.read(LEFT, 1, 0, 10))
        .containsExactly(
            new Fact("left", 1, 1, TestClock.START, new Said.Word("a", 1)),
            new Fact("left", 1, 2, TestClock.START, new Said.Silence(7)),
            new Fact("left", 1, 3, TestClock.START, new Said.Word("b", 3)));
    assertThat(log.read(LEFT, 1, 1, 1)).extracting(Fact::sequence).containsExactly(2L);
    assertThat(log.last(LEFT, 1)).isEqualTo(3);
    assertThat(log.last(RIGHT, 0)).isZero();
    assertThat(log.lasts(Set.of("left", "right")))
        .isEqualTo(Map.of(new Place("left", 0), 1L, new Place("left", 1), 3L));
    assertThat(wakes.get()).isPositive();
  }

  @Test
  void several_lanes_are_read_at_once_up_to_where_it_was_asked() {
    say(LEFT, 0, "a", "b", "c");
    say(RIGHT, 0, "d");
    say(LEFT, 1, "e", "f");
    List<Fact> read =
        log.read(
            List.of(
                new FactLog.Stretch(LEFT, 1, 0, 2),
                new FactLog.Stretch(LEFT, 0, 1, 2),
                new FactLog.Stretch(RIGHT, 0, 1, 1)),
            10);
    assertThat(read).extracting(FactLogContract::text).containsExactly("e", "f", "b");
    assertThat(log.read(List.of(new FactLog.Stretch(LEFT, 0, 0, 3)), 2))
        .extracting(FactLogContract::text)
        .containsExactly("a", "b");
    assertThat(log.read(List.of(), 2)).isEmpty();
  }

  @Test
  void positions_of_several_lanes_move_together() {
    var left = new Place("left", 0);
    var right = new Place("right", 0);
    transactions.run(() -> {
      assertThat(log.positions("listener", List.of(left, right)))
          .isEqualTo(Map.of(left, 0L, right, 0L));
      log.advance("listener", Map.of(left, 4L));
    });
    assertThatThrownBy(() ->
            transactions.run(() -> {
              log.advance("listener", Map.of(left, 9L, right, 9L));
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    transactions.run(() ->
        assertThat(log.positions("listener", List.of(left, right)))
            .isEqualTo(Map.of(left, 4L, right, 0L)));
  }

  @Test
  void what_is_rolled_back_was_never_said_and_leaves_no_gap() {
    say(LEFT, 0, "a");
    int before = wakes.get();
    assertThatThrownBy(() ->
            transactions.run(() -> {
              append(LEFT, 0, "no");
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(wakes.get()).isEqualTo(before);
    say(LEFT, 0, "b");
    assertThat(log.read(LEFT, 0, 0, 10)).extracting(Fact::sequence).containsExactly(1L, 2L);
    assertThat(log.read(LEFT, 0, 0, 10))
        .extracting(FactLogContract::text)
        .containsExactly("a", "b");
  }

  @Test
  void nothing_is_said_outside_of_a_transaction() {
    assertThatThrownBy(() -> append(LEFT, 0, "a")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void each_fact_has_its_effect_once_even_when_the_reader_starts_anew() {
    say(LEFT, 0, "a", "b");
    settle(reader());
    say(LEFT, 1, "c");
    FactReader second = reader();
    assertThat(second.caughtUp()).isFalse();
    settle(second);
    assertThat(second.caughtUp()).isTrue();
    assertThat(heard).containsExactly("a", "b", "c");
    assertThat(log.lags()).extracting(FactLog.Lag::behind).containsOnly(0L);
  }

  @Test
  void causes_come_before_effects_in_a_batch() {
    say(LEFT, 0, "cause");
    say(RIGHT, 0, "effect");
    say(LEFT, 1, "later cause");
    settle(reader());
    assertThat(heard).containsExactly("cause", "later cause", "effect");
  }

  @Test
  void a_full_batch_on_the_left_holds_back_the_right() {
    for (int i = 0; i < 1_200; i++) {
      int number = i;
      if (i % 100 == 0) {
        transactions.run(() -> {
          for (int j = number; j < number + 100; j++) {
            append(LEFT, 0, "cause " + j);
          }
        });
      }
    }
    say(RIGHT, 0, "effect");
    settle(reader());
    assertThat(heard).hasSize(1_201).doesNotHaveDuplicates().endsWith("cause 1199", "effect");
  }

  @Test
  void a_fact_that_cannot_be_handled_is_put_aside_after_five_tries_and_the_others_go_on() {
    say(LEFT, 0, "a", "bad", "b");
    say(RIGHT, 0, "c");
    var tries = new AtomicInteger();
    FactReader reader =
        reader((facts, _) -> {
          for (Fact fact : facts) {
            if (text(fact).equals("bad")) {
              tries.incrementAndGet();
              throw new IllegalStateException("cannot digest it");
            }
          }
          facts.forEach(fact -> heard.add(text(fact)));
        });
    settle(reader);
    assertThat(heard).containsExactly("a", "b", "c");
    assertThat(tries.get())
        .isBetween(1 + 5, 2 + 5); // in company once or twice, by itself five times
    FactLog.Parked parked = log.parked(0, 10).getFirst();
    assertThat(parked.reader()).isEqualTo("listener");
    assertThat(parked.place()).isEqualTo(new Place("left", 0));
    assertThat(parked.sequence()).isEqualTo(2);
    assertThat(parked.type()).isEqualTo("Word");
    assertThat(parked.body()).contains("bad");
    assertThat(parked.why()).contains("cannot digest it");
    assertThat(reader.caughtUp()).isTrue();
  }

  @Test
  void a_fact_that_fails_is_not_mistaken_for_one_that_comes_in_on_its_left() {
    say(RIGHT, 0, "bad");
    FactReader reader =
        reader((facts, _) -> {
          for (Fact fact : facts) {
            if (text(fact).equals("bad")) {
              throw new IllegalStateException("cannot digest it");
            }
          }
          facts.forEach(fact -> heard.add(text(fact)));
        });
    for (int i = 0; i < 4; i++) {
      try {
        assertThat(reader.poll(clock.instant())).isNotNegative();
      } catch (IllegalStateException expected) {
        assertThat(expected).hasMessage("cannot digest it");
      }
    }
    say(LEFT, 0, "good");
    settle(reader);
    assertThat(heard).containsExactly("good");
    assertThat(log.parked(0, 10))
        .extracting(FactLog.Parked::place)
        .containsExactly(new Place("right", 0));
  }

  @Test
  void a_parked_fact_can_be_handed_over_again() {
    say(LEFT, 0, "bad");
    boolean[] broken = {true};
    FactReader reader =
        reader((facts, _) -> {
          if (broken[0]) {
            throw new IllegalStateException("cannot digest it");
          }
          facts.forEach(fact -> heard.add(text(fact)));
        });
    settle(reader);
    var parked = new ParkedFacts(List.of(reader), log, transactions);
    var place = new Place("left", 0);
    Instant now = clock.instant();
    assertThat(parked.replay("listener", place, 1, now))
        .isInstanceOf(ParkedFacts.Replay.Failed.class);
    assertThat(parked.replay("nobody", place, 1, now))
        .isInstanceOf(ParkedFacts.Replay.Missing.class);
    assertThat(parked.parked(0, 10)).hasSize(1);
    broken[0] = false;
    assertThat(parked.replay("listener", place, 1, now)).isEqualTo(new ParkedFacts.Replay.Done());
    assertThat(heard).containsExactly("bad");
    assertThat(parked.parked(0, 10)).isEmpty();
    assertThat(parked.replay("listener", place, 1, now))
        .isEqualTo(new ParkedFacts.Replay.Missing());
  }

  /// What a newer build says in the same topic.
  sealed interface Newer {
    record Song(String title) implements Newer {}
  }

  @Test
  void a_fact_that_this_build_cannot_read_is_put_aside_and_the_others_go_on() {
    Topic<Newer> newer = Topic.of("left", Newer.class, Object::toString);
    say(LEFT, 0, "a");
    transactions.run(() -> log.append(newer, 0, clock.instant(), List.of(new Newer.Song("la"))));
    say(LEFT, 0, "b");
    settle(reader());
    assertThat(heard).containsExactly("a", "b");
    assertThat(log.parked(0, 10)).extracting(FactLog.Parked::type).containsExactly("Song");
  }

  @Test
  void old_facts_are_forgotten_once_every_reader_has_read_them() {
    say(LEFT, 0, "a", "b");
    say(RIGHT, 0, "x");
    FactReader reader = reader();
    settle(reader);
    clock.forward(Duration.ofDays(8));
    say(LEFT, 0, "c");
    Instant limit = clock.instant().minus(Duration.ofDays(7));
    transactions.run(() -> log.position("slow", LEFT, 0));
    assertThat(transactions.<Integer>inTransaction(() -> log.forget(limit, 100))).isEqualTo(1);
    assertThat(log.read(LEFT, 0, 0, 10)).hasSize(3);
    transactions.run(() -> log.advance("slow", LEFT, 0, 1));
    assertThat(transactions.<Integer>inTransaction(() -> log.forget(limit, 100))).isEqualTo(1);
    transactions.run(() -> log.advance("slow", LEFT, 0, 3));
    settle(reader);
    assertThat(transactions.<Integer>inTransaction(() -> log.forget(limit, 100))).isEqualTo(1);
    assertThat(log.read(LEFT, 0, 0, 10)).extracting(Fact::sequence).containsExactly(3L);
    say(LEFT, 0, "d");
    assertThat(log.last(LEFT, 0)).isEqualTo(4);
    settle(reader);
    assertThat(heard).containsExactly("a", "b", "x", "c", "d");
  }
}
