package dev.muster.correlate;

import dev.muster.catalog.topology.Topologies;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What comes in through the integrations of a service and names nothing that is known is about that service, unless its door is
/// everybody's: then most of what names something names what others answer for, and several of them. So a service whose alerts name
/// what it calls stays its own, and an intake for a whole company does not become the place of all that nobody knows. For one thread.
public final class Doors {
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
  public Doors(Topologies.Snapshot known) {
    this.known = known;
    this.whole = known.whole();
  }

  /// Hears of an alert that names something that is known.
  ///
  /// @param service whose door it came through
  /// @param entity number in the topology of what it names; negative for nothing
  /// @param about number of the service that this belongs to, or that it names; negative when unknown
  public void named(String service, int entity, int about) {
    String whose = whose(entity, about);
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
  private @Nullable String whose(int entity, int about) {
    for (int thing : new int[] {entity, about}) {
      String owner = thing < 0 ? null : known.owners().ownerOf(thing).orElse(null);
      if (owner != null) {
        return owner;
      }
    }
    return about < 0 ? null : known.topology().entity(about).id();
  }

  /// The id in the whole topology of the service that something came in through, when that says what it is about; null otherwise.
  public @Nullable String placeOf(@Nullable String service) {
    int place = service == null || isEverybodys(service) ? -1 : whole.owners().placeOf(service);
    return place < 0 ? null : whole.topology().entity(place).id();
  }

  private boolean isEverybodys(String service) {
    Heard door = heard.get(service);
    return door != null && door.whose.size() >= SEVERAL && door.others > door.own;
  }
}
