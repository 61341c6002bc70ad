package dev.muster.catalog.topology;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The services of this house and its business services, found by what people call them.
final class NamedServices {
  private final Map<String, String> nameById = new HashMap<>();
  private final Map<String, String> idByName = new HashMap<>();
  private final Set<String> ambiguous = new HashSet<>();

  NamedServices(List<PostgresTopology.Named> services) {
    for (PostgresTopology.Named service : services) {
      nameById.put(service.id(), service.name());
      String name = service.name().toLowerCase(Locale.ROOT);
      if (idByName.putIfAbsent(name, service.id()) != null) {
        ambiguous.add(name);
      }
    }
  }

  /// The id of the service that is meant by an id or, in any case, by a name that only one has; empty when none is.
  Optional<String> idOf(String idOrName) {
    String wanted = idOrName.strip();
    if (nameById.containsKey(wanted)) {
      return Optional.of(wanted);
    }
    String name = wanted.toLowerCase(Locale.ROOT);
    return ambiguous.contains(name) ? Optional.empty() : Optional.ofNullable(idByName.get(name));
  }

  /// Why nobody is found by that name, and who answers for the entity all the same.
  ///
  /// @param owner id of the service that is named for it so far; null for none
  String unknown(String wanted, @Nullable String owner) {
    String name = owner == null ? null : nameById.get(owner);
    return "No service, or more than one, is called '%s'; the entity was taken, and %s."
        .formatted(
            wanted, name == null ? "no service is named for it" : "stays with '" + name + "'");
  }
}
