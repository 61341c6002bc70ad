package dev.muster.correlate.together;

import dev.muster.alert.Alerts;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.Incidents;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the learning of dependencies together.
@Configuration(proxyBeanMethods = false)
public class TogetherRoom {
  @Bean
  FactReader togetherReader(
      Database database, FactLog log, Incidents incidents, Alerts alerts, Topologies topologies) {
    var learner =
        new TogetherLearner(new PostgresTogether(database), incidents, alerts, topologies);
    return new FactReader(
        "correlate.together",
        List.of(new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
        log,
        database,
        learner::handle);
  }
}
