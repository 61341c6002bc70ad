package dev.muster.correlate;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.Service;
import dev.muster.catalog.topology.EntityResolver;
import dev.muster.catalog.topology.Resolution;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.recipe.Cookbook;
import dev.muster.correlate.recipe.Group;
import dev.muster.correlate.recipe.Hops;
import dev.muster.correlate.recipe.Ingredient;
import dev.muster.correlate.recipe.Recipes;
import dev.muster.kernel.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What recipes need from the rest of the house: alerts as they look at them, where these stand in the topology, and which groups may
/// take up more.
final class RecipeKitchen {
  /// Merges that are followed to find the incident that holds a group's alerts now.
  private static final int MOST_MERGES = 20;

  private final Recipes recipes;
  private final IncidentRepository incidents;
  private final Topologies topologies;
  private final Catalog catalog;
  private final Ids ids;
  private @Nullable Standing standing;

  /// Where things stand in one topology.
  private record Standing(String digest, EntityResolver resolver, Hops hops) {}

  RecipeKitchen(
      Recipes recipes,
      IncidentRepository incidents,
      Topologies topologies,
      Catalog catalog,
      Ids ids) {
    this.recipes = recipes;
    this.incidents = incidents;
    this.topologies = topologies;
    this.catalog = catalog;
    this.ids = ids;
  }

  /// What recipes make of these alerts; null when there is no recipe.
  @Nullable RecipeWork begin(List<AlertOpened> alerts, Instant now) {
    return alerts.isEmpty() || recipes.book().isEmpty() ? null : new RecipeWork(this, alerts, now);
  }

  Cookbook book() {
    return recipes.book();
  }

  Supplier<String> ids() {
    return () -> ids.next('P');
  }

  Map<String, Member> memberships(Collection<String> alertIds) {
    return incidents.memberships(alertIds);
  }

  Hops hops() {
    return standing == null ? Hops.UNKNOWN : standing.hops();
  }

  /// The alert as recipes look at it; null when it forms no incident anyway.
  @Nullable Ingredient ingredient(AlertOpened alert, Cookbook book) {
    Service service = catalog.service(alert.serviceId()).orElse(null);
    if (service == null || service.disabled() || alert.suppressed()) {
      return null;
    }
    if (book.asksTopology()) {
      stand();
    }
    Standing there = standing;
    return ingredient(
        alert, service, there == null || !book.asksTopology() ? null : there.resolver());
  }

  private void stand() {
    Topologies.Snapshot snapshot = topologies.snapshot();
    if (standing == null || !standing.digest().equals(snapshot.digest())) {
      standing =
          new Standing(
              snapshot.digest(),
              EntityResolver.of(snapshot.topology()),
              Hops.in(snapshot.topology()));
    }
  }

  /// @param resolver finds what it speaks of; null when nobody asks
  static Ingredient ingredient(
      AlertOpened alert, Service service, @Nullable EntityResolver resolver) {
    var fields = new HashMap<>(Batch.arrival(alert, false).fields());
    fields.putIfAbsent("service", service.name());
    if (alert.handling() != null && alert.handling().stage() != null) {
      fields.put("stage", alert.handling().stage());
    }
    String entity = null;
    if (resolver != null) {
      Resolution found =
          resolver.resolve(
              alert.source(),
              alert.component(),
              alert.group(),
              alert.summary(),
              alert.attributes());
      int index = found.entity() >= 0 ? found.entity() : found.service();
      entity = index < 0 ? null : resolver.topology().entity(index).id();
    }
    return new Ingredient(
        alert.alertId(),
        alert.serviceId(),
        alert.severity(),
        alert.summary(),
        fields,
        entity,
        alert.at());
  }

  /// Groups that may take up alerts: those whose incident is open, and those that have none yet. A group whose incident was merged
  /// goes on in the one that it was merged into.
  Map<Cookbook.Place, List<Group>> groups(Collection<Cookbook.Place> places, Instant now) {
    Map<Cookbook.Place, List<Group>> all = recipes.groups(places, now);
    var wanted = new java.util.HashSet<String>();
    all.values()
        .forEach(found ->
            found.forEach(group -> {
              if (group.incidentId() != null) {
                wanted.add(group.incidentId());
              }
            }));
    Map<String, Incident> known = new HashMap<>(incidents.incidents(wanted));
    var open = new HashMap<Cookbook.Place, List<Group>>();
    all.forEach((place, found) -> {
      var usable = new ArrayList<Group>();
      for (Group group : found) {
        Incident whole = whole(known, group.incidentId());
        if (group.incidentId() == null) {
          usable.add(group);
        } else if (whole != null && whole.open()) {
          usable.add(group.in(whole.id()));
        }
      }
      open.put(place, usable);
    });
    return open;
  }

  private @Nullable Incident whole(Map<String, Incident> known, @Nullable String id) {
    Incident incident = id == null ? null : known.get(id);
    for (int i = 0; i < MOST_MERGES && incident != null && incident.mergedInto() != null; i++) {
      String into = incident.mergedInto();
      if (!known.containsKey(into)) {
        known.putAll(incidents.incidents(List.of(into)));
      }
      incident = known.get(into);
    }
    return incident;
  }

  void save(Collection<Group> groups) {
    recipes.save(groups);
  }
}
