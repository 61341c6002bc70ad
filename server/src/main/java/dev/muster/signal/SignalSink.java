package dev.muster.signal;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// Where signals go from the left door. The room behind it makes them durable together with what they bring about.
public interface SignalSink {
  /// Takes all signals of a request, or none.
  ///
  /// @return completes when they are durable, with an exception when they could not be made so and the sender must try again;
  ///     empty when too many wait already
  Optional<? extends CompletableFuture<?>> accept(Submission submission);
}
