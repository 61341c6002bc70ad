package dev.muster.bench.storm;

import java.time.Instant;
import java.util.Collection;

/// What is told and asked while a storm passes.
interface Asked {
  /// An alert came.
  void hear(String alert, Instant now);

  /// Time passed; changes until then are known.
  void changedUntil(Instant now);

  /// An incident is old enough to be asked about.
  void answer(String incident, Collection<String> alerts, Instant now);

  /// The other incident became one with that one after its answers stood.
  void sameAnswer(String answered, String other);

  /// An incident is over.
  void over(String incident, Collection<String> alerts, Instant now);
}
