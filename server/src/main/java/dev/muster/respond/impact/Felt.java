package dev.muster.respond.impact;

import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.detect.slo.Slos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts together what customers felt of incidents: their waves, what people said, what objectives measured.
final class Felt {
  private final PostgresImpact store;
  private final Incidents incidents;
  private final Slos slos;

  Felt(PostgresImpact store, Incidents incidents, Slos slos) {
    this.store = store;
    this.incidents = incidents;
    this.slos = slos;
  }

  /// What is known of one incident.
  record Known(List<Wave> waves, List<Impacts.Said> said, List<Impacts.Span> spans) {
    /// What counts at its end, or now; null when it has no time at all yet.
    Impacts.@Nullable Span last() {
      return spans.isEmpty() ? null : spans.getLast();
    }

    /// Whether a wave of it ran between two moments.
    boolean between(Instant since, Instant until) {
      return waves.stream()
          .anyMatch(wave ->
              wave.beganAt().isBefore(until)
                  && (wave.endedAt() == null || wave.endedAt().isAfter(since)));
    }

    /// What a person said that counts now; null when none does.
    Impacts.@Nullable Said lastSaid() {
      Impacts.Span span = last();
      if (span == null || !span.said()) {
        return null;
      }
      Instant began = waves.size() == 1 ? Instant.MIN : waves.getLast().beganAt();
      return Impacts.counting(
          said.stream().filter(one -> !one.since().isBefore(began)).toList(),
          span.to().minusNanos(1));
    }
  }

  Map<String, Known> known(Collection<String> incidentIds, Instant now) {
    Map<String, List<Wave>> waves = store.waves(incidentIds);
    Map<String, List<Impacts.Said>> said = store.said(incidentIds);
    Map<String, Set<String>> services = incidents.servicesOf(incidentIds);
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
          slos.lost(
              services(incident, services.getOrDefault(incident.id(), Set.of())),
              its.getFirst().beganAt(),
              end == null ? now : end);
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

  private static Set<String> services(Incident incident, Set<String> ofAlerts) {
    var services = new HashSet<>(ofAlerts);
    services.add(incident.serviceId());
    return services;
  }
}
