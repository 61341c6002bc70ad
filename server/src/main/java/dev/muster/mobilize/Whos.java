package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.User;
import java.util.Optional;

/// Finds out who it was that the incidents' room names by an id.
record Whos(Catalog catalog) {
  Who monitor(String integrationId) {
    return new Who(
        Who.Kind.INTEGRATION,
        integrationId,
        catalog.integration(integrationId).map(Integration::name).orElse(integrationId));
  }

  /// @param kind `monitor`, `person`, or anything else for the house itself
  Who by(String kind, String id) {
    return switch (kind) {
      case "monitor" -> monitor(id);
      case "person" -> person(id);
      default -> Who.muster();
    };
  }

  Who person(String id) {
    Optional<User> user = catalog.user(id);
    return user.isPresent()
        ? new Who(Who.Kind.USER, id, user.get().name())
        : id.equals(Who.muster().id()) ? Who.muster() : new Who(Who.Kind.ACCOUNT, id, id);
  }
}
