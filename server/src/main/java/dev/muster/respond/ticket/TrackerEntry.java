package dev.muster.respond.ticket;

import dev.muster.platform.web.Directory;
import java.util.Collection;
import java.util.Map;

/// Trackers by id. The filing rule of a service that is deleted goes with it.
final class TrackerEntry implements Directory.Entry {
  private final PostgresTrackers trackers;

  TrackerEntry(PostgresTrackers trackers) {
    this.trackers = trackers;
  }

  @Override
  public String type() {
    return "ticket_tracker";
  }

  @Override
  public String collection() {
    return "ticket_trackers";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    return trackers.names(ids);
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    return Map.of();
  }

  @Override
  public void deleted(String type, String id) {
    if (type.equals("service")) {
      trackers.deleteRule(id);
    }
  }
}
