package dev.muster.detect;

import dev.muster.detect.metric.LogTemplates;
import dev.muster.detect.metric.Reading;
import dev.muster.detect.metric.Readings;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.Taken;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Where readings and logs of every format go.
final class ReadingDesk implements Pump {
  private final MetricDesk metrics;
  private final LogDesk logs;
  private final InnerSignals signals;
  private final ServiceFinder services;
  private final SourceBook sources;
  private final Duration step;
  private final InstantSource clock;
  private Instant nextZeros = Instant.MIN;

  ReadingDesk(
      MetricDesk metrics,
      LogDesk logs,
      InnerSignals signals,
      ServiceFinder services,
      SourceBook sources,
      Duration step,
      InstantSource clock) {
    this.metrics = metrics;
    this.logs = logs;
    this.signals = signals;
    this.services = services;
    this.sources = sources;
    this.step = step;
    this.clock = clock;
  }

  /// Takes all of it; waits until it is in its steps.
  ///
  /// @return empty when too much waits already, and it has to be sent again
  Optional<Taken> take(String source, Readings given) {
    Optional<CompletableFuture<Taken>> taken = submit(source, given);
    try {
      return taken.map(CompletableFuture::join);
    } catch (CompletionException stopping) {
      return Optional.empty();
    }
  }

  /// Takes all of it without waiting.
  ///
  /// @return empty when too much waits already, and nothing was taken
  Optional<CompletableFuture<Taken>> submit(String source, Readings given) {
    Instant now = clock.instant();
    List<Reading> readings = given.readings();
    List<LogDesk.News> news = List.of();
    if (!given.logs().isEmpty()) {
      LogDesk.Outcome counted = logs.count(source, given.logs(), now);
      news = counted.news();
      var all = new ArrayList<>(readings);
      all.addAll(counted.readings());
      readings = all;
    }
    Optional<CompletableFuture<Taken>> taken = metrics.take(source, readings);
    if (taken.isPresent()) {
      sources.seen(source, given.readings().size() + given.logs().size(), now);
    }
    news.forEach(one -> tell(one, now));
    return taken;
  }

  private void tell(LogDesk.News news, Instant now) {
    LogTemplates.Template template = news.template();
    var details = new LinkedHashMap<String, @Nullable Object>();
    details.put("message", news.line().body());
    details.put("template", template.text());
    details.put("labels", news.line().resource());
    details.put(
        "reasons",
        List.of(
            "No message like this was seen from this source before; it is compared with its other"
                + " messages word by word."));
    CompletableFuture<Boolean> told =
        signals.trigger(
            new InnerSignals.Event(
                news.source(),
                services.of(news.line().resource(), news.source()),
                "detect/log/" + news.source() + "/" + template.id()),
            LogDesk.severity(news.line()),
            "New " + news.line().severity() + " in the log: " + template.text(),
            news.line().resource().getOrDefault("service", news.source()),
            "new log message",
            now,
            details,
            List.of());
    // as lossy as the logs themselves: the template stays listed even if nobody could be told
    told.exceptionally(_ -> false);
  }

  @Override
  public String name() {
    return "detect.logs";
  }

  /// Counts zero for templates that were silent in this step.
  @Override
  public int poll(Instant now) {
    if (now.isBefore(nextZeros)) {
      return 0;
    }
    nextZeros = now.plus(step);
    for (Map.Entry<String, List<Reading>> zeros : logs.zeros(now).entrySet()) {
      metrics.take(zeros.getKey(), zeros.getValue());
    }
    return 0;
  }
}
