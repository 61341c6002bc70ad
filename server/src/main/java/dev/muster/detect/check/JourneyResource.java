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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

/// Journeys of customers: their steps, the services that carry them, and whether they work.
@RestController
@Tag(name = "Journeys")
final class JourneyResource {
  private static final int MOST = 500;

  private final PostgresChecks store;
  private final PostgresSites sites;
  private final Checker checker;
  private final Journeys journeys;
  private final Conditions conditions;
  private final CheckForm form;
  private final AuditTrail audit;
  private final Transactions transactions;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  JourneyResource(
      PostgresChecks store,
      PostgresSites sites,
      Checker checker,
      Journeys journeys,
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
    this.journeys = journeys;
    this.conditions = conditions;
    this.form = form;
    this.audit = audit;
    this.transactions = transactions;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/journeys")
  @Asks("service_ids[]: only journeys with a step that one of these services carries")
  Map<String, @Nullable Object> listJourneys(Query query, Paging paging) {
    Actor.current().require(Permission.READ);
    List<String> services = query.list("service_ids");
    return paging.slice(
        "journeys",
        store.journeys().stream()
            .filter(journey ->
                services.isEmpty()
                    || journey.steps().stream()
                        .anyMatch(step -> services.contains(step.serviceId())))
            .map(this::view)
            .toList());
  }

  @GetMapping("/journeys/{id}")
  Map<String, Object> getJourney(@PathVariable String id) {
    Actor.current().require(Permission.READ);
    return Map.of("journey", view(find(id)));
  }

  @PostMapping("/journeys")
  @ResponseStatus(HttpStatus.CREATED)
  Map<String, Object> createJourney(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    if (store.counts().getOrDefault("journeys", 0L) >= MOST) {
      throw ApiException.invalid("There must not be more than " + MOST + " journeys.");
    }
    return save("create", read(body.envelope("journey"), ids.next('P'), null));
  }

  @PutMapping("/journeys/{id}")
  Map<String, Object> updateJourney(@PathVariable String id, Body body) {
    Actor.current().require(Permission.CONFIGURE);
    return save("update", read(body.envelope("journey"), id, find(id)));
  }

  @DeleteMapping("/journeys/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void deleteJourney(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    Journey journey = find(id);
    transactions.run(() -> {
      store.deleteJourney(id);
      sites.forget(id);
      conditions.close(Checker.condition(journey), clock.instant());
      audit.record("delete", "journey", id, Map.of("name", journey.name()));
    });
  }

  /// Goes through a journey at once and answers how it went.
  @PostMapping("/journeys/{id}/run")
  Map<String, Object> runJourney(@PathVariable String id) {
    Actor.current().require(Permission.RESPOND);
    Journey journey = find(id);
    if (!journey.places().here()) {
      throw ApiException.invalid("It runs at other sites only, so it cannot be run from here.");
    }
    checker.run(journey);
    return Map.of("journey", view(find(id)));
  }

  private Journey read(Body given, String id, @Nullable Journey before) {
    String name = before == null || given.has("name") ? given.required("name", 200) : before.name();
    String service =
        before == null || given.has("service") ? form.service(given) : before.serviceId();
    List<Journey.Step> steps =
        before == null || given.has("steps") ? form.steps(given) : before.steps();
    Long seconds = given.number("interval_seconds", 10, 86_400);
    CheckForm.Persistence persistence =
        CheckForm.persistence(
            given, before == null ? 2 : before.points(), before == null ? 3 : before.of());
    Places places =
        Places.read(
            given, before == null ? null : before.places(), site -> sites.find(site).isPresent());
    Severity severity = given.word("severity", Severity::of, "critical, error, warning, info");
    boolean enabled = given.flag("enabled", before == null || before.enabled());
    given.check();
    if (service == null) {
      throw ApiException.invalid("'journey.service' is missing");
    }
    return new Journey(
        id,
        name,
        service,
        steps,
        seconds != null
            ? Duration.ofSeconds(seconds)
            : before == null ? Duration.ofMinutes(5) : before.every(),
        places,
        persistence.points(),
        persistence.of(),
        severity != null ? severity : before == null ? Severity.ERROR : before.severity(),
        enabled,
        before == null ? Check.State.NEW : before.state(),
        0,
        0,
        null,
        List.of(),
        before == null ? Actor.current().id() : before.createdBy(),
        before == null ? clock.instant() : before.createdAt());
  }

  private Map<String, Object> save(String action, Journey journey) {
    Instant now = clock.instant();
    transactions.run(() -> {
      store.save(journey, now);
      if (!journey.enabled()) {
        conditions.close(Checker.condition(journey), now);
      }
      audit.record(
          action,
          "journey",
          journey.id(),
          Map.of(
              "name", journey.name(),
              "steps", journey.steps().stream().map(Journey.Step::name).toList(),
              "enabled", journey.enabled()));
    });
    return Map.of("journey", view(find(journey.id())));
  }

  private Journey find(String id) {
    return store.journey(id).orElseThrow(() -> ApiException.notFound("Journey " + id));
  }

  private Map<String, @Nullable Object> view(Journey journey) {
    Journeys.Health health = journeys.health(journey);
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", journey.id());
    view.put("type", "journey");
    view.put("summary", journey.name());
    view.put("self", directory.links().self("journeys", journey.id()));
    view.put("html_url", null);
    view.put("name", journey.name());
    view.put("service", directory.reference("service", journey.serviceId()));
    view.put("status", journey.enabled() ? health.status() : "disabled");
    view.put("status_words", health.words());
    view.put("enabled", journey.enabled());
    view.put("interval_seconds", journey.every().toSeconds());
    view.put("persistence", Map.of("points", journey.points(), "of", journey.of()));
    view.putAll(SiteResource.places(journey.id(), journey.places(), sites, directory));
    view.put("severity", journey.severity().wire());
    view.put("runs", journey.runs());
    view.put("last_run_at", journey.lastAt());
    var steps = new ArrayList<Map<String, @Nullable Object>>();
    for (int i = 0; i < journey.steps().size(); i++) {
      Journey.Step step = journey.steps().get(i);
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put("name", step.name());
      one.put("service", directory.reference("service", step.serviceId()));
      one.put("status", health.steps().get(i).status());
      one.put("status_words", health.steps().get(i).words());
      Probe probe = step.probe();
      Map<String, @Nullable Object> shown = probe == null ? null : probe.json();
      if (shown != null && !Actor.current().may(Permission.CONFIGURE)) {
        shown.put("headers", null);
        shown.put("body", null);
      }
      one.put("probe", shown);
      one.put("captures", step.captures());
      steps.add(one);
    }
    view.put("steps", steps);
    view.put("created_at", journey.createdAt());
    return view;
  }
}
