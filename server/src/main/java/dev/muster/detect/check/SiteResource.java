package dev.muster.detect.check;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// Sites from which checks and journeys run beside this house itself. A site's token is shown once, when it is made.
@RestController
@Tag(name = "Probe sites")
final class SiteResource {
  private static final int MOST = 100;

  private final PostgresSites store;
  private final Conditions conditions;
  private final CheckForm form;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  SiteResource(
      PostgresSites store,
      Conditions conditions,
      CheckForm form,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.conditions = conditions;
    this.form = form;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  /// From where something runs and how it is seen from there, for the views of checks and journeys.
  static Map<String, @Nullable Object> places(
      String watchedId, Places places, PostgresSites sites, Directory directory) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("sites", places.sites());
    view.put("agree", places.agree());
    var results = new ArrayList<Map<String, @Nullable Object>>();
    if (!places.onlyHere()) {
      for (Places.Seen seen : sites.seen(watchedId)) {
        if (places.sites().contains(seen.site())) {
          var one = new LinkedHashMap<String, @Nullable Object>();
          one.put("site", reference(seen.site(), sites, directory));
          one.put("status", seen.state().wire());
          one.put("runs", seen.runs());
          one.put("last_run_at", seen.at());
          one.put("last_milliseconds", seen.millis());
          one.put("last_result", seen.word());
          results.add(one);
        }
      }
    }
    view.put("site_results", results);
    return view;
  }

  private static Map<String, Object> reference(
      String id, PostgresSites sites, Directory directory) {
    String name =
        id.equals(Places.HERE) ? id : sites.find(id).map(PostgresSites.Site::name).orElse(id);
    return Map.of(
        "id",
        id,
        "type",
        "probe_site_reference",
        "summary",
        name,
        "self",
        directory.links().self("probe_sites", id));
  }

  @GetMapping("/probe_sites")
  Map<String, @Nullable Object> listProbeSites(Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice("probe_sites", store.all().stream().map(site -> view(site, null)).toList());
  }

  @GetMapping("/probe_sites/{id}")
  Map<String, Object> getProbeSite(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("probe_site", view(find(id), null));
  }

  /// Makes a site; only this answer holds its token.
  @PostMapping("/probe_sites")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createProbeSite(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    if (store.all().size() >= MOST) {
      throw ApiException.invalid("There must not be more than " + MOST + " probe sites.");
    }
    String token = (ids.next('T') + ids.next('S')).toLowerCase(Locale.ROOT);
    return save("create", read(body.envelope("probe_site"), ids.next('P'), null), token);
  }

  @PutMapping("/probe_sites/{id}")
  Map<String, Object> updateProbeSite(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    return save("update", read(body.envelope("probe_site"), id, find(id)), null);
  }

  @DeleteMapping("/probe_sites/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteProbeSite(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    PostgresSites.Site site = find(id);
    transactions.run(() -> {
      store.delete(id);
      conditions.close(PostgresSites.condition(site), clock.instant());
      audit.record("delete", "probe_site", id, Map.of("name", site.name()));
    });
  }

  private PostgresSites.Site read(Body given, String id, PostgresSites.@Nullable Site before) {
    String name = before == null || given.has("name") ? given.required("name", 100) : before.name();
    if (name.equals(Places.HERE)
        || store.all().stream().anyMatch(one -> !one.id().equals(id) && one.name().equals(name))) {
      given.fault("name", "is the name of another site");
    }
    String service =
        before == null || given.has("service") ? form.service(given) : before.serviceId();
    Severity severity = given.word("severity", Severity::of, "critical, error, warning, info");
    boolean enabled = given.flag("enabled", before == null || before.enabled());
    given.check();
    return new PostgresSites.Site(
        id,
        name,
        service == null ? "" : service,
        severity != null ? severity : before == null ? Severity.WARNING : before.severity(),
        enabled,
        before != null && before.silent(),
        before == null ? null : before.lastSeen(),
        before == null ? Actor.current().id() : before.createdBy(),
        before == null ? clock.instant() : before.createdAt());
  }

  private Map<String, Object> save(String action, PostgresSites.Site site, @Nullable String token) {
    transactions.run(() -> {
      store.save(site, token);
      if (!site.enabled()) {
        conditions.close(PostgresSites.condition(site), clock.instant());
      }
      audit.record(
          action, "probe_site", site.id(), Map.of("name", site.name(), "enabled", site.enabled()));
    });
    return Map.of("probe_site", view(find(site.id()), token));
  }

  private PostgresSites.Site find(String id) {
    return store.find(id).orElseThrow(() -> ApiException.notFound("Probe site " + id));
  }

  private Map<String, @Nullable Object> view(PostgresSites.Site site, @Nullable String token) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", site.id());
    view.put("type", "probe_site");
    view.put("summary", site.name());
    view.put("self", directory.links().self("probe_sites", site.id()));
    view.put("html_url", null);
    view.put("name", site.name());
    view.put("service", directory.reference("service", site.serviceId()));
    view.put("severity", site.severity().wire());
    view.put("enabled", site.enabled());
    view.put("status", site.status());
    view.put("last_seen_at", site.lastSeen());
    view.put("created_at", site.createdAt());
    if (token != null) {
      view.put("token", token);
    }
    return view;
  }
}
