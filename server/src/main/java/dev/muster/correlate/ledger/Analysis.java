package dev.muster.correlate.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was thought of an incident at a moment.
///
/// @param version version of the rules
/// @param causes probable causes among all that is known, likeliest first
/// @param services the same summed by service, likeliest first
/// @param changes suspect changes, likeliest first; the entry without an id says how likely it is that none did it
/// @param similar incidents of the past that were alike, most alike first
/// @param warnings ids of early warnings that came before it
/// @param rarity how often the like comes on the same service: `frequent`, `occasional`, `rare`, `anomaly` or `unknown`
/// @param knownBefore says how long the problem has been known, when it has; null when it has not
public record Analysis(
    Instant at,
    int version,
    List<Cause> causes,
    List<Cause> services,
    List<Suspect> changes,
    List<Alike> similar,
    List<String> warnings,
    String rarity,
    @Nullable String knownBefore) {
  public Analysis {
    causes = List.copyOf(causes);
    services = List.copyOf(services);
    changes = List.copyOf(changes);
    similar = List.copyOf(similar);
    warnings = List.copyOf(warnings);
  }

  /// A probable cause.
  ///
  /// @param entity id in the topology
  /// @param service id in the topology of the service that it belongs to; null when unknown
  /// @param musterService id of the service of this house that answers for it; null when none does, and of one of {@link #services}
  ///     when its people are not to be told on the strength of alerts that name nothing
  /// @param probability 0 to 1
  /// @param reasons in plain words
  public record Cause(
      String entity,
      String name,
      @Nullable String service,
      @Nullable String musterService,
      double probability,
      List<String> reasons) {
    public Cause {
      reasons = List.copyOf(reasons);
    }
  }

  /// A suspect change.
  ///
  /// @param changeId id of the change event; null for "no change did it"
  /// @param probability 0 to 1
  /// @param reasons in plain words
  public record Suspect(
      @Nullable String changeId,
      @Nullable String summary,
      double probability,
      List<String> reasons) {
    public Suspect {
      reasons = List.copyOf(reasons);
    }
  }

  /// An incident of the past that was alike.
  ///
  /// @param incidentId its id here
  /// @param externalId the id that it had where it was imported from; null for one of this house
  /// @param likeness 0 to 1
  /// @param fixedBy what ended it; null when nobody recorded it
  /// @param reasons in plain words
  public record Alike(
      String incidentId,
      @Nullable String externalId,
      double likeness,
      @Nullable String fixedBy,
      List<String> reasons) {
    public Alike {
      reasons = List.copyOf(reasons);
    }
  }
}
