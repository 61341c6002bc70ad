package dev.muster.correlate;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/// Which of ours the incidents are that another mind puts back, and which of them are after-effects: as it was recorded with the mind
/// before.
final class Claims {
  /// Those of ours that an incident of the engine was, and those that one was taken for after-effects of. Of those in both the claim may be
  /// of something that is long over, as claims are kept while alerts are forgotten: then what its alerts say decides.
  private final Set<String> proper = new HashSet<>();

  private final Set<String> followed = new HashSet<>();

  /// @param inputs of the mind before, in order
  Claims(Collection<Mind.Input> inputs) {
    var last = new HashMap<String, Mind.Input.Claimed>();
    for (Mind.Input input : inputs) {
      if (input instanceof Mind.Input.Claimed claimed) {
        last.put(claimed.incident(), claimed);
      }
    }
    for (Mind.Input.Claimed claimed : last.values()) {
      String ours = claimed.incidentId();
      if (ours != null) {
        (claimed.follows() ? followed : proper).add(ours);
      }
    }
  }

  /// Tells the mind of each incident that was put back.
  ///
  /// @param where its alerts are
  void settle(Mind made, Map<String, Member> where, IncidentRepository incidents) {
    List<String> restored = made.restored();
    Map<String, Incident> known =
        incidents.incidents(
            restored.stream()
                .flatMap(incident -> members(made, incident, where))
                .map(Member::incidentId)
                .filter(Objects::nonNull)
                .collect(java.util.stream.Collectors.toSet()));
    restored.forEach(incident -> settle(made, incident, where, known));
  }

  /// While its alerts are put back the engine may take two for one; that is the one of ours that goes on.
  private void settle(
      Mind made, String incident, Map<String, Member> where, Map<String, Incident> known) {
    Member goesOn =
        members(made, incident, where)
            .filter(member -> member.incidentId() != null)
            .max(
                Comparator.<Member, Boolean>comparing(member -> isOpen(known, member))
                    .thenComparing(Member::since)
                    .thenComparing(Member::alertId))
            .orElse(null);
    String ours = goesOn == null ? null : goesOn.incidentId();
    if (ours == null) {
      return;
    }
    boolean follows =
        proper.contains(ours) != followed.contains(ours)
            ? followed.contains(ours)
            : members(made, incident, where)
                .anyMatch(member ->
                    ours.equals(member.incidentId())
                        && member.reason().rule().equals(Grouping.AFTERMATH));
    if (follows) {
      made.follows(incident, ours);
    } else {
      made.isOurs(incident, ours);
    }
  }

  private static Stream<Member> members(Mind made, String incident, Map<String, Member> where) {
    return made.membersOf(incident).stream().map(where::get).filter(Objects::nonNull);
  }

  private static boolean isOpen(Map<String, Incident> known, Member member) {
    Incident incident = known.get(member.incidentId());
    return incident != null && incident.open();
  }
}
