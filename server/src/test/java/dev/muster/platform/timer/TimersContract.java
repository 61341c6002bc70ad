package dev.muster.platform.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What all timers must do, and the pump on top of them.
abstract class TimersContract {
  private final TestClock clock = new TestClock();
  private final List<String> heard = new ArrayList<>();
  private Transactions transactions;
  private Timers timers;

  protected abstract Transactions transactions();

  protected abstract Timers timers();

  @BeforeEach
  void open() {
    transactions = transactions();
    timers = timers();
  }

  private Instant in(int minutes) {
    return clock.instant().plus(Duration.ofMinutes(minutes));
  }

  private TimerPump pump(TimerPump.Handler handler) {
    return new TimerPump("mobilize", timers, transactions, handler);
  }

  private TimerPump pump() {
    return pump((due, _) -> due.forEach(timer -> heard.add(timer.key() + " " + timer.kind())));
  }

  private void settle(TimerPump pump) {
    for (int round = 0; round < 1_000; round++) {
      try {
        if (pump.poll(clock.instant()) == 0) {
          return;
        }
      } catch (IllegalStateException failure) {
        assertThat(failure).hasMessage("cannot");
      }
    }
    throw new AssertionError("does not come to rest");
  }

  @Test
  void rings_when_due_earliest_first_and_once() {
    timers.set("mobilize", "Q1", "escalate", in(30), "{}");
    timers.set("mobilize", "Q2", "escalate", in(10), "{}");
    timers.set("mobilize", "Q1", "ack_timeout", in(20), "{}");
    timers.set("other", "Q1", "escalate", in(1), "{}");
    TimerPump pump = pump();
    assertThat(pump.nextDue()).isEqualTo(in(10));
    settle(pump);
    assertThat(heard).isEmpty();
    clock.forward(Duration.ofMinutes(20));
    settle(pump);
    settle(pump);
    assertThat(heard).containsExactly("Q2 escalate", "Q1 ack_timeout");
    assertThat(pump.nextDue()).isEqualTo(in(10));
    assertThat(timers.pending("other", "Q1")).hasSize(1);
  }

  @Test
  void setting_again_moves_it() {
    timers.set("mobilize", "Q1", "escalate", in(30), "a");
    timers.set("mobilize", "Q1", "escalate", in(10), "b");
    assertThat(timers.pending("mobilize", "Q1"))
        .containsExactly(new Timers.Timer("mobilize", "Q1", "escalate", in(10), "b"));
  }

  @Test
  void cancelling_takes_it_away() {
    timers.set("mobilize", "Q1", "escalate", in(1), "");
    timers.set("mobilize", "Q1", "snooze", in(2), "");
    timers.set("mobilize", "Q10", "escalate", in(1), "");
    timers.cancel("mobilize", "Q1", "escalate");
    timers.cancel("mobilize", "Q1", "nothing");
    assertThat(timers.pending("mobilize", "Q1"))
        .extracting(Timers.Timer::kind)
        .containsExactly("snooze");
    timers.cancelAll("mobilize", "Q1");
    assertThat(timers.pending("mobilize", "Q1")).isEmpty();
    assertThat(timers.pending("mobilize", "Q10")).hasSize(1);
  }

  @Test
  void set_and_cancelled_with_the_transaction() {
    timers.set("mobilize", "Q1", "escalate", in(1), "");
    assertThatThrownBy(() ->
            transactions.run(() -> {
              timers.cancelAll("mobilize", "Q1");
              timers.set("mobilize", "Q2", "escalate", in(1), "");
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(timers.pending("mobilize", "Q1")).hasSize(1);
    assertThat(timers.pending("mobilize", "Q2")).isEmpty();
  }

  @Test
  void a_moved_timer_is_not_taken() {
    timers.set("mobilize", "Q1", "escalate", in(0), "");
    List<Timers.Timer> due = timers.due("mobilize", clock.instant(), 10);
    timers.set("mobilize", "Q1", "escalate", in(5), "");
    assertThat(transactions.<List<Timers.Timer>>inTransaction(() -> timers.take(due))).isEmpty();
    assertThat(timers.pending("mobilize", "Q1")).hasSize(1);
  }

  @Test
  void what_is_held_can_be_called_off_before_it_is_taken() {
    timers.set("mobilize", "Q2", "escalate", in(0), "");
    timers.set("mobilize", "Q1", "escalate", in(0), "");
    var held = new ArrayList<String>();
    settle(
        pump(
            new TimerPump.Handler() {
              @Override
              public void hold(List<String> keys) {
                held.addAll(keys);
                timers.cancelAll("mobilize", "Q1");
              }

              @Override
              public void due(List<Timers.Timer> due, Instant now) {
                due.forEach(timer -> heard.add(timer.key()));
              }
            }));
    assertThat(held).containsExactly("Q1", "Q2");
    assertThat(heard).containsExactly("Q2");
  }

  @Test
  void one_that_fails_is_put_off_and_holds_up_no_other() {
    timers.set("mobilize", "bad", "escalate", in(-1), "");
    for (int i = 0; i < 5; i++) {
      timers.set("mobilize", "Q" + i, "escalate", in(0), "");
    }
    boolean[] broken = {true};
    TimerPump pump =
        pump((due, _) -> {
          for (Timers.Timer timer : due) {
            if (broken[0] && timer.key().equals("bad")) {
              throw new IllegalStateException("cannot");
            }
          }
          due.forEach(timer -> heard.add(timer.key()));
        });
    settle(pump);
    assertThat(heard).containsExactly("Q0", "Q1", "Q2", "Q3", "Q4");
    assertThat(pump.nextDue()).isEqualTo(in(1));
    broken[0] = false;
    clock.forward(Duration.ofMinutes(1));
    settle(pump);
    assertThat(heard).endsWith("bad").hasSize(6);
  }
}
