package dev.muster.detect.check;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
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
  private final Checker checker;
  private final CheckForm form;
  private final WatchedDesk desk;
  private final Ids ids;

  CheckResource(PostgresChecks store, Checker checker, CheckForm form, WatchedDesk desk, Ids ids) {
    this.store = store;
    this.checker = checker;
    this.form = form;
    this.desk = desk;
    this.ids = ids;
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
    desk.delete("check", find(id), () -> store.deleteCheck(id));
  }

  /// Runs a check at once and answers how it went.
  @PostMapping("/checks/{id}/run")
  Map<String, Object> runCheck(@PathVariable String id) {
    Actor.current().require(Permission.RESPOND);
    Check check = find(id);
    WatchedDesk.requireHere(check);
    checker.run(check);
    return Map.of("check", view(find(id)));
  }

  private Check read(Body given, String id, @Nullable Check before) {
    WatchedDesk.Running running = desk.read(given, before, Duration.ofMinutes(1), 5);
    Probe probe = before == null ? null : before.probe();
    if (before == null || given.has("probe")) {
      Body inner = given.object("probe");
      if (inner == null) {
        given.fault("probe", "is missing");
      } else {
        probe = form.probe(inner, probe);
      }
    }
    given.check();
    String service = running.serviceId();
    if (service == null || probe == null) {
      throw ApiException.invalid("'check.service' and 'check.probe' are needed");
    }
    return new Check(
        id,
        running.name(),
        service,
        probe,
        running.every(),
        running.places(),
        running.points(),
        running.of(),
        running.severity(),
        running.enabled(),
        running.state(),
        0,
        0,
        null,
        null,
        null,
        null,
        running.createdBy(),
        running.createdAt());
  }

  private Map<String, Object> save(String action, Check check) {
    desk.save(
        action,
        "check",
        check,
        Map.of("target", check.probe().target()),
        now -> store.save(check, now));
    return Map.of("check", view(find(check.id())));
  }

  private Check find(String id) {
    return store.check(id).orElseThrow(() -> ApiException.notFound("Check " + id));
  }

  private Map<String, @Nullable Object> view(Check check) {
    Map<String, @Nullable Object> view = desk.view("check", check, check.state().wire());
    view.put("probe", check.probe().shown(Actor.current().may(Permission.CONFIGURE)));
    view.put("last_milliseconds", check.lastMillis());
    view.put("last_result", check.lastWord());
    view.put("certificate_expires_at", check.expiresAt());
    return view;
  }
}
