package dev.muster.catalog;

import dev.muster.kernel.Permission;
import dev.muster.kernel.Role;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What members may do with what their team owns. A role in a team adds to the role of the account, for that team's services,
/// policies, schedules and incidents alone: a manager of the team sets them up, a responder acts on them, an observer reads. It
/// never takes away what the account's role allows, and a stakeholder stays one in every team.
public final class TeamRights {
  private TeamRights() {}

  /// Passes when the running call's actor may do that with something that one of these teams owns.
  ///
  /// @param teamIds its owners; nulls are passed over, and with none the account's role alone decides
  /// @throws ApiException 403 that names the missing permission and the role
  public static void require(
      Catalog catalog, Permission permission, Collection<@Nullable String> teamIds) {
    Actor actor = Actor.current();
    if (actor.may(permission) || byTeam(catalog, actor, permission, teamIds)) {
      return;
    }
    throw ApiException.forbidden(
        "Your role %s does not include the permission to %s%s."
            .formatted(
                actor.role().wire(),
                permission.name().toLowerCase(Locale.ROOT),
                teamIds.stream().anyMatch(Objects::nonNull)
                    ? ", nor does your role in the team that owns this"
                    : ""));
  }

  /// Passes when the running call's actor may do that at least with something. Asked before anything is read, so that who may do
  /// it nowhere learns nothing.
  ///
  /// @throws ApiException 403 that names the missing permission and the role
  public static void requireSomewhere(Catalog catalog, Permission permission) {
    Actor actor = Actor.current();
    if (!actor.may(permission)) {
      require(
          catalog,
          permission,
          actor.isUser()
              ? catalog.teamsOf(actor.id()).stream().<@Nullable String>map(Team::id).toList()
              : List.of());
    }
  }

  /// {@link #require} for something with one owner at most.
  public static void require(Catalog catalog, Permission permission, @Nullable String teamId) {
    require(catalog, permission, Arrays.asList(teamId));
  }

  /// {@link #require} for something that belongs to a service. An unknown service has no team.
  public static void requireForService(
      Catalog catalog, Permission permission, @Nullable String serviceId) {
    require(
        catalog,
        permission,
        serviceId == null ? null : catalog.service(serviceId).map(Service::teamId).orElse(null));
  }

  private static boolean byTeam(
      Catalog catalog, Actor actor, Permission permission, Collection<@Nullable String> teamIds) {
    if (!actor.isUser() || !mayGrow(actor.role())) {
      return false;
    }
    for (String teamId : teamIds) {
      if (teamId != null) {
        for (Team.Member member : catalog.members(teamId)) {
          if (member.userId().equals(actor.id())
              && permission.compareTo(highest(member.role())) <= 0) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean mayGrow(Role role) {
    return switch (role) {
      case OWNER, ADMIN, USER, LIMITED_USER, OBSERVER, RESTRICTED_ACCESS -> true;
      case READ_ONLY_USER, READ_ONLY_LIMITED_USER -> false;
    };
  }

  private static Permission highest(Team.TeamRole role) {
    return switch (role) {
      case OBSERVER -> Permission.READ;
      case RESPONDER -> Permission.RESPOND;
      case MANAGER -> Permission.CONFIGURE;
    };
  }
}
