package dev.muster.detect.anomaly;

import java.util.concurrent.CompletableFuture;

/// Makes signals of anomalies.
public interface Voice {
  /// Tells that an anomaly has opened, or, when it is closed, that it is over.
  ///
  /// @return true when the signal is durable; false when it has to be told again
  CompletableFuture<Boolean> tell(Anomaly anomaly);
}
