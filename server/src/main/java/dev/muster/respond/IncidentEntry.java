package dev.muster.respond;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.platform.web.Directory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Incidents in the directory.
final class IncidentEntry implements Directory.Entry {
  private final Incidents incidents;
  private final Catalog catalog;
  private final IncidentViews views;

  IncidentEntry(Incidents incidents, Catalog catalog, IncidentViews views) {
    this.catalog = catalog;
    this.incidents = incidents;
    this.views = views;
  }

  @Override
  public String type() {
    return "incident";
  }

  @Override
  public String collection() {
    return "incidents";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    var found = new HashMap<String, String>();
    for (Incident incident : incidents.incidents(ids).values()) {
      found.put(incident.id(), "[#%d] %s".formatted(incident.number(), incident.title()));
    }
    return found;
  }

  /// @param id or number
  @Override
  public Collection<String> owners(String id) {
    return incidents
        .incident(id)
        .flatMap(incident -> catalog.service(incident.serviceId()))
        .map(Service::teamId)
        .stream()
        .toList();
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    var found = new HashMap<String, Object>();
    views.views(List.copyOf(ids), Set.of()).forEach(view -> found.put(view.id(), view));
    return found;
  }
}
