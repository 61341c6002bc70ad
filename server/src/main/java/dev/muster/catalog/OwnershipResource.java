package dev.muster.catalog;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether somebody answers for every service, what is missing where, and whom to ask about it.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Standards")
final class OwnershipResource {
  /// People named for one service; more would leave it to nobody.
  private static final int MOST_ASKED = 3;

  private static final Set<Ownership.Rule> FAILING =
      EnumSet.allOf(Ownership.Rule.class).stream()
          .filter(Ownership.Rule::fails)
          .collect(Collectors.toUnmodifiableSet());

  private final LiveCatalog catalog;
  private final PostgresPeople people;
  private final ServiceViews views;
  private final References references;
  private final ObjectProvider<TeamPolicies> policies;

  OwnershipResource(
      LiveCatalog catalog,
      PostgresPeople people,
      ServiceViews views,
      References references,
      ObjectProvider<TeamPolicies> policies) {
    this.catalog = catalog;
    this.people = people;
    this.views = views;
    this.references = references;
    this.policies = policies;
  }

  /// @param rule `team`, `members`, `escalation_policy`, `contact` or `runbook`
  /// @param mend what to do about it, in plain words
  record ViolationView(String rule, String message, String mend) {}

  /// Whom to ask.
  ///
  /// @param why why these people, in plain words
  record Asked(List<Object> users, String why) {}

  /// @param passes whether somebody fully answers for it; a runbook that is missing is among the violations and changes nothing here
  /// @param ask null when nothing is missing
  record ServiceStanding(
      Reference service,
      @Nullable Object team,
      @Nullable Object escalationPolicy,
      @Nullable String contact,
      boolean passes,
      List<ViolationView> violations,
      @Nullable Asked ask) {}

  private record Standing(Service service, List<Ownership.Violation> violations) {
    boolean passes() {
      return !breaks(FAILING);
    }

    boolean breaks(Set<Ownership.Rule> rules) {
      return violations.stream().anyMatch(violation -> rules.contains(violation.rule()));
    }
  }

  @GetMapping("/standards/ownership")
  @Asks({
    "query: only services whose name holds this text",
    "service_ids[]: only these services",
    "team_ids[]: only services of these teams; 'none' for those without",
    "rules[]: only services that break one of these: team, members, escalation_policy, contact, runbook;"
        + " all but runbook unless told",
    "all: true to have services that pass, too"
  })
  Map<String, @Nullable Object> ownership(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    Set<Ownership.Rule> rules = rules(query);
    List<Standing> standings = standings(query);
    boolean all = query.flag("all", false) && query.list("rules").isEmpty();
    List<Standing> chosen =
        standings.stream().filter(standing -> all || standing.breaks(rules)).toList();
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("standard", "ownership");
    answer.put("checked", standings.size());
    answer.put("passing", standings.stream().filter(Standing::passes).count());
    var broken = new LinkedHashMap<String, Long>();
    for (Ownership.Rule rule : Ownership.Rule.values()) {
      broken.put(
          rule.wire(),
          standings.stream().filter(standing -> standing.breaks(EnumSet.of(rule))).count());
    }
    answer.put("violations", broken);
    int from = Math.min(paging.offset(), chosen.size());
    int until = Math.min(chosen.size(), from + paging.limit() + 1);
    answer.putAll(paging.page("services", shown(chosen.subList(from, until)), chosen::size));
    return answer;
  }

  private static Set<Ownership.Rule> rules(Query query) {
    List<String> words = query.list("rules");
    if (words.isEmpty()) {
      return FAILING;
    }
    return words.stream()
        .map(word ->
            Ownership.Rule.of(word)
                .orElseThrow(() ->
                    ApiException.invalid(
                        "'rules' must be among team, members, escalation_policy, contact, runbook, not '"
                            + word
                            + "'.")))
        .collect(Collectors.toSet());
  }

  private List<Standing> standings(Query query) {
    String text = query.text("query");
    List<String> teamIds = query.list("team_ids");
    List<String> serviceIds = query.list("service_ids");
    List<Service> services =
        catalog.allServices().stream()
            .filter(service ->
                text == null
                    || service
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .contains(text.toLowerCase(Locale.ROOT)))
            .filter(service -> serviceIds.isEmpty() || serviceIds.contains(service.id()))
            .filter(service ->
                teamIds.isEmpty()
                    || teamIds.contains(service.teamId() == null ? "none" : service.teamId()))
            .toList();
    Map<String, Team> teams =
        catalog.teams(
            services.stream()
                .map(Service::teamId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    Set<String> staffed = people.staffed(teams.keySet());
    var policiesThere = new HashSet<String>();
    services.stream()
        .map(Service::escalationPolicyId)
        .distinct()
        .filter(policy -> references.plausible("escalation_policy", policy))
        .forEach(policiesThere::add);
    return services.stream()
        .map(service ->
            new Standing(
                service,
                Ownership.violations(
                    service,
                    new Ownership.Facts(
                        service.teamId() == null ? null : teams.get(service.teamId()),
                        service.teamId() != null && staffed.contains(service.teamId()),
                        policiesThere.contains(service.escalationPolicyId())))))
        .toList();
  }

  private List<ServiceStanding> shown(List<Standing> page) {
    Map<String, Object> teams = references.of("team", ids(page, Service::teamId), false);
    Map<String, Object> paths =
        references.of("escalation_policy", ids(page, Service::escalationPolicyId), false);
    var asked = new HashMap<List<@Nullable String>, Asked>();
    var shown = new ArrayList<ServiceStanding>();
    for (Standing standing : page) {
      Service service = standing.service();
      shown.add(
          new ServiceStanding(
              views.reference(service),
              service.teamId() == null ? null : teams.get(service.teamId()),
              paths.get(service.escalationPolicyId()),
              service.contact(),
              standing.passes(),
              standing.violations().stream()
                  .map(one -> new ViolationView(one.rule().wire(), one.message(), one.mend()))
                  .toList(),
              standing.violations().isEmpty()
                  ? null
                  : asked.computeIfAbsent(
                      Arrays.asList(service.teamId(), service.escalationPolicyId()),
                      _ -> ask(service))));
    }
    return shown;
  }

  private static Set<String> ids(
      List<Standing> page, java.util.function.Function<Service, @Nullable String> id) {
    var ids = new HashSet<String>();
    for (Standing standing : page) {
      String found = id.apply(standing.service());
      if (found != null) {
        ids.add(found);
      }
    }
    return ids;
  }

  /// The managers of the owning team, else anybody in it; else those of the team whose policy is paged; else who administers.
  private Asked ask(Service service) {
    String owner = service.teamId();
    Asked asked = owner == null ? null : of(owner, "which owns it");
    if (asked == null) {
      TeamPolicies known = policies.getIfAvailable();
      String paged = known == null ? null : known.teamOf(service.escalationPolicyId());
      asked = paged == null ? null : of(paged, "whose escalation policy is paged for it");
    }
    return asked != null
        ? asked
        : new Asked(
            named(people.administrators(MOST_ASKED)),
            "No team is known for it, so those who administer Muster.");
  }

  private @Nullable Asked of(String teamId, String why) {
    List<Team.Member> members = catalog.members(teamId);
    Team team = catalog.team(teamId).orElse(null);
    if (members.isEmpty() || team == null) {
      return null;
    }
    List<Team.Member> managers =
        members.stream().filter(member -> member.role() == Team.TeamRole.MANAGER).toList();
    return new Asked(
        named(
            (managers.isEmpty() ? members : managers)
                .stream().limit(MOST_ASKED).map(Team.Member::userId).toList()),
        "%s of %s, %s.".formatted(managers.isEmpty() ? "Members" : "Managers", team.name(), why));
  }

  private List<Object> named(Collection<String> userIds) {
    Map<String, Object> users = references.of("user", userIds, false);
    return userIds.stream().map(users::get).filter(Objects::nonNull).toList();
  }
}
