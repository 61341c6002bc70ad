package dev.muster.alert.noise;

import java.time.Instant;
import java.util.Collection;

/// The desk of the noise gate: what rooms on the right learned about alerts that it kept back.
public interface Noise {
  /// These alerts mattered although they were held back or demoted; alerts that never were are passed over. The gate becomes more
  /// careful with their kind and their service.
  ///
  /// @param why in plain words
  void regret(Collection<String> alertIds, String why, Instant now);

  /// A person who was told of these alerts said whether they are noise. Alerts of a kind that was called noise at least twice more often
  /// than worth it are demoted, as long as they are no worse than a warning; each word counts half after a week.
  ///
  /// @param noise how many words more that they are noise; negative for words that they are worth it, or for words taken back
  void said(Collection<String> alertIds, int noise, Instant now);

  /// An incident of that service formed: what the gate demoted on the same service within half an hour around mattered.
  void regretAround(String serviceId, Instant formedAt, Instant now);
}
