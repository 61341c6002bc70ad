package dev.muster.detect.watch;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.detect.series.NamedDays;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.lane.Lanes;
import dev.muster.platform.web.Directory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts series, their detectors and rules together.
@Configuration(proxyBeanMethods = false)
public class WatchRoom {
  /// Readings that may wait in a lane; at 300 bytes each some 30 MiB, which a lane works through in a second or less.
  private static final Lanes.Limits LIMITS =
      new Lanes.Limits(
          100_000, 64L << 20, 20_000, Duration.ofNanos(500_000), Duration.ofMillis(250));

  /// How often the rules are read again, for changes that another node made.
  private static final Duration RULES_EVERY = Duration.ofSeconds(5);

  @Bean
  SeriesStore seriesStore(Database database) {
    return new PostgresSeriesStore(database);
  }

  @Bean
  PostgresNamedDays namedDays(Database database) {
    return new PostgresNamedDays(database);
  }

  @Bean
  RuleBook ruleBook(SeriesStore store, PostgresNamedDays days, WatchSettings settings) {
    return new RuleBook(
        store,
        () ->
            new NamedDays(
                settings.zone(), days.all().stream().map(PostgresNamedDays.Row::day).toList()));
  }

  @Bean
  NamedDayResource namedDayResource(
      PostgresNamedDays days,
      RuleBook rules,
      AuditTrail audit,
      Database database,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new NamedDayResource(days, rules, audit, database, directory, ids, clock);
  }

  @Bean
  SeriesKeeper seriesKeeper(
      SeriesStore store,
      RuleBook rules,
      Voice voice,
      Catalog catalog,
      ServiceLookup services,
      ObjectProvider<StepListener> listeners,
      Ids ids,
      WatchSettings settings,
      MeterRegistry meters) {
    return new SeriesKeeper(
        store, rules, voice, catalog, services, listeners.stream().toList(), ids, settings, meters);
  }

  @Bean
  Lanes<Portion, Taken> seriesLanes(
      SeriesKeeper keeper, InstantSource clock, MeterRegistry meters) {
    return new Lanes<>("series", keeper.count(), keeper, clock, LIMITS, meters);
  }

  @Bean
  MetricDesk metricDesk(
      Lanes<Portion, Taken> lanes,
      SeriesKeeper keeper,
      PostgresSeriesReader reader,
      Graph graph,
      WatchSettings settings) {
    return new MetricDesk(
        lanes,
        keeper,
        (matchers, since, until) -> Events.count(reader, graph, settings, matchers, since, until));
  }

  @Bean
  PostgresSeriesReader seriesReader(Database database) {
    return new PostgresSeriesReader(database);
  }

  @Bean
  Graph seriesGraph(
      SeriesStore store, PostgresSeriesReader reader, SeriesKeeper keeper, WatchSettings settings) {
    return new Graph(store, reader, keeper, settings);
  }

  @Bean
  DetectorRuleResource detectorRuleResource(
      SeriesStore store,
      PostgresSeriesReader reader,
      RuleBook rules,
      Graph graph,
      Catalog catalog,
      AuditTrail audit,
      Database database,
      Directory directory,
      WatchSettings settings,
      Ids ids,
      InstantSource clock) {
    return new DetectorRuleResource(
        store,
        reader,
        rules,
        graph,
        new RuleForm(catalog),
        audit,
        database,
        directory,
        settings,
        ids,
        clock);
  }

  @Bean
  SeriesResource seriesResource(
      PostgresSeriesReader reader,
      Graph graph,
      SeriesStore store,
      Directory directory,
      WatchSettings settings,
      InstantSource clock) {
    return new SeriesResource(reader, graph, store, directory, settings, clock);
  }

  @Bean
  AnomalyResource anomalyResource(PostgresSeriesReader reader, Directory directory) {
    return new AnomalyResource(reader, directory);
  }

  @Bean
  Pump seriesRetention(Database database, SeriesStore store, WatchSettings settings) {
    return new PostgresSeriesRetention(database, store, settings);
  }

  /// Reads the rules again now and then.
  @Bean
  Pump ruleReader(RuleBook rules) {
    return new Pump() {
      private Instant next = Instant.MIN;

      @Override
      public String name() {
        return "detect.rules";
      }

      @Override
      public int poll(Instant now) {
        if (now.isBefore(next)) {
          return 0;
        }
        next = now.plus(RULES_EVERY);
        return rules.reload() ? 1 : 0;
      }
    };
  }

  /// The lanes start after those of the alerts, to which they speak, and stop before them.
  @Bean
  SmartLifecycle seriesLifecycle(Lanes<Portion, Taken> lanes) {
    return new SmartLifecycle() {
      private static final int PHASE = 200;
      private volatile boolean running;

      @Override
      public void start() {
        lanes.start();
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        lanes.close();
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return PHASE;
      }
    };
  }
}
