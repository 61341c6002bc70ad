package dev.muster.mobilize.cause;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What is remembered of an incident while its probable cause is followed.
///
/// @param lead service whose people have it for the sake of its cause: at first the incident's own
/// @param candidate service that its cause may have moved to; null for none
/// @param votes how often in a row the candidate was the likeliest
/// @param asked services whose people were paged or asked to help; nobody is asked twice
/// @param informed services whose owners were told that they are touched
record CauseWatch(
    String incidentId,
    String lead,
    @Nullable String candidate,
    int votes,
    SortedSet<String> asked,
    SortedSet<String> informed) {
  CauseWatch {
    asked = Collections.unmodifiableSortedSet(new TreeSet<>(asked));
    informed = Collections.unmodifiableSortedSet(new TreeSet<>(informed));
  }

  static CauseWatch of(String incidentId, String serviceId) {
    return new CauseWatch(
        incidentId,
        serviceId,
        null,
        0,
        new TreeSet<>(java.util.Set.of(serviceId)),
        new TreeSet<>());
  }

  CauseWatch wavering(@Nullable String other, int times) {
    return new CauseWatch(incidentId, lead, other, times, asked, informed);
  }

  CauseWatch ledBy(String service) {
    var more = new TreeSet<>(asked);
    more.add(service);
    return new CauseWatch(incidentId, service, null, 0, more, informed);
  }

  CauseWatch informing(SortedSet<String> services) {
    var more = new TreeSet<>(informed);
    more.addAll(services);
    return new CauseWatch(incidentId, lead, candidate, votes, asked, more);
  }
}
