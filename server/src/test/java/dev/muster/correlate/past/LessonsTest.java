package dev.muster.correlate.past;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.catalog.topology.Dependency;
import dev.muster.catalog.topology.Gap;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.TestDatabase;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Learning goes on in the background, one at a time, and never ends without a word.
class LessonsTest {
  private static final Instant NOW = Instant.parse("2026-03-02T10:15:30Z");
  private static final Learning.Asker ANA = new Learning.Asker(Actor.Kind.USER, "U1", "Ana");
  private static final Learning.Asker BEN = new Learning.Asker(Actor.Kind.ACCOUNT, "T2", "nightly");

  private final Database database = TestDatabase.with("correlate");
  private final Timers timers = new PostgresTimers(database);
  private final PastStore store = new PostgresPast(database);
  private final ArrayDeque<Runnable> background = new ArrayDeque<>();
  private Consumer<Runnable> executor = background::add;
  private Supplier<List<ChangeSighting>> changes = List::of;
  private final Lessons lessons = lessons();

  private Lessons lessons() {
    return new Lessons(
        store,
        database,
        new Nothing(),
        _ -> Map.of(),
        () -> changes.get(),
        timers,
        InstantSource.fixed(NOW),
        task -> executor.accept(task));
  }

  private Learning latest() {
    return lessons.latest().orElseThrow();
  }

  private void run() {
    background.remove().run();
  }

  @Test
  void one_at_a_time_and_how_far_it_is_can_be_asked_for() {
    assertThat(lessons.begin(Learning.Cause.ASKED, ANA, NOW)).isPresent();
    assertThat(lessons.step(latest())).isEqualTo(new Lessons.Step(0, "reading the past"));
    assertThat(lessons.begin(Learning.Cause.ASKED, BEN, NOW)).as("it is learning").isEmpty();
    var due = new Timers.Timer(Lessons.OWNER, "past", "learn", NOW, "TAUGHT");
    database.run(() -> lessons.timerHandler().due(List.of(due), NOW));
    assertThat(timers.pending(Lessons.OWNER, "past")).as("later then").hasSize(1);
    run();
    assertThat(latest().state()).isEqualTo(Learning.State.DONE);
    assertThat(latest().by()).isEqualTo(ANA);
    assertThat(latest().read()).isEqualTo(new Learning.Read(0, 0, 0, 0));
    assertThat(latest().modelVersion()).isEqualTo(1);
    assertThat(lessons.step(latest()).share()).isEqualTo(1);
    assertThat(background).isEmpty();
    assertThat(lessons.begin(Learning.Cause.ASKED, BEN, NOW)).isPresent();
  }

  @Test
  void what_fails_or_is_cancelled_says_so_and_leaves_what_was_learned() {
    changes =
        () -> {
          throw new IllegalStateException("no changes today");
        };
    lessons.begin(Learning.Cause.TAUGHT, null, NOW);
    run();
    assertThat(latest().state()).isEqualTo(Learning.State.FAILED);
    assertThat(latest().failure()).contains("no changes today");
    changes = List::of;
    lessons.begin(Learning.Cause.ASKED, ANA, NOW);
    assertThat(lessons.cancel()).isPresent();
    assertThat(lessons.step(latest()).doing()).isEqualTo("being cancelled");
    run();
    assertThat(latest().state()).isEqualTo(Learning.State.CANCELLED);
    assertThat(lessons.cancel()).as("nothing is under way").isEmpty();
    assertThat(store.model()).isNull();
  }

  /// Who asks between the end that is written down and the end of the work must not read of one that is done by 98 %.
  @Test
  void what_is_over_is_over_before_the_work_says_so() {
    lessons.begin(Learning.Cause.ASKED, ANA, NOW);
    assertThat(new PostgresLearnings(database).done(latest().id(), 1, NOW)).isTrue();
    assertThat(lessons.step(latest())).isEqualTo(new Lessons.Step(1, "done"));
  }

  @Test
  void what_the_end_of_the_process_interrupted_is_begun_again_once() {
    lessons.begin(Learning.Cause.ASKED, ANA, NOW);
    background.clear();
    Lessons next = lessons();
    next.interrupted().poll(NOW);
    assertThat(latest().tries()).isEqualTo(2);
    background.clear();
    lessons().interrupted().poll(NOW);
    assertThat(background).isEmpty();
    assertThat(latest().state()).isEqualTo(Learning.State.FAILED);
    assertThat(latest().failure()).startsWith("Muster stopped 2 times");
    next.begin(Learning.Cause.ASKED, ANA, NOW);
    background.clear();
    Lessons third = lessons();
    third.interrupted().poll(NOW);
    run();
    assertThat(latest().state()).isEqualTo(Learning.State.DONE);
  }

  /// The database is away from the middle of the learning until it is back.
  private void failsWithoutADatabase() {
    changes =
        () -> {
          database.sql().sql("alter table correlate.learning rename to away").update();
          throw new IllegalStateException("no changes today");
        };
    lessons.begin(Learning.Cause.ASKED, ANA, NOW);
    run();
    changes = List::of;
    database.sql().sql("alter table correlate.away rename to learning").update();
    assertThat(latest().state()).as("not written yet").isEqualTo(Learning.State.RUNNING);
  }

  @Test
  void an_end_that_could_not_be_written_is_written_later() {
    Pump pump = lessons.interrupted();
    pump.poll(NOW);
    failsWithoutADatabase();
    assertThat(pump.poll(NOW)).isEqualTo(1);
    assertThat(latest().state()).isEqualTo(Learning.State.FAILED);
    assertThat(latest().failure()).contains("no changes today");
    assertThat(pump.poll(NOW)).isZero();
    assertThat(lessons.begin(Learning.Cause.ASKED, ANA, NOW)).isPresent();
  }

  @Test
  void what_nothing_works_on_can_be_cancelled() {
    failsWithoutADatabase();
    assertThat(lessons.cancel()).isPresent();
    assertThat(latest().state()).isEqualTo(Learning.State.CANCELLED);
    lessons.interrupted().poll(NOW);
    assertThat(latest().state()).as("the first end counts").isEqualTo(Learning.State.CANCELLED);
    assertThat(lessons.begin(Learning.Cause.ASKED, ANA, NOW)).isPresent();
  }

  @Test
  void a_thread_that_cannot_be_had_is_a_failure() {
    executor =
        _ -> {
          throw new OutOfMemoryError("unable to create native thread");
        };
    assertThat(lessons.begin(Learning.Cause.ASKED, ANA, NOW)).isPresent();
    lessons.interrupted().poll(NOW);
    assertThat(latest().state()).isEqualTo(Learning.State.FAILED);
    assertThat(latest().failure()).startsWith("There was not enough memory");
    executor = background::add;
    assertThat(lessons.begin(Learning.Cause.ASKED, ANA, NOW)).isPresent();
  }

  @Test
  void what_was_cancelled_is_not_begun_again_and_not_kept() {
    lessons.begin(Learning.Cause.ASKED, ANA, NOW);
    assertThat(lessons.cancel()).isPresent();
    Runnable late = background.remove();
    lessons().interrupted().poll(NOW);
    assertThat(background).isEmpty();
    assertThat(latest().state()).isEqualTo(Learning.State.CANCELLED);
    late.run();
    assertThat(latest().state()).isEqualTo(Learning.State.CANCELLED);
    // asked for when all was learned and nothing looks any more before it is kept
    lessons.begin(Learning.Cause.ASKED, ANA, NOW);
    changes =
        () -> {
          database.sql().sql("update correlate.learning set cancel_asked = true").update();
          return List.of();
        };
    run();
    assertThat(latest().state()).isEqualTo(Learning.State.CANCELLED);
    assertThat(store.model()).isNull();
  }

  @Test
  void what_is_just_being_begun_is_not_taken_for_interrupted() {
    Pump pump = lessons.interrupted();
    database.run(() -> {
      database.afterCommit(() -> pump.poll(NOW));
      lessons.begin(Learning.Cause.TAUGHT, null, NOW);
    });
    assertThat(background).hasSize(1);
    assertThat(latest().tries()).isEqualTo(1);
  }

  /// Nothing is known.
  private static final class Nothing implements Topologies {
    @Override
    public Snapshot snapshot() {
      return new Snapshot(
          "none",
          Topology.empty(),
          new Owners() {
            @Override
            public Optional<String> ownerOf(int entity) {
              return Optional.empty();
            }

            @Override
            public int entityOf(String serviceId) {
              return -1;
            }

            @Override
            public int placeOf(String serviceId) {
              return -1;
            }
          });
    }

    @Override
    public void note(Collection<Gap> gaps) {}

    @Override
    public void learned(Map<Dependency, String> dependencies, Instant now) {}
  }
}
