package dev.muster.detect.slo;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.ServiceProof;
import dev.muster.detect.check.Conditions;
import dev.muster.detect.check.Journeys;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts objectives together.
@Configuration(proxyBeanMethods = false)
public class SloRoom {
  /// Journeys and objectives say together whether a service has recovered.
  @Bean
  ServiceProof serviceProof(Slos slos, Journeys journeys) {
    return (service, over, now) ->
        Stream.concat(
                journeys.doubts(service, over, now).stream(),
                slos.doubts(service, over, now).stream())
            .toList();
  }

  @Bean
  SloBook sloBook() {
    return new SloBook();
  }

  @Bean
  PostgresSlos sloStore(Database database) {
    return new PostgresSlos(database);
  }

  @Bean
  Slos slos(SloBook book) {
    return new Slos(book);
  }

  @Bean
  SloPump sloPump(
      PostgresSlos store,
      SloBook book,
      Conditions conditions,
      Database database,
      InstantSource clock) {
    var pump = new SloPump(store, book, conditions, database);
    pump.reload(clock.instant());
    return pump;
  }

  @Bean
  SloPast sloPast(SloBook book, SloPump pump, MetricDesk metrics) {
    return new SloPast(book, pump, metrics::replay);
  }

  @Bean
  SloResource sloResource(
      PostgresSlos store,
      SloBook book,
      SloPump pump,
      Slos slos,
      Catalog catalog,
      AuditTrail audit,
      Database database,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new SloResource(
        store, book, pump, slos, catalog, audit, database, directory, ids, clock);
  }

  @Bean
  CohortResource cohortResource(MetricDesk metrics, InstantSource clock) {
    return new CohortResource(metrics, clock);
  }
}
