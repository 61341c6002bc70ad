package dev.muster.respond.ticket;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;

/// Which incidents get a ticket: a rule for each service that has one, and one for all others under the name `default`.
@RestController
@Tag(name = "Tickets")
final class TicketRuleResource {
  private static final String DEFAULT = "default";

  private final PostgresTrackers trackers;
  private final Catalog catalog;
  private final Directory directory;
  private final AuditTrail audit;
  private final Transactions transactions;

  TicketRuleResource(
      PostgresTrackers trackers,
      Catalog catalog,
      Directory directory,
      AuditTrail audit,
      Transactions transactions) {
    this.trackers = trackers;
    this.catalog = catalog;
    this.directory = directory;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// @param service null for the rule of all services that have none
  /// @param filed `always`, `from`, `by_hand` or `never`
  /// @param fromSeverity only with `from`, as is the priority; one that is reached is enough
  /// @param fault why nothing is filed by it though something should be; null when all is right
  record View(
      String id,
      String type,
      @Nullable Object service,
      @Nullable Object tracker,
      String filed,
      @Nullable String fromSeverity,
      @Nullable Object fromPriority,
      @Nullable String fault) {}

  private View view(FilingRule rule, List<Tracker> there) {
    String tracker = rule.trackerId();
    String priority = rule.fromPriorityId();
    Severity severity = rule.fromSeverity();
    boolean all = rule.serviceId().isEmpty();
    return new View(
        all ? DEFAULT : rule.serviceId(),
        "ticket_rule",
        all ? null : directory.reference("service", rule.serviceId()),
        tracker == null
            ? null
            : new dev.muster.platform.web.Reference(
                tracker,
                "ticket_tracker_reference",
                there.stream()
                    .filter(one -> one.id().equals(tracker))
                    .map(Tracker::name)
                    .findFirst()
                    .orElse(null),
                directory.links().self("ticket_trackers", tracker),
                null),
        rule.when().wire(),
        severity == null ? null : severity.wire(),
        priority == null ? null : directory.reference("priority", priority),
        TicketClerk.fault(rule, there));
  }

  /// The rule of all services first.
  @GetMapping("/ticket_rules")
  Map<String, List<View>> list() {
    Actor.current().require(Permission.READ);
    var rules = new LinkedHashMap<>(trackers.rules());
    rules.putIfAbsent("", FilingRule.USUAL);
    List<Tracker> there = trackers.all();
    return Map.of(
        "ticket_rules",
        rules.values().stream()
            .filter(
                rule -> rule.serviceId().isEmpty() || catalog.service(rule.serviceId()).isPresent())
            .sorted(Comparator.comparing(FilingRule::serviceId))
            .map(rule -> view(rule, there))
            .toList());
  }

  /// Sets the rule of a service, or of all others.
  @PutMapping("/ticket_rules/{id}")
  Map<String, View> put(@PathVariable String id, Body request) {
    Actor.current().require(Permission.CONFIGURE);
    String serviceId = serviceId(id);
    Body body = request.envelope("ticket_rule");
    FilingRule.When when = body.word("filed", FilingRule.When::of, "always, from, by_hand, never");
    if (when == null && body.raw("filed") == null) {
      body.fault("filed", "is missing");
    }
    String tracker = body.reference("tracker");
    if (tracker != null && trackers.find(tracker).isEmpty()) {
      body.fault("tracker", "names no tracker");
    }
    Severity severity = body.word("from_severity", Severity::of, "critical, error, warning, info");
    String priority = body.reference("from_priority");
    if (priority != null && catalog.priority(priority).isEmpty()) {
      body.fault("from_priority", "names no priority");
    }
    if (when == FilingRule.When.FROM && severity == null && priority == null) {
      body.fault("from_severity", "or from_priority must be given with 'from'");
    }
    body.check();
    boolean from = when == FilingRule.When.FROM;
    var rule =
        new FilingRule(
            serviceId,
            tracker,
            when == null ? FilingRule.When.BY_HAND : when,
            from ? severity : null,
            from ? priority : null);
    View after = view(rule, trackers.all());
    transactions.run(() -> {
      FilingRule before = trackers.rules().get(serviceId);
      trackers.save(rule);
      audit.record("update", "ticket_rule", id, change(before, rule));
    });
    return Map.of("ticket_rule", after);
  }

  private static Map<String, Object> change(@Nullable FilingRule before, FilingRule after) {
    var details = new LinkedHashMap<String, Object>();
    if (before != null) {
      details.put("from", words(before));
    }
    details.put("to", words(after));
    return Map.of("rule", details);
  }

  private static String words(FilingRule rule) {
    var words = new StringBuilder(rule.when().wire());
    if (rule.fromSeverity() != null) {
      words.append(" severity ").append(rule.fromSeverity().wire());
    }
    if (rule.fromPriorityId() != null) {
      words.append(" priority ").append(rule.fromPriorityId());
    }
    if (rule.trackerId() != null) {
      words.append(" in ").append(rule.trackerId());
    }
    return words.toString();
  }

  /// From now on the rule of all services goes for it.
  @DeleteMapping("/ticket_rules/{id}")
  ResponseEntity<Void> delete(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    transactions.run(() -> {
      if (!trackers.deleteRule(id.equals(DEFAULT) ? "" : id)) {
        throw ApiException.notFound("Ticket rule " + id);
      }
      audit.record("delete", "ticket_rule", id, Map.of());
    });
    return ResponseEntity.noContent().build();
  }

  private String serviceId(String id) {
    if (id.equals(DEFAULT)) {
      return "";
    }
    return catalog.service(id).orElseThrow(() -> ApiException.notFound("Service " + id)).id();
  }
}
