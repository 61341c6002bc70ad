package dev.muster.mobilize;

import java.time.Instant;

/// The desk at which experiments say that they are over.
public interface ExperimentDesk {
  /// Tells whoever answers for it of each incident that is open still and was kept to the experiment's team. In the caller's transaction,
  /// or in one of its own.
  ///
  /// @param words why, a whole sentence
  /// @return how many there were
  int release(String experimentId, String words, Instant now);
}
