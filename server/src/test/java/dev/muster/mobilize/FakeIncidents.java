package dev.muster.mobilize;

import dev.muster.correlate.AlertCounts;
import dev.muster.correlate.Declaration;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.kernel.Reason;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The room of the incidents, as far as a response talks to it: remembers what it was told.
final class FakeIncidents implements Incidents {
  final List<String> told = new ArrayList<>();

  /// By incident.
  final Map<String, List<String>> alerts = new HashMap<>();

  private static Member member(String alertId, String incidentId) {
    return new Member(
        alertId, "S1", incidentId, true, new Reason("test", 1, ""), null, SampleResponses.START);
  }

  @Override
  public void closed(String incidentId, Actor by, @Nullable String fixedBy, Instant now) {
    told.add("closed " + incidentId + " by " + by.id());
  }

  @Override
  public void reopened(String incidentId, Actor by, Instant now) {
    told.add("reopened " + incidentId + " by " + by.id());
  }

  @Override
  public Optional<Incident> incident(String idOrNumber) {
    return Optional.empty();
  }

  @Override
  public Map<String, Incident> incidents(Collection<String> ids) {
    return Map.of();
  }

  @Override
  public List<Member> members(String incidentId, int offset, int most) {
    return alerts.getOrDefault(incidentId, List.of()).stream()
        .skip(offset)
        .limit(most)
        .map(alertId -> member(alertId, incidentId))
        .toList();
  }

  @Override
  public Map<String, Member> memberships(Collection<String> alertIds) {
    var found = new HashMap<String, Member>();
    alerts.forEach((incidentId, its) ->
        its.stream()
            .filter(alertIds::contains)
            .forEach(alertId -> found.put(alertId, member(alertId, incidentId))));
    return found;
  }

  @Override
  public List<Origin> origins(Collection<String> alertIds) {
    return List.of();
  }

  @Override
  public Optional<Incident> incidentOf(String alertId) {
    return Optional.empty();
  }

  @Override
  public List<Incident> between(
      Collection<String> serviceIds, Instant since, Instant until, int most) {
    return List.of();
  }

  @Override
  public Map<String, Set<String>> servicesOf(Collection<String> incidentIds) {
    return Map.of();
  }

  @Override
  public Map<String, AlertCounts> counts(Collection<String> incidentIds) {
    return Map.of();
  }

  @Override
  public Incident declare(Declaration declaration, Actor by, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Incident merge(String targetId, List<String> sourceIds, Actor by, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Incident split(
      String fromIncidentId,
      Collection<String> alertIds,
      Declaration declaration,
      Actor by,
      Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Member move(String alertId, String toIncidentId, Actor by, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Incident giveTo(String incidentId, String serviceId, Actor by, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Incident retitle(
      String incidentId, String title, @Nullable String why, Actor by, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void hold(Collection<String> incidentIds) {
    // one at a time here: nobody else is there to wait for
  }
}
