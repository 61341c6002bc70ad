package dev.muster.catalog;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
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

/// How services group their alerts, as objects that can hold several services.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "Alert grouping settings")
final class GroupingSettingResource {
  private static final int SERVICES_MOST = 1_000;

  private final PostgresGroupingSettings settings;
  private final PostgresServices services;
  private final LiveCatalog catalog;
  private final ServiceViews views;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Ids ids;
  private final InstantSource clock;
  private final ObjectProvider<ServiceWatcher> watchers;

  GroupingSettingResource(
      PostgresGroupingSettings settings,
      PostgresServices services,
      LiveCatalog catalog,
      ServiceViews views,
      AuditTrail audit,
      Transactions transactions,
      Ids ids,
      InstantSource clock,
      ObjectProvider<ServiceWatcher> watchers) {
    this.settings = settings;
    this.services = services;
    this.catalog = catalog;
    this.views = views;
    this.audit = audit;
    this.transactions = transactions;
    this.ids = ids;
    this.clock = clock;
    this.watchers = watchers;
  }

  record SettingView(
      String id,
      @Nullable String name,
      @Nullable String description,
      String type,
      Object config,
      List<Object> services,
      Instant createdAt,
      Instant updatedAt) {}

  @GetMapping("/alert_grouping_settings")
  @Asks({
    "service_ids[]: only settings of these services",
    "after: the place behind which the page begins, as the page before names it in after",
    "before: the place before which the page ends, as the page behind names it in before"
  })
  Map<String, @Nullable Object> list(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    List<String> of = query.list("service_ids");
    List<GroupingSetting> all =
        all().stream()
            .filter(one -> of.isEmpty() || one.serviceIds().stream().anyMatch(of::contains))
            .toList();
    String after = query.text("after");
    String before = query.text("before");
    GroupingSetting.Place end = before == null ? null : place("before", before);
    GroupingSetting.Place start = after == null ? null : place("after", after);
    int until = end == null ? all.size() : count(all, one -> one.compareTo(end) < 0);
    int from =
        start != null
            ? count(all, one -> one.compareTo(start) <= 0)
            : before == null ? 0 : Math.max(0, until - paging.limit());
    until = Math.min(until, from + paging.limit());
    List<GroupingSetting> page = from < until ? all.subList(from, until) : List.of();
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("alert_grouping_settings", page.stream().map(this::view).toList());
    answer.put("limit", paging.limit());
    answer.put(
        "after", !page.isEmpty() && until < all.size() ? page.getLast().place().text() : null);
    answer.put("before", !page.isEmpty() && from > 0 ? page.getFirst().place().text() : null);
    answer.put("total", paging.wantsTotal() ? all.size() : null);
    return answer;
  }

  private static int count(List<GroupingSetting> all, Predicate<GroupingSetting.Place> which) {
    return (int) all.stream().map(GroupingSetting::place).filter(which).count();
  }

  private static GroupingSetting.Place place(String parameter, String text) {
    return GroupingSetting.Place.of(text)
        .orElseThrow(() ->
            ApiException.invalid(
                "'" + parameter + "' is none that this list has given: '" + text + "'."));
  }

  @GetMapping("/alert_grouping_settings/{id}")
  Map<String, SettingView> show(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("alert_grouping_setting", view(find(id)));
  }

  @PostMapping("/alert_grouping_settings")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, SettingView> create(Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    Body given = body.envelope("alert_grouping_setting");
    Instant now = clock.instant();
    String id = ids.next('P');
    if (given.raw("type") == null) {
      given.fault("type", "is missing");
    }
    if (given.raw("services") == null) {
      given.fault("services", "is missing");
    }
    var none = new AlertGrouping.None();
    GroupingSetting setting =
        read(given, new GroupingSetting(id, null, null, "", none, List.of(), now, now), now);
    return Map.of("alert_grouping_setting", save(setting, List.of(), "create"));
  }

  @PutMapping("/alert_grouping_settings/{id}")
  Map<String, SettingView> update(@PathVariable String id, Body body) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    GroupingSetting before = find(id);
    GroupingSetting after = read(body.envelope("alert_grouping_setting"), before, clock.instant());
    return Map.of("alert_grouping_setting", save(after, before.serviceIds(), "update"));
  }

  @DeleteMapping("/alert_grouping_settings/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void delete(@PathVariable String id) {
    TeamRights.requireSomewhere(catalog, Permission.CONFIGURE);
    GroupingSetting setting = find(id);
    setting.serviceIds().forEach(this::mayConfigure);
    transactions.run(() -> {
      group(setting.serviceIds(), new AlertGrouping.None());
      settings.delete(id);
      audit.record("delete", "alert_grouping_setting", id, facts(setting));
    });
  }

  /// Fields that are not given stay as they are.
  private GroupingSetting read(Body body, GroupingSetting before, Instant now) {
    String name = body.has("name") ? body.optional("name", 255) : before.name();
    String description =
        body.has("description") ? body.optional("description", 1_000) : before.description();
    boolean groups = body.has("type") || body.has("config");
    String type = body.text("type", before.type());
    AlertGrouping grouping =
        groups ? ServiceWire.settingGrouping(body, type, before.grouping()) : before.grouping();
    var members = new LinkedHashSet<String>(before.serviceIds());
    if (body.has("services")) {
      members.clear();
      List<Body> given = body.objects("services");
      for (Body service : given) {
        String id = service.required("id", 64);
        if (!id.isEmpty() && catalog.service(id).isEmpty()) {
          service.fault("id", "names no service");
        }
        members.add(id);
      }
      if (given.isEmpty() || given.size() > SERVICES_MOST) {
        body.fault("services", "must name 1 to " + SERVICES_MOST + " services");
      }
    }
    body.check();
    // what a service says of itself gives way to the setting; another setting does not
    for (GroupingSetting other : GroupingSetting.made(settings.all(), catalog.allServices())) {
      boolean own = other.id().equals(before.id());
      other.serviceIds().stream()
          .filter(id -> !own && members.contains(id))
          .findFirst()
          .ifPresent(id ->
              body.fault("services", "names " + id + ", which is in the setting " + other.id()));
    }
    body.check();
    return new GroupingSetting(
        before.id(),
        name,
        description,
        type,
        grouping,
        List.copyOf(members),
        before.createdAt(),
        now);
  }

  private SettingView save(GroupingSetting setting, List<String> before, String action) {
    Set<String> touched = new LinkedHashSet<>(before);
    touched.addAll(setting.serviceIds());
    touched.forEach(this::mayConfigure);
    List<String> left = before.stream().filter(id -> !setting.serviceIds().contains(id)).toList();
    transactions.run(() -> {
      settings.save(setting);
      group(left, new AlertGrouping.None());
      group(setting.serviceIds(), setting.grouping());
      audit.record(action, "alert_grouping_setting", setting.id(), facts(setting));
    });
    return view(setting);
  }

  private void mayConfigure(String serviceId) {
    TeamRights.requireForService(catalog, Permission.CONFIGURE, serviceId);
  }

  /// Sets how services group; each change is one of the service, and stands in its trail as such.
  private void group(List<String> serviceIds, AlertGrouping grouping) {
    List<Service> changing =
        services.services(serviceIds).stream()
            .filter(service -> !service.alertGrouping().equals(grouping))
            .toList();
    if (changing.isEmpty()) {
      return;
    }
    services.group(changing.stream().map(Service::id).toList(), grouping);
    for (Service service : changing) {
      Service after = service.grouping(grouping);
      audit.record("update", "service", service.id(), Changes.between(service, after));
      watchers.forEach(watcher ->
          watcher.changed(ServiceWatcher.Change.UPDATED, after, Actor.current(), clock.instant()));
    }
    catalog.changed();
  }

  private static Map<String, Object> facts(GroupingSetting setting) {
    return Map.of(
        "name", Objects.requireNonNullElse(setting.name(), ""),
        "type", setting.type(),
        "services", setting.serviceIds());
  }

  private List<GroupingSetting> all() {
    return GroupingSetting.all(settings.all(), catalog.allServices());
  }

  private GroupingSetting find(String id) {
    return all().stream()
        .filter(setting -> setting.id().equals(id))
        .findFirst()
        .orElseThrow(() -> ApiException.notFound("Alert grouping setting " + id));
  }

  private SettingView view(GroupingSetting setting) {
    return new SettingView(
        setting.id(),
        setting.name(),
        setting.description(),
        setting.type(),
        ServiceWire.settingConfig(setting.grouping()),
        setting.serviceIds().stream()
            .map(catalog::service)
            .flatMap(java.util.Optional::stream)
            .<Object>map(views::reference)
            .toList(),
        setting.createdAt(),
        setting.updatedAt());
  }
}
