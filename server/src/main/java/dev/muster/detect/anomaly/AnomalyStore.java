package dev.muster.detect.anomaly;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where anomalies are kept.
public interface AnomalyStore {
  /// An anomaly that is open, or of which not everything has been told.
  record Unfinished(Anomaly anomaly, boolean toldOpened, boolean toldClosed) {}

  /// Which anomalies are asked for; null and empty ones hold for all.
  record Wanted(
      boolean openOnly,
      List<String> services,
      List<String> rules,
      List<String> series,
      @Nullable Instant since,
      @Nullable Instant until) {}

  void open(List<Anomaly> anomalies);

  void close(List<Anomaly> anomalies);

  /// Notes that the signals went out.
  void told(Collection<String> opened, Collection<String> closed);

  /// Those of the series of some places.
  List<Unfinished> unfinished(Collection<Integer> places);

  /// The newest first.
  List<Anomaly> anomalies(Wanted wanted, int offset, int limit);

  long count(Wanted wanted);

  Optional<Anomaly> anomaly(String id);
}
