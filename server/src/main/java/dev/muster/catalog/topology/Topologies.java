package dev.muster.catalog.topology;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The desk of the topology: what runs, what rests on what, and who answers for it.
public interface Topologies {
  /// The topology as it is now; from memory, and loaded anew when something has changed. The same object as long as nothing has.
  Snapshot snapshot();

  /// What was loaded at once, so that its parts fit together.
  ///
  /// @param digest of entities and dependencies; the same for the same topology
  /// @param wider see {@link #whole()}; null when it is no wider than this
  record Snapshot(String digest, Topology topology, Owners owners, @Nullable Snapshot wider) {
    /// One that knows all there is.
    public Snapshot(String digest, Topology topology, Owners owners) {
      this(digest, topology, owners, null);
    }

    /// The same and, beside it, each service of this house that is nothing of the topology otherwise, by its own id: a place for what is
    /// known to be about that service. Its numbers are others. Alerts and changes are read with the topology itself: the name
    /// of such a service is often a plain word, and who writes it need not mean the service.
    public Snapshot whole() {
      return wider == null ? this : wider;
    }

    /// The id in this topology of that service of this house; its own where the topology does not know it.
    public String idOf(String serviceId) {
      int place = owners.placeOf(serviceId);
      return place < 0 ? serviceId : topology.entity(place).id();
    }
  }

  /// Which service of this house answers for an entity.
  interface Owners {
    /// The id of the service that answers for the entity with that number: the entity's own owner, or that of the service it
    /// belongs to; empty when nobody does.
    Optional<String> ownerOf(int entity);

    /// The number of the entity that stands for that service of this house, or -1. It may be the only thing that the service was named
    /// for, such as one host.
    int entityOf(String serviceId);

    /// The number of the entity that is that service of this house, and no mere part of what it answers for; or -1.
    int placeOf(String serviceId);
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
