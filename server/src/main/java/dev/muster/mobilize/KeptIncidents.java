package dev.muster.mobilize;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Incidents that only the team of an experiment is told of, as all their alerts were expected by it. Everything runs in the caller's
/// transaction.
interface KeptIncidents {
  /// An incident that is kept to the team of an experiment.
  ///
  /// @param policyId the escalation policy of that team; null when that was not written down at the time
  record Kept(String incidentId, String experimentId, @Nullable String policyId, Instant at) {}

  void keep(Kept kept);

  /// Those of these incidents that are kept still, by incident.
  Map<String, Kept> of(Collection<String> incidentIds);

  /// The one that was kept, be it still or not; null when it never was.
  @Nullable Kept last(String incidentId);

  /// The incidents that are kept still for that experiment, in the order of their ids.
  List<String> ofExperiment(String experimentId);

  /// From now on everybody is told of it whom it concerns. Nothing happens when it is not kept.
  void release(String incidentId, Instant at);

  /// Nothing is ever kept to anybody.
  KeptIncidents NONE =
      new KeptIncidents() {
        @Override
        public void keep(Kept kept) {
          throw new IllegalStateException("no experiments are run here");
        }

        @Override
        public Map<String, Kept> of(Collection<String> incidentIds) {
          return Map.of();
        }

        @Override
        public @Nullable Kept last(String incidentId) {
          return null;
        }

        @Override
        public List<String> ofExperiment(String experimentId) {
          return List.of();
        }

        @Override
        public void release(String incidentId, Instant at) {
          // nothing was kept
        }
      };
}
