package dev.muster.detect;

import dev.muster.detect.metric.LogLine;
import dev.muster.detect.metric.LogTemplates;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.SeriesName;
import dev.muster.kernel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Turns lines of logs into counts: one series a template, `log_lines{template, severity, ...}`. Lines themselves are not kept.
/// An error that was never seen before is told at once.
final class LogDesk {
  static final String METRIC = "log_lines";

  /// Templates of a source; logs of healthy programs have some hundred.
  private static final int MOST_TEMPLATES = 2_000;

  /// A template is new only when its source has been known so long and so well.
  private static final Duration KNOWN = Duration.ofHours(1);

  private static final long KNOWN_LINES = 1_000;

  /// New errors told of a source in an hour; a release that changes all messages is one piece of news, not hundreds.
  private static final int TOLD_AN_HOUR = 10;

  /// A template that was silent so long is not counted as zero any more.
  private static final Duration COUNTED = Duration.ofDays(1);

  private static final Set<String> GRAVE = Set.of("error", "fatal", "critical");

  /// Keeps templates.
  interface Store {
    /// Templates of a source, with when its first was seen.
    Known known(String source);

    void save(String source, LogTemplates.Template template, String severity, Instant at);
  }

  /// What is known of a source.
  record Known(@Nullable Instant since, List<LogTemplates.Template> templates) {}

  /// A grave message that was never seen before.
  record News(String source, LogTemplates.Template template, LogLine line) {}

  private static final class Source {
    final LogTemplates templates = new LogTemplates(MOST_TEMPLATES);
    final Map<SeriesName, Long> counted = new HashMap<>();
    Instant since;
    long lines;
    long hour;
    int told;

    Source(Instant since) {
      this.since = since;
    }
  }

  private final Store store;
  private final Map<String, Source> sources = new ConcurrentHashMap<>();

  LogDesk(Store store) {
    this.store = store;
  }

  /// What came of some lines.
  record Outcome(List<Reading> readings, List<News> news) {}

  /// Counts lines of a source.
  Outcome count(String source, List<LogLine> lines, Instant now) {
    Source known = sources.computeIfAbsent(source, id -> load(id, now));
    var counts = new LinkedHashMap<SeriesName, long[]>();
    var news = new ArrayList<News>();
    synchronized (known) {
      for (LogLine line : lines) {
        String scope = line.resource().getOrDefault("service", "");
        LogTemplates.Found found = known.templates.learn(scope, line.body());
        known.lines++;
        if (found.changed()) {
          store.save(source, found.template(), line.severity(), now);
        }
        if (found.first() && isNews(known, line, now)) {
          news.add(new News(source, found.template(), line));
        }
        var labels = new HashMap<>(line.resource());
        labels.put("template", found.template().id());
        labels.put("severity", line.severity());
        counts.computeIfAbsent(SeriesName.of(METRIC, labels), _ -> new long[2])[0]++;
      }
      counts.keySet().forEach(name -> known.counted.put(name, now.toEpochMilli()));
    }
    return new Outcome(readings(counts, now), news);
  }

  private static List<Reading> readings(Map<SeriesName, long[]> counts, Instant now) {
    var readings = new ArrayList<Reading>(counts.size());
    // lines are counted when they come: what a shipper held back is late, and yet it is news
    counts.forEach((name, count) ->
        readings.add(
            new Reading.Sample(name, Reading.Kind.DELTA, now.toEpochMilli(), count[0], "lines")));
    return readings;
  }

  private Source load(String id, Instant now) {
    Known known = store.known(id);
    var source = new Source(known.since() == null ? now : known.since());
    known.templates().forEach(source.templates::restore);
    if (!known.templates().isEmpty()) {
      source.lines = KNOWN_LINES;
    }
    return source;
  }

  private static boolean isNews(Source source, LogLine line, Instant now) {
    if (!GRAVE.contains(line.severity())
        || source.lines < KNOWN_LINES
        || source.since.plus(KNOWN).isAfter(now)) {
      return false;
    }
    long hour = now.getEpochSecond() / 3_600;
    if (hour != source.hour) {
      source.hour = hour;
      source.told = 0;
    }
    return source.told++ < TOLD_AN_HOUR;
  }

  /// A count of zero for all that was counted lately, so that silence is a value, too.
  Map<String, List<Reading>> zeros(Instant now) {
    var zeros = new LinkedHashMap<String, List<Reading>>();
    long before = now.minus(COUNTED).toEpochMilli();
    sources.forEach((id, source) -> {
      var readings = new ArrayList<Reading>();
      synchronized (source) {
        source.counted.values().removeIf(seen -> seen < before);
        for (SeriesName name : source.counted.keySet()) {
          readings.add(
              new Reading.Sample(name, Reading.Kind.DELTA, now.toEpochMilli(), 0, "lines"));
        }
      }
      if (!readings.isEmpty()) {
        zeros.put(id, readings);
      }
    });
    return zeros;
  }

  /// How grave a new message is.
  static Severity severity(LogLine line) {
    return line.severity().equals("error") ? Severity.WARNING : Severity.ERROR;
  }
}
