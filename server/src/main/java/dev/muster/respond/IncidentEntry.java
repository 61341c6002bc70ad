package dev.muster.respond;

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
  private final IncidentViews views;

  IncidentEntry(Incidents incidents, IncidentViews views) {
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

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    var found = new HashMap<String, Object>();
    views.views(List.copyOf(ids), Set.of()).forEach(view -> found.put(view.id(), view));
    return found;
  }
}
