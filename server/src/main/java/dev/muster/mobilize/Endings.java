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
      switch (event) {
        case MobilizeEvent.Resolved resolved -> {
          if (told.add(resolved.incidentId())
              && resolved.how().kind() != Response.ResolveReason.Kind.MERGED) {
            incidents.closed(
                resolved.incidentId(),
                resolved.how().kind() == Response.ResolveReason.Kind.PERSON
                    ? actor
                    : Actor.muster(),
                now);
          }
        }
        case MobilizeEvent.Reopened reopened -> {
          if (told.add(reopened.incidentId())) {
            incidents.reopened(reopened.incidentId(), actor, now);
          }
        }
        case MobilizeEvent.Triggered _,
            MobilizeEvent.Assigned _,
            MobilizeEvent.Notified _,
            MobilizeEvent.Unreachable _,
            MobilizeEvent.NobodyOnCall _,
            MobilizeEvent.Acknowledged _,
            MobilizeEvent.Unacknowledged _,
            MobilizeEvent.Escalated _,
            MobilizeEvent.Repeated _,
            MobilizeEvent.Exhausted _,
            MobilizeEvent.Snoozed _,
            MobilizeEvent.UrgencyChanged _,
            MobilizeEvent.PriorityChanged _,
            MobilizeEvent.ServiceChanged _,
            MobilizeEvent.Reassigned _,
            MobilizeEvent.Delegated _,
            MobilizeEvent.Watching _,
            MobilizeEvent.ReachedAckTimeout _,
            MobilizeEvent.CauseMoved _,
            MobilizeEvent.Informed _,
            MobilizeEvent.Experimented _,
            MobilizeEvent.LeftToDo _,
            MobilizeEvent.ReachedAutoResolve _,
            MobilizeEvent.ResponderRequested _,
            MobilizeEvent.ResponderReplied _ -> {}
      }
    }
  }
}
