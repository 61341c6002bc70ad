package dev.muster.respond.impact;

import dev.muster.catalog.Catalog;
import dev.muster.correlate.Incidents;
import dev.muster.detect.slo.Slos;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.web.Directory;
import dev.muster.respond.Notebook;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the impact of incidents and their waves.
@Configuration(proxyBeanMethods = false)
public class ImpactRoom {
  @Bean
  PostgresImpact postgresImpact(Database database) {
    return new PostgresImpact(database);
  }

  @Bean
  FactReader waveReader(PostgresImpact store, FactLog log, Database database) {
    var follower = new WaveFollower(store);
    return new FactReader(
        "respond.waves",
        List.of(new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
        log,
        database,
        follower::handle);
  }

  @Bean
  Felt felt(PostgresImpact store, Incidents incidents, Slos slos) {
    return new Felt(store, incidents, slos);
  }

  @Bean
  ImpactDesk impactDesk(
      Felt felt,
      PostgresImpact store,
      Catalog catalog,
      Notebook notebook,
      Database database,
      InstantSource clock) {
    return new ImpactDesk(felt, store, catalog, notebook, database, clock);
  }

  @Bean
  IncidentImpactResource incidentImpactResource(
      Felt felt,
      ImpactDesk desk,
      Incidents incidents,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    return new IncidentImpactResource(felt, desk, incidents, catalog, directory, clock);
  }
}
