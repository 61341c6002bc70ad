package dev.muster.detect.watch;

import dev.muster.detect.rule.Matcher;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts events of the past from the rates of series, and reads what values they had.
final class Events implements MetricDesk.Past {
  /// Series with the equal labels that are looked through, and those of them that are read; more would be a question to a database of metrics.
  private static final int MOST = 20_000;

  private static final int MOST_READ = 1_000;

  private final PostgresSeriesReader reader;
  private final Graph graph;
  private final WatchSettings settings;

  Events(PostgresSeriesReader reader, Graph graph, WatchSettings settings) {
    this.reader = reader;
    this.graph = graph;
    this.settings = settings;
  }

  @Override
  public double events(List<Matcher> matchers, Instant since, Instant until) {
    double events = 0;
    for (PostgresSeriesReader.Row row : meant(reader, matchers, since)) {
      for (Chunk.Point point : graph.steps(row.id(), since, until)) {
        events += point.value() * settings.step().toMillis() / 1_000.0;
      }
    }
    return events;
  }

  @Override
  public SortedMap<Long, Double> values(List<Matcher> matchers, Instant since, Instant until) {
    var sums = new TreeMap<Long, double[]>();
    for (PostgresSeriesReader.Row row : meant(reader, matchers, since)) {
      for (Chunk.Point point : graph.steps(row.id(), since, until)) {
        double[] sum = sums.computeIfAbsent(point.millis(), _ -> new double[2]);
        sum[0] += point.value();
        sum[1]++;
      }
    }
    var means = new TreeMap<Long, Double>();
    sums.forEach((millis, sum) -> means.put(millis, sum[0] / sum[1]));
    return means;
  }

  @Override
  public void replay(List<List<Matcher>> any, Instant until, long most, MetricDesk.Wants wants) {
    var rows = new LinkedHashMap<String, PostgresSeriesReader.Row>();
    Instant over = ended(until, settings);
    Instant kept = over.minus(settings.keepSteps());
    for (List<Matcher> matchers : any) {
      meant(reader, matchers, kept).forEach(row -> rows.put(row.id(), row));
    }
    if (rows.isEmpty()) {
      return;
    }
    wants.means(rows.size());
    Duration readable = settings.step().multipliedBy(most / rows.size());
    Instant since = readable.compareTo(settings.keepSteps()) < 0 ? over.minus(readable) : kept;
    double seconds = settings.step().toMillis() / 1_000.0;
    for (PostgresSeriesReader.Row row : rows.values()) {
      List<StepListener.Sink> sinks = wants.of(row.source(), row.name());
      for (Chunk.Point point : graph.steps(row.id(), since, over)) {
        sinks.forEach(sink -> sink.step(point.millis(), seconds, point.value()));
      }
    }
  }

  /// Steps that begin before have ended on all series; one that some have not closed yet would count for the others only.
  static Instant ended(Instant until, WatchSettings settings) {
    return until.minus(settings.recent()).minus(settings.step().multipliedBy(2));
  }

  /// The series that match.
  ///
  /// @throws IllegalArgumentException when there are too many: part of them would be another answer
  static List<PostgresSeriesReader.Row> meant(
      PostgresSeriesReader reader, List<Matcher> matchers, Instant since) {
    var meant = new ArrayList<PostgresSeriesReader.Row>();
    var looked = new AtomicInteger();
    reader.candidates(
        matchers,
        since,
        row -> {
          if (looked.incrementAndGet() > MOST) {
            throw tooMany("leaves to look through", MOST);
          }
          if (matchers.stream().allMatch(one -> one.holds(row.source(), row.name()))) {
            meant.add(row);
          }
          if (meant.size() > MOST_READ) {
            throw tooMany("means", MOST_READ);
          }
          return true;
        });
    return meant;
  }

  private static IllegalArgumentException tooMany(String does, int most) {
    return new IllegalArgumentException(
        String.format(Locale.ROOT, "%s more than %,d series; name more labels", does, most));
  }
}
