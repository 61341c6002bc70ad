package dev.muster.correlate.recipe;

import dev.muster.platform.json.Json;
import dev.muster.platform.web.Body;
import dev.muster.signal.rules.Condition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A recipe as it is written on the wire and kept in the database.
final class RecipeForm {
  private static final int MOST_FACTORS = 20;
  private static final int MOST_SERVICES = 500;
  static final int MOST_ALERTS = 100;
  private static final long DAY = 86_400;

  /// What alike means unless somebody says so: at 0, an alert that differs in everything would join.
  private static final double USUAL_THRESHOLD = 0.7;

  private RecipeForm() {}

  /// Reads a recipe; faults are noted in the body, and the recipe is of no use then.
  ///
  /// @param before what it was; fields that are not given stay
  static Recipe read(Body given, String id, int version, @Nullable Recipe before) {
    Body whole = before == null ? given : over(before, given);
    String name = whole.required("name", 100).strip();
    var services = new TreeSet<String>();
    for (Body service : whole.objects("services")) {
      services.add(service.required("id", 64));
    }
    if (services.size() > MOST_SERVICES) {
      given.fault("services", "are more than " + MOST_SERVICES);
    }
    List<Factor> factors = factors(whole);
    Body conditions = whole.object("conditions");
    String include = condition(conditions, "include");
    String exclude = condition(conditions, "exclude");
    String seed = condition(conditions, "seed");
    Double threshold = whole.decimal("threshold", 0, 1);
    Recipe.Match match = whole.word("match", Recipe.Match::of, "first, closest");
    Duration window = seconds(whole, "window_seconds", 60, DAY, 900);
    Duration extension = seconds(whole, "extension_seconds", 0, DAY, 0);
    Duration longest =
        seconds(whole, "longest_seconds", 60, 7 * DAY, Math.max(2_700, window.toSeconds()));
    if (longest.compareTo(window) < 0) {
      whole.fault("longest_seconds", "must not be less than 'window_seconds'");
    }
    Long least = whole.number("minimum_alerts", 1, MOST_ALERTS);
    return new Recipe(
        id,
        version,
        name,
        whole.flag("enabled", true),
        services,
        include,
        exclude,
        seed,
        factors,
        threshold == null ? USUAL_THRESHOLD : threshold,
        match == null ? Recipe.Match.FIRST : match,
        window,
        extension,
        longest,
        least == null ? 1 : least.intValue());
  }

  private static Body over(Recipe before, Body given) {
    var node = (tools.jackson.databind.node.ObjectNode) Json.mapper().valueToTree(view(before));
    given.node().properties().forEach(field -> node.set(field.getKey(), field.getValue()));
    return given.as(node);
  }

  private static List<Factor> factors(Body whole) {
    var factors = new ArrayList<Factor>();
    var names = new HashSet<String>();
    for (Body each : whole.objects("factors")) {
      String type = each.required("type", 16);
      Double weight = each.decimal("weight", 0, 100);
      Double least = each.decimal("minimum", 0, 1);
      double counts = weight == null ? 1 : weight;
      double atLeast = least == null ? 0 : least;
      String named = type;
      switch (type) {
        case "field" -> {
          named = each.required("field", 200).strip();
          Factor.Measure measure =
              each.word("measure", Factor.Measure::of, "exact, shingles, words");
          Long shingle = each.number("shingle_size", 1, 10);
          factors.add(
              new Factor.Field(
                  named,
                  measure == null ? Factor.Measure.EXACT : measure,
                  shingle == null ? 3 : shingle.intValue(),
                  atLeast,
                  counts));
        }
        case "time" -> factors.add(new Factor.Time(atLeast, counts));
        case "topology" -> {
          Long hops = each.number("hops", 0, 6);
          factors.add(new Factor.Topology(hops == null ? 2 : hops.intValue(), atLeast, counts));
        }
        case "" -> {
          // told already
        }
        default -> each.fault("type", "must be one of field, time, topology, not '" + type + "'");
      }
      if (!names.add(named) && !named.isEmpty()) {
        each.fault("field".equals(type) ? "field" : "type", "is there twice");
      }
    }
    if (factors.size() > MOST_FACTORS) {
      whole.fault("factors", "are more than " + MOST_FACTORS);
    }
    return factors;
  }

  private static @Nullable String condition(@Nullable Body conditions, String field) {
    String text = conditions == null ? null : conditions.text(field);
    if (conditions == null || text == null || text.isBlank()) {
      return null;
    }
    switch (Condition.read(text, "recipe")) {
      case Condition.Read.Faulty(var fault) ->
          conditions.fault(field, "is no condition, " + fault.words());
      case Condition.Read.Fine(Condition condition) -> {
        if (condition.counts()) {
          conditions.fault(field, "counts events; a recipe counts with 'minimum_alerts'");
        }
      }
    }
    return text.strip();
  }

  private static Duration seconds(Body whole, String field, long least, long most, long otherwise) {
    Long seconds = whole.number(field, least, most);
    return Duration.ofSeconds(seconds == null ? otherwise : seconds);
  }

  /// As it is written.
  static Map<String, @Nullable Object> view(Recipe recipe) {
    var conditions = new LinkedHashMap<String, @Nullable String>();
    conditions.put("include", recipe.include());
    conditions.put("exclude", recipe.exclude());
    conditions.put("seed", recipe.seed());
    var view = new LinkedHashMap<String, @Nullable Object>();
    view.put("name", recipe.name());
    view.put("enabled", recipe.enabled());
    view.put(
        "services",
        recipe.serviceIds().stream()
            .map(id -> Map.of("id", id, "type", "service_reference"))
            .toList());
    view.put("conditions", conditions);
    view.put("factors", recipe.factors().stream().map(RecipeForm::view).toList());
    view.put("threshold", recipe.threshold());
    view.put("match", recipe.match().wire());
    view.put("window_seconds", recipe.window().toSeconds());
    view.put("extension_seconds", recipe.extension().toSeconds());
    view.put("longest_seconds", recipe.longest().toSeconds());
    view.put("minimum_alerts", recipe.leastAlerts());
    return view;
  }

  private static Map<String, Object> view(Factor factor) {
    var view = new LinkedHashMap<String, Object>();
    switch (factor) {
      case Factor.Field field -> {
        view.put("type", "field");
        view.put("field", field.name());
        view.put("measure", field.measure().wire());
        view.put("shingle_size", field.shingle());
      }
      case Factor.Time _ -> view.put("type", "time");
      case Factor.Topology topology -> {
        view.put("type", "topology");
        view.put("hops", topology.hops());
      }
    }
    view.put("minimum", factor.least());
    view.put("weight", factor.weight());
    return view;
  }
}
