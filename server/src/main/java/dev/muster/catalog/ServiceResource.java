package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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

/// Services.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Services")
final class ServiceResource {
  private static final int LONGEST_TIMEOUT_SECONDS = 30 * 86_400;
  private static final Set<String> STATUSES =
      Set.of("active", "warning", "critical", "maintenance", "disabled");

  private final PostgresServices store;
  private final PostgresGroupingSettings settings;
  private final LiveCatalog catalog;
  private final ServiceViews views;
  private final References references;
  private final AuditTrail audit;
  private final Directory directory;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;
  private final ObjectProvider<ServiceWatcher> watchers;

  ServiceResource(
      PostgresServices store,
      PostgresGroupingSettings settings,
      LiveCatalog catalog,
      ServiceViews views,
      References references,
      AuditTrail audit,
      Directory directory,
      Transactions transactions,
      Ids ids,
      InstantSource clock,
      ObjectProvider<ServiceWatcher> watchers) {
    this.store = store;
    this.settings = settings;
    this.catalog = catalog;
    this.views = views;
    this.references = references;
    this.audit = audit;
    this.directory = directory;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
    this.watchers = watchers;
  }

  @GetMapping("/services")
  @Asks({
    "query: only services whose name holds this text",
    "team_ids[]: only services of these teams",
    "sort_by: name:asc unless told, or name:desc",
    "include[]: escalation_policies, teams, integrations to have them in full"
  })
  Map<String, @Nullable Object> listServices(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    String text = query.text("query");
    String name = query.text("name");
    List<String> teams = query.list("team_ids");
    List<Service> found =
        new ArrayList<>(
            catalog.allServices().stream()
                .filter(service -> text == null || holds(service.name(), text))
                .filter(service -> name == null || service.name().equalsIgnoreCase(name))
                .filter(service -> teams.isEmpty() || teams.contains(service.teamId()))
                .toList());
    String order = query.text("sort_by");
    if (order != null && order.toLowerCase(Locale.ROOT).endsWith(":desc")) {
      Collections.reverse(found);
    }
    int from = Math.min(paging.offset(), found.size());
    int until = Math.min(found.size(), from + paging.limit() + 1);
    return paging.page(
        "services", views.services(found.subList(from, until), query.includes()), found::size);
  }

  private static boolean holds(String name, String text) {
    return name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
  }

  @GetMapping("/services/{id}")
  @Asks("include[]: escalation_policies, teams, integrations to have them in full")
  Map<String, ServiceViews.ServiceView> getService(@PathVariable String id, Query query) {
    Actor.current().require(Permission.READ);
    return Map.of("service", views.service(find(id), query.includes()));
  }

  @PostMapping("/services")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, ServiceViews.ServiceView> createService(Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Body given = body.envelope("service");
    Service service = read(given, Service.of(ids.next('P'), "", "", clock.instant()));
    TeamRights.require(catalog, Permission.CONFIGURE, service.teamId());
    transactions.run(() -> {
      save(service);
      audit.record(
          "create",
          "service",
          service.id(),
          Map.of("name", service.name(), "escalation_policy", service.escalationPolicyId()));
      tell(ServiceWatcher.Change.CREATED, service);
    });
    return Map.of("service", views.service(service, Set.of()));
  }

  @PutMapping("/services/{id}")
  Map<String, ServiceViews.ServiceView> updateService(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Service before = find(id);
    TeamRights.require(catalog, Permission.CONFIGURE, before.teamId());
    Service after = read(body.envelope("service"), before);
    if (!Objects.equals(after.teamId(), before.teamId())) {
      TeamRights.require(catalog, Permission.CONFIGURE, after.teamId());
    }
    transactions.run(() -> {
      save(after);
      if (!after.alertGrouping().equals(before.alertGrouping())) {
        settings.leave(id);
      }
      audit.record("update", "service", id, Changes.between(before, after));
      tell(ServiceWatcher.Change.UPDATED, after);
    });
    return Map.of("service", views.service(after, Set.of()));
  }

  private void tell(ServiceWatcher.Change change, Service service) {
    watchers.forEach(watcher -> watcher.changed(change, service, Actor.current(), clock.instant()));
  }

  private void save(Service service) {
    if (store.serviceNameTaken(service.name(), service.id())) {
      throw ApiException.invalid("Name has already been taken");
    }
    store.save(service);
    catalog.changed();
  }

  @DeleteMapping("/services/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteService(@PathVariable String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Service service = find(id);
    TeamRights.require(catalog, Permission.CONFIGURE, service.teamId());
    transactions.run(() -> {
      List<String> blockers = directory.blockers("service", id);
      if (!blockers.isEmpty()) {
        throw ApiException.invalid(blockers);
      }
      directory.deleted("service", id);
      store.deleteService(id);
      catalog.changed();
      audit.record("delete", "service", id, Map.of("name", service.name()));
      tell(ServiceWatcher.Change.DELETED, service);
    });
  }

  /// From the database, not from memory: what is changed must be the newest.
  private Service find(String id) {
    return store.service(id).orElseThrow(() -> ApiException.notFound("Service " + id));
  }

  /// Fields that are not given stay as they are.
  private Service read(Body body, Service before) {
    boolean isNew = before.name().isEmpty();
    String name = isNew || body.has("name") ? body.required("name", 255).strip() : before.name();
    String description = body.has("description") ? body.text("description") : before.description();
    UserResource.limit(body, "description", description, 10_000);
    String contact = body.has("contact") ? body.text("contact") : before.contact();
    UserResource.limit(body, "contact", contact, 500);
    String runbook = body.has("runbook") ? body.text("runbook") : before.runbook();
    UserResource.limit(body, "runbook", runbook, Service.RUNBOOK_MOST);
    String status = body.text("status");
    if (status != null && !STATUSES.contains(status)) {
      body.fault("status", "must be active or disabled; the others follow from incidents");
    }
    String creation = body.text("alert_creation", before.alertCreation());
    if (!creation.equals("create_alerts_and_incidents") && !creation.equals("create_incidents")) {
      body.fault("alert_creation", "must be create_alerts_and_incidents");
    }
    UrgencyRule urgencyRule = urgencyRule(body, before);
    SupportHours supportHours = supportHours(body, before);
    boolean needsHours = urgencyRule instanceof UrgencyRule.BySupportHours;
    if (needsHours && supportHours == null && !body.isNull("support_hours")) {
      body.fault("support_hours", "is missing, and the urgency rule needs it");
    } else if (needsHours && supportHours == null) {
      body.fault("support_hours", "must not be null, because the urgency rule needs it");
    }
    List<Service.ScheduledAction> actions =
        body.has("scheduled_actions")
            ? ServiceWire.scheduledActions(body.objects("scheduled_actions"))
            : before.scheduledActions();
    if (!actions.isEmpty() && supportHours == null) {
      body.fault("scheduled_actions", "need support hours");
    }
    Service.RecoveryMode recovery =
        body.word("recovery_mode", ServiceWire::recoveryMode, "resolve, watch, verify");
    Long watch = body.number("watch_seconds", 0, 86_400);
    var service =
        new Service(
            before.id(),
            name,
            description,
            status == null ? before.disabled() : status.equals("disabled"),
            policy(body, before, isNew),
            team(body, before),
            contact == null || contact.isBlank() ? null : contact.strip(),
            runbook == null || runbook.isBlank() ? null : runbook.strip(),
            timeout(body, "acknowledgement_timeout", before.acknowledgementTimeoutSeconds()),
            timeout(body, "auto_resolve_timeout", before.autoResolveTimeoutSeconds()),
            creation,
            urgencyRule,
            supportHours,
            actions,
            grouping(body, before),
            autoPause(body, before),
            recovery == null ? before.recoveryMode() : recovery,
            watch == null ? before.watchSeconds() : watch.intValue(),
            before.createdAt());
    body.check();
    return service;
  }

  private String policy(Body body, Service before, boolean isNew) {
    String id = body.reference("escalation_policy");
    if (id == null && isNew) {
      body.fault("escalation_policy", "is missing");
    }
    if (id != null && !references.plausible("escalation_policy", id)) {
      body.fault("escalation_policy.id", "names no escalation policy");
    }
    return id == null ? before.escalationPolicyId() : id;
  }

  /// The wire has a list; a service is owned by one team or by none.
  private @Nullable String team(Body body, Service before) {
    if (!body.has("teams") || body.isNull("teams")) {
      return before.teamId();
    }
    List<Body> teams = body.objects("teams");
    if (teams.size() > 1) {
      body.fault("teams", "must name one team at most: a service has one owner");
    }
    if (teams.isEmpty()) {
      return null;
    }
    String id = teams.getFirst().required("id", 64);
    if (!id.isEmpty() && catalog.team(id).isEmpty()) {
      body.fault("teams[0].id", "names no team");
    }
    return id.isEmpty() ? before.teamId() : id;
  }

  /// Null and 0 mean never.
  private static @Nullable Integer timeout(Body body, String field, @Nullable Integer before) {
    if (!body.has(field)) {
      return before;
    }
    Object raw = body.raw(field);
    if (raw == null || "null".equals(body.text(field)) || "".equals(body.text(field))) {
      return null;
    }
    Long seconds = body.number(field, 0, LONGEST_TIMEOUT_SECONDS);
    return seconds == null || seconds == 0 ? null : (Integer) seconds.intValue();
  }

  private static UrgencyRule urgencyRule(Body body, Service before) {
    Body given = body.object("incident_urgency_rule");
    if (given != null) {
      return ServiceWire.urgencyRule(given, before.urgencyRule());
    }
    return body.isNull("incident_urgency_rule")
        ? new UrgencyRule.Constant(Urgency.HIGH)
        : before.urgencyRule();
  }

  private static @Nullable SupportHours supportHours(Body body, Service before) {
    Body given = body.object("support_hours");
    if (given != null) {
      return ServiceWire.supportHours(given);
    }
    return body.isNull("support_hours") ? null : before.supportHours();
  }

  private static AlertGrouping grouping(Body body, Service before) {
    Body given = body.object("alert_grouping_parameters");
    if (given != null) {
      return ServiceWire.alertGrouping(given, before.alertGrouping());
    }
    // the older form: two fields of the service itself
    String type = body.text("alert_grouping");
    if (type != null && !type.isEmpty()) {
      return switch (type) {
        case "time" -> {
          Long minutes = body.number("alert_grouping_timeout", 0, 7 * 1_440);
          yield new AlertGrouping.Time(minutes == null ? 0 : minutes.intValue());
        }
        case "intelligent" -> new AlertGrouping.Intelligent(0);
        default -> {
          body.fault("alert_grouping", "must be time, intelligent or null");
          yield before.alertGrouping();
        }
      };
    }
    return body.isNull("alert_grouping_parameters")
        ? new AlertGrouping.None()
        : before.alertGrouping();
  }

  private static @Nullable Integer autoPause(Body body, Service before) {
    Body given = body.object("auto_pause_notifications_parameters");
    if (given == null) {
      return body.isNull("auto_pause_notifications_parameters") ? null : before.autoPauseSeconds();
    }
    Long seconds = given.number("timeout", 0, 3_600);
    return given.flag("enabled", false)
        ? Integer.valueOf(Objects.requireNonNullElse(seconds, 300L).intValue())
        : null;
  }
}
