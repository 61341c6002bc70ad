package dev.muster.detect.watch;

import dev.muster.detect.rule.Matcher;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Counts events of the past from the rates of series.
final class Events {
  /// Series that are added up; more would be a question to a database of metrics.
  private static final int MOST = 1_000;

  private Events() {}

  static double count(
      PostgresSeriesReader reader,
      Graph graph,
      WatchSettings settings,
      List<Matcher> matchers,
      Instant since,
      Instant until) {
    String metric = null;
    for (Matcher matcher : matchers) {
      if (matcher.label().equals("__name__") && matcher.op() == Matcher.Op.EQUAL) {
        metric = matcher.value();
      }
    }
    var filter = new PostgresSeriesReader.Filter(metric, null, List.of(), Map.of(), since);
    double events = 0;
    for (PostgresSeriesReader.Row row : reader.search(filter, 0, MOST)) {
      if (matchers.stream().allMatch(matcher -> matcher.holds(row.source(), row.name()))) {
        for (Chunk.Point point : graph.steps(row.id(), since, until)) {
          events += point.value() * settings.step().toMillis() / 1_000.0;
        }
      }
    }
    return events;
  }
}
