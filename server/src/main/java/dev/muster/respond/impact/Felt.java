package dev.muster.respond.impact;

import dev.muster.alert.Alert;
import dev.muster.alert.Alerts;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.detect.slo.Slos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts together what customers felt of incidents: their waves, what people said, what objectives measured.
final class Felt {
  /// Alerts whose services are looked at; a storm's services are all among its first ones.
  private static final int LOOKED_AT = 500;

  private final PostgresImpact store;
  private final Incidents incidents;
  private final Alerts alerts;
  private final Slos slos;

  Felt(PostgresImpact store, Incidents incidents, Alerts alerts, Slos slos) {
    this.store = store;
    this.incidents = incidents;
    this.alerts = alerts;
    this.slos = slos;
  }

  /// What is known of one incident.
  record Known(List<Wave> waves, List<Impacts.Said> said, List<Impacts.Span> spans) {
    /// What counts at its end, or now; null when it has no time at all yet.
    Impacts.@Nullable Span last() {
      return spans.isEmpty() ? null : spans.getLast();
    }

    /// What a person said that counts now; null when none does.
    Impacts.@Nullable Said lastSaid() {
      Impacts.Span span = last();
      if (span == null || !span.said()) {
        return null;
      }
      Impacts.Said found = null;
      for (Impacts.Said one : said) {
        if (!one.since().isAfter(span.from())
            && (found == null || !one.since().isBefore(found.since()))) {
          found = one;
        }
      }
      return found;
    }
  }

  Map<String, Known> known(Collection<String> incidentIds, Instant now) {
    Map<String, List<Wave>> waves = store.waves(incidentIds);
    Map<String, List<Impacts.Said>> said = store.said(incidentIds);
    var known = new LinkedHashMap<String, Known>();
    for (Incident incident : incidents.incidents(incidentIds).values()) {
      List<Wave> its = waves.getOrDefault(incident.id(), List.of());
      if (its.isEmpty()) {
        // the reader has not come so far yet
        its =
            List.of(
                new Wave(
                    1,
                    incident.formedAt(),
                    incident.closedAt(),
                    incident.allAlerts(),
                    incident.reason().words()));
      }
      its = within(its, incident.closedAt());
      List<Impacts.Said> words = said.getOrDefault(incident.id(), List.of());
      Instant end = its.getLast().endedAt();
      List<Slos.Lost> lost =
          slos.lost(services(incident), its.getFirst().beganAt(), end == null ? now : end);
      known.put(incident.id(), new Known(its, words, Impacts.spans(its, words, lost, now)));
    }
    return known;
  }

  /// An incident that people resolved is over although some of its alerts may be open still.
  private static List<Wave> within(List<Wave> waves, @Nullable Instant closedAt) {
    if (closedAt == null) {
      return waves;
    }
    var cut = new ArrayList<Wave>();
    for (Wave wave : waves) {
      Instant end = wave.endedAt();
      cut.add(
          end == null
              ? new Wave(
                  wave.number(),
                  wave.beganAt(),
                  closedAt.isBefore(wave.beganAt()) ? wave.beganAt() : closedAt,
                  wave.alerts(),
                  wave.words())
              : wave);
    }
    return List.copyOf(cut);
  }

  private Set<String> services(Incident incident) {
    var services = new LinkedHashSet<String>();
    services.add(incident.serviceId());
    List<String> members =
        incidents.members(incident.id(), 0, LOOKED_AT).stream().map(Member::alertId).toList();
    for (Alert alert : alerts.alerts(members).values()) {
      services.add(alert.serviceId());
    }
    return services;
  }
}
