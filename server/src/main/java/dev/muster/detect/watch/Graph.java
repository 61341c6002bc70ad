package dev.muster.detect.watch;

import dev.muster.detect.rule.Sample;
import dev.muster.detect.series.LimitForecast;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what is kept of a series for a graph: from memory, from the chunks of steps, and before them from the hours.
final class Graph {
  /// A stretch of a graph.
  ///
  /// @param band expected value with its band; null where no detector watched
  record Dot(Instant at, double mean, double least, double greatest, @Nullable Band band) {}

  /// What was expected.
  record Band(double expected, double lower, double upper) {}

  /// A graph.
  ///
  /// @param seconds length of a stretch
  record Drawn(double seconds, List<Dot> dots) {}

  private static final class Sum {
    double sum;
    int count;
    double least = Double.POSITIVE_INFINITY;
    double greatest = Double.NEGATIVE_INFINITY;
    double expected;
    double lower;
    double upper;
    int banded;

    void add(double mean, double low, double high) {
      sum += mean;
      count++;
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    }
  }

  private final SeriesStore store;
  private final PostgresSeriesReader reader;
  private final SeriesKeeper keeper;
  private final WatchSettings settings;

  Graph(
      SeriesStore store, PostgresSeriesReader reader, SeriesKeeper keeper, WatchSettings settings) {
    this.store = store;
    this.reader = reader;
    this.keeper = keeper;
    this.settings = settings;
  }

  /// Every step that is kept, in order.
  List<Chunk.Point> steps(String seriesId, Instant since, Instant until) {
    long step = settings.step().toMillis();
    long from = since.toEpochMilli();
    long to = until.toEpochMilli();
    var points = new TreeMap<Long, Chunk.Point>();
    Instant first = Instant.ofEpochMilli(Chunk.startOf(from, step));
    for (Chunk chunk : store.chunks(seriesId, first, until)) {
      chunk.read(from, to, point -> points.put(point.millis(), point));
    }
    Chunk running = keeper.running(seriesId);
    if (running != null) {
      running.read(from, to, point -> points.put(point.millis(), point));
    }
    return List.copyOf(points.values());
  }

  /// The means of the hours that a forecast looks back at, in order.
  List<Sample> hours(String seriesId, Instant now) {
    return hours(seriesId, now, now);
  }

  /// The means of the hours that forecasts from..until look back at, in order.
  List<Sample> hours(String seriesId, Instant from, Instant until) {
    Instant since = from.minus(Duration.ofDays(LimitForecast.MOST_DAYS));
    int hours = (int) Duration.between(since, until).toHours() + 1;
    return draw(seriesId, since, until, hours).dots().stream()
        .map(dot -> new Sample(dot.at().toEpochMilli(), dot.mean()))
        .toList();
  }

  /// A graph with at most so many stretches.
  Drawn draw(String seriesId, Instant since, Instant until, int most) {
    long span = Duration.between(since, until).toMillis();
    long step = settings.step().toMillis();
    long width = Math.max(step, Math.ceilDiv(Math.ceilDiv(span, most), step) * step);
    var sums = new TreeMap<Long, Sum>();
    long earliest = Long.MAX_VALUE;
    for (Chunk.Point point : steps(seriesId, since, until)) {
      earliest = Math.min(earliest, point.millis());
      Sum sum = sums.computeIfAbsent(Math.floorDiv(point.millis(), width), _ -> new Sum());
      sum.add(point.value(), point.value(), point.value());
      if (!Float.isNaN(point.expected())) {
        sum.expected += point.expected();
        sum.lower += point.lower();
        sum.upper += point.upper();
        sum.banded++;
      }
    }
    for (Hours.Hour hour : reader.hours(seriesId, day(since), day(until))) {
      if (hour.millis() >= since.toEpochMilli()
          && hour.millis() < Math.min(until.toEpochMilli(), earliest)) {
        sums.computeIfAbsent(Math.floorDiv(hour.millis(), width), _ -> new Sum())
            .add(hour.mean(), hour.least(), hour.greatest());
      }
    }
    var dots = new ArrayList<Dot>(sums.size());
    sums.forEach((place, sum) ->
        dots.add(
            new Dot(
                Instant.ofEpochMilli(place * width),
                sum.sum / sum.count,
                sum.least,
                sum.greatest,
                sum.banded == 0
                    ? null
                    : new Band(
                        sum.expected / sum.banded,
                        sum.lower / sum.banded,
                        sum.upper / sum.banded))));
    return new Drawn(width / 1_000.0, dots);
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
