package dev.muster.mobilize;

import dev.muster.correlate.Incidents;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What ends, or does not end after all, is said to the room of the incidents.
final class Endings {
  private Endings() {}

  /// Tells the room of the incidents what became final here; a merge was its own doing.
  static void tell(Incidents incidents, List<MobilizeEvent> events, Actor actor, Instant now) {
    incidents.hold(
        events.stream()
            .filter(event ->
                event instanceof MobilizeEvent.Resolved || event instanceof MobilizeEvent.Reopened)
            .map(MobilizeEvent::incidentId)
            .collect(Collectors.toCollection(TreeSet::new)));
    Set<String> told = new LinkedHashSet<>();
    for (MobilizeEvent event : events.reversed()) {
      if (event instanceof MobilizeEvent.Resolved resolved
          && told.add(resolved.incidentId())
          && resolved.how().kind() != Response.ResolveReason.Kind.MERGED) {
        incidents.closed(
            resolved.incidentId(),
            resolved.how().kind() == Response.ResolveReason.Kind.PERSON ? actor : Actor.muster(),
            resolved.how().words(),
            now);
      } else if (event instanceof MobilizeEvent.Reopened reopened
          && told.add(reopened.incidentId())) {
        incidents.reopened(reopened.incidentId(), actor, now);
      }
    }
  }
}
