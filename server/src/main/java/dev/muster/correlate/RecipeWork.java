package dev.muster.correlate;

import dev.muster.alert.AlertEvent.AlertOpened;
import dev.muster.correlate.ledger.Entry;
import dev.muster.correlate.recipe.Cookbook;
import dev.muster.correlate.recipe.Group;
import dev.muster.correlate.recipe.Ingredient;
import dev.muster.correlate.recipe.Serving;
import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What recipes make of one batch: first, before anything is held, where each alert of the batch goes; then the same carried out on the
/// batch. Only one reader works on groups, so that what it loaded is what it saves.
final class RecipeWork {
  /// Made for batches by this.
  private final RecipeKitchen kitchen;

  private final Map<Cookbook.Place, List<Group>> groups = new HashMap<>();
  private final Map<String, Group> changed = new LinkedHashMap<>();
  private final Map<String, Serving> servings = new HashMap<>();

  RecipeWork(RecipeKitchen kitchen, List<AlertOpened> alerts, Instant now) {
    this.kitchen = kitchen;
    Cookbook book = kitchen.book();
    var ingredients = new LinkedHashMap<String, Ingredient>();
    var places = new HashSet<Cookbook.Place>();
    Instant first = now;
    Map<String, Member> members =
        kitchen.memberships(alerts.stream().map(AlertOpened::alertId).toList());
    for (AlertOpened alert : alerts) {
      Member member = members.get(alert.alertId());
      if (member != null && (!member.open() || member.incidentId() != null)) {
        continue;
      }
      Ingredient ingredient = kitchen.ingredient(alert, book);
      if (ingredient == null) {
        continue;
      }
      ingredients.put(alert.alertId(), ingredient);
      first = alert.at().isBefore(first) ? alert.at() : first;
      book.buckets(ingredient)
          .forEach((recipe, bucket) -> places.add(new Cookbook.Place(recipe, bucket)));
    }
    if (places.isEmpty()) {
      return;
    }
    kitchen
        .groups(places, first)
        .forEach((place, found) -> groups.put(place, new ArrayList<>(found)));
    for (Ingredient ingredient : ingredients.values()) {
      book.serve(
              ingredient,
              place -> groups.getOrDefault(place, List.of()),
              kitchen.hops(),
              kitchen.ids())
          .ifPresent(serving -> keep(ingredient.alertId(), serving));
    }
  }

  private void keep(String alertId, Serving serving) {
    servings.put(alertId, serving);
    keep(serving.group());
  }

  private void keep(Group group) {
    List<Group> there =
        groups.computeIfAbsent(
            new Cookbook.Place(group.recipeId(), group.bucket()), _ -> new ArrayList<>());
    there.removeIf(other -> other.id().equals(group.id()));
    there.add(group);
    changed.put(group.id(), group);
  }

  /// The alerts that a recipe takes.
  Set<String> served() {
    return servings.keySet();
  }

  /// What it will touch, besides the alerts of the batch.
  Batch.Touched touched() {
    var alerts = new HashSet<String>();
    var incidents = new HashSet<String>();
    var services = new HashSet<String>();
    for (Serving serving : servings.values()) {
      Group group = serving.group();
      services.add(group.reference().serviceId());
      group.waiting().forEach(waiting -> alerts.add(waiting.alertId()));
      if (group.incidentId() != null) {
        incidents.add(group.incidentId());
      }
    }
    return new Batch.Touched(alerts, incidents, services);
  }

  /// Puts the alert where its recipe wants it.
  ///
  /// @return false when no recipe takes it
  boolean apply(Batch batch, AlertOpened alert) {
    Serving serving = servings.get(alert.alertId());
    if (serving == null) {
      return false;
    }
    switch (serving.kind()) {
      case WAITS -> {
        put(batch, alert.alertId(), alert.serviceId(), null, serving.reason(), alert.at());
        write(batch, alert.alertId(), Entry.Kind.HOLD, null, serving, alert.at());
      }
      case JOINS -> join(batch, alert, serving);
      case OPENS -> open(batch, alert, serving);
    }
    return true;
  }

  private void join(Batch batch, AlertOpened alert, Serving serving) {
    Group group = changed.getOrDefault(serving.group().id(), serving.group());
    Incident incident = batch.whole(group.incidentId());
    if (incident == null || !incident.open()) {
      form(batch, alert, List.of(serving.group().reference()), group, serving);
      return;
    }
    batch.join(alert, incident.id(), serving.reason());
    write(batch, alert.alertId(), Entry.Kind.JOIN, incident.id(), serving, alert.at());
    if (!incident.id().equals(group.incidentId())) {
      keep(group.in(incident.id()));
    }
  }

  private void open(Batch batch, AlertOpened alert, Serving serving) {
    Group group = changed.getOrDefault(serving.group().id(), serving.group());
    Grouping.Decision.Join relapse = batch.relapse(alert);
    if (relapse != null && serving.group().waiting().size() <= 1) {
      batch.join(alert, relapse.incidentId(), relapse.reason());
      write(batch, alert.alertId(), Entry.Kind.JOIN, relapse.incidentId(), serving, alert.at());
      keep(group.in(relapse.incidentId()));
      return;
    }
    form(batch, alert, serving.group().waiting(), group, serving);
  }

  /// Forms an incident of the alert and of those that waited for it.
  private void form(
      Batch batch, AlertOpened alert, List<Ingredient> waited, Group group, Serving serving) {
    var others = new ArrayList<Ingredient>();
    for (Ingredient one : waited) {
      Member member = batch.membership(one.alertId());
      if (!one.alertId().equals(alert.alertId()) && member != null && member.incidentId() == null) {
        others.add(one);
      }
    }
    Incident formed = batch.form(alert, serving.reason());
    keep(group.in(formed.id()));
    put(batch, alert.alertId(), alert.serviceId(), formed.id(), serving.reason(), alert.at());
    write(batch, alert.alertId(), Entry.Kind.OPEN, formed.id(), serving, alert.at());
    for (Ingredient other : others) {
      add(batch, formed.id(), other, serving, alert.at());
    }
  }

  private void add(Batch batch, String incidentId, Ingredient alert, Serving serving, Instant at) {
    Member member = batch.membership(alert.alertId());
    if (member == null) {
      return;
    }
    var reason =
        new Reason(
            serving.reason().rule(),
            serving.reason().version(),
            "It waited for enough like it to come. " + member.reason().words());
    Incident before = batch.incident(incidentId);
    Severity severity = alert.severity();
    Incident grown = before.with(severity, member.open(), at);
    batch.change(grown);
    batch.changeMember(
        new Member(
            member.alertId(), member.serviceId(), incidentId, member.open(), reason, null, at));
    write(batch, alert.alertId(), Entry.Kind.OPEN, incidentId, serving, at);
    if (member.open()) {
      batch.say(new IncidentEvent.IncidentGrew(incidentId, alert.alertId(), severity, reason, at));
    }
    if (grown.severity() != before.severity()) {
      batch.say(new IncidentEvent.IncidentSeverityChanged(incidentId, severity, at));
    }
  }

  private static void put(
      Batch batch,
      String alertId,
      String serviceId,
      @Nullable String incidentId,
      Reason reason,
      Instant at) {
    batch.changeMember(new Member(alertId, serviceId, incidentId, true, reason, null, at));
  }

  private static void write(
      Batch batch,
      String alertId,
      Entry.Kind kind,
      @Nullable String incidentId,
      Serving serving,
      Instant at) {
    batch.write(
        new Entry(
            0,
            at,
            alertId,
            kind,
            incidentId,
            null,
            serving.reason().rule(),
            serving.reason().version(),
            0,
            serving.reason().words(),
            null,
            serving.values()));
  }

  void save() {
    kitchen.save(changed.values());
  }
}
