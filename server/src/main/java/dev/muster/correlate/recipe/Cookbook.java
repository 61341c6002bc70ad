package dev.muster.correlate.recipe;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Sha256;
import dev.muster.signal.rules.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All recipes in their order, compiled. Never changed, only replaced. Pure: the same recipes, alert and groups give the same serving,
/// in whatever order the groups are handed over.
public final class Cookbook {
  /// Without any recipe.
  public static final Cookbook EMPTY = new Cookbook(List.of());

  private record Compiled(
      Recipe recipe,
      @Nullable Condition include,
      @Nullable Condition exclude,
      @Nullable Condition seed) {}

  private record Scored(Group group, double closeness, Map<String, Double> parts) {}

  private final List<Compiled> recipes;
  private final boolean asksTopology;

  private Cookbook(List<Compiled> recipes) {
    this.recipes = List.copyOf(recipes);
    this.asksTopology = recipes.stream().anyMatch(one -> one.recipe().asksTopology());
  }

  /// The enabled ones of those, in that order.
  ///
  /// @throws IllegalArgumentException when a condition cannot be read
  public static Cookbook of(List<Recipe> recipes) {
    var compiled = new ArrayList<Compiled>();
    for (Recipe recipe : recipes) {
      if (recipe.enabled()) {
        compiled.add(
            new Compiled(
                recipe,
                condition(recipe, recipe.include()),
                condition(recipe, recipe.exclude()),
                condition(recipe, recipe.seed())));
      }
    }
    return compiled.isEmpty() ? EMPTY : new Cookbook(compiled);
  }

  private static @Nullable Condition condition(Recipe recipe, @Nullable String text) {
    if (text == null) {
      return null;
    }
    return switch (Condition.read(text, "recipe." + recipe.id())) {
      case Condition.Read.Fine(Condition condition) -> condition;
      case Condition.Read.Faulty(var fault) ->
          throw new IllegalArgumentException(
              "recipe " + recipe.id() + ": condition " + text + " " + fault.words());
    };
  }

  public boolean isEmpty() {
    return recipes.isEmpty();
  }

  /// Whether alerts must say what they speak of in the topology.
  public boolean asksTopology() {
    return asksTopology;
  }

  /// The recipes that want that alert and the bucket in which each of them looks for groups, in order, by recipe id.
  public Map<String, String> buckets(Ingredient alert) {
    var buckets = new LinkedHashMap<String, String>();
    for (Compiled one : recipes) {
      String bucket = wants(one, alert) ? bucket(one.recipe(), alert) : null;
      if (bucket != null) {
        buckets.put(one.recipe().id(), bucket);
      }
    }
    return buckets;
  }

  /// What the first recipe that takes the alert makes of it; empty when none does.
  ///
  /// @param groups of that recipe and bucket that may take up alerts still; those whose time is over are passed over
  /// @param ids names a new group
  public Optional<Serving> serve(
      Ingredient alert, Function<Place, List<Group>> groups, Hops hops, Supplier<String> ids) {
    for (Compiled one : recipes) {
      if (!wants(one, alert)) {
        continue;
      }
      Recipe recipe = one.recipe();
      String bucket = bucket(recipe, alert);
      if (bucket == null) {
        continue; // it lacks what the recipe insists on
      }
      Scored found = choose(recipe, alert, groups.apply(new Place(recipe.id(), bucket)), hops);
      if (found != null) {
        return Optional.of(join(recipe, alert, found));
      }
      Condition seed = one.seed();
      if (seed == null || seed.holds(alert.fields(), alert.at())) {
        return Optional.of(begin(recipe, alert, bucket, ids.get()));
      }
    }
    return Optional.empty();
  }

  /// Where groups are looked for.
  public record Place(String recipeId, String bucket) {}

  private static boolean wants(Compiled one, Ingredient alert) {
    Recipe recipe = one.recipe();
    return (recipe.serviceIds().isEmpty() || recipe.serviceIds().contains(alert.serviceId()))
        && (one.include() == null || one.include().holds(alert.fields(), alert.at()))
        && (one.exclude() == null || !one.exclude().holds(alert.fields(), alert.at()));
  }

  /// What all alerts of a group have in common exactly; null when the alert lacks a field that must be alike.
  private static @Nullable String bucket(Recipe recipe, Ingredient alert) {
    var same = new StringBuilder();
    for (Factor factor : recipe.factors()) {
      if (factor instanceof Factor.Field field && field.least() > 0) {
        String value = alert.field(field.name());
        if (value == null) {
          return null;
        }
        if (field.measure() == Factor.Measure.EXACT || field.least() >= 1) {
          same.append(field.name()).append('\n').append(Closeness.plain(value)).append('\n');
        }
      }
    }
    return same.isEmpty() ? "" : digest(same.toString());
  }

  private static @Nullable Scored choose(
      Recipe recipe, Ingredient alert, List<Group> groups, Hops hops) {
    Scored best = null;
    for (Group group : groups) {
      if (alert.at().isAfter(group.endsAt())
          || alert.at().isBefore(group.startedAt().minus(recipe.window()))) {
        continue;
      }
      Scored scored = score(recipe, alert, group, hops);
      if (scored != null && (best == null || better(recipe.match(), scored, best))) {
        best = scored;
      }
    }
    return best;
  }

  private static boolean better(Recipe.Match match, Scored one, Scored than) {
    int closer =
        switch (match) {
          case FIRST -> 0;
          case CLOSEST -> Double.compare(one.closeness(), than.closeness());
        };
    int order = closer != 0 ? -closer : one.group().startedAt().compareTo(than.group().startedAt());
    return order < 0 || (order == 0 && one.group().id().compareTo(than.group().id()) < 0);
  }

  private static @Nullable Scored score(Recipe recipe, Ingredient alert, Group group, Hops hops) {
    var parts = new LinkedHashMap<String, Double>();
    double sum = 0;
    double weights = 0;
    for (Factor factor : recipe.factors()) {
      if (!factor.on()) {
        continue;
      }
      double closeness = closeness(factor, recipe, alert, group, hops);
      if (closeness < factor.least()) {
        return null;
      }
      parts.put(name(factor), closeness);
      sum += factor.weight() * closeness;
      weights += factor.weight();
    }
    double together = weights == 0 ? 1 : sum / weights;
    return together + 1e-9 < recipe.threshold() ? null : new Scored(group, together, parts);
  }

  private static double closeness(
      Factor factor, Recipe recipe, Ingredient alert, Group group, Hops hops) {
    return switch (factor) {
      case Factor.Field field -> {
        String ours = alert.field(field.name());
        String theirs = group.reference().field(field.name());
        yield ours == null || theirs == null
            ? 0
            : Closeness.of(field.measure(), field.shingle(), ours, theirs);
      }
      case Factor.Time _ -> {
        double apart = Duration.between(group.lastAt(), alert.at()).abs().toMillis();
        double window = Math.max(1, recipe.window().toMillis());
        yield Math.max(0, 1 - apart / window);
      }
      case Factor.Topology topology -> {
        String ours = alert.entity();
        String theirs = group.reference().entity();
        int far = ours == null || theirs == null ? -1 : hops.between(ours, theirs, topology.hops());
        yield far < 0 ? 0 : 1 - (double) far / (topology.hops() + 1);
      }
    };
  }

  private static String name(Factor factor) {
    return switch (factor) {
      case Factor.Field field -> field.name();
      case Factor.Time _ -> "time";
      case Factor.Topology _ -> "topology";
    };
  }

  private static Serving join(Recipe recipe, Ingredient alert, Scored found) {
    Group grown = found.group().with(alert, recipe);
    var values = new LinkedHashMap<>(found.parts());
    values.put("closeness", found.closeness());
    String alike =
        "%s: %s; together %s, needed %s."
            .formatted(
                title(recipe),
                Sayings.parts(recipe, alert, found.group(), found.parts()),
                number(found.closeness()),
                number(recipe.threshold()));
    if (grown.incidentId() != null) {
      return new Serving(grown, Serving.Kind.JOINS, reason(recipe, alike), values);
    }
    if (grown.alerts() >= recipe.leastAlerts()) {
      return new Serving(
          grown,
          Serving.Kind.OPENS,
          reason(
              recipe,
              "%s It is alert %d of the %d that an incident needs."
                  .formatted(alike, grown.alerts(), recipe.leastAlerts())),
          values);
    }
    return new Serving(
        grown, Serving.Kind.WAITS, reason(recipe, alike + " " + waits(recipe, grown)), values);
  }

  private static Serving begin(Recipe recipe, Ingredient alert, String bucket, String id) {
    Duration window =
        recipe.window().compareTo(recipe.longest()) < 0 ? recipe.window() : recipe.longest();
    Instant end = alert.at().plus(window);
    var group =
        new Group(
            id,
            recipe.id(),
            recipe.version(),
            bucket,
            alert,
            alert.at(),
            end,
            alert.at(),
            1,
            List.of(alert),
            null);
    String words = title(recipe) + ": no group was alike enough, so it begins one.";
    return recipe.leastAlerts() <= 1
        ? new Serving(group, Serving.Kind.OPENS, reason(recipe, words), Map.of())
        : new Serving(
            group,
            Serving.Kind.WAITS,
            reason(recipe, words + " " + waits(recipe, group)),
            Map.of());
  }

  private static String waits(Recipe recipe, Group group) {
    return "It is alert %d of the %d that an incident needs; without more by %s it forms none."
        .formatted(
            group.alerts(),
            recipe.leastAlerts(),
            group.endsAt().truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
  }

  private static String title(Recipe recipe) {
    return "Recipe \u201c%s\u201d, version %d".formatted(recipe.name(), recipe.version());
  }

  private static Reason reason(Recipe recipe, String words) {
    return new Reason("recipe." + recipe.id(), recipe.version(), words);
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String digest(String text) {
    return Sha256.hex(text, 16);
  }
}
