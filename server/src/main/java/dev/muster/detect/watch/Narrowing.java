package dev.muster.detect.watch;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// By what many series can be told apart: their metrics, sources and labels, the most frequent first. Pure.
///
/// @param labels those that tell some of the series from others
/// @param complete whether all series were looked at; else the numbers are of some that were drawn by chance
record Narrowing(
    List<Share> metrics, List<Share> sources, List<Label> labels, int lookedAt, boolean complete) {
  /// More is not read by people.
  static final int MOST = 12;

  /// A value and how many series have it.
  record Share(String value, int series) {}

  /// A label.
  ///
  /// @param values the most frequent ones
  /// @param different how many values there are
  record Label(String name, List<Share> values, int different) {}

  /// Counts.
  static Narrowing of(List<PostgresSeriesReader.Row> rows, boolean complete) {
    var metrics = new HashMap<String, Integer>();
    var sources = new HashMap<String, Integer>();
    var labels = new HashMap<String, Map<String, Integer>>();
    for (PostgresSeriesReader.Row row : rows) {
      metrics.merge(row.name().metric(), 1, Integer::sum);
      sources.merge(row.source(), 1, Integer::sum);
      row.name()
          .labels()
          .forEach((name, value) ->
              labels.computeIfAbsent(name, _ -> new HashMap<>()).merge(value, 1, Integer::sum));
    }
    var telling = new ArrayList<Label>();
    var having = new HashMap<String, Integer>();
    labels.forEach((name, values) -> {
      int series = values.values().stream().mapToInt(Integer::intValue).sum();
      if (values.size() > 1 || series < rows.size()) {
        having.put(name, series);
        telling.add(new Label(name, most(values), values.size()));
      }
    });
    // what most series have, and of those what has few values, tells most with one choice
    telling.sort(
        Comparator.<Label>comparingInt(label -> -having.getOrDefault(label.name(), 0))
            .thenComparingInt(Label::different)
            .thenComparing(Label::name));
    return new Narrowing(
        most(metrics),
        most(sources),
        List.copyOf(telling.subList(0, Math.min(MOST, telling.size()))),
        rows.size(),
        complete);
  }

  private static List<Share> most(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> new Share(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingInt((Share share) -> -share.series()).thenComparing(Share::value))
        .limit(MOST)
        .toList();
  }
}
