package dev.muster.correlate.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is thought of an incident at one time, each list best first.
///
/// @param asOf the time; nothing known later was used
/// @param entities probable causes among all that the topology knows; probabilities sum to at most 1
/// @param services the same summed per service
/// @param cause the service named as the cause; null when nobody is likely enough
/// @param changes changes that may be behind it
/// @param noChange probability that no change did it, 0 to 1
/// @param change the change named; null when none is likely enough
/// @param similar past incidents like it
/// @param rarity how often incidents like it come on the same service
/// @param known set when it was known before
/// @param version which state of what was learned gave this; goes up with every fit
public record Findings(
    Instant asOf,
    List<Suspect> entities,
    List<Suspect> services,
    @Nullable Suspect cause,
    List<SuspectChange> changes,
    double noChange,
    @Nullable SuspectChange change,
    List<Similar> similar,
    Rarity rarity,
    @Nullable KnownBefore known,
    int version) {
  public Findings {
    entities = List.copyOf(entities);
    services = List.copyOf(services);
    changes = List.copyOf(changes);
    similar = List.copyOf(similar);
  }

  /// The service named as the cause, when one is likely enough.
  public Optional<Suspect> namedCause() {
    return Optional.ofNullable(cause);
  }

  /// The change named, when one is likely enough.
  public Optional<SuspectChange> namedChange() {
    return Optional.ofNullable(change);
  }

  /// A thing that may be the cause.
  ///
  /// @param id id in the topology
  /// @param service id of its service; null when unknown
  /// @param probability 0 to 1
  /// @param silent whether it has no alert of its own
  /// @param because why, each a plain sentence, weightiest first
  public record Suspect(
      String id,
      @Nullable String service,
      double probability,
      boolean silent,
      List<String> because) {
    public Suspect {
      because = List.copyOf(because);
    }
  }

  /// A change that may be behind the incident. Its author is a natural responder.
  ///
  /// @param change the change
  /// @param probability 0 to 1
  /// @param before how long before the first trouble it was made; negative when after, as clocks differ
  /// @param because why, each a plain sentence, weightiest first
  public record SuspectChange(
      ChangeNote change, double probability, Duration before, List<String> because) {
    public SuspectChange {
      because = List.copyOf(because);
    }
  }

  /// A past incident like the present one.
  ///
  /// @param id id of the past incident
  /// @param opened when it opened
  /// @param probability that it is the nearest of all, 0 to 1: several that are the same problem share it, also with nothing being like it
  /// @param same how probable it is that it is the same problem, 0 to 1, were it the only one known
  /// @param cause id of what had failed then; null when not established
  /// @param fixedBy what ended it, in words; null when not recorded
  /// @param because what the two share, each a plain sentence
  public record Similar(
      String id,
      Instant opened,
      double probability,
      double same,
      @Nullable String cause,
      @Nullable String fixedBy,
      List<String> because) {
    public Similar {
      because = List.copyOf(because);
    }
  }

  /// How often incidents like this one come, measured against all incidents with the same affected service in the last 30 days.
  public enum Rarity {
    /// A fifth of them or more.
    FREQUENT,
    /// Between rare and frequent.
    OCCASIONAL,
    /// At most a twentieth.
    RARE,
    /// None like it, though the service had others.
    ANOMALY,
    /// The service had too few incidents to tell.
    UNKNOWN
  }

  /// The same problem came before.
  ///
  /// @param first id of the earliest incident with it
  /// @param since how long ago that was
  /// @param times how often it came before
  /// @param fixed whether it was ever recorded what fixed it
  public record KnownBefore(String first, Duration since, int times, boolean fixed) {}
}
