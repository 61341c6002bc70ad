package dev.muster.improve;

import dev.muster.alert.Gate;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.AlertGroupings;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.catalog.Service;
import dev.muster.correlate.IncidentTrial.Formed;
import dev.muster.correlate.IncidentTrials;
import dev.muster.correlate.recipe.Recipes;
import dev.muster.kernel.Ids;
import dev.muster.kernel.Permission;
import dev.muster.platform.web.Actor;
import dev.muster.platform.web.ApiException;
import dev.muster.platform.web.Body;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Paging;
import dev.muster.platform.web.Query;
import dev.muster.signal.Routes;
import dev.muster.signal.rules.RuleBook;
import dev.muster.signal.rules.RuleTrials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/// What a change would have done, tried on the tape before it is saved.
@RestController
@io.swagger.v3.oas.annotations.tags.Tag(name = "What if")
final class WhatIfResource {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(92);

  private final WhatIfs trials;
  private final RuleTrials rules;
  private final Routes routes;
  private final Recipes recipes;
  private final IncidentTrials incidents;
  private final Gate gate;
  private final Catalog catalog;
  private final Directory directory;
  private final Ids ids;
  private final InstantSource clock;

  WhatIfResource(
      WhatIfs trials,
      RuleTrials rules,
      Routes routes,
      Recipes recipes,
      IncidentTrials incidents,
      Gate gate,
      Catalog catalog,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    this.trials = trials;
    this.rules = rules;
    this.routes = routes;
    this.recipes = recipes;
    this.incidents = incidents;
    this.gate = gate;
    this.catalog = catalog;
    this.directory = directory;
    this.ids = ids;
    this.clock = clock;
  }

  @GetMapping("/what_ifs")
  Map<String, @Nullable Object> listTrials(Paging paging) {
    Actor.current().require(Permission.CONFIGURE);
    return paging.slice("what_ifs", trials.all().stream().map(this::view).toList());
  }

  @GetMapping("/what_ifs/{id}")
  Map<String, Object> getTrial(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    return Map.of("what_if", view(find(id)));
  }

  @PostMapping("/what_ifs/{id}/cancel")
  Map<String, Object> cancelTrial(@PathVariable String id) {
    Actor.current().require(Permission.CONFIGURE);
    WhatIfs.Trial trial = find(id);
    trials.cancel(trial);
    return Map.of("what_if", view(trial));
  }

  /// Begins a trial of exactly one change: `orchestration`, `grouping`, `maintenance` or `recipe`. A recipe with an `id` takes the place
  /// of the one that is saved under it, and `{"id": ..., "delete": true}` tries the house without it.
  @PostMapping("/what_ifs")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Map<String, Object> beginTrial(Body body) {
    Actor.current().require(Permission.CONFIGURE);
    Body given = body.envelope("what_if");
    Instant now = clock.instant();
    Instant end = given.time("until");
    Instant until = end == null ? now : end;
    Instant begin = given.time("since");
    Instant since = begin == null ? until.minus(USUAL) : begin;
    if (!since.isBefore(until)) {
      given.fault("until", "must be after 'since'");
    }
    Body orchestration = given.object("orchestration");
    Body grouping = given.object("grouping");
    Body maintenance = given.object("maintenance");
    Body recipe = given.object("recipe");
    int changes =
        (orchestration == null ? 0 : 1)
            + (grouping == null ? 0 : 1)
            + (maintenance == null ? 0 : 1)
            + (recipe == null ? 0 : 1);
    if (changes != 1) {
      given.fault(
          "orchestration",
          "or 'grouping', 'maintenance' or 'recipe' must be there, exactly one of them");
    }
    var asItIs =
        new WhatIf.Way(rules.book(), routes::quiet, Service::alertGrouping, recipes.book());
    WhatIf.Way asItWere = asItIs;
    String description = "";
    if (orchestration != null) {
      String kind = orchestration.required("path", 16);
      String owner = orchestration.required("id", 64);
      Body path = orchestration.object("orchestration_path");
      if (path == null) {
        orchestration.fault("orchestration_path", "is missing");
      } else if (!Set.of("global", "router", "unrouted", "service").contains(kind)) {
        orchestration.fault("path", "must be one of global, router, unrouted, service");
      } else {
        RuleBook book = rules.with(kind, owner, path);
        asItWere = asItIs.with(book);
        description = "Other " + kind + " rules of " + name(kind, owner);
      }
    } else if (grouping != null) {
      String service = service(grouping);
      AlertGrouping other = AlertGroupings.read(grouping);
      Function<Service, AlertGrouping> changed =
          each -> each.id().equals(service) ? other : each.alertGrouping();
      asItWere = asItIs.with(changed);
      description = "Another grouping of " + name("service", service);
    } else if (maintenance != null) {
      Set<String> services = new HashSet<>();
      for (Body reference : maintenance.objects("services")) {
        services.add(reference.required("id", 64));
      }
      Instant from = maintenance.time("start_time");
      Instant to = maintenance.time("end_time");
      if (from == null || to == null || !from.isBefore(to)) {
        maintenance.fault("end_time", "must be there and after 'start_time'");
      }
      asItWere = asItIs.with(quiet(services, from, to, asItIs.quiet()));
      description = "A maintenance window of " + services.size() + " services";
    } else if (recipe != null) {
      asItWere = asItIs.with(recipes.with(recipe));
      description =
          recipe.flag("delete", false)
              ? "Without recipe " + recipeName(recipe)
              : "Recipe " + recipe.text("name", recipeName(recipe));
    }
    given.check();
    Query.checkSpan(since, until, LONGEST);
    var trial =
        new WhatIfs.Trial(
            ids.next('W'),
            description,
            since,
            until,
            now,
            trial(asItIs, since, until),
            trial(asItWere, since, until));
    if (!trials.add(trial)) {
      throw new ApiException(
          429,
          2020,
          "Too Many Requests",
          List.of("%d trials wait or run already.".formatted(WhatIfs.MOST_WAITING)));
    }
    return Map.of("what_if", view(trial));
  }

  private String name(String kind, String owner) {
    return kind.equals("service")
        ? catalog.service(owner).map(Service::name).orElse(owner)
        : rules.orchestration(owner).orElse(owner);
  }

  private String recipeName(Body recipe) {
    String id = recipe.text("id", "");
    return recipes.name(id).orElse(id);
  }

  private WhatIf trial(WhatIf.Way way, Instant since, Instant until) {
    return new WhatIf(
        way,
        new LiveDoors(),
        gate.rehearsed(),
        id -> catalog.service(id).orElse(null),
        incidents.begin(way.grouping(), way.recipes(), since, until));
  }

  private static BiFunction<String, Instant, @Nullable String> quiet(
      Set<String> services,
      @Nullable Instant from,
      @Nullable Instant to,
      BiFunction<String, Instant, @Nullable String> otherwise) {
    return (service, at) ->
        services.contains(service)
                && from != null
                && to != null
                && !at.isBefore(from)
                && at.isBefore(to)
            ? Routes.MAINTENANCE
            : otherwise.apply(service, at);
  }

  private String service(Body body) {
    String id = body.required("service_id", 64);
    if (!id.isEmpty() && catalog.service(id).isEmpty()) {
      body.fault("service_id", "names no service");
    }
    return id;
  }

  private final class LiveDoors implements WhatIf.Doors {
    @Override
    public String serviceOf(String integrationId) {
      return catalog.integration(integrationId).map(Integration::serviceId).orElse("");
    }

    @Override
    public @Nullable String orchestrationOf(String integrationId) {
      return rules.orchestrationOf(integrationId).orElse(null);
    }
  }

  private WhatIfs.Trial find(String id) {
    return trials.find(id).orElseThrow(() -> ApiException.notFound("What-if " + id));
  }

  private Map<String, @Nullable Object> view(WhatIfs.Trial trial) {
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("id", trial.id);
    view.put("type", "what_if");
    view.put("summary", trial.description);
    view.put("since", trial.since);
    view.put("until", trial.until);
    view.put("created_at", trial.askedAt);
    view.put("status", trial.status.wire());
    view.put("progress", trial.progress());
    view.put("failure", trial.failure);
    if (trial.status == WhatIfs.Status.DONE) {
      WhatIf.Outcome now = trial.now.outcome();
      WhatIf.Outcome then = trial.then.outcome();
      view.put("as_it_is", counts(now));
      view.put("as_it_would_be", counts(then));
      view.put("incidents_lost", formed(WhatIf.without(now, then)));
      view.put("incidents_gained", formed(WhatIf.without(then, now)));
      view.put("pages_lost", formed(WhatIf.pagesWithout(now, then)));
      view.put("pages_gained", formed(WhatIf.pagesWithout(then, now)));
      var missed = new LinkedHashMap<String, Object>();
      missed.put("total", trial.missed.size());
      missed.put(
          "examples",
          trial.missed.stream()
              .limit(WhatIfs.EXAMPLES)
              .map(incident ->
                  Map.of(
                      "id", incident.incidentId(),
                      "number", incident.number(),
                      "title", incident.title(),
                      "created_at", incident.formedAt(),
                      "pages", incident.pages()))
              .toList());
      view.put("real_incidents_missed", missed);
      view.put("largest_incidents", largest(then));
    }
    return view;
  }

  private static Map<String, Long> counts(WhatIf.Outcome outcome) {
    var counts = new LinkedHashMap<String, Long>();
    counts.put("events", outcome.signals);
    counts.put("dropped", outcome.dropped);
    counts.put("unrouted", outcome.unrouted);
    counts.put("alerts", outcome.alerts);
    counts.put("alerts_kept_back", outcome.keptBack);
    counts.put("incidents", (long) outcome.incidents.size());
    counts.put("pages", outcome.pages());
    counts.put("to_do", outcome.toDo());
    return counts;
  }

  /// What would go together, with the reasons of some alerts.
  private List<Map<String, Object>> largest(WhatIf.Outcome outcome) {
    return outcome.largest(WhatIfs.EXAMPLES).stream()
        .map(one ->
            Map.of(
                "title", one.formed.title(),
                "service", directory.reference("service", one.formed.serviceId()),
                "at", one.formed.at(),
                "alerts", one.alerts,
                "examples",
                    one.examples.stream()
                        .map(alert ->
                            Map.of(
                                "summary", alert.summary(),
                                "alert_key", alert.dedupKey(),
                                "at", alert.at(),
                                "reason", alert.why()))
                        .toList()))
        .toList();
  }

  private Map<String, Object> formed(List<Formed> incidents) {
    var view = new LinkedHashMap<String, Object>();
    view.put("total", incidents.size());
    view.put(
        "examples",
        incidents.stream()
            .limit(WhatIfs.EXAMPLES)
            .map(incident ->
                Map.of(
                    "title", incident.title(),
                    "service", directory.reference("service", incident.serviceId()),
                    "severity", incident.severity().wire(),
                    "urgency", incident.urgency().wire(),
                    "alert_key", incident.dedupKey(),
                    "at", incident.at()))
            .toList());
    return view;
  }
}
