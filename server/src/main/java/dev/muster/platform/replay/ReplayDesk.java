package dev.muster.platform.replay;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Moves the clock of a house that runs on recorded time. The engine's threads rest then; whatever is to be done at a moment is
/// done by the one who moves the clock to it, timer by timer, before the answer is given. So the same recording gives the same
/// decisions, however quickly it is played.
public final class ReplayDesk {
  /// Timers that fall due within so short a time are served together unless something else is asked for: it costs a page a quarter
  /// of a second, and spares a day of traffic thousands of looks at the database.
  static final Duration GRAIN = Duration.ofMillis(250);

  /// So late a timer may be at most.
  static final Duration COARSEST = Duration.ofHours(1);

  private final @Nullable ReplayClock clock;
  private final Engine engine;
  private final Database database;
  private final ReentrantLock moving = new ReentrantLock();

  public ReplayDesk(InstantSource clock, Engine engine, Database database) {
    this.clock = clock instanceof ReplayClock moved ? moved : null;
    this.engine = engine;
    this.database = database;
  }

  /// What moving the clock brought about.
  ///
  /// @param at where it stands now
  /// @param done pieces of work that were done on the way
  /// @param nextDue when the next timer falls due; null when none waits
  public record Moved(Instant at, long done, @Nullable Instant nextDue) {}

  /// Whether this house runs on recorded time.
  public boolean on() {
    return clock != null;
  }

  /// Sets the clock to where it stood when the house was stopped; call it once, before anything is moved.
  public void restore() {
    ReplayClock moved = clock;
    if (moved != null) {
      database
          .sql()
          .sql("select at from platform.replay_clock")
          .query((row, _) -> row.getTimestamp(1).toInstant())
          .optional()
          .ifPresent(moved::moveTo);
    }
  }

  /// Where the clock stands.
  ///
  /// @throws ApiException 400 when the house runs on the real time
  public Instant position() {
    return replaying().position();
  }

  /// Does what is to be done now, then moves the clock from timer to timer up to that moment. When it answers, nothing is left to
  /// be done at that moment.
  ///
  /// @param grain timers that fall due within so long a time are served together, at its end
  /// @throws ApiException 400 when the house runs on the real time, or the moment lies behind the clock
  public Moved moveTo(Instant to, Duration grain) {
    ReplayClock moved = replaying();
    moving.lock();
    try {
      if (to.isBefore(moved.position())) {
        throw ApiException.invalid(
            "'at' is %s and the clock stands at %s already; it does not go back."
                .formatted(to, moved.position()));
      }
      return Actor.as(Actor.muster(), () -> move(moved, to, grain));
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      moving.unlock();
    }
  }

  private Moved move(ReplayClock moved, Instant to, Duration grain) {
    long done = engine.settle();
    while (true) {
      Instant next = engine.nextDue();
      if (next == null || next.isAfter(to)) {
        break;
      }
      Instant position = moved.position();
      Instant step = next.isAfter(position) ? next : position;
      step = step.plus(grain);
      moved.moveTo(step.isAfter(to) ? to : step);
      int worked = engine.settle();
      done += worked;
      if (worked == 0 && moved.position().equals(to)) {
        break; // something says that it is due and does nothing about it
      }
    }
    moved.moveTo(to);
    done += engine.settle();
    database
        .sql()
        .sql(
            """
            insert into platform.replay_clock (at) values (?)
            on conflict (only_row) do update set at = excluded.at
            """)
        .param(Timestamp.from(to))
        .update();
    return new Moved(to, done, engine.nextDue());
  }

  private ReplayClock replaying() {
    if (clock == null) {
      throw ApiException.invalid(
          "This Muster runs on the real time; start one with the setting replay-from to replay.");
    }
    return clock;
  }
}
