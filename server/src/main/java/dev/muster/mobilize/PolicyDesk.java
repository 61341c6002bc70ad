package dev.muster.mobilize;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.TeamPolicies;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.schedule.EscalationTargets;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Directory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Makes, changes and deletes escalation policies, with their audit trail.
final class PolicyDesk implements TeamPolicies {
  private final PolicyRepository policies;
  private final Transactions transactions;
  private final Catalog catalog;
  private final Directory directory;
  private final AuditTrail audit;
  private final Ids ids;

  PolicyDesk(
      PolicyRepository policies,
      Transactions transactions,
      Catalog catalog,
      Directory directory,
      AuditTrail audit,
      Ids ids) {
    this.policies = policies;
    this.transactions = transactions;
    this.catalog = catalog;
    this.directory = directory;
    this.audit = audit;
    this.ids = ids;
  }

  /// What a client asks a policy to be. A rule with a null id is new.
  record Draft(
      String name,
      @Nullable String description,
      int numLoops,
      String handoff,
      List<DraftRule> rules,
      @Nullable String teamId) {}

  record DraftRule(
      @Nullable String id,
      int delayMinutes,
      List<Policy.Target> targets,
      Policy.Strategy strategy) {}

  List<Policy> all() {
    return policies.all();
  }

  Optional<Policy> find(String id) {
    return policies.find(id);
  }

  /// @throws ApiException 404 when there is none
  Policy existing(String id) {
    return policies.find(id).orElseThrow(() -> ApiException.notFound("Escalation policy " + id));
  }

  Map<String, Policy> find(Collection<String> wanted) {
    return wanted.size() == 1
        ? policies.find(wanted.iterator().next()).stream()
            .collect(Collectors.toMap(Policy::id, policy -> policy))
        : policies.all().stream()
            .filter(policy -> wanted.contains(policy.id()))
            .collect(Collectors.toMap(Policy::id, policy -> policy));
  }

  Policy create(Draft draft, Instant now) {
    return transactions.inTransaction(() -> {
      free(draft.name(), null);
      Policy policy = built(ids.next('P'), draft, null, now, 1);
      policies.save(policy);
      audit.record("create", "escalation_policy", policy.id(), Map.of("name", policy.name()));
      return policy;
    });
  }

  /// Changes it. What runs on the policy now goes on as it was; the change counts for what starts after it.
  Policy change(String id, UnaryOperator<Draft> edit) {
    return transactions.inTransaction(() -> {
      Policy before =
          policies.hold(id).orElseThrow(() -> ApiException.notFound("Escalation policy " + id));
      Draft draft = edit.apply(draft(before));
      free(draft.name(), id);
      Policy after = built(id, draft, before, before.createdAt(), before.version() + 1);
      if (draft(after).equals(draft(before))) {
        return before;
      }
      policies.save(after);
      audit.record("update", "escalation_policy", id, changes(before, after));
      return after;
    });
  }

  void delete(String id) {
    transactions.run(() -> {
      Policy policy =
          policies.hold(id).orElseThrow(() -> ApiException.notFound("Escalation policy " + id));
      var blockers =
          new ArrayList<>(catalog.servicesOfPolicy(id).stream().map(PolicyDesk::usedBy).toList());
      directory.blockers("escalation_policy", id).stream()
          .filter(blocker -> !blockers.contains(blocker))
          .forEach(blockers::add);
      if (!blockers.isEmpty()) {
        throw ApiException.invalid(blockers);
      }
      policies.delete(id);
      directory.deleted("escalation_policy", id);
      audit.record("delete", "escalation_policy", id, Map.of("name", policy.name()));
    });
  }

  private static String usedBy(Service service) {
    return "The escalation policy is used by service " + service.name() + ".";
  }

  private void free(String name, @Nullable String ownId) {
    Policy other = policies.named(name);
    if (other != null && !other.id().equals(ownId)) {
      throw ApiException.invalid("'escalation_policy.name' has already been taken");
    }
  }

  private Policy built(
      String id, Draft draft, @Nullable Policy before, Instant createdAt, int version) {
    var known =
        before == null ? List.<String>of() : before.rules().stream().map(Policy.Rule::id).toList();
    var taken = new ArrayList<String>();
    var rules = new ArrayList<Policy.Rule>();
    for (DraftRule rule : draft.rules()) {
      String kept = rule.id();
      String ruleId =
          kept != null && known.contains(kept) && !taken.contains(kept) ? kept : ids.next('P');
      taken.add(ruleId);
      rules.add(new Policy.Rule(ruleId, rule.delayMinutes(), rule.targets(), rule.strategy()));
    }
    return new Policy(
        id,
        draft.name(),
        draft.description(),
        draft.numLoops(),
        draft.handoff(),
        rules,
        draft.teamId(),
        createdAt,
        version);
  }

  static Draft draft(Policy policy) {
    return new Draft(
        policy.name(),
        policy.description(),
        policy.numLoops(),
        policy.handoff(),
        policy.rules().stream()
            .map(rule ->
                new DraftRule(rule.id(), rule.delayMinutes(), rule.targets(), rule.strategy()))
            .toList(),
        policy.teamId());
  }

  private static Map<String, Object> changes(Policy before, Policy after) {
    var changes = new LinkedHashMap<String, Object>();
    changed(changes, "name", before.name(), after.name());
    changed(changes, "description", before.description(), after.description());
    changed(changes, "num_loops", before.numLoops(), after.numLoops());
    changed(changes, "on_call_handoff_notifications", before.handoff(), after.handoff());
    changed(changes, "team", before.teamId(), after.teamId());
    changed(changes, "escalation_rules", words(before), words(after));
    return changes;
  }

  private static void changed(
      Map<String, Object> changes, String field, @Nullable Object from, @Nullable Object to) {
    if (!Objects.equals(from, to)) {
      changes.put(field, Map.of("from", from == null ? "" : from, "to", to == null ? "" : to));
    }
  }

  private static List<String> words(Policy policy) {
    return policy.rules().stream()
        .map(rule ->
            rule.id()
                + " "
                + rule.strategy().wire()
                + " "
                + rule.delayMinutes()
                + " min: "
                + rule.targets().stream()
                    .map(target -> target.kind().wire() + " " + target.id())
                    .collect(Collectors.joining(", ")))
        .toList();
  }

  // What other objects have to do with policies
  // ------------------------------------------------------------------------------

  @Override
  public @Nullable String teamOf(String policyId) {
    return policies.find(policyId).map(Policy::teamId).orElse(null);
  }

  /// Whoever asks for it writes the audit trail, as the team is what was changed in their eyes.
  @Override
  public boolean assign(String policyId, @Nullable String teamId) {
    return transactions.inTransaction(() -> {
      Optional<Policy> found = policies.hold(policyId);
      found.ifPresent(policy -> policies.save(policy.ownedBy(teamId)));
      return found.isPresent();
    });
  }

  void forgetTeam(String teamId) {
    for (Policy policy : policies.all()) {
      if (teamId.equals(policy.teamId())) {
        assign(policy.id(), null);
      }
    }
  }

  /// Which policies would lose that target.
  List<String> blockers(Policy.Target target) {
    return policies.all().stream()
        .filter(policy -> !policy.levelsOf(target).isEmpty())
        .map(policy ->
            "It is a target of escalation policy "
                + policy.name()
                + ", level "
                + policy.levelsOf(target).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(" and "))
                + ".")
        .toList();
  }

  /// The policies as the list of who is on call knows them.
  List<EscalationTargets.Policy> targets() {
    return policies.all().stream()
        .map(policy -> {
          var targets = new ArrayList<EscalationTargets.Target>();
          for (int level = 1; level <= policy.levels(); level++) {
            for (Policy.Target target : policy.rule(level).targets()) {
              targets.add(
                  new EscalationTargets.Target(
                      level,
                      switch (target.kind()) {
                        case USER -> EscalationTargets.Kind.USER;
                        case SCHEDULE -> EscalationTargets.Kind.SCHEDULE;
                      },
                      target.id()));
            }
          }
          return new EscalationTargets.Policy(
              policy.id(), policy.name(), targets, policy.handoff().equals("always"));
        })
        .toList();
  }
}
