package dev.muster.detect.check;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.ServiceLoad;
import dev.muster.detect.DetectSettings;
import dev.muster.detect.InnerSignals;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.http.GuardedHttp;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.web.Directory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts heartbeats, checks and journeys together.
@Configuration(proxyBeanMethods = false)
public class CheckRoom {
  @Bean
  PostgresConditions conditions(Database database, InnerSignals signals) {
    return new PostgresConditions(database, signals);
  }

  @Bean
  PostgresHeartbeats heartbeats(Database database, Conditions conditions) {
    return new PostgresHeartbeats(database, conditions);
  }

  @Bean
  HeartbeatAnnex heartbeatAnnex(
      PostgresHeartbeats heartbeats, InstantSource clock, MeterRegistry meters) {
    return new HeartbeatAnnex(heartbeats, clock, meters);
  }

  @Bean
  HeartbeatResource heartbeatResource(
      PostgresHeartbeats heartbeats,
      Conditions conditions,
      Catalog catalog,
      AuditTrail audit,
      Database database,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new HeartbeatResource(
        heartbeats, conditions, new CheckForm(catalog), audit, database, directory, ids, clock);
  }

  @Bean
  PostgresChecks checkStore(Database database, Seal seal) {
    var checks = new PostgresChecks(database, seal);
    checks.sealAnew();
    return checks;
  }

  @Bean
  PostgresSites sites(Database database, Conditions conditions) {
    return new PostgresSites(database, conditions);
  }

  @Bean
  SiteResource siteResource(
      PostgresSites sites,
      Conditions conditions,
      Catalog catalog,
      AuditTrail audit,
      Database database,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new SiteResource(
        sites, conditions, new CheckForm(catalog), audit, database, directory, ids, clock);
  }

  @Bean
  ProbeAnnex probeAnnex(
      PostgresSites sites, PostgresChecks store, Checker checker, InstantSource clock) {
    return new ProbeAnnex(sites, store, checker, clock);
  }

  @Bean
  Checker checker(
      PostgresChecks store,
      PostgresSites sites,
      Conditions conditions,
      MetricDesk metrics,
      Catalog catalog,
      Database database,
      Engine engine,
      DetectSettings settings,
      InstantSource clock) {
    var guard = new GuardedHttp(settings.privateAllowed(), List.of());
    return new Checker(
        store,
        sites,
        new HttpProber(guard, clock),
        conditions,
        metrics,
        catalog,
        database,
        engine,
        clock);
  }

  @Bean
  Journeys journeys(PostgresChecks store, Catalog catalog, ObjectProvider<ServiceLoad> loads) {
    return new Journeys(store, catalog, loads);
  }

  @Bean
  WatchedDesk watchedDesk(
      PostgresSites sites,
      Conditions conditions,
      Catalog catalog,
      AuditTrail audit,
      Database database,
      Directory directory,
      InstantSource clock) {
    return new WatchedDesk(
        sites, conditions, new CheckForm(catalog), audit, database, directory, clock);
  }

  @Bean
  CheckResource checkResource(
      PostgresChecks store, Checker checker, Catalog catalog, WatchedDesk desk, Ids ids) {
    return new CheckResource(store, checker, new CheckForm(catalog), desk, ids);
  }

  @Bean
  JourneyResource journeyResource(
      PostgresChecks store,
      Checker checker,
      Journeys journeys,
      Catalog catalog,
      WatchedDesk desk,
      Directory directory,
      Ids ids) {
    return new JourneyResource(
        store, checker, journeys, new CheckForm(catalog), desk, directory, ids);
  }
}
