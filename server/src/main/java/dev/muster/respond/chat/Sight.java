package dev.muster.respond.chat;

import dev.muster.access.Visibility;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.correlate.Incident;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Role;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What the running actor may see: everything, or with the role `restricted_access` what belongs to the actor's teams.
final class Sight {
  private final Catalog catalog;
  private final Visibility visibility;

  Sight(Catalog catalog, Visibility visibility) {
    this.catalog = catalog;
    this.visibility = visibility;
  }

  /// The only services whose incidents the actor may see; null when there is no bound.
  @Nullable Set<String> services() {
    List<String> teams = teams();
    return teams == null
        ? null
        : teams.stream()
            .flatMap(team -> catalog.servicesOfTeam(team).stream())
            .map(Service::id)
            .collect(Collectors.toSet());
  }

  /// Passes when the actor may know of the incident.
  ///
  /// @throws ApiException 404, as for one that does not exist
  void check(Incident incident) {
    List<String> teams = teams();
    if (teams != null
        && !catalog
            .service(incident.serviceId())
            .map(Service::teamId)
            .map(teams::contains)
            .orElse(false)) {
      throw ApiException.notFound("Incident " + incident.number());
    }
  }

  /// Whether the actor may see something of that kind.
  ///
  /// @param collection the plural in paths, for example `escalation_policies`
  boolean sees(String collection, String id) {
    List<String> teams = teams();
    if (teams == null) {
      return true;
    }
    Collection<String> owners = visibility.owners(collection, id);
    return owners != null && !Collections.disjoint(owners, teams);
  }

  private @Nullable List<String> teams() {
    Actor actor = Actor.current();
    actor.require(Permission.READ);
    return actor.role() == Role.RESTRICTED_ACCESS ? visibility.teamsOf(actor.id()) : null;
  }
}
