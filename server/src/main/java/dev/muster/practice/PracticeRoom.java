package dev.muster.practice;

import dev.muster.access.AuditTrail;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.TeamPolicies;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.Incidents;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.ExperimentDesk;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the room together.
@Configuration(proxyBeanMethods = false)
public class PracticeRoom {
  @Bean
  PostgresExperiments postgresExperiments(Database database) {
    return new PostgresExperiments(database);
  }

  /// Asked by the room that tells people; so it must not need that room.
  @Bean
  Watchman experimentWatchman(
      PostgresExperiments store, Alerts alerts, Catalog catalog, Topologies topologies) {
    return new Watchman(store, alerts, catalog, topologies);
  }

  @Bean
  Tagger experimentTagger(PostgresExperiments store, Watchman watchman, ExperimentDesk desk) {
    return new Tagger(store, watchman, desk);
  }

  @Bean
  FactReader experimentReader(Tagger tagger, FactLog log, Database database) {
    return new FactReader(
        "practice.alerts",
        List.of(new FactReader.Source(Alerts.TOPIC, Alerts.LANES)),
        log,
        database,
        tagger::handle);
  }

  @Bean
  ExperimentDirector experimentDirector(
      PostgresExperiments store,
      ExperimentDesk desk,
      Timers timers,
      Database database,
      AuditTrail audit) {
    return new ExperimentDirector(store, desk, timers, database, audit);
  }

  @Bean
  TimerPump experimentTimers(Timers timers, Database database, ExperimentDirector director) {
    return new TimerPump(ExperimentDirector.OWNER, timers, database, director.timerHandler());
  }

  @Bean
  ExperimentResource experimentResource(
      PostgresExperiments store,
      ExperimentDirector director,
      Catalog catalog,
      Topologies topologies,
      TeamPolicies policies,
      Incidents incidents,
      Mobilize mobilize,
      Alerts alerts,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new ExperimentResource(
        store,
        director,
        catalog,
        topologies,
        policies,
        incidents,
        mobilize,
        alerts,
        directory,
        ids,
        clock);
  }
}
