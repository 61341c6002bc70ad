package dev.muster.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How the alerts of some services are grouped, as an object of its own. What counts is what stands in each service; a service that
/// groups and is in no such object is shown as one that bears the service's id and name.
///
/// Such a one is kept under the service's id once it was changed as an object, and may hold other services from then on. When the
/// service groups by itself after that, its own setting takes the next free id: two of one id could not be told apart.
///
/// @param type the wire's word, as it was given
/// @param serviceIds services that group like this
record GroupingSetting(
    String id,
    @Nullable String name,
    @Nullable String description,
    String type,
    AlertGrouping grouping,
    List<String> serviceIds,
    Instant createdAt,
    Instant updatedAt) {
  GroupingSetting {
    serviceIds = List.copyOf(serviceIds);
  }

  GroupingSetting of(List<String> services) {
    return new GroupingSetting(
        id, name, description, type, grouping, services, createdAt, updatedAt);
  }

  /// Where a setting stands in the list of all, which is ordered so; it stays sayable when the setting is gone.
  record Place(Instant createdAt, String id) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::createdAt).thenComparing(Place::id);

    /// @return empty when the text is none that {@link #text} has made
    static Optional<Place> of(String text) {
      int dot = text.indexOf('.');
      if (dot < 0) {
        return Optional.empty();
      }
      try {
        long micros = Long.parseLong(text.substring(0, dot), 36);
        return Optional.of(
            new Place(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), text.substring(dot + 1)));
      } catch (NumberFormatException _) {
        return Optional.empty();
      }
    }

    String text() {
      return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt), 36) + "." + id;
    }

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  Place place() {
    return new Place(createdAt, id);
  }

  /// Settings that were made as such, with the services that group as they say.
  ///
  /// @param kept as they are stored; a service that groups in another way by now does not count
  static List<GroupingSetting> made(List<GroupingSetting> kept, List<Service> services) {
    var groupings = new HashMap<String, AlertGrouping>();
    services.forEach(service -> groupings.put(service.id(), service.alertGrouping()));
    return kept.stream()
        .map(setting ->
            setting.of(
                setting.serviceIds().stream()
                    .filter(id -> setting.grouping().equals(groupings.get(id)))
                    .toList()))
        .toList();
  }

  /// All settings, oldest first: those that were made as such, and those that services are by themselves.
  ///
  /// @param kept as they are stored
  static List<GroupingSetting> all(List<GroupingSetting> kept, List<Service> services) {
    var all = new ArrayList<GroupingSetting>(made(kept, services));
    var used = new HashSet<String>();
    var taken = new HashSet<String>();
    for (GroupingSetting setting : all) {
      used.add(setting.id());
      taken.addAll(setting.serviceIds());
    }
    for (Service service : services) {
      String type = ServiceWire.type(service.alertGrouping());
      if (type != null && !taken.contains(service.id())) {
        all.add(
            new GroupingSetting(
                free(service.id(), used),
                service.name(),
                null,
                type,
                service.alertGrouping(),
                List.of(service.id()),
                service.createdAt(),
                service.createdAt()));
      }
    }
    all.sort(Comparator.comparing(GroupingSetting::place));
    return all;
  }

  private static String free(String id, Set<String> used) {
    String free = id;
    for (int next = 2; used.contains(free); next++) {
      free = id + "-" + next;
    }
    return free;
  }
}
