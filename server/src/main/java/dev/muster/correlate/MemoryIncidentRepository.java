package dev.muster.correlate;

import dev.muster.kernel.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Incidents in memory, for the simulation. One thread at a time; it knows no transactions.
final class MemoryIncidentRepository implements IncidentRepository {
  private final Map<String, Incident> incidents = new HashMap<>();
  private final Map<String, Member> members = new HashMap<>();
  private final Map<String, String> fixes = new HashMap<>();
  private final Map<String, Set<String>> traits = new HashMap<>();
  private long number;

  @Override
  public void hold(Collection<String> serviceIds) {
    // one thread at a time: there is nobody to hold them against
  }

  @Override
  public long nextNumber() {
    return ++number;
  }

  @Override
  public Map<String, Incident> incidents(Collection<String> ids) {
    var found = new HashMap<String, Incident>();
    for (String id : ids) {
      Incident incident = incidents.get(id);
      if (incident != null) {
        found.put(id, incident);
      }
    }
    return found;
  }

  @Override
  public Optional<Incident> byNumber(long wanted) {
    return incidents.values().stream().filter(incident -> incident.number() == wanted).findAny();
  }

  @Override
  public List<Incident> between(
      Collection<String> serviceIds, Instant since, Instant until, int most) {
    return incidents.values().stream()
        .filter(incident ->
            incident.mergedInto() == null
                && (serviceIds.isEmpty() || serviceIds.contains(incident.serviceId()))
                && incident.formedAt().isBefore(until)
                && (incident.closedAt() == null || incident.closedAt().isAfter(since)))
        .sorted(Comparator.comparing(Incident::formedAt).reversed().thenComparing(Incident::id))
        .limit(most)
        .toList();
  }

  @Override
  public Map<String, Set<String>> servicesOf(Collection<String> incidentIds) {
    var found = new HashMap<String, Set<String>>();
    for (Member member : members.values()) {
      String incident = member.incidentId();
      if (incident != null && incidentIds.contains(incident)) {
        found.computeIfAbsent(incident, _ -> new HashSet<>()).add(member.serviceId());
      }
    }
    return found;
  }

  @Override
  public List<Incident> open(Collection<String> serviceIds, int most) {
    var found = new ArrayList<Incident>();
    for (String serviceId : new HashSet<>(serviceIds)) {
      incidents.values().stream()
          .filter(incident ->
              incident.open() && incident.allAlerts() > 0 && incident.serviceId().equals(serviceId))
          .sorted(Comparator.comparingLong(Incident::number).reversed())
          .limit(most)
          .forEach(found::add);
    }
    return found;
  }

  @Override
  public List<Watched> watched(int most, int mostAlerts) {
    return incidents.values().stream()
        .filter(incident ->
            incident.open()
                && (incident.phase() == Incident.Phase.WATCHING
                    || traits.getOrDefault(incident.id(), Set.of()).contains(Grouping.AGAIN)))
        .sorted(Comparator.comparingLong(Incident::number).reversed())
        .limit(most)
        .map(incident ->
            new Watched(
                incident.id(),
                incident.serviceId(),
                members(incident.id(), 0, mostAlerts).stream().map(Member::alertId).toList()))
        .toList();
  }

  @Override
  public Optional<Incident> openByKey(String serviceId, String incidentKey) {
    return incidents.values().stream()
        .filter(incident ->
            incident.open()
                && incident.serviceId().equals(serviceId)
                && incidentKey.equals(incident.incidentKey()))
        .max(Comparator.comparingLong(Incident::number));
  }

  @Override
  public List<Incident> openWith(Set<String> wanted, Collection<String> serviceIds, int most) {
    return incidents.values().stream()
        .filter(incident ->
            incident.open()
                && serviceIds.contains(incident.serviceId())
                && traits.getOrDefault(incident.id(), Set.of()).stream().anyMatch(wanted::contains))
        .sorted(Comparator.comparingLong(Incident::number).reversed())
        .limit(most)
        .toList();
  }

  @Override
  public Map<String, Set<String>> traits(Collection<String> incidentIds, Set<String> wanted) {
    var found = new HashMap<String, Set<String>>();
    for (String id : incidentIds) {
      var common = new HashSet<>(traits.getOrDefault(id, Set.of()));
      common.retainAll(wanted);
      if (!common.isEmpty()) {
        found.put(id, common);
      }
    }
    return found;
  }

  @Override
  public void addTraits(Map<String, Set<String>> added) {
    added.forEach((id, more) -> traits.computeIfAbsent(id, _ -> new HashSet<>()).addAll(more));
  }

  @Override
  public void copyTraits(String fromIncidentId, String toIncidentId) {
    addTraits(Map.of(toIncidentId, Set.copyOf(traits.getOrDefault(fromIncidentId, Set.of()))));
  }

  @Override
  public void dropTraits(Collection<String> incidentIds) {
    traits.keySet().removeAll(Set.copyOf(incidentIds));
  }

  @Override
  public void saveFix(String incidentId, String fixedBy) {
    fixes.put(incidentId, fixedBy);
  }

  @Override
  public void save(Collection<Incident> saved) {
    saved.forEach(incident -> incidents.put(incident.id(), incident));
  }

  @Override
  public Map<String, Member> memberships(Collection<String> alertIds) {
    var found = new HashMap<String, Member>();
    for (String id : alertIds) {
      Member member = members.get(id);
      if (member != null) {
        found.put(id, member);
      }
    }
    return found;
  }

  @Override
  public List<Member> members(String incidentId, int offset, int most) {
    return members.values().stream()
        .filter(member -> Objects.equals(member.incidentId(), incidentId))
        .sorted(Comparator.comparing(Member::since).thenComparing(Member::alertId))
        .skip(offset)
        .limit(most)
        .toList();
  }

  @Override
  public List<String> openAlerts(String incidentId) {
    return members(incidentId, 0, Integer.MAX_VALUE).stream()
        .filter(Member::open)
        .map(Member::alertId)
        .toList();
  }

  @Override
  public void saveMembers(Collection<Member> saved) {
    saved.forEach(member -> members.put(member.alertId(), member));
  }

  @Override
  public List<Member> moveMembers(
      String fromIncidentId,
      String toIncidentId,
      Reason reason,
      @Nullable String byId,
      Instant since) {
    List<Member> moved =
        members(fromIncidentId, 0, Integer.MAX_VALUE).stream()
            .map(member ->
                new Member(
                    member.alertId(),
                    member.serviceId(),
                    toIncidentId,
                    member.open(),
                    reason,
                    byId,
                    since))
            .toList();
    saveMembers(moved);
    return moved;
  }
}
