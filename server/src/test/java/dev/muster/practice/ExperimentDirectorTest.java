package dev.muster.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.mobilize.ExperimentDesk;
import dev.muster.platform.db.Database;
import dev.muster.platform.postgres.TestLocks;
import dev.muster.platform.postgres.TestPostgres;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a real PostgreSQL, as most of it is about who waits for whom.
class ExperimentDirectorTest {
  private static final Instant T = Instant.parse("2026-05-04T02:00:00Z");

  private final List<String> released = Collections.synchronizedList(new ArrayList<>());
  private final List<String> audited = Collections.synchronizedList(new ArrayList<>());

  private final Database database = database();
  private final PostgresExperiments store = new PostgresExperiments(database);
  private final Timers timers = new PostgresTimers(database);
  private final ExperimentDirector director =
      new ExperimentDirector(
          store,
          new ExperimentDesk() {
            @Override
            public int release(String experimentId, String words, Instant now) {
              released.add(words);
              return 0;
            }

            @Override
            public int reconsider(Collection<String> alertIds, Instant now) {
              return 0;
            }
          },
          timers,
          database,
          (action, _, id, details) -> audited.add(action + " " + id + " " + details));
  private final TimerPump pump =
      new TimerPump(ExperimentDirector.OWNER, timers, database, director.timerHandler());

  private static Database database() {
    var source = TestPostgres.fresh().dataSource();
    Flyway.configure()
        .dataSource(source)
        .locations(
            "classpath:dev/muster/platform/migrations", "classpath:dev/muster/practice/migrations")
        .outOfOrder(true)
        .load()
        .migrate();
    return new Database(source);
  }

  @BeforeEach
  void clear() {
    released.clear();
    audited.clear();
  }

  private Experiment plan(String id, @Nullable Instant startAt) {
    var one =
        new Experiment(
            id,
            "Slow database",
            "It survives.",
            "T1",
            "P1",
            List.of(new Experiment.Target(Experiment.Target.SERVICE, "S1")),
            List.of(),
            startAt,
            Duration.ofMinutes(30),
            Duration.ofMinutes(5),
            Experiment.State.PLANNED,
            null,
            null,
            false,
            null,
            null,
            "",
            "",
            "U1",
            T.minusSeconds(3600));
    director.plan(one);
    return one;
  }

  private Experiment found(String id) {
    return store.find(id).orElseThrow();
  }

  private void running(int howMany) {
    for (int i = 0; i < howMany; i++) {
      plan("R" + i, null);
      director.start("R" + i, _ -> {}, T);
    }
  }

  @Test
  void who_ends_it_waits_for_those_who_judge_by_it() throws Exception {
    plan("X1", null);
    director.start("X1", _ -> {}, T);
    var order = Collections.synchronizedList(new ArrayList<String>());
    var abort = new CompletableFuture<Void>();
    database.run(() -> {
      assertThat(store.holdActive()).extracting(Experiment::id).containsExactly("X1");
      abort.completeAsync(() -> {
        director.abort("X1", "It hurts", T.plusSeconds(60));
        order.add("broken off");
        return null;
      });
      TestLocks.untilStuck(database, abort);
      assertThat(released).as("nothing is released before all that is kept can be seen").isEmpty();
      order.add("kept");
    });
    abort.get(90, TimeUnit.SECONDS);
    assertThat(order).containsExactly("kept", "broken off");
    assertThat(released).containsExactly("Experiment \"Slow database\" was broken off: It hurts.");
    assertThat(found("X1").endReason()).isEqualTo("It hurts.");
    assertThat(store.holdActive()).isEmpty();
  }

  @Test
  void all_that_run_are_held_in_their_order_with_what_is_asked_for() {
    for (String id : List.of("X3", "X1", "X2")) {
      plan(id, null);
    }
    director.start("X3", _ -> {}, T);
    director.start("X1", _ -> {}, T);
    director.abort("X3", "", T);
    plan("X0", null);
    director.start("X0", _ -> {}, T);
    database.run(() ->
        assertThat(store.holdActiveAnd(List.of("X3", "X1")))
            .extracting(Experiment::id)
            .containsExactly("X0", "X1", "X3"));
  }

  @Test
  void a_change_cannot_undo_a_start_that_came_in_between() throws Exception {
    plan("X1", null);
    var change = new CompletableFuture<Experiment>();
    database.run(() -> {
      director.start("X1", _ -> {}, T);
      change.completeAsync(() -> director.change("X1", before -> before.withdrawn("")));
      TestLocks.untilStuck(database, change);
    });
    assertThatThrownBy(() -> change.get(90, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ApiException.class)
        .hasMessageContaining("running");
    assertThat(found("X1").state()).isEqualTo(Experiment.State.RUNNING);
    assertThat(timers.pending(ExperimentDirector.OWNER, "X1"))
        .extracting(Timers.Timer::kind)
        .containsExactly("end");
  }

  @Test
  void the_clock_begins_it_a_little_late_but_never_hours_later() {
    plan("X1", T);
    plan("X2", T);
    director.change("X2", before -> before);
    pump.poll(T.plus(ExperimentDirector.GRACE));
    assertThat(found("X1").state()).isEqualTo(Experiment.State.RUNNING);
    assertThat(found("X2").state()).isEqualTo(Experiment.State.RUNNING);

    plan("X3", T.plusSeconds(3600));
    audited.clear();
    pump.poll(T.plus(Duration.ofHours(5)));
    Experiment late = found("X3");
    assertThat(late.state()).isEqualTo(Experiment.State.WITHDRAWN);
    assertThat(late.endReason())
        .isEqualTo(
            "It was to begin at 2026-05-04T03:00:00Z; Muster did not run then, and would have begun"
                + " it 4 h late.");
    assertThat(audited).anyMatch(line -> line.startsWith("withdraw X3") && line.contains("late"));
    assertThat(timers.pending(ExperimentDirector.OWNER, "X3")).isEmpty();
  }

  @Test
  void the_clock_begins_no_more_than_may_run() {
    running(ExperimentDirector.MOST_RUNNING);
    plan("X1", T);
    pump.poll(T);
    assertThat(found("X1").state()).isEqualTo(Experiment.State.PLANNED);
    director.abort("R0", "", T);
    pump.poll(T.plusSeconds(60));
    assertThat(found("X1").state()).as("tried again").isEqualTo(Experiment.State.RUNNING);

    plan("X2", T);
    pump.poll(T.plusSeconds(90));
    assertThat(found("X2").state()).isEqualTo(Experiment.State.PLANNED);
    pump.poll(T.plus(ExperimentDirector.GRACE).plusSeconds(1));
    assertThat(found("X2").state()).isEqualTo(Experiment.State.WITHDRAWN);
    assertThat(found("X2").endReason()).contains("50 experiments were running");
    assertThatThrownBy(() -> director.start("X2", _ -> {}, T)).isInstanceOf(ApiException.class);
  }

  @Test
  void what_is_said_of_one_that_never_began_is_why() {
    running(ExperimentDirector.MOST_RUNNING);
    plan("X1", T);
    plan("X2", T.plusSeconds(60));
    pump.poll(T); // all places are taken, and one becomes free too late
    director.abort("R0", "", T.plusSeconds(330));
    pump.poll(T.plusSeconds(361));
    assertThat(found("X1").endReason())
        .isEqualTo(
            "50 experiments were running when it was to begin, and it is not begun later than 5 min"
                + " after its time.");
    // nobody looked at the second one in time, whatever runs now
    director.start(plan("Y", null).id(), _ -> {}, T);
    pump.poll(T.plus(Duration.ofMinutes(20)));
    assertThat(found("X2").endReason()).contains("Muster did not run then");
  }

  @Test
  void two_cannot_begin_in_the_last_gap() throws Exception {
    running(ExperimentDirector.MOST_RUNNING - 1);
    plan("X1", null);
    plan("X2", null);
    var second = new CompletableFuture<Experiment>();
    database.run(() -> {
      director.start("X1", _ -> {}, T);
      second.completeAsync(() -> director.start("X2", _ -> {}, T));
      TestLocks.untilStuck(database, second);
    });
    assertThatThrownBy(() -> second.get(90, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("50 experiments are running already");
    assertThat(found("X2").state()).isEqualTo(Experiment.State.PLANNED);
  }

  @Test
  void a_person_and_the_clock_end_it_at_once_and_neither_fails() throws Exception {
    plan("X1", null);
    director.start("X1", _ -> {}, T);
    var byTheClock = new CompletableFuture<Integer>();
    database.run(() -> {
      store.hold(List.of("X1"));
      byTheClock.completeAsync(() -> pump.poll(T.plus(Duration.ofHours(1))));
      TestLocks.untilStuck(database, byTheClock);
      director.stop("X1", _ -> {}, T.plusSeconds(60));
    });
    assertThat(byTheClock.get(90, TimeUnit.SECONDS)).isZero();
    assertThat(found("X1").stoppedAt()).isEqualTo(T.plusSeconds(60));
  }

  @Test
  void what_was_found_stays_when_only_the_verdict_is_given() {
    plan("X1", null);
    director.start("X1", _ -> {}, T);
    director.abort("X1", "", T.plusSeconds(5));
    director.conclude("X1", _ -> {}, Experiment.Verdict.INCONCLUSIVE, "The disk fills.");
    Experiment concluded = director.conclude("X1", _ -> {}, Experiment.Verdict.REFUTED, null);
    assertThat(concluded.finding()).isEqualTo("The disk fills.");
    assertThat(concluded.endReason()).isEqualTo("Nobody said why.");
    assertThat(director.conclude("X1", _ -> {}, null, "").finding()).isEmpty();
  }
}
