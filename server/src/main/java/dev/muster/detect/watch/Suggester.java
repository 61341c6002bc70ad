package dev.muster.detect.watch;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Criterion;
import dev.muster.detect.rule.NoveltySuggestions;
import dev.muster.detect.rule.Rule;
import dev.muster.detect.rule.RuleJson;
import dev.muster.detect.rule.RuleStore;
import dev.muster.detect.rule.Suggestions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// Says what is worth watching: metrics that no rule watches yet, and those that count events and whose new values no rule looks at.
/// What most series have stands first. A house may have more series than can be read for it, so of each metric some are looked at.
final class Suggester {
  /// Series that are looked at, shared by the metrics; and of each as many at least, so that the values of its labels are seen.
  private static final int LOOKED_AT = 20_000;

  private static final int OF_EACH = 30;

  /// Names of metrics that are looked at.
  private static final int METRICS = 20_000;

  private final RuleStore rules;
  private final PostgresSeriesReader reader;

  Suggester(RuleStore rules, PostgresSeriesReader reader) {
    this.rules = rules;
    this.reader = reader;
  }

  List<Map<String, Object>> suggest(List<String> sources, Instant now) {
    Instant since = now.minus(Duration.ofDays(1));
    var filter =
        new PostgresSeriesReader.Filter(
            null, new SeriesSearch(List.of()), sources, Map.of(), since);
    Map<String, Integer> metrics = reader.metrics(filter, METRICS);
    List<String> telling =
        metrics.keySet().stream()
            .filter(metric -> Suggestions.mayTell(metric) || NoveltySuggestions.mayTell(metric))
            .toList();
    if (telling.isEmpty()) {
      return List.of();
    }
    List<PostgresSeriesReader.Row> seen =
        reader.some(telling, sources, since, Math.max(OF_EACH, LOOKED_AT / telling.size()));
    var looked = new HashMap<String, Integer>();
    seen.forEach(row -> looked.merge(row.name().metric(), 1, Integer::sum));
    List<Rule> all = rules.rules();
    List<Suggestions.Suggestion> signals =
        Suggestions.of(unwatched(seen, all, _ -> true)).stream()
            .sorted(Comparator.comparingInt(one -> -metrics.getOrDefault(one.metric(), 0)))
            .toList();
    List<NoveltySuggestions.Suggestion> novelties =
        NoveltySuggestions.of(unwatched(seen, all, rule -> rule.kind() == Criterion.Kind.NEW_VALUE))
            .stream()
            .sorted(Comparator.comparingInt(one -> -metrics.getOrDefault(one.metric(), 0)))
            .toList();
    return mixed(
        signals.stream().map(one -> view(one, part(one.metric(), metrics, looked))).toList(),
        novelties.stream().map(one -> view(one, part(one.metric(), metrics, looked))).toList());
  }

  /// Which part of the series of a metric was looked at.
  private static double part(
      String metric, Map<String, Integer> metrics, Map<String, Integer> looked) {
    double all = metrics.getOrDefault(metric, 0);
    int some = looked.getOrDefault(metric, 0);
    return all > some && some > 0 ? some / all : 1;
  }

  private static List<SeriesName> unwatched(
      List<PostgresSeriesReader.Row> seen, List<Rule> rules, Predicate<Rule> which) {
    List<Rule> looking = rules.stream().filter(which).toList();
    return seen.stream()
        .filter(row -> looking.stream().noneMatch(rule -> rule.watches(row.source(), row.name())))
        .map(PostgresSeriesReader.Row::name)
        .toList();
  }

  private static Map<String, Object> view(Suggestions.Suggestion suggestion, double part) {
    var matchers = new ArrayList<Map<String, String>>();
    matchers.add(Map.of("label", "__name__", "op", "=", "value", suggestion.metric()));
    if (!suggestion.quantile().isEmpty()) {
      matchers.add(Map.of("label", "quantile", "op", "=", "value", suggestion.quantile()));
    }
    return Map.of(
        "signal", suggestion.signal().name().toLowerCase(Locale.ROOT),
        "why", suggestion.signal().why,
        "series", Math.round(suggestion.series() / part),
        "estimated", part < 1,
        "detector_rule",
            Map.of(
                "name",
                suggestion.signal().title + ": " + suggestion.metric(),
                "kind",
                "dynamic",
                "direction",
                suggestion.signal().direction.wire(),
                "matchers",
                matchers));
  }

  private static Map<String, Object> view(NoveltySuggestions.Suggestion suggestion, double part) {
    return Map.of(
        "signal",
        "errors",
        "why",
        "a new "
            + String.join(" or ", suggestion.labels())
            + " that fails more often than the others",
        "series",
        Math.round(suggestion.series() / part),
        "estimated",
        part < 1,
        "detector_rule",
        Map.of(
            "name", "New values that fail: " + suggestion.metric(),
            "kind", Criterion.Kind.NEW_VALUE.wire(),
            "direction", Rule.Direction.UP.wire(),
            "matchers",
                List.of(Map.of("label", "__name__", "op", "=", "value", suggestion.metric())),
            "errors", RuleJson.matchers(List.of(suggestion.errors())),
            "labels", suggestion.labels()));
  }

  /// One of each in turn, so that neither kind stands behind all of the other.
  static <T> List<T> mixed(List<T> some, List<T> others) {
    var all = new ArrayList<T>(some.size() + others.size());
    for (int i = 0; i < Math.max(some.size(), others.size()); i++) {
      if (i < some.size()) {
        all.add(some.get(i));
      }
      if (i < others.size()) {
        all.add(others.get(i));
      }
    }
    return all;
  }
}
