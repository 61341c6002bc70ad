package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import dev.muster.detect.watch.ServiceLookup;
import java.util.List;
import java.util.Map;

/// Finds whose a measurement is.
final class ServiceFinder implements ServiceLookup {
  /// Labels that may name a service, the most telling first.
  private static final List<String> LABELS = List.of("service", "service_name", "app", "job");

  private final Catalog catalog;

  ServiceFinder(Catalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public String of(Map<String, String> labels, String integrationId) {
    for (String label : LABELS) {
      String named = labels.get(label);
      if (named != null) {
        for (Service service : catalog.allServices()) {
          if (service.name().equalsIgnoreCase(named)) {
            return service.id();
          }
        }
      }
    }
    return catalog.integration(integrationId).map(Integration::serviceId).orElse("");
  }
}
