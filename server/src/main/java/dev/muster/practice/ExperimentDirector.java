package dev.muster.practice;

import dev.muster.access.AuditTrail;
import dev.muster.mobilize.ExperimentDesk;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Begins and ends experiments, by hand and by the clock. When one has settled, whoever answers for what is broken still is told.
final class ExperimentDirector {
  static final String OWNER = "practice";

  /// Every alert is looked at by all that are running.
  static final int MOST_RUNNING = 50;

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
      return name().toLowerCase(Locale.ROOT);
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

  /// Keeps a planned experiment and sees to it that it begins.
  void plan(Experiment experiment, boolean fresh) {
    transactions.run(() -> {
      store.save(experiment);
      Instant start = experiment.startAt();
      if (start == null) {
        timers.cancel(OWNER, experiment.id(), Kind.START.timer());
      } else {
        timers.set(OWNER, experiment.id(), Kind.START.timer(), start, "");
      }
      audit.record(
          fresh ? "create" : "update",
          "experiment",
          experiment.id(),
          Map.of(
              "name", experiment.name(),
              "team", experiment.teamId(),
              "targets", experiment.targets().toString(),
              "effects", experiment.effects().toString()));
    });
  }

  private Experiment held(String id) {
    return store.hold(id).orElseThrow(() -> ApiException.notFound("Experiment " + id));
  }

  private static void must(Experiment one, Experiment.State... states) {
    if (!List.of(states).contains(one.state())) {
      throw ApiException.invalid(
          "The experiment is %s; that cannot be done any more, or not yet."
              .formatted(one.state().wire()));
    }
  }

  Experiment start(String id, Instant now) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      must(one, Experiment.State.PLANNED);
      if (store.active().size() >= MOST_RUNNING) {
        throw ApiException.invalid(
            "%d experiments are running already; each alert is looked at by all of them."
                .formatted(MOST_RUNNING));
      }
      return begun(one, now);
    });
  }

  private Experiment begun(Experiment one, Instant now) {
    Experiment running = one.started(now);
    store.save(running);
    timers.cancel(OWNER, one.id(), Kind.START.timer());
    timers.set(OWNER, one.id(), Kind.END.timer(), now.plus(one.length()), "");
    audit.record("start", "experiment", one.id(), Map.of("name", one.name()));
    return running;
  }

  Experiment withdraw(String id) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      must(one, Experiment.State.PLANNED);
      Experiment withdrawn = one.withdrawn();
      store.save(withdrawn);
      timers.cancelAll(OWNER, id);
      audit.record("withdraw", "experiment", id, Map.of("name", one.name()));
      return withdrawn;
    });
  }

  /// Stops it; its alerts are expected until it has settled. One that is broken off does not settle: whatever is broken now is everybody's.
  Experiment stop(String id, boolean aborted, String why, Instant now) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      must(one, Experiment.State.RUNNING);
      return stopped(one, aborted, why, now);
    });
  }

  private Experiment stopped(Experiment one, boolean aborted, String why, Instant now) {
    Experiment stopped = one.stopped(aborted, now);
    store.save(stopped);
    timers.cancelAll(OWNER, one.id());
    audit.record(
        aborted ? "abort" : "stop", "experiment", one.id(), Map.of("name", one.name(), "why", why));
    if (aborted) {
      return settled(
          stopped,
          "Experiment \"%s\" was broken off: %s".formatted(one.name(), sentence(why)),
          now);
    }
    timers.set(OWNER, one.id(), Kind.SETTLED.timer(), now.plus(one.settle()), "");
    return stopped;
  }

  private static String sentence(String words) {
    String text = words.strip();
    return text.isEmpty() ? "nobody said why." : text.endsWith(".") ? text : text + ".";
  }

  private Experiment settled(Experiment one, String words, Instant now) {
    Experiment settled = one.settledAt(now);
    store.save(settled);
    desk.release(one.id(), words, now);
    return settled;
  }

  Experiment conclude(String id, Experiment.@Nullable Verdict verdict, String finding) {
    return transactions.inTransaction(() -> {
      Experiment one = held(id);
      must(one, Experiment.State.SETTLING, Experiment.State.ENDED);
      Experiment concluded = one.concluded(verdict, finding);
      store.save(concluded);
      audit.record(
          "conclude",
          "experiment",
          id,
          Map.of("verdict", verdict == null ? "none" : verdict.wire(), "finding", finding));
      return concluded;
    });
  }

  /// What the timers of this room call.
  TimerPump.Handler timerHandler() {
    return this::due;
  }

  /// Runs inside the timers' transaction.
  private void due(List<Timers.Timer> due, Instant now) {
    for (Timers.Timer timer : due) {
      Experiment one = store.hold(timer.key()).orElse(null);
      if (one == null) {
        continue;
      }
      switch (Kind.valueOf(timer.kind().toUpperCase(Locale.ROOT))) {
        case START -> {
          if (one.state() == Experiment.State.PLANNED) {
            begun(one, now);
          }
        }
        case END -> {
          if (one.state() == Experiment.State.RUNNING) {
            stopped(one, false, "its time was over", now);
          }
        }
        case SETTLED -> {
          if (one.state() == Experiment.State.SETTLING) {
            settled(
                one,
                "Experiment \"%s\" is over and its alerts have not cleared.".formatted(one.name()),
                now);
          }
        }
      }
    }
  }
}
