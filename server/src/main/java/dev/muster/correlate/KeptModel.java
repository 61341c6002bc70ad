package dev.muster.correlate;

import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.past.Lessons;
import dev.muster.platform.timer.Timers;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was learned of the past, as it is kept. What another build has learned and this one cannot read is not used, and is learned anew
/// without anybody asking for it.
final class KeptModel {
  private static final Logger LOG = LoggerFactory.getLogger(KeptModel.class);

  private final AutomaticRepository store;
  private final Timers timers;
  private final InstantSource clock;

  KeptModel(AutomaticRepository store, Timers timers, InstantSource clock) {
    this.store = store;
    this.timers = timers;
    this.clock = clock;
  }

  /// What was learned last. Inside the transaction of what is decided with it.
  ///
  /// @param version of it; 0 for nothing
  LearnedModel read(long version) {
    byte[] kept = version == 0 ? null : store.model();
    if (kept == null) {
      return LearnedModel.none();
    }
    try {
      return LearnedModel.read(kept);
    } catch (IllegalArgumentException ofAnotherBuild) {
      LOG.warn(
          "What was learned cannot be used by this build; it is learned anew in a while",
          ofAnotherBuild);
      Lessons.askUnlessAsked(timers, clock.instant());
      return LearnedModel.none();
    }
  }
}
