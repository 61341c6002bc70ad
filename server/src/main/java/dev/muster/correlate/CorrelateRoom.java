package dev.muster.correlate;

import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires this room: the desk, and the reader that follows the alerts.
@Configuration(proxyBeanMethods = false)
public class CorrelateRoom {
  @Bean
  Incidents incidents(Database database, FactLog log, Alerts alerts, Catalog catalog, Ids ids) {
    return new IncidentDesk(
        new PostgresIncidentRepository(database), database, log, alerts, catalog, ids);
  }

  @Bean
  FactReader correlateReader(Database database, FactLog log, Catalog catalog, Ids ids) {
    var correlator = new Correlator(new PostgresIncidentRepository(database), catalog, log, ids);
    return new FactReader(
        "correlate.alerts",
        List.of(new FactReader.Source(Alerts.TOPIC, Alerts.LANES)),
        log,
        database,
        correlator::handle);
  }
}
