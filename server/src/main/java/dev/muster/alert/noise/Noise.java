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
  /// than worth it are demoted, as long as they are no worse than a warning; each word counts half after a week. What the same person
  /// says of the same thing anew takes the place of what he had said, as if that had never been; the same again changes nothing.
  ///
  /// @param subject what he was told of, such as an incident
  void said(String subject, String userId, Collection<String> alertIds, Word word, Instant now);

  /// What a person says of alerts that he was told of.
  enum Word {
    NOISE,
    WORTH_IT,
    /// What was said before is taken back.
    NOTHING
  }

  /// An incident of that service formed: what the gate demoted on the same service within half an hour around mattered.
  void regretAround(String serviceId, Instant formedAt, Instant now);
}
