package dev.muster.correlate.past;

import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.Progress;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the engine learn from the past in the background, because it takes seconds to minutes; what was learned is in force from the
/// next alert on, and until then what was in force before. One at a time, and each is written down: how far it is can be asked for,
/// and one that the end of the process interrupted is begun again by the next.
public final class Lessons {
  /// Owner of the timer that says that people have taught something.
  public static final String OWNER = "correlate.lessons";

  /// What is thought of an incident stands from this age on, so that is how old it is to be when others learn to think of it.
  private static final Duration LOOKED_AT = Duration.ofMinutes(15);

  private static final String PAST = "past";

  /// So long after the last move of a person everything is learned anew: people seldom move just one alert.
  private static final Duration PAUSE = Duration.ofMinutes(15);

  /// One that ended the process twice, for want of memory for example, would end it for ever.
  private static final int MOST_TRIES = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Lessons.class);

  private final PastStore store;
  private final PostgresLearnings learnings;
  private final Database database;
  private final Topologies topologies;
  private final Function<Collection<PastAlert>, Map<String, String>> doors;
  private final Supplier<List<ChangeSighting>> changes;
  private final Timers timers;
  private final InstantSource clock;
  private final Executor background;

  /// What this process is learning now.
  private volatile @Nullable Course course;

  /// The latest that this process has begun: no end of a process interrupted that one.
  private volatile long begunHere;

  /// How one ended, while that could not be written down.
  private final AtomicReference<@Nullable Ending> unwritten = new AtomicReference<>();

  private record Ending(long id, Learning.State state, @Nullable String failure) {}

  /// How far it is.
  ///
  /// @param share of the work that is done, 0..1
  /// @param doing what it does now, in plain words
  record Step(double share, String doing) {}

  private static final class Course implements Progress {
    private final long id;
    private volatile Step step = new Step(0, "reading the past");
    private volatile boolean cancelled;

    private Course(long id) {
      this.id = id;
    }

    @Override
    public void at(double share, String doing) {
      if (cancelled) {
        throw new CancellationException();
      }
      step = new Step(share, doing);
    }
  }

  /// @param doors through the doors of which services alerts of the past came, by {@link PastAlert#doorName}
  /// @param changes all changes that are known
  public Lessons(
      PastStore store,
      Database database,
      Topologies topologies,
      Function<Collection<PastAlert>, Map<String, String>> doors,
      Supplier<List<ChangeSighting>> changes,
      Timers timers,
      InstantSource clock) {
    this(
        store,
        database,
        topologies,
        doors,
        changes,
        timers,
        clock,
        task -> Thread.ofPlatform().daemon().name("lessons").start(task));
  }

  /// @param background what runs the learning apart from the caller
  Lessons(
      PastStore store,
      Database database,
      Topologies topologies,
      Function<Collection<PastAlert>, Map<String, String>> doors,
      Supplier<List<ChangeSighting>> changes,
      Timers timers,
      InstantSource clock,
      Executor background) {
    this.background = background;
    this.store = store;
    this.learnings = new PostgresLearnings(database);
    this.database = database;
    this.topologies = topologies;
    this.doors = doors;
    this.changes = changes;
    this.timers = timers;
    this.clock = clock;
  }

  /// Has it learned anew in a while, because people taught something. Inside the transaction of what was taught.
  public static void ask(Timers timers, Instant now) {
    timers.set(OWNER, PAST, "learn", now.plus(PAUSE), Learning.Cause.TAUGHT.name());
  }

  /// Has it learned anew in a while, because what is kept cannot be read, unless that is to come anyway. Inside a transaction.
  public static void askUnlessAsked(Timers timers, Instant now) {
    if (timers.pending(OWNER, PAST).isEmpty()) {
      timers.set(OWNER, PAST, "learn", now.plus(PAUSE), Learning.Cause.UNREADABLE.name());
    }
  }

  /// Learns in the background when asked to; a little later when it is learning already.
  public TimerPump.Handler timerHandler() {
    return (due, now) -> {
      Learning.Cause cause =
          due.stream().anyMatch(timer -> timer.payload().equals(Learning.Cause.UNREADABLE.name()))
              ? Learning.Cause.UNREADABLE
              : Learning.Cause.TAUGHT;
      if (begin(cause, null, now).isEmpty()) {
        timers.set(OWNER, PAST, "learn", now.plus(PAUSE), cause.name());
      }
    };
  }

  /// Looks once after the start for one that the end of the process interrupted, and writes down how one ended when the database was
  /// away just then.
  public Pump interrupted() {
    return new Pump() {
      private boolean looked;

      @Override
      public String name() {
        return OWNER + ".interrupted";
      }

      @Override
      public boolean wokenBy(String what) {
        return false;
      }

      @Override
      public int poll(Instant now) {
        if (!looked) {
          resume(now);
          looked = true;
        }
        Ending ending = unwritten.get();
        if (ending == null) {
          return 0;
        }
        write(ending);
        unwritten.compareAndSet(ending, null);
        return 1;
      }
    };
  }

  private void resume(Instant now) {
    Learning latest = learnings.latest().orElse(null);
    if (latest == null || latest.over() || latest.id() == begunHere) {
      return;
    }
    if (latest.cancelAsked()) {
      learnings.end(latest.id(), Learning.State.CANCELLED, null, now);
      return;
    }
    if (latest.tries() >= MOST_TRIES) {
      learnings.end(
          latest.id(),
          Learning.State.FAILED,
          "Muster stopped %d times while it was learning this. It may need more memory; what was learned before stays in force."
              .formatted(latest.tries()),
          now);
      return;
    }
    LOG.info("Muster stopped while it was learning from the past; it begins again");
    learnings.again(latest.id());
    start(latest.id());
  }

  /// Begins to learn, as soon as the running transaction has committed.
  ///
  /// @return empty when it is learning already
  Optional<Learning> begin(Learning.Cause cause, Learning.@Nullable Asker by, Instant now) {
    return database.inTransaction(() -> {
      Optional<Learning> begun = learnings.begin(cause, by, now);
      begun.ifPresent(learning -> {
        begunHere = learning.id();
        database.afterCommit(() -> start(learning.id()));
      });
      return begun;
    });
  }

  private synchronized void start(long id) {
    var begun = new Course(id);
    course = begun;
    try {
      background.execute(() -> run(begun));
    } catch (RuntimeException | Error failure) {
      LOG.warn("Learning could not be begun", failure);
      // not written here: this may be the tail of a transaction that has committed
      unwritten.set(new Ending(id, Learning.State.FAILED, why(failure)));
      over(begun);
    }
  }

  private void run(Course running) {
    try {
      LearnedModel model = learn(running);
      LOG.info("Learned from {} alerts of the past", model.learnedFrom());
    } catch (CancellationException asked) {
      end(running, Learning.State.CANCELLED, null);
    } catch (RuntimeException | Error failure) {
      LOG.warn("Nothing was learned", failure);
      end(running, Learning.State.FAILED, why(failure));
    } finally {
      over(running);
    }
  }

  private synchronized void over(Course running) {
    if (course == running) {
      course = null;
    }
  }

  private static String why(Throwable failure) {
    return failure instanceof OutOfMemoryError
        ? "There was not enough memory to learn from that much. What was learned before stays in force."
        : "Something went wrong that Muster did not expect; its log says more: " + failure;
  }

  private void end(Course running, Learning.State state, @Nullable String failure) {
    var ending = new Ending(running.id, state, failure);
    try {
      write(ending);
    } catch (RuntimeException unreachable) {
      LOG.warn("How the learning ended could not be written down; it is tried again", unreachable);
      unwritten.set(ending);
    }
  }

  private void write(Ending ending) {
    learnings.end(ending.id, ending.state, ending.failure, clock.instant());
  }

  /// Learns anew of what was imported and of what people did here.
  private LearnedModel learn(Course running) {
    List<PastAlert> imported = new ArrayList<>(store.alerts(Learner.COUNTED));
    List<PastAlert> taught = store.taught();
    long older = Math.max(0, store.alertCount() - imported.size());
    long counted = Math.min(older, Learner.OLDER);
    var read =
        new Learning.Read(
            imported.size() + counted, store.incidentCount(), older - counted, taught.size());
    if (!learnings.read(running.id, read)) {
      throw new CancellationException();
    }
    Topology topology = topologies.snapshot().topology();
    Map<String, String> known = doors.apply(imported);
    imported.replaceAll(each -> each.through(known));
    List<ChangeSighting> made = changes.get();
    List<Rehearsal.Case> cases =
        Rehearsal.play(topology, imported, made, LOOKED_AT, running.part(.02, .6));
    List<PastAlert> past = new ArrayList<>(imported);
    past.addAll(taught);
    LearnedModel model =
        Learner.learn(
                topology,
                past,
                reader ->
                    store.older(
                        Learner.COUNTED, Learner.OLDER, each -> reader.accept(each.through(known))),
                made,
                running.part(.6, .98))
            .through(known);
    running.at(.98, "keeping what was learned");
    database.run(() -> {
      store.keepRehearsal(cases);
      Instant now = clock.instant();
      long version = store.saveModel(now, model.learnedFrom(), model.digest(), model.write());
      if (!learnings.done(running.id, version, now)) {
        throw new CancellationException();
      }
    });
    return model;
  }

  /// Ends what is being learned without a result; what was learned before stays in force.
  ///
  /// @return empty when nothing is being learned
  Optional<Learning> cancel() {
    return database.inTransaction(() -> {
      Learning latest = learnings.latest().orElse(null);
      if (latest == null || latest.over() || !learnings.askToCancel(latest.id())) {
        return Optional.empty();
      }
      Course running = course;
      if (running != null && running.id == latest.id()) {
        running.cancelled = true;
      } else {
        // nothing works on it: it has not been started yet, or how it ended could not be written
        learnings.end(latest.id(), Learning.State.CANCELLED, null, clock.instant());
      }
      return learnings.find(latest.id());
    });
  }

  /// The newest, whether it is under way or over.
  Optional<Learning> latest() {
    return learnings.latest();
  }

  /// How far that one is.
  Step step(Learning learning) {
    Course running = course;
    // what is over by what was read is so, though the one that works on it may have yet to say so
    // here
    if (!learning.over() && running != null && running.id == learning.id()) {
      return new Step(
          running.step.share(), running.cancelled ? "being cancelled" : running.step.doing());
    }
    return switch (learning.state()) {
      case DONE -> new Step(1, "done");
      case CANCELLED -> new Step(0, "cancelled");
      case FAILED -> new Step(0, "failed");
      case RUNNING -> new Step(0, "about to begin");
    };
  }
}
