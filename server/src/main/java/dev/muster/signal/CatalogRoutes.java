package dev.muster.signal;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import dev.muster.signal.rules.Rules;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Routes as the catalog has them.
final class CatalogRoutes implements Routes {
  private final Catalog catalog;

  private final Rules rules;

  CatalogRoutes(Catalog catalog, Rules rules) {
    this.catalog = catalog;
    this.rules = rules;
  }

  @Override
  public Optional<Route> route(String routingKey, Instant now) {
    Optional<Integration> integration = catalog.integrationByKey(routingKey);
    if (integration.isEmpty()) {
      return rules
          .door(routingKey)
          .map(door -> new Route(door.integrationId(), "", null, door.orchestrationId()));
    }
    String service = integration.get().serviceId();
    return Optional.of(new Route(integration.get().id(), service, quiet(service, now)));
  }

  @Override
  public @Nullable String quiet(String serviceId, Instant now) {
    Optional<Service> service = catalog.service(serviceId);
    if (service.isPresent() && service.get().disabled()) {
      return DISABLED;
    }
    return catalog.inMaintenance(serviceId, now) ? MAINTENANCE : null;
  }
}
