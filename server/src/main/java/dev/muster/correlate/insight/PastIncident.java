package dev.muster.correlate.insight;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an incident ended, as people established it. What is null was not established and nothing is learned from it.
///
/// @param id id of the incident
/// @param opened when its first alert came
/// @param failedAt when it began to hurt; null when unknown. Alerts before it were forewarnings
/// @param ended when it was over
/// @param causeEntity id in the topology of what had failed; null when not established
/// @param causeService id in the topology of the service that had failed; null when not established
/// @param change what is known of a change behind it
/// @param sameAs ids of earlier incidents that people called the same
/// @param fixedBy what ended it, in words; null when not recorded
/// @param symptoms its alerts, in the order of time
/// @param looks what it looked like while it was young, each as one group of alerts; the one that showed most of it first. Empty when
///     nobody grouped it: then its own alerts stand for it
public record PastIncident(
    String id,
    Instant opened,
    @Nullable Instant failedAt,
    Instant ended,
    @Nullable String causeEntity,
    @Nullable String causeService,
    Verdict change,
    List<String> sameAs,
    @Nullable String fixedBy,
    List<Symptom> symptoms,
    List<Look> looks) {
  public PastIncident {
    sameAs = List.copyOf(sameAs);
    symptoms = List.copyOf(symptoms);
    looks = List.copyOf(looks);
  }

  /// How alerts of the incident were grouped at one time, as one meets them in life: some missing, some foreign.
  ///
  /// @param at when
  /// @param share how much it showed of the incident, measured by the group that showed most, above 0 and at most 1
  /// @param symptoms the alerts of the group
  /// @param around what else cried by then, wherever
  public record Look(Instant at, double share, List<Symptom> symptoms, List<Symptom> around) {
    public Look {
      symptoms = List.copyOf(symptoms);
      around = List.copyOf(around);
    }
  }

  /// Whether a change was behind an incident.
  public sealed interface Verdict {
    /// Nobody said.
    record Unknown() implements Verdict {}

    /// People looked and found that no change was behind it.
    record NoChange() implements Verdict {}

    /// That change was behind it.
    ///
    /// @param id id of the change event
    record ByChange(String id) implements Verdict {}
  }
}
