package dev.muster.improve;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.noise.Noise;
import dev.muster.correlate.IncidentEvent;
import dev.muster.mobilize.MobilizeEvent;
import dev.muster.mobilize.Who;
import dev.muster.platform.fact.Fact;
import dev.muster.respond.ticket.TicketEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Follows alerts, incidents and pages, and keeps where each came from and what came of it. Tells the noise gate when an incident
/// forms, so that it can look at what it had demoted around it.
final class WayFollower {
  private final PostgresWays ways;
  private final Noise noise;

  WayFollower(PostgresWays ways, Noise noise) {
    this.ways = ways;
    this.noise = noise;
  }

  /// Runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    var opened = new ArrayList<PostgresWays.Opened>();
    for (Fact fact : facts) {
      if (fact.event() instanceof AlertOpened alert) {
        opened.add(
            new PostgresWays.Opened(
                alert.alertId(),
                alert.integrationId(),
                alert.serviceId(),
                rule(alert),
                alert.dedupKey(),
                alert.at(),
                alert.suppressed()));
      }
    }
    // All alerts of the batch first: what the rooms on the right say of them follows them.
    ways.opened(opened);
    // In which incident an alert is in the end is all that counts, and is written for all at once.
    var joined = new LinkedHashMap<String, @Nullable String>();
    for (Fact fact : facts) {
      Object event = fact.event();
      if (event instanceof AlertReleased released) {
        ways.released(released.alertId(), released.at());
      } else if (event instanceof IncidentEvent ofIncident) {
        incident(ofIncident, joined, now);
      } else if (event instanceof MobilizeEvent ofResponse) {
        response(ofResponse);
      } else if (event instanceof TicketEvent.TicketFiled filed) {
        ways.ticket(filed.incidentId(), filed.at());
      }
    }
    ways.joined(joined);
  }

  private static String rule(AlertOpened alert) {
    String rule = alert.handling() == null ? null : alert.handling().ruleId();
    return rule == null ? "" : rule;
  }

  /// What an incident is called, and how bad it is, changes nothing about its way.
  private void incident(IncidentEvent event, Map<String, @Nullable String> joined, Instant now) {
    if (event instanceof IncidentEvent.IncidentFormed formed) {
      ways.formed(
          formed.incidentId(),
          formed.number(),
          formed.serviceId(),
          formed.title(),
          formed.alertId(),
          formed.at());
      if (formed.alertId() != null) {
        joined.put(formed.alertId(), formed.incidentId());
      }
      noise.regretAround(formed.serviceId(), formed.at(), now);
    } else if (event instanceof IncidentEvent.IncidentGrew grew) {
      joined.put(grew.alertId(), grew.incidentId());
    } else if (event instanceof IncidentEvent.IncidentShrank shrank) {
      joined.put(shrank.alertId(), shrank.toIncidentId());
    } else if (event instanceof IncidentEvent.IncidentMerged merged) {
      ways.merged(merged.incidentId(), merged.intoIncidentId());
    }
  }

  /// Who has it, and for how long, changes nothing about its way.
  private void response(MobilizeEvent event) {
    if (event instanceof MobilizeEvent.Notified notified) {
      if (notified.outcome() == MobilizeEvent.Notified.Outcome.SENT) {
        ways.sent(
            notified.notificationId(),
            notified.incidentId(),
            notified.userId(),
            notified.channel(),
            notified.at());
      }
    } else if (event instanceof MobilizeEvent.Acknowledged acknowledged) {
      if (person(acknowledged.by())) {
        ways.acknowledged(acknowledged.incidentId(), acknowledged.by().id(), acknowledged.at());
      }
    } else if (event instanceof MobilizeEvent.Resolved resolved) {
      ways.resolved(
          resolved.incidentId(), person(resolved.by()) ? "person" : "machine", resolved.at());
    } else if (event instanceof MobilizeEvent.Reopened reopened) {
      ways.reopened(reopened.incidentId());
    } else if (event instanceof MobilizeEvent.LeftToDo left) {
      ways.toDo(left.incidentId(), left.pagesNobody());
    }
  }

  private static boolean person(Who by) {
    return by.kind() == Who.Kind.USER || by.kind() == Who.Kind.ACCOUNT;
  }
}
