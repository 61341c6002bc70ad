package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Teams, their members, and the escalation policies they own.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Teams")
final class TeamResource {
  private final PostgresPeople people;
  private final UserViews views;
  private final LiveCatalog catalog;
  private final ObjectProvider<TeamPolicies> policies;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  TeamResource(
      PostgresPeople people,
      UserViews views,
      LiveCatalog catalog,
      ObjectProvider<TeamPolicies> policies,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.people = people;
    this.views = views;
    this.catalog = catalog;
    this.policies = policies;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/teams")
  @Asks({"query: only teams whose name holds this text", "team_ids[]: only these teams"})
  Map<String, @Nullable Object> listTeams(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String text = query.text("query");
    List<String> ids = query.list("team_ids");
    return paging.page(
        "teams",
        people.searchTeams(text, ids, paging.offset(), paging.limit() + 1).stream()
            .map(views::team)
            .toList(),
        () -> people.countTeams(text, ids));
  }

  @GetMapping("/teams/{id}")
  Map<String, UserViews.TeamView> getTeam(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("team", views.team(find(id)));
  }

  @PostMapping("/teams")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, UserViews.TeamView> createTeam(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Team team = read(body.envelope("team"), new Team(ids.next('P'), "", null, null));
    return transactions.inTransaction(() -> {
      refuseTaken(team);
      people.save(team, clock.instant());
      audit.record("create", "team", team.id(), Map.of("name", team.name()));
      return Map.of("team", views.team(team));
    });
  }

  @PutMapping("/teams/{id}")
  Map<String, UserViews.TeamView> updateTeam(@PathVariable String id, Body body) {
    TeamRights.require(catalog, Permission.CONFIGURE, id);
    Team before = find(id);
    Team after = read(body.envelope("team"), before);
    return transactions.inTransaction(() -> {
      refuseTaken(after);
      people.save(after, clock.instant());
      audit.record("update", "team", id, Changes.between(before, after));
      return Map.of("team", views.team(after));
    });
  }

  @DeleteMapping("/teams/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteTeam(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Team team = find(id);
    transactions.run(() -> {
      List<String> blockers = directory.blockers("team", id);
      if (!blockers.isEmpty()) {
        throw ApiException.invalid(blockers);
      }
      directory.deleted("team", id);
      people.deleteTeam(id);
      catalog.changed(); // services of that team have none now
      audit.record("delete", "team", id, Map.of("name", team.name()));
    });
  }

  private Team read(Body body, Team before) {
    String name =
        body.has("name") || before.name().isEmpty()
            ? body.required("name", 100).strip()
            : before.name();
    String description = body.has("description") ? body.text("description") : before.description();
    UserResource.limit(body, "description", description, 1_024);
    String parent = body.has("parent") ? body.reference("parent") : before.parentId();
    if (parent != null && parent.equals(before.id())) {
      body.fault("parent.id", "is the team itself");
    } else if (parent != null && people.teams(List.of(parent)).isEmpty()) {
      body.fault("parent.id", "names no team");
    } else if (parent != null && isBelow(parent, before.id())) {
      body.fault("parent.id", "names a team below this one");
    }
    body.check();
    return new Team(before.id(), name, description, parent);
  }

  private boolean isBelow(String teamId, String above) {
    String id = teamId;
    for (int depth = 0; id != null && depth < 100; depth++) {
      if (id.equals(above)) {
        return true;
      }
      List<Team> team = people.teams(List.of(id));
      id = team.isEmpty() ? null : team.getFirst().parentId();
    }
    return false;
  }

  private void refuseTaken(Team team) {
    if (people.teamByName(team.name()).filter(other -> !other.id().equals(team.id())).isPresent()) {
      throw ApiException.refused(6001, "Invalid Input Provided", "Name has already been taken");
    }
  }

  private Team find(String id) {
    return people.teams(List.of(id)).stream()
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Team " + id));
  }

  // Members

  record MemberView(Object user, String role) {}

  @GetMapping("/teams/{id}/members")
  @Asks("include[]: users to have them in full")
  Map<String, @Nullable Object> listMembers(@PathVariable String id, Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    find(id);
    List<Team.Member> members = people.members(id);
    boolean full = query.includes().contains("users");
    Map<String, User> users =
        people.users(members.stream().map(Team.Member::userId).toList()).stream()
            .collect(Collectors.toMap(User::id, user -> user));
    return paging.slice(
        "members",
        members.stream()
            .flatMap(member ->
                Stream.ofNullable(users.get(member.userId()))
                    .map(user ->
                        new MemberView(
                            full ? views.user(user, Set.of()) : views.reference(user),
                            member.role().wire())))
            .toList());
  }

  @PutMapping("/teams/{id}/users/{userId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void putMember(@PathVariable String id, @PathVariable String userId, HttpServletRequest request)
      throws IOException {
    TeamRights.require(catalog, Permission.CONFIGURE, id);
    find(id);
    requireUser(userId);
    // the body may be left out
    byte[] bytes = request.getInputStream().readAllBytes();
    Team.TeamRole role = Team.TeamRole.MANAGER;
    if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).strip().length() > 0) {
      Body body = Body.parse(bytes);
      Team.TeamRole given = body.word("role", Team.TeamRole::of, "observer, responder, manager");
      body.check();
      role = given == null ? role : given;
    }
    var member = new Team.Member(id, userId, role);
    transactions.run(() -> {
      people.save(member);
      audit.record("update", "team", id, Map.of("member", userId, "role", member.role().wire()));
    });
  }

  @DeleteMapping("/teams/{id}/users/{userId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteMember(@PathVariable String id, @PathVariable String userId) {
    TeamRights.require(catalog, Permission.CONFIGURE, id);
    find(id);
    transactions.run(() -> {
      if (!people.deleteMember(id, userId)) {
        throw ApiException.notFound("User " + userId + " in team " + id);
      }
      audit.record("update", "team", id, Map.of("removed_member", userId));
    });
  }

  private void requireUser(String userId) {
    if (people.users(List.of(userId)).isEmpty()) {
      throw ApiException.notFound("User " + userId);
    }
  }

  // Escalation policies

  @PutMapping("/teams/{id}/escalation_policies/{policyId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void putPolicy(@PathVariable String id, @PathVariable String policyId) {
    Actor.current().require(Permission.CONFIGURE);
    find(id);
    assign(policyId, id);
  }

  @DeleteMapping("/teams/{id}/escalation_policies/{policyId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deletePolicy(@PathVariable String id, @PathVariable String policyId) {
    Actor.current().require(Permission.CONFIGURE);
    find(id);
    TeamPolicies owner = policies.getIfAvailable();
    if (owner == null || !id.equals(owner.teamOf(policyId))) {
      throw ApiException.notFound("Escalation policy " + policyId + " of team " + id);
    }
    assign(policyId, null);
  }

  private void assign(String policyId, @Nullable String teamId) {
    TeamPolicies owner = policies.getIfAvailable();
    transactions.run(() -> {
      if (owner == null || !owner.assign(policyId, teamId)) {
        throw ApiException.notFound("Escalation policy " + policyId);
      }
      audit.record(
          "update",
          "escalation_policy",
          policyId,
          Map.of("team", teamId == null ? "none" : teamId));
    });
  }
}
