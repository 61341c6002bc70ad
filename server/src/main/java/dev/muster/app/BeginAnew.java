package dev.muster.app;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends the house that remembers too much, and starts one that knows what the database says: a start like any other, in the same
/// process and at the same ports. In between its thread is all that is left of Muster, so nothing that happens may end it quietly.
///
/// What the world outside causes, such as a database that stays away, is tried again for as long as it takes, for whoever started
/// Muster counts on it. An {@link Error} says that the process itself is broken, also when the framework has packed it into an
/// exception of its own: after some in a row the process is ended, so that a supervisor sees it and starts another one.
final class BeginAnew {
  private static final Logger LOG = LoggerFactory.getLogger(BeginAnew.class);

  /// Errors in a row after which the process is given up; the pauses between them are 15 s together.
  static final int ERRORS_MOST = 5;

  /// With which the process ends then: an internal error of the software (`EX_SOFTWARE` of sysexits.h).
  static final int BROKEN = 70;

  /// Causes that are looked at; there may be a ring of them.
  private static final int DEPTH_MOST = 50;

  private static final Duration PAUSE_LEAST = Duration.ofSeconds(1);
  private static final Duration PAUSE_MOST = Duration.ofSeconds(30);

  /// Waits.
  @FunctionalInterface
  interface Sleep {
    void rest(Duration time) throws InterruptedException;
  }

  private final Runnable end;
  private final Runnable begin;
  private final Sleep sleep;
  private final IntConsumer halt;

  /// @param end ends the house that is there
  /// @param begin makes another one, and comes back when it stands
  /// @param halt ends the process with that code, at once
  BeginAnew(Runnable end, Runnable begin, Sleep sleep, IntConsumer halt) {
    this.end = end;
    this.begin = begin;
    this.sleep = sleep;
    this.halt = halt;
  }

  /// Comes back when the new house stands, or when nothing more can be done.
  void run() {
    try {
      end.run();
    } catch (RuntimeException | Error failure) {
      say("The house did not end in order; beginning anew all the same", failure);
    }
    Duration pause = PAUSE_LEAST;
    int errors = 0;
    while (true) {
      try {
        begin.run();
        return;
      } catch (RuntimeException | Error failure) {
        errors = broken(failure) ? errors + 1 : 0;
        if (errors >= ERRORS_MOST) {
          say("That cannot work in this process; it ends", failure);
          halt.accept(BROKEN);
          return;
        }
        tell(failure, errors > 0, pause);
      }
      try {
        sleep.rest(pause);
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
        return;
      }
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(PAUSE_MOST) < 0 ? next : PAUSE_MOST;
    }
  }

  private static void tell(Throwable failure, boolean broken, Duration pause) {
    SQLException away = broken ? null : away(failure);
    if (away == null) {
      say(
          (broken ? "That is broken" : "That did not work")
              + "; trying again in "
              + pause.toSeconds()
              + " s",
          failure);
    } else {
      LOG.warn(
          "The database cannot be reached; trying again in {} s ({})",
          pause.toSeconds(),
          away.getMessage());
    }
  }

  /// Whether an error is at the bottom of it or on the way there.
  private static boolean broken(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < DEPTH_MOST; depth++) {
      if (at instanceof Error) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  /// Without memory there may be no word about it either.
  private static void say(String words, Throwable failure) {
    try {
      LOG.error(words, failure);
    } catch (RuntimeException | Error speechless) {
      System.err.println(words);
    }
  }

  /// What the database said when it cannot be reached or is starting; null when something else is wrong.
  private static @Nullable SQLException away(Throwable failure) {
    SQLException found = null;
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String state = at instanceof SQLException sql ? sql.getSQLState() : null;
      if (state != null && (state.startsWith("08") || state.startsWith("57P"))) {
        found = (SQLException) at;
      }
    }
    return found;
  }
}
