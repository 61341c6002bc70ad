package dev.muster.correlate.past;

import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import dev.muster.correlate.engine.ChangeSighting;
import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.Learner;
import dev.muster.correlate.engine.PastAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/// Has the engine learn from the past, outside of any transaction, because it takes seconds. The model is in force from the next
/// alert on.
public final class Lessons {
  /// What is thought of an incident stands from this age on, so that is how old it is to be when others learn to think of it.
  private static final Duration LOOKED_AT = Duration.ofMinutes(15);

  private final PastStore store;
  private final Topologies topologies;
  private final Supplier<List<ChangeSighting>> changes;

  /// @param changes all changes that are known
  public Lessons(PastStore store, Topologies topologies, Supplier<List<ChangeSighting>> changes) {
    this.store = store;
    this.topologies = topologies;
    this.changes = changes;
  }

  /// Learns anew; one at a time.
  public synchronized LearnedModel learn(Instant now) {
    List<PastAlert> past = store.alerts();
    Topology topology = topologies.snapshot().topology();
    List<ChangeSighting> known = changes.get();
    LearnedModel model = Learner.learn(topology, past, known);
    store.keepRehearsal(Rehearsal.play(topology, past, known, LOOKED_AT));
    store.saveModel(now, model.learnedFrom(), model.digest(), model.write());
    return model;
  }
}
