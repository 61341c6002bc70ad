package dev.muster.detect.watch;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.detect.anomaly.AnomalyStore;
import dev.muster.detect.anomaly.Voice;
import dev.muster.detect.rule.RuleBook;
import dev.muster.detect.rule.RuleForm;
import dev.muster.detect.rule.RuleRoom;
import dev.muster.detect.rule.RuleStore;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.lane.Lanes;
import dev.muster.platform.web.Directory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
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

  @Bean
  SeriesStore seriesStore(Database database) {
    return new PostgresSeriesStore(database);
  }

  @Bean
  RuleRoom.Zone ruleZone(WatchSettings settings) {
    return settings::zone;
  }

  @Bean
  Surveys surveys() {
    return new Surveys();
  }

  @Bean
  Pump surveyor(
      Surveys surveys,
      RuleBook rules,
      Graph graph,
      PostgresSeriesReader reader,
      WatchSettings settings,
      MeterRegistry meters) {
    return new Surveyor(surveys, rules, graph, reader::isKnown, settings, meters);
  }

  @Bean
  SeriesKeeper seriesKeeper(
      SeriesStore store,
      AnomalyStore anomalies,
      RuleBook rules,
      Voice voice,
      Catalog catalog,
      ServiceLookup services,
      Surveys surveys,
      ObjectProvider<StepListener> listeners,
      Ids ids,
      WatchSettings settings,
      MeterRegistry meters) {
    return new SeriesKeeper(
        store,
        anomalies,
        rules,
        voice,
        catalog,
        services,
        surveys,
        listeners.stream().toList(),
        ids,
        settings,
        meters);
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
    return new MetricDesk(lanes, keeper, new Events(reader, graph, settings));
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
      RuleStore store,
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
        new Suggester(store, reader),
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
      SeriesKeeper keeper,
      RuleStore rules,
      AnomalyStore anomalies,
      Directory directory,
      WatchSettings settings,
      InstantSource clock) {
    return new SeriesResource(reader, graph, keeper, rules, anomalies, directory, settings, clock);
  }

  @Bean
  Pump seriesRetention(Database database, SeriesStore store, WatchSettings settings) {
    return new PostgresSeriesRetention(database, store, settings);
  }

  /// The lanes start after those of the alerts, to which they speak, and stop before them.
  @Bean
  SmartLifecycle seriesLifecycle(Lanes<Portion, Taken> lanes, SeriesKeeper keeper) {
    keeper.awaitDoors(); // the engine looks at the lanes before they start
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
