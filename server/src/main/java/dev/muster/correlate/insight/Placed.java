package dev.muster.correlate.insight;

import dev.muster.catalog.topology.Topology;

/// An alert with where it is in the topology, in its numbers: it is laid out again and again, beside each incident of its time.
///
/// @param place what it is about; negative when that is not known
/// @param service the service of that; negative when that is not known
/// @param mentions other things that the text names; what is not known is left out
@SuppressWarnings(
    "ArrayRecordComponent") // read in place by the thousand, never compared or changed
record Placed(Symptom clue, Cries.Cry cry, int place, int service, int[] mentions) {
  private static final int[] NOBODY = {};

  static Placed of(Topology topology, Cries cries, Symptom clue) {
    int place = clue.place() == null ? -1 : topology.indexOf(clue.place());
    int service =
        clue.service() == null
            ? place < 0 ? -1 : topology.serviceOf(place)
            : topology.indexOf(clue.service());
    return new Placed(
        clue, cries.of(clue), place, service, mentions(topology, clue, place, service));
  }

  private static int[] mentions(Topology topology, Symptom clue, int place, int service) {
    return clue.mentions().isEmpty()
        ? NOBODY
        : clue.mentions().stream()
            .mapToInt(topology::indexOf)
            .filter(other -> other >= 0 && other != place && other != service)
            .toArray();
  }
}
