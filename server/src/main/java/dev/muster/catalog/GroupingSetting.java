package dev.muster.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the alerts of some services are grouped, as an object of its own. What counts is what stands in each service; a service that
/// groups and is in no such object is shown as one that bears the service's id and name.
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

  /// All settings, oldest first.
  ///
  /// @param kept settings that were made as such; services that were since set to group in another way have left them
  static List<GroupingSetting> all(List<GroupingSetting> kept, List<Service> services) {
    var groupings = new HashMap<String, AlertGrouping>();
    services.forEach(service -> groupings.put(service.id(), service.alertGrouping()));
    var taken = new HashSet<String>();
    var all = new ArrayList<GroupingSetting>();
    for (GroupingSetting setting : kept) {
      List<String> stayed =
          setting.serviceIds().stream()
              .filter(id -> setting.grouping().equals(groupings.get(id)))
              .toList();
      taken.addAll(stayed);
      all.add(setting.of(stayed));
    }
    for (Service service : services) {
      String type = ServiceWire.type(service.alertGrouping());
      if (type != null && !taken.contains(service.id())) {
        all.add(
            new GroupingSetting(
                service.id(),
                service.name(),
                null,
                type,
                service.alertGrouping(),
                List.of(service.id()),
                service.createdAt(),
                service.createdAt()));
      }
    }
    all.sort(Comparator.comparing(GroupingSetting::createdAt).thenComparing(GroupingSetting::id));
    return all;
  }
}
