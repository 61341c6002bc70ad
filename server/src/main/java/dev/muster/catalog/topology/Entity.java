package dev.muster.catalog.topology;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Something that runs and that a monitor may speak of: a service, a host, a pod, a database, a device, a queue, a supplier.
///
/// @param id unique in the topology
/// @param kind what it is, in the words of where the topology came from, for example `service` or `host`; an open list
/// @param name what people call it
/// @param serviceId the service that it belongs to; for a service its own id; null when unknown
/// @param region where it is; null when unknown
/// @param stage the stage it belongs to, for example `prod`; null when unknown
/// @param aliases everything else that identifies it by itself: addresses, instance ids, inventory numbers, URLs, legacy codes
/// @param attributes what else is known of it and does not identify it, for example its team or tier
public record Entity(
    String id,
    String kind,
    String name,
    @Nullable String serviceId,
    @Nullable String region,
    @Nullable String stage,
    Set<String> aliases,
    Map<String, String> attributes) {
  public Entity {
    aliases = Collections.unmodifiableSet(new TreeSet<>(aliases));
    attributes = Collections.unmodifiableMap(new TreeMap<>(attributes));
  }

  /// Whether it is a service itself and not a part of one.
  public boolean isService() {
    return id.equals(serviceId);
  }
}
