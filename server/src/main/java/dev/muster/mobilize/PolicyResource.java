package dev.muster.mobilize;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.TeamRights;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.platform.web.Reference;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Escalation policies.
@RestController
@Tag(name = "Escalation policies")
@RequestMapping("/escalation_policies")
final class PolicyResource {
  /// A level may wait for 30 days at most; who asks for more means a calendar.
  private static final int LONGEST_DELAY = 30 * 24 * 60;

  private final PolicyDesk desk;
  private final Catalog catalog;
  private final Directory directory;
  private final InstantSource clock;

  PolicyResource(PolicyDesk desk, Catalog catalog, Directory directory, InstantSource clock) {
    this.desk = desk;
    this.catalog = catalog;
    this.directory = directory;
    this.clock = clock;
  }

  /// A policy on the wire.
  ///
  /// @param services references, or the full services when included
  record PolicyView(
      String id,
      String type,
      String summary,
      String self,
      String htmlUrl,
      String name,
      List<RuleView> escalationRules,
      List<Object> services,
      int numLoops,
      List<Object> teams,
      @Nullable String description,
      String onCallHandoffNotifications,
      @Nullable Object privilege) {}

  record RuleView(
      String id,
      int escalationDelayInMinutes,
      List<Object> targets,
      StrategyView escalationRuleAssignmentStrategy) {}

  record StrategyView(String type) {}

  @GetMapping
  @Asks({
    "query: part of the name",
    "user_ids[]: only policies that have one of these users as a target",
    "team_ids[]: only policies of these teams",
    "include[]: services, teams, targets, escalation_rule_assignment_strategies",
    "sort_by: name, name:asc or name:desc"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    String part = query.text("query");
    List<String> users = query.list("user_ids");
    List<String> teams = query.list("team_ids");
    var found =
        new ArrayList<>(
            desk.all().stream()
                .filter(policy ->
                    (part == null
                            || policy
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .contains(part.toLowerCase(Locale.ROOT)))
                        && (users.isEmpty()
                            || !Collections.disjoint(
                                policy.targets(Policy.Target.Kind.USER), users))
                        && (teams.isEmpty()
                            || (policy.teamId() != null && teams.contains(policy.teamId()))))
                .toList());
    String sort = query.text("sort_by");
    if (sort != null) {
      switch (sort) {
        case "name", "name:asc" -> {}
        case "name:desc" -> Collections.reverse(found);
        default -> throw ApiException.invalid("'sort_by' must be name:asc or name:desc.");
      }
    }
    int from = Math.min(paging.offset(), found.size());
    int until = Math.min(found.size(), from + paging.limit() + 1);
    return paging.page(
        "escalation_policies", views(found.subList(from, until), query.includes()), found::size);
  }

  @GetMapping("/{id}")
  @Asks("include[]: services, teams, targets, escalation_rule_assignment_strategies")
  Map<String, PolicyView> one(@PathVariable("id") String id, Query query) {
    return envelope(desk.existing(id), query);
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, PolicyView> create(Query query, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    PolicyDesk.Draft policy = read(body.envelope("escalation_policy"), null);
    TeamRights.require(catalog, Permission.CONFIGURE, policy.teamId());
    return envelope(desk.create(policy, clock.instant()), query);
  }

  /// Changes a policy; fields that are left out stay. Rules keep their ids when these are sent along.
  @PutMapping("/{id}")
  Map<String, PolicyView> change(@PathVariable("id") String id, Query query, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    TeamRights.require(catalog, Permission.CONFIGURE, desk.existing(id).teamId());
    Body asked = body.envelope("escalation_policy");
    return envelope(
        desk.change(
            id,
            before -> {
              TeamRights.require(catalog, Permission.CONFIGURE, before.teamId());
              PolicyDesk.Draft after = read(asked, before);
              if (!Objects.equals(after.teamId(), before.teamId())) {
                TeamRights.require(catalog, Permission.CONFIGURE, after.teamId());
              }
              return after;
            }),
        query);
  }

  @DeleteMapping("/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable("id") String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    TeamRights.require(catalog, Permission.CONFIGURE, desk.existing(id).teamId());
    desk.delete(id);
  }

  private Map<String, PolicyView> envelope(Policy policy, Query query) {
    return Map.of("escalation_policy", views(List.of(policy), query.includes()).getFirst());
  }

  /// The policies as they stand in answers.
  List<PolicyView> views(Collection<Policy> policies, Set<String> includes) {
    var users = new TreeSet<String>();
    var schedules = new TreeSet<String>();
    var teams = new TreeSet<String>();
    var services = new TreeSet<String>();
    for (Policy policy : policies) {
      users.addAll(policy.targets(Policy.Target.Kind.USER));
      schedules.addAll(policy.targets(Policy.Target.Kind.SCHEDULE));
      if (policy.teamId() != null) {
        teams.add(policy.teamId());
      }
      catalog.servicesOfPolicy(policy.id()).forEach(service -> services.add(service.id()));
    }
    boolean wholeTargets = includes.contains("targets");
    Map<String, Object> userById = objects("user", users, wholeTargets);
    Map<String, Object> scheduleById = objects("schedule", schedules, wholeTargets);
    Map<String, Object> teamById = objects("team", teams, includes.contains("teams"));
    Map<String, Object> serviceById = objects("service", services, includes.contains("services"));
    return policies.stream()
        .map(policy ->
            new PolicyView(
                policy.id(),
                "escalation_policy",
                policy.name(),
                directory.links().self("escalation_policies", policy.id()),
                directory.links().html("escalation_policies", policy.id()),
                policy.name(),
                policy.rules().stream()
                    .map(rule ->
                        new RuleView(
                            rule.id(),
                            rule.delayMinutes(),
                            rule.targets().stream()
                                .map(target ->
                                    switch (target.kind()) {
                                      case USER -> object("user", target.id(), userById);
                                      case SCHEDULE ->
                                          object("schedule", target.id(), scheduleById);
                                    })
                                .toList(),
                            new StrategyView(rule.strategy().wire())))
                    .toList(),
                catalog.servicesOfPolicy(policy.id()).stream()
                    .map(Service::id)
                    .map(id -> object("service", id, serviceById))
                    .toList(),
                policy.numLoops(),
                policy.teamId() == null
                    ? List.of()
                    : List.of(object("team", policy.teamId(), teamById)),
                policy.description(),
                policy.handoff(),
                null))
        .toList();
  }

  private Map<String, Object> objects(String type, Set<String> ids, boolean whole) {
    if (ids.isEmpty() || !directory.knows(type)) {
      return Map.of();
    }
    return whole ? directory.full(type, ids) : new HashMap<>(directory.references(type, ids));
  }

  /// What is gone stays visible as a reference without a name.
  private static Object object(String type, String id, Map<String, Object> known) {
    return known.getOrDefault(id, new Reference(id, type + "_reference", null, null, null));
  }

  private PolicyDesk.Draft read(Body body, PolicyDesk.@Nullable Draft before) {
    String name =
        before == null || body.has("name") ? body.required("name", 255).strip() : before.name();
    String description =
        body.has("description") || before == null ? body.text("description") : before.description();
    Long loops = body.number("num_loops", 0, Policy.MOST_LOOPS);
    String handoff =
        body.word(
            "on_call_handoff_notifications",
            word ->
                word.equals("if_has_services") || word.equals("always")
                    ? Optional.of(word)
                    : Optional.empty(),
            "if_has_services, always");
    List<PolicyDesk.DraftRule> rules =
        body.has("escalation_rules") || before == null ? rules(body) : before.rules();
    String team = before == null || body.has("teams") ? team(body) : before.teamId();
    body.check();
    return new PolicyDesk.Draft(
        name,
        description,
        loops == null ? before == null ? 0 : before.numLoops() : loops.intValue(),
        handoff == null ? before == null ? "if_has_services" : before.handoff() : handoff,
        rules,
        team);
  }

  private @Nullable String team(Body body) {
    List<Body> teams = body.objects("teams");
    if (teams.size() > 1) {
      body.fault("teams", "must not hold more than one team");
    }
    if (teams.isEmpty()) {
      return null;
    }
    String id = teams.getFirst().required("id", 64);
    if (!id.isEmpty() && directory.knows("team") && !directory.exists("team", id)) {
      teams.getFirst().fault("id", "names no team: '" + id + "'");
    }
    return id.isEmpty() ? null : id;
  }

  private List<PolicyDesk.DraftRule> rules(Body body) {
    List<Body> given = body.objects("escalation_rules");
    if (given.isEmpty()) {
      body.fault("escalation_rules", "must hold at least one rule");
    } else if (given.size() > Policy.MOST_RULES) {
      body.fault("escalation_rules", "must not hold more than " + Policy.MOST_RULES + " rules");
    }
    var rules = new ArrayList<PolicyDesk.DraftRule>();
    for (Body rule : given) {
      Long delay = rule.number("escalation_delay_in_minutes", 1, LONGEST_DELAY);
      if (delay == null && rule.raw("escalation_delay_in_minutes") == null) {
        rule.fault("escalation_delay_in_minutes", "is missing");
      }
      rules.add(
          new PolicyDesk.DraftRule(
              rule.text("id"),
              delay == null ? 1 : delay.intValue(),
              targets(rule),
              strategy(rule)));
    }
    return rules;
  }

  private static Policy.Strategy strategy(Body rule) {
    var node = rule.raw("escalation_rule_assignment_strategy");
    if (node == null) {
      return Policy.Strategy.ASSIGN_TO_EVERYONE;
    }
    Policy.Strategy strategy;
    if (node.isString()) {
      strategy =
          rule.word(
              "escalation_rule_assignment_strategy",
              Policy.Strategy::of,
              "assign_to_everyone, round_robin");
    } else {
      Body object = rule.object("escalation_rule_assignment_strategy");
      strategy =
          object == null
              ? null
              : object.word("type", Policy.Strategy::of, "assign_to_everyone, round_robin");
    }
    return strategy == null ? Policy.Strategy.ASSIGN_TO_EVERYONE : strategy;
  }

  private List<Policy.Target> targets(Body rule) {
    List<Body> given = rule.objects("targets");
    if (given.isEmpty()) {
      rule.fault("targets", "must hold at least one target");
    } else if (given.size() > Policy.MOST_TARGETS) {
      rule.fault("targets", "must not hold more than " + Policy.MOST_TARGETS + " targets");
    }
    var targets = new ArrayList<Policy.Target>();
    for (Body target : given) {
      String id = target.required("id", 64);
      String type = target.text("type", "").replace("_reference", "");
      Policy.Target.Kind kind =
          switch (type) {
            case "user" -> Policy.Target.Kind.USER;
            case "schedule" -> Policy.Target.Kind.SCHEDULE;
            default -> null;
          };
      if (kind == null) {
        target.fault("type", "must be user_reference or schedule_reference");
      } else if (!id.isEmpty()) {
        if (directory.knows(type) && !directory.exists(type, id)) {
          target.fault("id", "names no " + type + ": '" + id + "'");
        }
        targets.add(new Policy.Target(kind, id));
      }
    }
    return targets.stream().distinct().toList();
  }
}
