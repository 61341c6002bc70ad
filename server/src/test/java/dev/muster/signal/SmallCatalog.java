package dev.muster.signal;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A catalog of services with one integration each, for tests of the intake. What it is not asked for it refuses.
public final class SmallCatalog {
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private final Map<String, Integration> byKey = new ConcurrentHashMap<>();
  private final Map<String, Service> services = new ConcurrentHashMap<>();
  private final Set<String> maintenance = ConcurrentHashMap.newKeySet();

  /// Adds a service and an integration of that name with that key.
  public SmallCatalog with(String service, String key) {
    services.put(service, Service.of(service, service, "PPOLICY", LONG_AGO));
    byKey.put(
        key,
        new Integration(
            "I" + service,
            service,
            service + " events",
            "events_api_v2_inbound_integration",
            key,
            null,
            null,
            LONG_AGO));
    return this;
  }

  void maintain(String service, boolean on) {
    if (on) {
      maintenance.add(service);
    } else {
      maintenance.remove(service);
    }
  }

  public Catalog asCatalog() {
    return (Catalog)
        Proxy.newProxyInstance(
            Catalog.class.getClassLoader(),
            new Class<?>[] {Catalog.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "integrationByKey" -> Optional.ofNullable(byKey.get(arguments[0]));
                  case "service" -> Optional.ofNullable(services.get(arguments[0]));
                  case "inMaintenance" -> maintenance.contains(arguments[0]);
                  case "integration" ->
                      byKey.values().stream()
                          .filter(integration -> integration.id().equals(arguments[0]))
                          .findFirst();
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
