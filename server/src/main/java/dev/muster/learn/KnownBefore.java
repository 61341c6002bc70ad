package dev.muster.learn;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds what was known before an incident and not done. Pure.
final class KnownBefore {
  private KnownBefore() {}

  /// An incident as far as problems are looked for.
  ///
  /// @param services those that its alerts are about
  /// @param owners the same, and the one that answers for its probable cause
  /// @param components what its alerts name, in lower case
  record Subject(
      Set<String> services,
      Set<String> owners,
      Set<String> entities,
      Set<String> components,
      Instant formedAt) {}

  /// A problem that was known.
  ///
  /// @param exact whether it is about the very component, and not about the service as a whole
  /// @param age how long it had been known when the incident began
  record Match(Problem problem, boolean exact, Duration age) {}

  /// Those about the very component first, the oldest first among these.
  static List<Match> matches(Subject subject, Collection<Problem> problems) {
    var matches = new ArrayList<Match>();
    for (Problem problem : problems) {
      Boolean exact = problem.openAt(subject.formedAt()) ? exact(subject, problem) : null;
      if (exact != null) {
        matches.add(
            new Match(problem, exact, Duration.between(problem.openedAt(), subject.formedAt())));
      }
    }
    matches.sort(
        Comparator.comparing((Match match) -> !match.exact())
            .thenComparing(match -> match.problem().openedAt())
            .thenComparing(match -> match.problem().id()));
    return List.copyOf(matches);
  }

  /// Null when the problem is about something else.
  private static @Nullable Boolean exact(Subject subject, Problem problem) {
    String entity = problem.entityId();
    String component = problem.component();
    if (entity != null && subject.entities().contains(entity)) {
      return true;
    }
    String service = problem.serviceId();
    if (component != null
        && subject.components().contains(component.toLowerCase(Locale.ROOT))
        && (service == null || subject.owners().contains(service))) {
      return true; // many services have a part that is called "cache"
    }
    if (entity != null || component != null || service == null) {
      return null;
    }
    return subject.services().contains(service) ? Boolean.FALSE : null;
  }
}
