package dev.muster.correlate;

import dev.muster.alert.Alert;
import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topologies;
import dev.muster.catalog.topology.Topology;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What alerts are about, in the words of the topology. Safe for several threads.
public final class AlertPlaces {
  private final Topologies topologies;

  /// Made once for each state of the topology.
  private record Known(String digest, EntityResolver resolver) {}

  private volatile @Nullable Known known;

  public AlertPlaces(Topologies topologies) {
    this.topologies = topologies;
  }

  /// Where an alert belongs.
  ///
  /// @param entities ids of the entity that it speaks of and of the service that this belongs to; empty when the topology knows neither
  /// @param services the services of this house that answer for these, else the one that it came in through: one door may be everybody's
  public record Place(Set<String> entities, Set<String> services) {
    public Place {
      entities = Set.copyOf(entities);
      services = Set.copyOf(services);
    }
  }

  public Place of(Alert alert) {
    Topologies.Snapshot snapshot = topologies.snapshot();
    Topology topology = snapshot.topology();
    var entities = new LinkedHashSet<String>();
    var services = new TreeSet<String>();
    if (topology.size() > 0) {
      Resolution resolution =
          resolver(snapshot)
              .resolve(
                  alert.source(),
                  alert.component(),
                  alert.group(),
                  alert.summary(),
                  Sightings.attributes(alert.details()));
      for (int entity : List.of(resolution.entity(), resolution.service())) {
        if (entity >= 0) {
          entities.add(topology.entity(entity).id());
          snapshot.owners().ownerOf(entity).ifPresent(services::add);
        }
      }
    }
    if (services.isEmpty()) {
      services.add(alert.serviceId());
    }
    return new Place(entities, services);
  }

  private EntityResolver resolver(Topologies.Snapshot snapshot) {
    Known before = known;
    if (before != null && before.digest().equals(snapshot.digest())) {
      return before.resolver();
    }
    var made = new Known(snapshot.digest(), EntityResolver.of(snapshot.topology()));
    known = made;
    return made.resolver();
  }
}
