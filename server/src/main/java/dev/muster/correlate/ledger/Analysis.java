package dev.muster.correlate.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was thought of an incident at a moment.
///
/// @param version version of the rules
/// @param causes probable causes among all that is known, likeliest first; empty when there were not several to be compared
/// @param services the same summed by service, likeliest first; empty likewise
/// @param changes suspect changes, likeliest first; the entry without an id says how likely it is that none did it
/// @param similar incidents of the past that were alike, most alike first
/// @param warnings ids of early warnings that came before it
/// @param rarity how often the like comes on the same service: `frequent`, `occasional`, `rare`, `anomaly` or `unknown`
/// @param knownBefore says how long the problem has been known, when it has; null when it has not
/// @param onlyPlace the only thing known that may be behind it. It was compared with nothing, so it has no probability and is no cause
///     that was found out; null when several were compared, or nothing is known
/// @param onlyService the only service that may be behind it, likewise; there may be several things of it among the causes
public record Analysis(
    Instant at,
    int version,
    List<Cause> causes,
    List<Cause> services,
    List<Suspect> changes,
    List<Alike> similar,
    List<String> warnings,
    String rarity,
    @Nullable String knownBefore,
    @Nullable Place onlyPlace,
    @Nullable Place onlyService) {
  /// Of what was kept when the only one was told as a cause beyond doubt.
  private static final double ALL = 0.999_999;

  private static final List<String> NOTHING_ELSE =
      List.of("Nothing else was known that it could have been compared with.");

  public Analysis {
    onlyPlace = onlyPlace == null ? only(causes) : onlyPlace;
    onlyService = onlyService == null ? only(services) : onlyService;
    causes = onlyPlace == null ? List.copyOf(causes) : List.of();
    services = onlyService == null ? List.copyOf(services) : List.of();
    changes = List.copyOf(changes);
    similar = List.copyOf(similar);
    warnings = List.copyOf(warnings);
  }

  private static @Nullable Place only(List<Cause> causes) {
    return causes.size() == 1 && causes.getFirst().probability() >= ALL
        ? Place.of(causes.getFirst(), NOTHING_ELSE)
        : null;
  }

  /// What stands first: the likeliest cause, or the only place that is known; null when there is neither.
  public @Nullable Place first() {
    return causes.isEmpty() ? onlyPlace : Place.of(causes.getFirst(), List.of());
  }

  /// Something that may be behind it, without a word on how likely.
  ///
  /// @param entity id in the topology
  /// @param service id in the topology of the service that it belongs to; null when unknown
  /// @param musterService see {@link Cause#musterService}
  /// @param reasons in plain words
  public record Place(
      String entity,
      String name,
      @Nullable String service,
      @Nullable String musterService,
      List<String> reasons) {
    public Place {
      reasons = List.copyOf(reasons);
    }

    /// The same without its probability.
    public static Place of(Cause cause, List<String> reasons) {
      return new Place(
          cause.entity(), cause.name(), cause.service(), cause.musterService(), reasons);
    }
  }

  /// A probable cause.
  ///
  /// @param entity id in the topology
  /// @param service id in the topology of the service that it belongs to; null when unknown
  /// @param musterService id of the service of this house that answers for it; null when none does, and of one of {@link #services}
  ///     when its people are not to be told on the strength of alerts that name nothing
  /// @param probability 0 to 1
  /// @param reasons in plain words, one at least
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
  /// @param likeness how probable it is that none is nearer, 0 to 1: several of the same trouble share it
  /// @param same how probable it is that it was the same trouble, 0 to 1, whatever else is like it; null in what was kept before it was told
  /// @param fixedBy what ended it; null when nobody recorded it
  /// @param reasons in plain words
  public record Alike(
      String incidentId,
      @Nullable String externalId,
      double likeness,
      @Nullable Double same,
      @Nullable String fixedBy,
      List<String> reasons) {
    public Alike {
      reasons = List.copyOf(reasons);
    }
  }
}
