package dev.muster.detect.check;

import dev.muster.access.AuditTrail;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
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

/// Checks that this house runs: HTTP, TCP, DNS, and how long a certificate is valid.
@RestController
@Tag(name = "Checks")
final class CheckResource {
  private static final int MOST = 2_000;

  private final PostgresChecks store;
  private final PostgresSites sites;
  private final Checker checker;
  private final Conditions conditions;
  private final CheckForm form;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  CheckResource(
      PostgresChecks store,
      PostgresSites sites,
      Checker checker,
      Conditions conditions,
      CheckForm form,
      AuditTrail audit,
      Transactions transactions,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.store = store;
    this.sites = sites;
    this.checker = checker;
    this.conditions = conditions;
    this.form = form;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/checks")
  @Asks({
    "query: only checks whose name holds this text",
    "service_ids[]: only checks of these services"
  })
  Map<String, @Nullable Object> listChecks(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    return paging.slice(
        "checks",
        store.checks(query.list("service_ids"), query.text("query")).stream()
            .map(this::view)
            .toList());
  }

  @GetMapping("/checks/{id}")
  Map<String, Object> getCheck(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("check", view(find(id)));
  }

  @PostMapping("/checks")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createCheck(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    if (store.counts().getOrDefault("checks", 0L) >= MOST) {
      throw ApiException.invalid("There must not be more than " + MOST + " checks.");
    }
    return save("create", read(body.envelope("check"), ids.next('P'), null));
  }

  @PutMapping("/checks/{id}")
  Map<String, Object> updateCheck(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    return save("update", read(body.envelope("check"), id, find(id)));
  }

  @DeleteMapping("/checks/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteCheck(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Check check = find(id);
    transactions.run(() -> {
      store.deleteCheck(id);
      sites.forget(id);
      conditions.close(Checker.condition(check), clock.instant());
      audit.record("delete", "check", id, Map.of("name", check.name()));
    });
  }

  /// Runs a check at once and answers how it went.
  @PostMapping("/checks/{id}/run")
  Map<String, Object> runCheck(@PathVariable String id) {
    Actor.current().require(Permission.RESPOND);
    Check check = find(id);
    if (!check.places().here()) {
      throw ApiException.invalid("It runs at other sites only, so it cannot be run from here.");
    }
    checker.run(check);
    return Map.of("check", view(find(id)));
  }

  private Check read(Body given, String id, @Nullable Check before) {
    String name = before == null || given.has("name") ? given.required("name", 200) : before.name();
    String service =
        before == null || given.has("service") ? form.service(given) : before.serviceId();
    Probe probe = before == null ? null : before.probe();
    if (before == null || given.has("probe")) {
      Body inner = given.object("probe");
      if (inner == null) {
        given.fault("probe", "is missing");
      } else {
        probe = form.probe(inner);
      }
    }
    Long seconds = given.number("interval_seconds", 5, 86_400);
    CheckForm.Persistence persistence =
        CheckForm.persistence(
            given, before == null ? 2 : before.points(), before == null ? 3 : before.of());
    Places places =
        Places.read(
            given, before == null ? null : before.places(), site -> sites.find(site).isPresent());
    Severity severity = given.word("severity", Severity::of, "critical, error, warning, info");
    boolean enabled = given.flag("enabled", before == null || before.enabled());
    given.check();
    if (service == null || probe == null) {
      throw ApiException.invalid("'check.service' and 'check.probe' are needed");
    }
    return new Check(
        id,
        name,
        service,
        probe,
        seconds != null
            ? Duration.ofSeconds(seconds)
            : before == null ? Duration.ofMinutes(1) : before.every(),
        places,
        persistence.points(),
        persistence.of(),
        severity != null ? severity : before == null ? Severity.ERROR : before.severity(),
        enabled,
        before == null ? Check.State.NEW : before.state(),
        0,
        0,
        null,
        null,
        null,
        null,
        before == null ? Actor.current().id() : before.createdBy(),
        before == null ? clock.instant() : before.createdAt());
  }

  private Map<String, Object> save(String action, Check check) {
    Instant now = clock.instant();
    transactions.run(() -> {
      store.save(check, now);
      if (!check.enabled()) {
        conditions.close(Checker.condition(check), now);
      }
      audit.record(
          action,
          "check",
          check.id(),
          Map.of(
              "name", check.name(),
              "target", check.probe().target(),
              "enabled", check.enabled()));
    });
    return Map.of("check", view(find(check.id())));
  }

  private Check find(String id) {
    return store.check(id).orElseThrow(() -> ApiException.notFound("Check " + id));
  }

  private Map<String, @Nullable Object> view(Check check) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", check.id());
    view.put("type", "check");
    view.put("summary", check.name());
    view.put("self", directory.links().self("checks", check.id()));
    view.put("html_url", null);
    view.put("name", check.name());
    view.put("service", directory.reference("service", check.serviceId()));
    view.put("status", check.enabled() ? check.state().wire() : "disabled");
    view.put("enabled", check.enabled());
    var probe = check.probe().json();
    if (!Actor.current().may(Permission.CONFIGURE)) {
      probe.put("headers", null); // they may hold secrets
      probe.put("body", null);
    }
    view.put("probe", probe);
    view.put("interval_seconds", check.every().toSeconds());
    view.put("persistence", Map.of("points", check.points(), "of", check.of()));
    view.putAll(SiteResource.places(check.id(), check.places(), sites, directory));
    view.put("severity", check.severity().wire());
    view.put("runs", check.runs());
    view.put("last_run_at", check.lastAt());
    view.put("last_milliseconds", check.lastMillis());
    view.put("last_result", check.lastWord());
    view.put("certificate_expires_at", check.expiresAt());
    view.put("created_at", check.createdAt());
    return view;
  }
}
