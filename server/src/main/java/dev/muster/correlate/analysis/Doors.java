package dev.muster.correlate.analysis;

import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.engine.reading.AlertReading;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What comes in through the integrations of a service and names nothing that is known is about that service, unless its door is
/// everybody's: then most of what names something names what others answer for, and several of them. So a service whose alerts name
/// what it calls stays its own, and an intake for a whole company does not become the place of all that nobody knows. For one thread.
final class Doors {
  /// So many other services must have been named before a door is everybody's.
  private static final int SEVERAL = 3;

  private final Topologies.Snapshot known;
  private final Topologies.Snapshot whole;
  private final Map<String, Heard> heard = new HashMap<>();

  /// What came through a door and named something.
  private static final class Heard {
    private long own;
    private long others;

    /// Whose things were named, as many as matter.
    private final Set<String> whose = new TreeSet<>();
  }

  /// @param known the topology that alerts are read with
  Doors(Topologies.Snapshot known) {
    this.known = known;
    this.whole = known.whole();
  }

  /// Hears of an alert that names something that is known.
  ///
  /// @param service whose door it came through
  void named(String service, AlertReading reading) {
    String whose = whose(reading);
    if (whose == null) {
      return;
    }
    Heard door = heard.computeIfAbsent(service, _ -> new Heard());
    if (whose.equals(service)) {
      door.own++;
    } else {
      door.others++;
      if (door.whose.size() < SEVERAL) {
        door.whose.add(whose);
      }
    }
  }

  /// The service of this house that answers for what is named, or else the id of the service in the topology; null when neither is
  /// known.
  private @Nullable String whose(AlertReading reading) {
    for (int thing : new int[] {reading.entity(), reading.service()}) {
      String owner = thing < 0 ? null : known.owners().ownerOf(thing).orElse(null);
      if (owner != null) {
        return owner;
      }
    }
    return reading.service() < 0 ? null : known.topology().entity(reading.service()).id();
  }

  /// The id in the whole topology of the service that something came in through, when that says what it is about; null otherwise.
  @Nullable String placeOf(@Nullable String service) {
    int place = service == null || isEverybodys(service) ? -1 : whole.owners().placeOf(service);
    return place < 0 ? null : whole.topology().entity(place).id();
  }

  private boolean isEverybodys(String service) {
    Heard door = heard.get(service);
    return door != null && door.whose.size() >= SEVERAL && door.others > door.own;
  }
}
