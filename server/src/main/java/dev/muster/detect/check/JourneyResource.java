package dev.muster.detect.check;

import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Asks;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
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
  private final Checker checker;
  private final Journeys journeys;
  private final CheckForm form;
  private final WatchedDesk desk;
  private final Directory directory;
  private final Ids ids;

  JourneyResource(
      PostgresChecks store,
      Checker checker,
      Journeys journeys,
      CheckForm form,
      WatchedDesk desk,
      Directory directory,
      Ids ids) {
    this.store = store;
    this.checker = checker;
    this.journeys = journeys;
    this.form = form;
    this.desk = desk;
    this.directory = directory;
    this.ids = ids;
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
    desk.delete("journey", find(id), () -> store.deleteJourney(id));
  }

  /// Goes through a journey at once and answers how it went.
  @PostMapping("/journeys/{id}/run")
  Map<String, Object> runJourney(@PathVariable String id) {
    Actor.current().require(Permission.RESPOND);
    Journey journey = find(id);
    WatchedDesk.requireHere(journey);
    checker.run(journey);
    return Map.of("journey", view(find(id)));
  }

  private Journey read(Body given, String id, @Nullable Journey before) {
    WatchedDesk.Running running = desk.read(given, before, Duration.ofMinutes(5), 10);
    List<Journey.Step> steps =
        before == null || given.has("steps")
            ? form.steps(given, before == null ? List.of() : before.steps())
            : before.steps();
    given.check();
    String service = running.serviceId();
    if (service == null) {
      throw ApiException.invalid("'journey.service' is missing");
    }
    return new Journey(
        id,
        running.name(),
        service,
        steps,
        running.every(),
        running.places(),
        running.points(),
        running.of(),
        running.severity(),
        running.enabled(),
        running.state(),
        0,
        0,
        Journey.Pace.FAST,
        null,
        List.of(),
        running.createdBy(),
        running.createdAt());
  }

  private Map<String, Object> save(String action, Journey journey) {
    desk.save(
        action,
        "journey",
        journey,
        Map.of("steps", journey.steps().stream().map(Journey.Step::name).toList()),
        now -> store.save(journey, now));
    return Map.of("journey", view(find(journey.id())));
  }

  private Journey find(String id) {
    return store.journey(id).orElseThrow(() -> ApiException.notFound("Journey " + id));
  }

  private Map<String, @Nullable Object> view(Journey journey) {
    Journeys.Health health = journeys.health(journey);
    Map<String, @Nullable Object> view = desk.view("journey", journey, health.status());
    view.put("status_words", health.words());
    var steps = new ArrayList<Map<String, @Nullable Object>>();
    for (int i = 0; i < journey.steps().size(); i++) {
      Journey.Step step = journey.steps().get(i);
      var one = new LinkedHashMap<String, @Nullable Object>();
      one.put("name", step.name());
      one.put("service", directory.reference("service", step.serviceId()));
      one.put("status", health.steps().get(i).status());
      one.put("status_words", health.steps().get(i).words());
      Probe probe = step.probe();
      one.put(
          "probe", probe == null ? null : probe.shown(Actor.current().may(Permission.CONFIGURE)));
      one.put("slow_milliseconds", step.slow());
      one.put("captures", step.captures());
      steps.add(one);
    }
    view.put("steps", steps);
    return view;
  }
}
