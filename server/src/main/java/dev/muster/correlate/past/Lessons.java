package dev.muster.correlate.past;

import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.reading.ChangeSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the engine learn from the past, outside of any transaction, because it takes seconds. The model is in force from the next
/// alert on.
public final class Lessons {
  /// What is thought of an incident stands from this age on, so that is how old it is to be when others learn to think of it.
  private static final Duration LOOKED_AT = Duration.ofMinutes(15);

  private final PastStore store;
  private final Topologies topologies;
  private final Supplier<List<ChangeSighting>> changes;

  /// Owner of the timer that says that people have taught something.
  public static final String OWNER = "correlate.lessons";

  private static final String PAST = "past";

  /// So long after the last move of a person everything is learned anew: people seldom move just one alert.
  private static final Duration PAUSE = Duration.ofMinutes(15);

  private static final Logger LOG = LoggerFactory.getLogger(Lessons.class);

  /// Has it learned anew in a while. Inside the transaction of what was taught.
  public static void ask(Timers timers, Instant now) {
    timers.set(OWNER, PAST, "learn", now.plus(PAUSE), "");
  }

  /// Has it learned anew in a while, unless that is to come anyway. Inside a transaction.
  public static void askUnlessAsked(Timers timers, Instant now) {
    if (timers.pending(OWNER, PAST).isEmpty()) {
      ask(timers, now);
    }
  }

  /// Learns in the background when asked to; what is in force stays so until it is done.
  public TimerPump.Handler timerHandler() {
    return (due, now) ->
        Thread.ofPlatform()
            .daemon()
            .name("lessons")
            .uncaughtExceptionHandler((_, failure) -> LOG.warn("Nothing was learned", failure))
            .start(() -> {
              LearnedModel model = learn(now);
              LOG.info(
                  "Learned anew from {} alerts, people's moves among them", model.learnedFrom());
            });
  }

  /// @param changes all changes that are known
  public Lessons(PastStore store, Topologies topologies, Supplier<List<ChangeSighting>> changes) {
    this.store = store;
    this.topologies = topologies;
    this.changes = changes;
  }

  /// Learns anew of what was imported and of what people did here; one at a time.
  public synchronized LearnedModel learn(Instant now) {
    List<PastAlert> imported = store.alerts(Learner.COUNTED);
    long older = store.alertCount() - imported.size();
    if (older > 0) {
      LOG.info(
          "Grouping is learned from the newest {} past alerts; {} older ones are left out",
          imported.size(),
          older);
    }
    Topology topology = topologies.snapshot().topology();
    List<ChangeSighting> known = changes.get();
    store.keepRehearsal(Rehearsal.play(topology, imported, known, LOOKED_AT));
    List<PastAlert> past = new ArrayList<>(imported);
    past.addAll(store.taught());
    LearnedModel model = Learner.learn(topology, past, known);
    store.saveModel(now, model.learnedFrom(), model.digest(), model.write());
    return model;
  }
}
