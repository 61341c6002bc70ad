package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.detect.anomaly.Voice;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.WatchSettings;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import dev.muster.platform.web.Links;
import dev.muster.signal.Guard;
import dev.muster.signal.Intake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the doors of the detect room together.
@Configuration(proxyBeanMethods = false)
public class DetectRoom {
  @Bean
  InnerSignals innerSignals(Intake intake) {
    return new InnerSignals(intake);
  }

  @Bean
  Voice anomalyVoice(InnerSignals signals, Links links) {
    return new SignalVoice(signals, links);
  }

  @Bean
  ServiceFinder serviceFinder(Catalog catalog) {
    return new ServiceFinder(catalog);
  }

  @Bean
  SourceBook sourceBook(Intake intake, InstantSource clock) {
    var book = new SourceBook(clock.instant());
    intake.watchedBy(book);
    return book;
  }

  /// The last to start: by then the doors of machines and of people are open.
  @Bean
  SmartLifecycle hearingLifecycle(List<Hearing> hearing, InstantSource clock) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        Instant now = clock.instant();
        hearing.forEach(one -> one.opened(now));
        running = true;
      }

      @Override
      public void stop() {
        running = false;
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return Integer.MAX_VALUE;
      }
    };
  }

  @Bean
  PostgresSources sourceWriter(Database database, SourceBook book) {
    var writer = new PostgresSources(database, book);
    writer.load();
    return writer;
  }

  @Bean
  PostgresLogTemplates logTemplates(Database database) {
    return new PostgresLogTemplates(database);
  }

  @Bean
  ReadingDesk readingDesk(
      MetricDesk metrics,
      PostgresLogTemplates templates,
      InnerSignals signals,
      ServiceFinder services,
      SourceBook sources,
      WatchSettings settings,
      InstantSource clock) {
    return new ReadingDesk(
        metrics, new LogDesk(templates), signals, services, sources, settings.step(), clock);
  }

  @Bean
  MetricDoor metricDoor(
      Catalog catalog, Guard guard, ReadingDesk desk, InstantSource clock, MeterRegistry meters) {
    return new MetricDoor(catalog, guard, desk, clock, meters);
  }

  @Bean
  MetricAnnex metricAnnex(MetricDoor door, InstantSource clock) {
    return new MetricAnnex(door, clock);
  }

  @Bean
  HttpOtlpDoor otlpDoor(DetectSettings settings, MetricDoor door) {
    return new HttpOtlpDoor(settings, door);
  }

  @Bean
  StatsdDoor statsdDoor(
      DetectSettings settings,
      Catalog catalog,
      ReadingDesk desk,
      InstantSource clock,
      MeterRegistry meters) {
    return new StatsdDoor(settings, catalog, desk, clock, meters);
  }

  @Bean
  SourceResource sourceResource(
      Catalog catalog,
      SourceBook book,
      MetricDesk metrics,
      PostgresLogTemplates templates,
      Directory directory,
      InstantSource clock) {
    return new SourceResource(catalog, book, metrics, templates, directory, clock);
  }
}
