package dev.muster.correlate.recipe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/// How alike an alert and a group are, in plain words.
final class Sayings {
  private static final int SHOWN = 40;

  private Sayings() {}

  static String parts(Recipe recipe, Ingredient alert, Group group, Map<String, Double> parts) {
    var said = new ArrayList<String>();
    for (Factor factor : recipe.factors()) {
      if (!factor.on()) {
        continue;
      }
      String words =
          switch (factor) {
            case Factor.Field field ->
                field(field, parts.getOrDefault(field.name(), 0.0), alert, group);
            case Factor.Time _ ->
                "it came %s the last alert (%s)"
                    .formatted(
                        apart(Duration.between(group.lastAt(), alert.at())),
                        Cookbook.number(parts.getOrDefault("time", 0.0)));
            case Factor.Topology _ -> topology(alert, group, parts.getOrDefault("topology", 0.0));
          };
      said.add(factor.weight() == 0 ? words : words + ", weight " + plain(factor.weight()));
    }
    return said.isEmpty() ? "it takes every alert within its window" : String.join("; ", said);
  }

  private static String field(Factor.Field field, double closeness, Ingredient alert, Group group) {
    String ours = alert.field(field.name());
    String theirs = group.reference().field(field.name());
    if (ours == null || theirs == null) {
      return field.name() + " is missing (0)";
    }
    if (closeness >= 1) {
      return "the same %s \u201c%s\u201d (1)".formatted(field.name(), brief(ours));
    }
    return switch (field.measure()) {
      case EXACT ->
          "another %s, \u201c%s\u201d and not \u201c%s\u201d (0)"
              .formatted(field.name(), brief(ours), brief(theirs));
      case SHINGLES, WORDS ->
          "%s reads like \u201c%s\u201d (%s)"
              .formatted(field.name(), brief(theirs), Cookbook.number(closeness));
    };
  }

  private static String topology(Ingredient alert, Group group, double closeness) {
    String ours = alert.entity();
    String theirs = group.reference().entity();
    if (ours == null || theirs == null) {
      return "it is unknown where it stands in the topology (0)";
    }
    if (ours.equals(theirs)) {
      return "the same entity " + brief(ours) + " (1)";
    }
    return closeness > 0
        ? "%s is near %s in the topology (%s)"
            .formatted(brief(ours), brief(theirs), Cookbook.number(closeness))
        : "%s is far from %s in the topology (0)".formatted(brief(ours), brief(theirs));
  }

  private static String apart(Duration apart) {
    long seconds = apart.abs().toSeconds();
    String words =
        seconds == 0
            ? "together with"
            : seconds < 120
                ? seconds + " s " + (apart.isNegative() ? "before" : "after")
                : seconds / 60 + " min " + (apart.isNegative() ? "before" : "after");
    return words;
  }

  private static String brief(String text) {
    String line = text.strip();
    return line.codePointCount(0, line.length()) <= SHOWN
        ? line
        : line.substring(0, line.offsetByCodePoints(0, SHOWN - 1)) + "\u2026";
  }

  private static String plain(double weight) {
    return weight == Math.rint(weight) ? Long.toString((long) weight) : Cookbook.number(weight);
  }
}
