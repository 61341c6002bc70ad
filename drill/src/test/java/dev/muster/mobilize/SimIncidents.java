package dev.muster.mobilize;

import dev.muster.correlate.AlertCounts;
import dev.muster.correlate.Declaration;
import dev.muster.correlate.Incident;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.Member;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The room on the left, which in a simulation only listens: incidents are said straight into its topic.
final class SimIncidents implements Incidents {
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
    return List.of();
  }

  @Override
  public Map<String, Member> memberships(Collection<String> alertIds) {
    return Map.of();
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
    throw new UnsupportedOperationException("nobody declares incidents in the simulation");
  }

  @Override
  public Incident merge(String targetId, List<String> sourceIds, Actor by, Instant now) {
    throw new UnsupportedOperationException("nobody merges incidents in the simulation");
  }

  @Override
  public Incident split(
      String fromIncidentId,
      Collection<String> alertIds,
      Declaration declaration,
      Actor by,
      Instant now) {
    throw new UnsupportedOperationException("nobody splits incidents in the simulation");
  }

  @Override
  public Member move(String alertId, String toIncidentId, Actor by, Instant now) {
    throw new UnsupportedOperationException("there are no alerts in the simulation");
  }

  @Override
  public Incident giveTo(String incidentId, String serviceId, Actor by, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Incident retitle(
      String incidentId, String title, @Nullable String why, Actor by, Instant now) {
    throw new UnsupportedOperationException("nobody retitles incidents in the simulation");
  }

  @Override
  public void closed(String incidentId, Actor by, @Nullable String fixedBy, Instant now) {}

  @Override
  public void reopened(String incidentId, Actor by, Instant now) {}

  @Override
  public void hold(Collection<String> incidentIds) {
    // one at a time here: nobody else is there to wait for
  }
}
