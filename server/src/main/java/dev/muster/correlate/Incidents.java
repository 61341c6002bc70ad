package dev.muster.correlate;

import dev.muster.platform.fact.Topic;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The desk of this room. Commands run in the caller's transaction, or in one of their own when there is none.
public interface Incidents {
  /// What this room says; one lane, number {@link #LANE}.
  Topic<IncidentEvent> TOPIC = Topic.of("incident", IncidentEvent.class, IncidentEvent::incidentId);

  int LANES = 1;
  int LANE = 0;

  /// Most alerts that one incident may hold by merging; growth by itself has no bound.
  int MOST_MERGED_ALERTS = 1_000;

  /// The incident with that id or, for a whole number, with that number.
  Optional<Incident> incident(String idOrNumber);

  /// Incidents by id; ids that do not exist are left out.
  Map<String, Incident> incidents(Collection<String> ids);

  /// The alerts that belong to it, earliest first.
  ///
  /// @param most largest number to answer
  List<Member> members(String incidentId, int offset, int most);

  /// Where these alerts belong; alerts that are not known here yet are left out.
  Map<String, Member> memberships(Collection<String> alertIds);

  /// Where an alert was before.
  ///
  /// @param since since when it was there
  record Origin(String incidentId, Instant since) {}

  /// The incidents that all of these alerts were in together before they were merged, one after the other, to where they are now; the last
  /// one first. Empty when no merge put them there, or when they came from several.
  List<Origin> origins(Collection<String> alertIds);

  /// The incident that the alert belongs to; empty when it belongs to none.
  Optional<Incident> incidentOf(String alertId);

  /// The incidents of these services that were open at some time between two moments, newest first; those that became part of
  /// another are left out.
  ///
  /// @param serviceIds empty for all services
  List<Incident> between(Collection<String> serviceIds, Instant since, Instant until, int most);

  /// The services whose alerts belong to these incidents, by incident id; incidents without alerts are left out.
  Map<String, Set<String>> servicesOf(Collection<String> incidentIds);

  /// Alert counts by incident id.
  Map<String, AlertCounts> counts(Collection<String> incidentIds);

  /// Holds what decides about these incidents until the end of the caller's transaction, in one order for all callers. Who
  /// closes or reopens several incidents in one transaction calls it first; otherwise two such callers could wait for each other.
  /// Whoever needs the responses to them as well holds those before.
  void hold(Collection<String> incidentIds);

  /// Opens an incident by hand and says {@link IncidentEvent.IncidentFormed}.
  ///
  /// @throws ApiException 400 when an open incident of that service has the same key
  Incident declare(Declaration declaration, Actor by, Instant now);

  /// Moves the alerts of the sources into the target and closes the sources.
  ///
  /// @return the target
  /// @throws ApiException 400 when the target is closed, a source is the target or was merged before, or too many alerts would
  ///     come together; 404 when one of them does not exist
  Incident merge(String targetId, List<String> sourceIds, Actor by, Instant now);

  /// Moves an alert to another incident.
  ///
  /// @throws ApiException 400 when the incident is closed; 404 when alert or incident does not exist
  Member move(String alertId, String toIncidentId, Actor by, Instant now);

  /// Opens an incident for alerts of another one, and moves them there. The other one keeps at least one alert.
  ///
  /// @return the new incident
  /// @throws ApiException 400 when an alert is not in that incident, none of them is open, or none would stay in it
  Incident split(
      String fromIncidentId,
      Collection<String> alertIds,
      Declaration declaration,
      Actor by,
      Instant now);

  /// Gives it another title; nothing happens when it has that title already.
  ///
  /// @param why why, in the words of whoever asks; null when nothing was said
  Incident retitle(String incidentId, String title, @Nullable String why, Actor by, Instant now);

  /// Gives it to another service; nothing happens when it is that service's already. Its alerts stay where they were raised.
  ///
  /// @throws ApiException 400 when an open incident of that service has the same incident key
  Incident giveTo(String incidentId, String serviceId, Actor by, Instant now);

  /// The incident was resolved: no alert joins it any more, and its open alerts are asked to resolve. Its phase becomes `CLOSED`
  /// when a person did it and stays `WATCHING` otherwise. Harmless when called twice.
  ///
  /// @param fixedBy what ended it, in the words of whoever resolved it; null when nothing was said
  void closed(String incidentId, Actor by, @Nullable String fixedBy, Instant now);

  /// The same, of which nobody said what ended it.
  default void closed(String incidentId, Actor by, Instant now) {
    closed(incidentId, by, null, now);
  }

  /// The incident was opened again by a person; alerts may join it. Harmless when called twice.
  void reopened(String incidentId, Actor by, Instant now);
}
