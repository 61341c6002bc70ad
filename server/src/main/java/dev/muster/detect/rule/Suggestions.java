package dev.muster.detect.rule;

import dev.muster.detect.metric.SeriesName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Finds what is worth watching among the series of a source: the four golden signals by the names that exporters and libraries
/// give them. Pure.
public final class Suggestions {
  /// A golden signal of the book "Site Reliability Engineering", chapter 6.
  public enum Signal {
    LATENCY("Latency", Rule.Direction.UP, "p99 times rise before people complain"),
    TRAFFIC(
        "Traffic", Rule.Direction.BOTH, "demand that drops often means that nobody gets through"),
    ERRORS("Errors", Rule.Direction.UP, "failures per second"),
    SATURATION("Saturation", Rule.Direction.UP, "how full a resource is");

    public final String title;
    public final Rule.Direction direction;
    public final String why;

    Signal(String title, Rule.Direction direction, String why) {
      this.title = title;
      this.direction = direction;
      this.why = why;
    }
  }

  /// A rule that could be made.
  ///
  /// @param metric the metric that it watches
  /// @param quantile only series with this quantile; empty for all
  /// @param series how many it would watch now
  public record Suggestion(Signal signal, String metric, String quantile, int series) {}

  private static final Pattern LATENCY =
      Pattern.compile(".*(duration|latency|response_time|elapsed)(_(seconds|milliseconds|ms|us))?");
  private static final Pattern TRAFFIC =
      Pattern.compile(
          ".*(requests?|queries|messages?|calls|orders|transactions)(_[a-z]+)?(_total|_count)");
  private static final Pattern ERRORS =
      Pattern.compile(
          ".*(errors?|failures?|failed|exceptions?|dropped|rejected|timeouts?)(_[a-z]+)?(_total|_count)?");
  private static final Pattern SATURATION =
      Pattern.compile(
          ".*(utilization|usage|usage_percent|used_percent|queue_(length|size|depth)|backlog|lag|load1|pool_active|connections_active|threads_busy|heap_used.*|memory_used.*|in_flight.*)");

  private Suggestions() {}

  private record Key(Signal signal, String metric, String quantile) {}

  /// Whether a metric of that name may be one of them, whatever its labels are.
  public static boolean mayTell(String metric) {
    return Stream.of(LATENCY, TRAFFIC, ERRORS, SATURATION)
        .anyMatch(signal -> signal.matcher(metric).matches());
  }

  public static List<Suggestion> of(List<SeriesName> names) {
    var found = new LinkedHashMap<Key, Integer>();
    for (SeriesName name : names) {
      String metric = name.metric();
      String quantile = name.label("quantile");
      if (quantile != null) {
        if (quantile.equals("0.99") && LATENCY.matcher(metric).matches()) {
          found.merge(new Key(Signal.LATENCY, metric, quantile), 1, Integer::sum);
        }
      } else if (ERRORS.matcher(metric).matches()) {
        found.merge(new Key(Signal.ERRORS, metric, ""), 1, Integer::sum);
      } else if (TRAFFIC.matcher(metric).matches()) {
        found.merge(new Key(Signal.TRAFFIC, metric, ""), 1, Integer::sum);
      } else if (SATURATION.matcher(metric).matches()) {
        found.merge(new Key(Signal.SATURATION, metric, ""), 1, Integer::sum);
      } else if (LATENCY.matcher(metric).matches()) {
        found.merge(new Key(Signal.LATENCY, metric, ""), 1, Integer::sum);
      }
    }
    var suggestions = new ArrayList<Suggestion>();
    found.forEach((key, count) ->
        suggestions.add(new Suggestion(key.signal(), key.metric(), key.quantile(), count)));
    return suggestions;
  }
}
