package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

/// Who wants to be told that their time on call begins or ends, and how long before.
@RestController
@RequestMapping("/users/{id}/oncall_handoff_notification_rules")
@Tag(name = "Users")
final class HandoffRuleResource {
  /// A week; whoever wants to know earlier looks at the calendar.
  private static final int MINUTES_MOST = 10_080;

  private final PostgresPeople people;
  private final PostgresContacts contacts;
  private final UserViews views;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;

  HandoffRuleResource(
      PostgresPeople people,
      PostgresContacts contacts,
      UserViews views,
      AuditTrail audit,
      Transactions transactions,
      Ids ids,
      InstantSource clock) {
    this.people = people;
    this.contacts = contacts;
    this.views = views;
    this.audit = audit;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
  }

  /// A rule on the wire.
  ///
  /// @param notifyAdvanceInMinutes how long before, 0 to 10080
  /// @param handoffType `both`, `oncall` or `offcall`
  record HandoffRuleView(
      String id,
      String type,
      int notifyAdvanceInMinutes,
      String handoffType,
      UserViews.@Nullable ContactMethodView contactMethod) {}

  @GetMapping
  Map<String, List<HandoffRuleView>> listHandoffRules(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    find(id);
    List<ContactMethod> methods = people.contactMethods(List.of(id));
    return Map.of(
        "oncall_handoff_notification_rules",
        contacts.handoffRules(id).stream().map(rule -> view(rule, methods)).toList());
  }

  @GetMapping("/{ruleId}")
  Map<String, HandoffRuleView> getHandoffRule(
      @PathVariable String id, @PathVariable String ruleId) {
    Actor.current().require(Permission.READ);
    return one(rule(id, ruleId));
  }

  @PostMapping
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, HandoffRuleView> createHandoffRule(@PathVariable String id, Body body) {
    find(id);
    Users.guardSelf(id);
    HandoffRule rule =
        read(body.envelope("oncall_handoff_notification_rule"), ids.next('P'), id, null);
    return save("create", rule, Map.of("user", id, "type", rule.kind().wire()));
  }

  @PutMapping("/{ruleId}")
  Map<String, HandoffRuleView> updateHandoffRule(
      @PathVariable String id, @PathVariable String ruleId, Body body) {
    Users.guardSelf(id);
    HandoffRule before = rule(id, ruleId);
    HandoffRule after = read(body.envelope("oncall_handoff_notification_rule"), ruleId, id, before);
    return save("update", after, Changes.between(before, after));
  }

  private Map<String, HandoffRuleView> save(String what, HandoffRule rule, Map<String, ?> details) {
    return transactions.inTransaction(() -> {
      if (!contacts.save(rule, clock.instant())) {
        throw ApiException.invalid("There is such a rule already.");
      }
      audit.record(what, "oncall_handoff_notification_rule", rule.id(), Map.copyOf(details));
      return one(rule);
    });
  }

  @DeleteMapping("/{ruleId}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteHandoffRule(@PathVariable String id, @PathVariable String ruleId) {
    Users.guardSelf(id);
    HandoffRule rule = rule(id, ruleId);
    transactions.run(() -> {
      contacts.deleteHandoffRule(ruleId);
      audit.record(
          "delete",
          "oncall_handoff_notification_rule",
          ruleId,
          Map.of("user", id, "type", rule.kind().wire()));
    });
  }

  private HandoffRule read(Body body, String id, String userId, @Nullable HandoffRule before) {
    Long minutes = body.number("notify_advance_in_minutes", 0, MINUTES_MOST);
    HandoffRule.Kind kind =
        body.word("handoff_type", HandoffRule.Kind::of, "both, oncall, offcall");
    String method =
        before != null && !body.has("contact_method")
            ? before.contactMethodId()
            : body.reference("contact_method");
    if (method == null) {
      body.fault("contact_method", "is missing");
    } else if (people.contactMethods(List.of(userId)).stream()
        .noneMatch(one -> one.id().equals(method))) {
      body.fault("contact_method", "must be one of the user's contact methods");
    }
    body.check();
    return new HandoffRule(
        id,
        userId,
        Objects.requireNonNull(method),
        minutes != null ? minutes.intValue() : before != null ? before.minutesAhead() : 0,
        kind != null ? kind : before != null ? before.kind() : HandoffRule.Kind.BOTH);
  }

  private Map<String, HandoffRuleView> one(HandoffRule rule) {
    return Map.of(
        "oncall_handoff_notification_rule",
        view(rule, people.contactMethods(List.of(rule.userId()))));
  }

  private HandoffRuleView view(HandoffRule rule, List<ContactMethod> methods) {
    return new HandoffRuleView(
        rule.id(),
        "oncall_handoff_notification_rule",
        rule.minutesAhead(),
        rule.kind().wire(),
        methods.stream()
            .filter(method -> method.id().equals(rule.contactMethodId()))
            .findFirst()
            .map(views::contactMethod)
            .orElse(null));
  }

  private void find(String id) {
    if (people.users(List.of(id)).isEmpty()) {
      throw ApiException.notFound("User " + id);
    }
  }

  private HandoffRule rule(String userId, String ruleId) {
    return contacts.handoffRules(userId).stream()
        .filter(rule -> rule.id().equals(ruleId))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Handoff notification rule " + ruleId));
  }
}
