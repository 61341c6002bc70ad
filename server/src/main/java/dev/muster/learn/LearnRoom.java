package dev.muster.learn;

import dev.muster.access.AuditTrail;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.AlertPlaces;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the room together.
@Configuration(proxyBeanMethods = false)
public class LearnRoom {
  @Bean
  PostgresProblems problems(Database database) {
    return new PostgresProblems(database);
  }

  @Bean
  ProblemResource problemResource(
      PostgresProblems store,
      Catalog catalog,
      Topologies topologies,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new ProblemResource(store, catalog, topologies, audit, directory, database, ids, clock);
  }

  @Bean
  KnownBeforeResource knownBeforeResource(
      PostgresProblems store,
      Incidents incidents,
      Alerts alerts,
      Topologies topologies,
      Ledger ledger,
      Mobilize mobilize,
      ProblemResource views,
      Directory directory) {
    return new KnownBeforeResource(
        store, incidents, alerts, new AlertPlaces(topologies), ledger, mobilize, views, directory);
  }
}
