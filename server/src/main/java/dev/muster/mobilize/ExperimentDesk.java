package dev.muster.mobilize;

import java.time.Instant;
import java.util.Collection;

/// The desk at which experiments say that they are over, or that an alert is not what they expected any more.
public interface ExperimentDesk {
  /// Tells whoever answers for it of each incident that is open still and was kept to the experiment's team. One that has recovered and is
  /// watched is left as it is until an alert comes back. In the caller's transaction,
  /// or in one of its own; the caller holds the experiment.
  ///
  /// @param words why, a whole sentence
  /// @return how many there were
  int release(String experimentId, String words, Instant now);

  /// Looks again at the incidents of these alerts, which have changed, and tells whoever answers for those that are kept to the team of an
  /// experiment that does not expect the alert as it is now. In the caller's transaction; the caller holds the experiments.
  ///
  /// @return how many were kept and are not any more
  int reconsider(Collection<String> alertIds, Instant now);
}
