package dev.muster.respond.live;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentEvent;
import dev.muster.correlate.Incidents;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.Response;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.Fact;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.Topic;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Follows the facts from now on, on every node for its own listeners, and tells them which incidents have changed. Keeps no position
/// while nobody listens: who connects loads what there is, and hears what comes.
final class LivePump implements Pump {
  private static final int BATCH = 500;

  private final FactLog log;
  private final Mobilize mobilize;
  private final Catalog catalog;
  private final LiveHub hub;
  private long incidents = -1;
  private long responses = -1;

  LivePump(FactLog log, Mobilize mobilize, Catalog catalog, LiveHub hub) {
    this.log = log;
    this.mobilize = mobilize;
    this.catalog = catalog;
    this.hub = hub;
  }

  @Override
  public String name() {
    return "respond.live";
  }

  @Override
  public boolean wokenBy(String what) {
    return what.equals(Incidents.TOPIC.name()) || what.equals(Mobilize.TOPIC.name());
  }

  /// Begins to follow if it does not yet. Whoever has opened a line and calls this before the first word on it misses nothing that
  /// comes after that word; the pump's own next look may be a moment later.
  synchronized void follow() {
    if (incidents < 0) {
      incidents = log.last(Incidents.TOPIC, Incidents.LANE);
      responses = log.last(Mobilize.TOPIC, 0);
    }
  }

  @Override
  public synchronized int poll(Instant now) {
    if (hub.isEmpty()) {
      incidents = -1;
      responses = -1;
      return 0;
    }
    follow();
    var changed = new LinkedHashMap<String, Instant>();
    incidents = read(Incidents.TOPIC, Incidents.LANE, incidents, changed);
    responses = read(Mobilize.TOPIC, 0, responses, changed);
    if (changed.isEmpty()) {
      return 0;
    }
    Map<String, Response> known = mobilize.responses(changed.keySet());
    changed.forEach((id, at) -> {
      Response response = known.get(id);
      if (response != null) { // otherwise its first response is still to come, and is told then
        hub.tell(
            "incident",
            catalog.service(response.serviceId()).map(Service::teamId).orElse(null),
            Map.of(
                "id",
                id,
                "status",
                response.status().wire(),
                "service_id",
                response.serviceId(),
                "changed_at",
                at.toString()));
      }
    });
    return changed.size();
  }

  private long read(Topic<?> topic, int lane, long after, Map<String, Instant> changed) {
    if (log.last(topic, lane) <= after) {
      return after;
    }
    long reached = after;
    for (Fact fact : log.read(topic, lane, after, BATCH)) {
      reached = fact.sequence();
      if (fact.event() instanceof IncidentEvent event) {
        changed.put(event.incidentId(), event.at());
      } else if (fact.event() instanceof MobilizeEvent event) {
        changed.put(event.incidentId(), event.at());
      }
    }
    return reached;
  }
}
