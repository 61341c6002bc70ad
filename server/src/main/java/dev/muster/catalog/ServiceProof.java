package dev.muster.catalog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Whether a service is seen to work, beyond its alerts being quiet. The room that watches journeys and objectives offers it as a
/// bean.
@FunctionalInterface
public interface ServiceProof {
  /// Nobody looks.
  ServiceProof NONE = (_, _, _) -> List.of();

  /// What speaks against it, each in plain words without a full stop; empty when all that watches the service was green over that
  /// time, and when nothing watches it.
  List<String> doubts(String serviceId, Duration over, Instant now);
}
