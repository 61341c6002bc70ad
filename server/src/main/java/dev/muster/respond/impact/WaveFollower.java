package dev.muster.respond.impact;

import dev.muster.correlate.IncidentEvent;
import dev.muster.platform.fact.Fact;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Hears what becomes of incidents and keeps their waves.
final class WaveFollower {
  private final PostgresImpact store;

  WaveFollower(PostgresImpact store) {
    this.store = store;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var ids = new TreeSet<String>();
    facts.forEach(fact -> ids.add(((IncidentEvent) fact.event()).incidentId()));
    Map<String, List<Wave>> before = store.waves(ids);
    var after = new HashMap<>(before);
    for (Fact fact : facts) {
      IncidentEvent event = (IncidentEvent) fact.event();
      after.merge(
          event.incidentId(), Wave.after(List.of(), event), (waves, _) -> Wave.after(waves, event));
    }
    for (String id : ids) {
      List<Wave> was = before.getOrDefault(id, List.of());
      var changed = new HashSet<>(after.getOrDefault(id, List.of()));
      was.forEach(changed::remove);
      store.save(id, List.copyOf(changed));
    }
  }
}
