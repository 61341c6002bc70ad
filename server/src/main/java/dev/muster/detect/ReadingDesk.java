package dev.muster.detect;

import dev.muster.detect.metric.Readings;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.Taken;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Where readings of every format go.
final class ReadingDesk {
  private final MetricDesk metrics;

  ReadingDesk(MetricDesk metrics) {
    this.metrics = metrics;
  }

  /// Takes all of it; waits until it is in its steps.
  ///
  /// @return empty when too much waits already, and it has to be sent again
  Optional<Taken> take(String source, Readings readings) {
    Optional<CompletableFuture<Taken>> taken = metrics.take(source, readings.readings());
    try {
      return taken.map(CompletableFuture::join);
    } catch (CompletionException stopping) {
      return Optional.empty();
    }
  }
}
