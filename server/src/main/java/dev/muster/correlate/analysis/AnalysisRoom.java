package dev.muster.correlate.analysis;

import dev.muster.access.AuditTrail;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.LearnedDependencies;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.correlate.past.PastStore;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.platform.web.Directory;
import dev.muster.signal.Changes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the thinking about incidents.
@Configuration(proxyBeanMethods = false)
public class AnalysisRoom {
  @Bean
  AnalystStore analystStore(Database database) {
    return new PostgresAnalystStore(database);
  }

  @Bean
  Analyst analyst(
      AnalystStore store,
      PostgresCauseWords causes,
      Ledger ledger,
      PastStore past,
      Topologies topologies,
      Alerts alerts,
      Changes changes,
      Catalog catalog,
      Incidents incidents,
      Timers timers,
      Ids ids,
      AnalystSettings settings,
      MeterRegistry meters) {
    return new Analyst(
        store,
        causes,
        ledger,
        past,
        topologies,
        alerts,
        changes,
        catalog,
        incidents,
        timers,
        ids,
        settings,
        meters);
  }

  /// Incidents are read for the wake-up only: what was decided stands in the ledger, and was written before it was said.
  @Bean
  FactReader analystReader(Database database, FactLog log, Analyst analyst) {
    return new FactReader(
        "correlate.analyst",
        List.of(
            new FactReader.Source(Changes.TOPIC, Changes.LANES),
            new FactReader.Source(Alerts.TOPIC, Alerts.LANES),
            new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
        log,
        database,
        analyst::handle);
  }

  @Bean
  TimerPump analystTimers(Timers timers, Database database, Analyst analyst) {
    return new TimerPump(Analyst.OWNER, timers, database, analyst.timerHandler());
  }

  @Bean
  CauseLinkResource causeLinkResource(
      Incidents incidents,
      Ledger ledger,
      AnalystStore store,
      Changes changes,
      Directory directory,
      Database database,
      FactLog log,
      AuditTrail audit,
      InstantSource clock) {
    return new CauseLinkResource(
        incidents, ledger, store, changes, directory, database, log, audit, clock);
  }

  @Bean
  PostgresCauseWords causeWords(Database database) {
    return new PostgresCauseWords(database);
  }

  @Bean
  CauseWordResource causeWordResource(
      Incidents incidents,
      Ledger ledger,
      PostgresCauseWords store,
      Topologies topologies,
      Directory directory,
      Database database,
      FactLog log,
      AuditTrail audit,
      InstantSource clock) {
    return new CauseWordResource(
        incidents, ledger, store, topologies, directory, database, log, audit, clock);
  }

  @Bean
  PostgresLikenessWords likenessWords(Database database) {
    return new PostgresLikenessWords(database);
  }

  @Bean
  LikenessWordResource likenessWordResource(
      Incidents incidents,
      Ledger ledger,
      PastStore past,
      PostgresLikenessWords store,
      Directory directory,
      Database database,
      AuditTrail audit,
      InstantSource clock) {
    return new LikenessWordResource(
        incidents, ledger, past, store, directory, database, audit, clock);
  }

  @Bean
  SuggestionResource suggestionResource(
      AnalystStore changesSaid,
      PostgresCauseWords causesSaid,
      PostgresLikenessWords likenessesSaid,
      LearnedDependencies dependencies,
      Changes changes,
      Incidents incidents,
      Directory directory) {
    return new SuggestionResource(
        changesSaid, causesSaid, likenessesSaid, dependencies, changes, incidents, directory);
  }

  @Bean
  SegmentResource segmentResource(Incidents incidents, Alerts alerts) {
    return new SegmentResource(incidents, alerts);
  }

  @Bean
  PastIncidentResource pastIncidentResource(
      PastStore past, Catalog catalog, Topologies topologies, Directory directory) {
    return new PastIncidentResource(past, catalog, topologies, directory);
  }

  @Bean
  RelatedChanges relatedChanges(
      Incidents incidents,
      Ledger ledger,
      Changes changes,
      Catalog catalog,
      Topologies topologies,
      Alerts alerts) {
    return new RelatedChanges(incidents, ledger, changes, catalog, topologies, alerts);
  }

  @Bean
  AnalysisResource analysisResource(
      Incidents incidents,
      Ledger ledger,
      AnalystStore store,
      PastStore past,
      PostgresLikenessWords likenesses,
      Analyst analyst,
      Catalog catalog,
      Topologies topologies,
      RelatedChanges related,
      Directory directory) {
    return new AnalysisResource(
        incidents,
        ledger,
        store,
        past,
        likenesses,
        analyst,
        catalog,
        topologies,
        related,
        directory);
  }
}
