package dev.muster.catalog;

import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Whether somebody answers for every service. What is missing is named; nothing is filled in.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Standards")
final class OwnershipResource {
  private final LiveCatalog catalog;
  private final ServiceViews views;
  private final References references;

  OwnershipResource(LiveCatalog catalog, ServiceViews views, References references) {
    this.catalog = catalog;
    this.views = views;
    this.references = references;
  }

  /// @param rule `team`, `escalation_policy` or `contact`
  record Violation(String rule, String message) {}

  record ServiceStanding(Reference service, boolean passes, List<Violation> violations) {}

  @GetMapping("/standards/ownership")
  @Asks({"team_ids[]: only services of these teams", "all: true to have services that pass, too"})
  Map<String, @Nullable Object> ownership(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    List<String> teamIds = query.list("team_ids");
    List<Service> services =
        catalog.allServices().stream()
            .filter(service -> teamIds.isEmpty() || teamIds.contains(service.teamId()))
            .toList();
    Set<String> teams =
        catalog
            .teams(
                services.stream()
                    .map(Service::teamId)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toSet()))
            .keySet();
    var policies = new HashSet<String>();
    services.stream()
        .map(Service::escalationPolicyId)
        .distinct()
        .filter(policy -> references.plausible("escalation_policy", policy))
        .forEach(policies::add);
    List<ServiceStanding> standings =
        services.stream().map(service -> standing(service, teams, policies)).toList();
    long passing = standings.stream().filter(ServiceStanding::passes).count();
    boolean all = query.flag("all", false);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("standard", "ownership");
    answer.put("checked", standings.size());
    answer.put("passing", passing);
    answer.putAll(
        paging.slice(
            "services", standings.stream().filter(standing -> all || !standing.passes()).toList()));
    return answer;
  }

  private ServiceStanding standing(Service service, Set<String> teams, Set<String> policies) {
    var violations = new ArrayList<Violation>();
    if (service.teamId() == null || !teams.contains(service.teamId())) {
      violations.add(new Violation("team", "No team owns this service."));
    }
    if (!policies.contains(service.escalationPolicyId())) {
      violations.add(
          new Violation("escalation_policy", "Its escalation policy does not exist any more."));
    }
    if (service.contact() == null) {
      violations.add(
          new Violation("contact", "Nothing says how others reach the people behind it."));
    }
    return new ServiceStanding(views.reference(service), violations.isEmpty(), violations);
  }
}
