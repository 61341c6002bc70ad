package dev.muster.correlate;

import dev.muster.alert.AlertEvent;
import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.alert.AlertEvent.AlertReleased;
import dev.muster.alert.AlertEvent.AlertResolved;
import dev.muster.alert.Handling;
import dev.muster.catalog.AlertGrouping;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.recipe.Cookbook;
import dev.muster.correlate.recipe.Group;
import dev.muster.correlate.recipe.Hops;
import dev.muster.correlate.recipe.Ingredient;
import dev.muster.correlate.recipe.Serving;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Incidents of a tape that is played again: recipes, the engine that groups by itself, and the grouping of services, by the same pure
/// steps as in the running house, with everything in memory. Not for several threads.
public final class IncidentTrial {
  /// An incident that an alert formed.
  ///
  /// @param incident names it within the trial
  /// @param urgency as an event rule wants it, else as the service has it
  public record Formed(
      String incident,
      String serviceId,
      String integrationId,
      String dedupKey,
      String title,
      Severity severity,
      Urgency urgency,
      Instant at) {}

  /// What an alert came to.
  ///
  /// @param incident the one that it belongs to, by the name that it has within the trial
  /// @param why why it belongs there, in plain words
  /// @param handling what event rules want of it; null when they had nothing to say
  /// @param formed the incident that it formed; null when it joined one
  public record Entered(
      String integrationId,
      String dedupKey,
      String summary,
      Instant at,
      String incident,
      String why,
      Severity severity,
      @Nullable Handling handling,
      @Nullable Formed formed) {}

  private static final class Open {
    final String id;
    final long number;
    final String serviceId;
    final Instant formedAt;
    final Set<String> traits = new HashSet<>();
    final Set<String> alerts = new HashSet<>();
    Instant lastAlertAt;

    Open(String id, long number, String serviceId, Instant formedAt) {
      this.id = id;
      this.number = number;
      this.serviceId = serviceId;
      this.formedAt = formedAt;
      this.lastAlertAt = formedAt;
    }
  }

  private final Function<String, @Nullable Service> services;
  private final Function<Service, AlertGrouping> grouping;
  private final Function<EngineTrial.Listener, EngineTrial> engines;
  private final Cookbook recipes;
  private final Hops hops;
  private final @Nullable EntityResolver resolver;
  private final Map<Cookbook.Place, Map<String, Group>> groups = new HashMap<>();
  private final Map<String, AlertOpened> waiting = new HashMap<>();
  private final Map<String, Open> byId = new HashMap<>();
  private final Map<String, Map<String, Open>> openByService = new HashMap<>();
  private final Map<String, Open> byAlert = new HashMap<>();
  private final List<Entered> entered = new ArrayList<>();
  private @Nullable EngineTrial engine;
  private long number;
  private long groupNumber;

  /// @param services by id; null for one that is gone
  /// @param grouping how a service's alerts are grouped that no recipe takes
  /// @param engines makes the engine, should a service ask for it
  IncidentTrial(
      Function<String, @Nullable Service> services,
      Function<Service, AlertGrouping> grouping,
      Cookbook recipes,
      Topologies.Snapshot topology,
      Function<EngineTrial.Listener, EngineTrial> engines) {
    this.services = services;
    this.grouping = grouping;
    this.recipes = recipes;
    this.hops = recipes.asksTopology() ? Hops.in(topology.topology()) : Hops.UNKNOWN;
    this.resolver = recipes.asksTopology() ? EntityResolver.of(topology.topology()) : null;
    this.engines = engines;
  }

  /// What came of the event, and of what had fallen due by then.
  public List<Entered> on(AlertEvent event) {
    if (event instanceof AlertOpened opened && !opened.suppressed()) {
      settle(opened);
    } else if (event instanceof AlertReleased released) {
      settle(released.opened());
    } else if (event instanceof AlertResolved resolved) {
      resolved(resolved);
    }
    return taken();
  }

  /// What fell due by then.
  public List<Entered> pass(Instant now) {
    if (engine != null) {
      engine.pass(now);
    }
    return taken();
  }

  private List<Entered> taken() {
    List<Entered> all = List.copyOf(entered);
    entered.clear();
    return all;
  }

  private void resolved(AlertResolved resolved) {
    if (engine != null && engine.resolved(resolved.alertId(), resolved.at())) {
      return;
    }
    waiting.remove(resolved.alertId());
    Open incident = byAlert.remove(resolved.alertId());
    if (incident != null) {
      incident.alerts.remove(resolved.alertId());
      if (incident.alerts.isEmpty()) {
        byId.remove(incident.id);
        openByService.getOrDefault(incident.serviceId, Map.of()).remove(incident.id);
      }
    }
  }

  private void settle(AlertOpened opened) {
    Service service = services.apply(opened.serviceId());
    if (service == null || service.disabled()) {
      return;
    }
    if (!recipes.isEmpty() && byRecipe(opened, service)) {
      return;
    }
    AlertGrouping asked = grouping.apply(service);
    if (asked instanceof AlertGrouping.Intelligent) {
      if (engine == null) {
        engine = engines.apply(new FromEngine());
      }
      engine.opened(opened);
      return;
    }
    Grouping.Recipe recipe = Batch.recipe(asked);
    Grouping.Arrival arrival = Batch.arrival(opened, false);
    Map<String, Open> open = openByService.getOrDefault(service.id(), Map.of());
    List<Grouping.Candidate> candidates = new ArrayList<>();
    for (Open each : open.values()) {
      candidates.add(
          new Grouping.Candidate(
              each.id,
              each.number,
              false,
              null,
              each.formedAt,
              each.lastAlertAt,
              null,
              each.traits));
    }
    switch (Grouping.decide(recipe, arrival, candidates)) {
      case Grouping.Decision.Join join -> {
        Open found = open.get(join.incidentId());
        if (found == null) {
          throw new IllegalStateException("joined an incident that is not there");
        }
        join(opened, found, join.reason().words());
        found.traits.addAll(Grouping.traits(recipe, arrival));
      }
      case Grouping.Decision.Form form ->
          form(opened, service, form.reason().words())
              .traits
              .addAll(Grouping.traits(recipe, arrival));
    }
  }

  private boolean byRecipe(AlertOpened opened, Service service) {
    Ingredient ingredient = RecipeKitchen.ingredient(opened, service, resolver);
    Serving serving =
        recipes.serve(ingredient, this::groups, hops, () -> "group-" + ++groupNumber).orElse(null);
    if (serving == null) {
      return false;
    }
    Group group = serving.group();
    Map<String, Group> there =
        groups.computeIfAbsent(
            new Cookbook.Place(group.recipeId(), group.bucket()), _ -> new LinkedHashMap<>());
    there.values().removeIf(other -> other.endsAt().isBefore(opened.at()));
    switch (serving.kind()) {
      case WAITS -> {
        waiting.put(opened.alertId(), opened);
        there.put(group.id(), group);
      }
      case JOINS -> {
        Open incident = byId.get(String.valueOf(group.incidentId()));
        if (incident == null) {
          incident = form(opened, service, serving.reason().words());
        } else {
          join(opened, incident, serving.reason().words());
        }
        there.put(group.id(), group.in(incident.id));
      }
      case OPENS -> {
        Open incident = form(opened, service, serving.reason().words());
        for (Ingredient other : group.waiting()) {
          AlertOpened waited = waiting.remove(other.alertId());
          if (waited != null) {
            join(waited, incident, serving.reason().words());
          }
        }
        there.put(group.id(), group.in(incident.id));
      }
    }
    return true;
  }

  private List<Group> groups(Cookbook.Place place) {
    Collection<Group> there = groups.getOrDefault(place, Map.of()).values();
    return there.stream()
        .filter(group -> group.incidentId() == null || byId.containsKey(group.incidentId()))
        .toList();
  }

  private Open form(AlertOpened opened, Service service, String why) {
    number++;
    var incident = new Open("trial-" + number, number, service.id(), opened.at());
    openByService
        .computeIfAbsent(service.id(), _ -> new LinkedHashMap<>())
        .put(incident.id, incident);
    byId.put(incident.id, incident);
    incident.alerts.add(opened.alertId());
    byAlert.put(opened.alertId(), incident);
    say(opened, incident.id, why, opened.at(), formed(opened, incident.id, service, opened.at()));
    return incident;
  }

  private void join(AlertOpened opened, Open incident, String why) {
    incident.lastAlertAt =
        opened.at().isAfter(incident.lastAlertAt) ? opened.at() : incident.lastAlertAt;
    incident.alerts.add(opened.alertId());
    byAlert.put(opened.alertId(), incident);
    say(opened, incident.id, why, opened.at(), null);
  }

  private void say(
      AlertOpened opened, String incident, String why, Instant at, @Nullable Formed formed) {
    entered.add(
        new Entered(
            opened.integrationId(),
            opened.dedupKey(),
            opened.summary(),
            at,
            incident,
            why,
            opened.severity(),
            opened.handling(),
            formed));
  }

  private static Urgency urgency(AlertOpened opened, Service service, Instant at) {
    Urgency wanted = opened.handling() == null ? null : opened.handling().urgency();
    return wanted == null ? service.urgencyAt(opened.severity(), at) : wanted;
  }

  private static Formed formed(AlertOpened opened, String incident, Service service, Instant at) {
    return new Formed(
        incident,
        service.id(),
        opened.integrationId(),
        opened.dedupKey(),
        opened.summary(),
        opened.severity(),
        urgency(opened, service, at),
        at);
  }

  private final class FromEngine implements EngineTrial.Listener {
    @Override
    public void formed(
        AlertOpened alert, String serviceId, String incident, String why, Instant at) {
      Service owner = services.apply(serviceId);
      Service service = owner == null ? services.apply(alert.serviceId()) : owner;
      say(
          alert,
          incident,
          why,
          alert.at(),
          service == null ? null : IncidentTrial.formed(alert, incident, service, at));
    }

    @Override
    public void joined(AlertOpened alert, String incident, String why, Instant at) {
      say(alert, incident, why, alert.at(), null);
    }
  }
}
