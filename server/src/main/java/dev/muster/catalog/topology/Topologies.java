package dev.muster.catalog.topology;

import java.util.Collection;
import java.util.Optional;

/// The desk of the topology: what runs, what rests on what, and who answers for it.
public interface Topologies {
  /// The topology as it is now; from memory, and loaded anew when something has changed. The same object as long as nothing has.
  Snapshot snapshot();

  /// What was loaded at once, so that its parts fit together.
  ///
  /// @param digest of entities and dependencies; the same for the same topology
  record Snapshot(String digest, Topology topology, Owners owners) {}

  /// Which service of this house answers for an entity.
  interface Owners {
    /// The id of the service that answers for the entity with that number: the entity's own owner, or that of the service it
    /// belongs to; empty when nobody does.
    Optional<String> ownerOf(int entity);

    /// The number of the entity that stands for that service of this house, or -1.
    int entityOf(String serviceId);
  }

  /// Adds what alerts spoke of and nobody knows; inside the caller's transaction.
  void note(Collection<Gap> gaps);

  /// Keeps dependencies that Muster found out by itself: they are shown to people, and used when somebody confirms them,
  /// or when enough of what was suggested before was right. What
  /// somebody has rejected is passed over, in both directions.
  ///
  /// @param dependencies each with what it rests on, in plain words
  void learned(java.util.Map<Dependency, String> dependencies, java.time.Instant now);
}
