package dev.muster.practice;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Moments;
import dev.muster.kernel.Words;
import dev.muster.mobilize.ExperimentDesk;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Begins and ends experiments, by hand and by the clock. When one has settled, whoever answers for what is broken still is told.
final class ExperimentDirector {
  static final String OWNER = "practice";

  /// Every alert is looked at by all that are running.
  static final int MOST_RUNNING = 50;

  /// By how much the clock may begin one late. What was to break at two in the night must not break at six because the house was down.
  static final Duration GRACE = Duration.ofMinutes(5);

  /// After which time one that found too many running is tried again.
  private static final Duration AGAIN = Duration.ofMinutes(1);

  /// In the timer of one that has been tried and found too many running.
  private static final String WAITED = "waited";

  private final PostgresExperiments store;
  private final ExperimentDesk desk;
  private final Timers timers;
  private final Transactions transactions;
  private final AuditTrail audit;

  /// What falls due.
  private enum Kind {
    START,
    END,
    SETTLED;

    String timer() {
      return Words.of(this);
    }
  }

  ExperimentDirector(
      PostgresExperiments store,
      ExperimentDesk desk,
      Timers timers,
      Transactions transactions,
      AuditTrail audit) {
    this.store = store;
    this.desk = desk;
    this.timers = timers;
    this.transactions = transactions;
    this.audit = audit;
  }

  /// Keeps a new experiment and sees to it that it begins.
  void plan(Experiment experiment) {
    transactions.run(() -> planned("create", experiment));
  }

  /// Plans one anew that has not begun.
  ///
  /// @param next from the experiment as it is, which nobody else changes meanwhile
  Experiment change(String id, UnaryOperator<Experiment> next) {
    return transactions.inTransaction(() -> {
      Experiment before = held(id);
      must(before, Experiment.State.PLANNED);
      return planned("update", next.apply(before));
    });
  }

  private Experiment planned(String action, Experiment experiment) {
    store.save(experiment);
    Instant start = experiment.startAt();
    if (start == null) {
      timers.cancel(OWNER, experiment.id(), Kind.START.timer());
    } else {
      timers.set(OWNER, experiment.id(), Kind.START.timer(), start, "");
    }
    audit.record(
        action,
        "experiment",
        experiment.id(),
        Map.of(
            "name", experiment.name(),
            "team", experiment.teamId(),
            "targets", experiment.targets().toString(),
            "effects", experiment.effects().toString()));
    return experiment;
  }

  private Experiment held(String id) {
    return store.hold(List.of(id)).stream()
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Experiment " + id));
  }

  private static void must(Experiment one, Experiment.State... states) {
    if (!List.of(states).contains(one.state())) {
      throw ApiException.invalid(
          "The experiment is %s; that cannot be done any more, or not yet."
              .formatted(one.state().wire()));
    }
  }

  /// @param allowed refuses those who may not, by the experiment as it is
  Experiment start(String id, Consumer<Experiment> allowed, Instant now) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      allowed.accept(one);
      must(one, Experiment.State.PLANNED);
      if (store.countActive() >= MOST_RUNNING) {
        throw ApiException.invalid(
            "%d experiments are running already; each alert is looked at by all of them."
                .formatted(MOST_RUNNING));
      }
      return begun(one, now);
    });
  }

  /// @param waited whether the clock has found too many running before
  private void startByTheClock(Experiment one, boolean waited, Instant now) {
    Instant start = one.startAt();
    if (start != null && now.isAfter(start.plus(GRACE))) {
      withdrawn(
          one,
          waited
              ? "%d experiments were running when it was to begin, and it is not begun later than %s after its time."
                  .formatted(MOST_RUNNING, Moments.words(GRACE))
              : "It was to begin at %s; Muster did not run then, and would have begun it %s late."
                  .formatted(start, Moments.words(Duration.between(start, now))));
    } else if (store.countActive() >= MOST_RUNNING) {
      timers.set(OWNER, one.id(), Kind.START.timer(), now.plus(AGAIN), WAITED);
    } else {
      begun(one, now);
    }
  }

  private Experiment begun(Experiment one, Instant now) {
    Experiment running = one.started(now);
    store.save(running);
    timers.cancel(OWNER, one.id(), Kind.START.timer());
    timers.set(OWNER, one.id(), Kind.END.timer(), now.plus(one.length()), "");
    audit.record("start", "experiment", one.id(), Map.of("name", one.name()));
    return running;
  }

  /// @param allowed refuses those who may not, by the experiment as it is
  Experiment withdraw(String id, Consumer<Experiment> allowed) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      allowed.accept(one);
      must(one, Experiment.State.PLANNED);
      return withdrawn(one, "");
    });
  }

  private Experiment withdrawn(Experiment one, String why) {
    Experiment withdrawn = one.withdrawn(why);
    store.save(withdrawn);
    timers.cancelAll(OWNER, one.id());
    audit.record("withdraw", "experiment", one.id(), Map.of("name", one.name(), "why", why));
    return withdrawn;
  }

  /// Stops it; its alerts are expected until it has settled.
  ///
  /// @param allowed refuses those who may not, by the experiment as it is
  Experiment stop(String id, Consumer<Experiment> allowed, Instant now) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      allowed.accept(one);
      must(one, Experiment.State.RUNNING);
      return stopped(one, "by hand", now);
    });
  }

  /// Breaks it off. It does not settle: whatever is broken now is everybody's.
  ///
  /// @param why in the words of whoever does it; may be empty
  Experiment abort(String id, String why, Instant now) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      must(one, Experiment.State.RUNNING);
      String reason = sentence(why);
      Experiment ended = one.aborted(reason, now);
      store.save(ended);
      timers.cancelAll(OWNER, one.id());
      audit.record("abort", "experiment", one.id(), Map.of("name", one.name(), "why", why));
      desk.release(
          one.id(), "Experiment \"%s\" was broken off: %s".formatted(one.name(), reason), now);
      return ended;
    });
  }

  private Experiment stopped(Experiment one, String why, Instant now) {
    Experiment stopped = one.stopped(now);
    store.save(stopped);
    timers.cancelAll(OWNER, one.id());
    timers.set(OWNER, one.id(), Kind.SETTLED.timer(), now.plus(one.settle()), "");
    audit.record("stop", "experiment", one.id(), Map.of("name", one.name(), "why", why));
    return stopped;
  }

  private static String sentence(String words) {
    String text = words.strip();
    return text.isEmpty() ? "Nobody said why." : text.endsWith(".") ? text : text + ".";
  }

  private void settled(Experiment one, Instant now) {
    store.save(one.settledAt(now));
    desk.release(
        one.id(),
        "Experiment \"%s\" is over and its alerts have not cleared.".formatted(one.name()),
        now);
  }

  /// @param allowed refuses those who may not, by the experiment as it is
  /// @param finding null leaves what was said before
  Experiment conclude(
      String id,
      Consumer<Experiment> allowed,
      Experiment.@Nullable Verdict verdict,
      @Nullable String finding) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      allowed.accept(one);
      must(one, Experiment.State.SETTLING, Experiment.State.ENDED);
      Experiment concluded = one.concluded(verdict, finding == null ? one.finding() : finding);
      store.save(concluded);
      audit.record(
          "conclude",
          "experiment",
          id,
          Map.of(
              "verdict",
              verdict == null ? "none" : verdict.wire(),
              "finding",
              concluded.finding()));
      return concluded;
    });
  }

  /// What the timers of this room call. Holds the experiments before their timers are taken away, as people's commands do.
  TimerPump.Handler timerHandler() {
    return new TimerPump.Handler() {
      @Override
      public void hold(List<String> ids) {
        store.hold(ids);
      }

      @Override
      public void due(List<Timers.Timer> timersDue, Instant at) {
        timersDue.forEach(timer -> ExperimentDirector.this.due(timer, at));
      }
    };
  }

  /// Runs inside the timers' transaction.
  private void due(Timers.Timer timer, Instant now) {
    Experiment one = store.find(timer.key()).orElse(null); // held
    if (one == null) {
      return;
    }
    switch (Kind.valueOf(timer.kind().toUpperCase(Locale.ROOT))) {
      case START -> {
        if (one.state() == Experiment.State.PLANNED) {
          startByTheClock(one, timer.payload().equals(WAITED), now);
        }
      }
      case END -> {
        if (one.state() == Experiment.State.RUNNING) {
          stopped(one, "its time was over", now);
        }
      }
      case SETTLED -> {
        if (one.state() == Experiment.State.SETTLING) {
          settled(one, now);
        }
      }
    }
  }
}
