package dev.muster.signal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Routes to services with one integration each, for tests of the intake.
public final class SmallCatalog implements Routes {
  private final Map<String, String> services = new ConcurrentHashMap<>();
  private final Set<String> maintenance = ConcurrentHashMap.newKeySet();

  /// Adds a service whose integration has that key.
  public SmallCatalog with(String service, String key) {
    services.put(key, service);
    return this;
  }

  void maintain(String service, boolean on) {
    if (on) {
      maintenance.add(service);
    } else {
      maintenance.remove(service);
    }
  }

  @Override
  public Optional<Route> route(String routingKey, Instant now) {
    return Optional.ofNullable(services.get(routingKey))
        .map(service ->
            new Route(
                "I" + service,
                service,
                maintenance.contains(service) ? "the service is in maintenance" : null));
  }
}
