package dev.muster.correlate;

import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where incidents and memberships are kept. Everything runs in the caller's transaction; whoever changes an incident or its
/// members holds its service.
interface IncidentRepository {
  /// Holds these services against other writers until the end of the transaction.
  void hold(Collection<String> serviceIds);

  /// The next number for people.
  long nextNumber();

  Map<String, Incident> incidents(Collection<String> ids);

  Optional<Incident> byNumber(long number);

  /// See {@link Incidents#between}.
  List<Incident> between(Collection<String> serviceIds, Instant since, Instant until, int most);

  /// See {@link Incidents#servicesOf}.
  Map<String, Set<String>> servicesOf(Collection<String> incidentIds);

  /// The newest open incidents of these services that have or had an alert.
  ///
  /// @param most largest number for each service
  List<Incident> open(Collection<String> serviceIds, int most);

  /// An open incident that is being watched after its recovery, or has alerts again since.
  ///
  /// @param alerts ids of its alerts, earliest first
  record Watched(String incidentId, String serviceId, List<String> alerts) {}

  /// The newest of those that are being watched, or have alerts again since.
  ///
  /// @param mostAlerts so many alerts of each
  List<Watched> watched(int most, int mostAlerts);

  /// An open incident of the service with that key.
  Optional<Incident> openByKey(String serviceId, String incidentKey);

  /// The newest open incidents of these services that have one of these traits.
  List<Incident> openWith(Set<String> traits, Collection<String> serviceIds, int most);

  /// Which of the wanted traits these incidents have, by incident id.
  Map<String, Set<String>> traits(Collection<String> incidentIds, Set<String> wanted);

  /// Adds traits by incident id; those that are there already stay.
  void addTraits(Map<String, Set<String>> traits);

  /// Gives an incident the traits of another one as well.
  void copyTraits(String fromIncidentId, String toIncidentId);

  /// Drops the traits of incidents that take no alerts any more.
  void dropTraits(Collection<String> incidentIds);

  /// Keeps what ended an incident, in place of what was said before.
  void saveFix(String incidentId, String fixedBy);

  void save(Collection<Incident> incidents);

  Map<String, Member> memberships(Collection<String> alertIds);

  /// Earliest first.
  List<Member> members(String incidentId, int offset, int most);

  /// The open alerts that belong to it.
  List<String> openAlerts(String incidentId);

  void saveMembers(Collection<Member> members);

  /// Gives all members of one incident to another.
  ///
  /// @return those that moved
  List<Member> moveMembers(
      String fromIncidentId,
      String toIncidentId,
      Reason reason,
      @Nullable String byId,
      Instant since);
}
