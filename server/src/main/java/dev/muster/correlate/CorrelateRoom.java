package dev.muster.correlate;

import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.catalog.topology.Topologies;
import dev.muster.correlate.ledger.Ledger;
import dev.muster.correlate.past.Lessons;
import dev.muster.correlate.past.PastNames;
import dev.muster.correlate.past.PastStore;
import dev.muster.correlate.recipe.Recipes;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.timer.TimerPump;
import dev.muster.platform.timer.Timers;
import dev.muster.signal.Changes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires this room: the desk, the reader that follows alerts and changes, and the timer of what is held.
@Configuration(proxyBeanMethods = false)
public class CorrelateRoom {
  @Bean
  Incidents incidents(
      Database database,
      FactLog log,
      Alerts alerts,
      Catalog catalog,
      Ids ids,
      Ledger ledger,
      Automatic automatic) {
    return new IncidentDesk(
        new PostgresIncidentRepository(database),
        database,
        log,
        alerts,
        catalog,
        ids,
        new Teaching(ledger, automatic));
  }

  @Bean
  Automatic automaticGrouping(
      Database database,
      Topologies topologies,
      Catalog catalog,
      Changes changes,
      PastStore past,
      Timers timers,
      InstantSource clock,
      MeterRegistry meters) {
    return new Automatic(
        new PostgresAutomaticRepository(database),
        new PostgresIncidentRepository(database),
        topologies,
        catalog,
        changes,
        past,
        timers,
        clock,
        meters,
        Automatic.MOST_INPUTS,
        Automatic.GO_EVERY);
  }

  @Bean
  IncidentTrials incidentTrials(
      Database database, Topologies topologies, Catalog catalog, Changes changes) {
    return new IncidentTrials(
        topologies, catalog, changes, new PostgresAutomaticRepository(database));
  }

  @Bean
  ChangeAuthors changeAuthors(Changes changes) {
    return new ChangeAuthors(changes);
  }

  @Bean
  Lessons lessons(
      PastStore past,
      Database database,
      Topologies topologies,
      Catalog catalog,
      Changes changes,
      Timers timers,
      InstantSource clock) {
    return new Lessons(
        past,
        database,
        topologies,
        alerts -> PastNames.of(catalog, topologies.snapshot()).doors(alerts),
        () -> Sightings.all(changes),
        timers,
        clock);
  }

  @Bean
  Pump interruptedLessons(Lessons lessons) {
    return lessons.interrupted();
  }

  @Bean
  TimerPump lessonTimers(Timers timers, Database database, Lessons lessons) {
    return new TimerPump(Lessons.OWNER, timers, database, lessons.timerHandler());
  }

  @Bean
  AlertDecisionResource alertDecisionResource(Ledger ledger, Alerts alerts) {
    return new AlertDecisionResource(ledger, alerts);
  }

  @Bean
  Correlator correlator(
      Database database,
      Catalog catalog,
      FactLog log,
      Ids ids,
      Ledger ledger,
      Automatic automatic,
      Recipes recipes,
      Topologies topologies) {
    var incidents = new PostgresIncidentRepository(database);
    return new Correlator(
        incidents,
        catalog,
        log,
        ids,
        ledger,
        automatic,
        new RecipeKitchen(recipes, incidents, topologies, catalog, ids));
  }

  @Bean
  FactReader correlateReader(Database database, FactLog log, Correlator correlator) {
    return new FactReader(
        "correlate.alerts",
        List.of(
            new FactReader.Source(Changes.TOPIC, Changes.LANES),
            new FactReader.Source(Alerts.TOPIC, Alerts.LANES)),
        log,
        database,
        correlator::handle);
  }

  @Bean
  TimerPump correlateTimers(Timers timers, Database database, Correlator correlator) {
    return new TimerPump(Automatic.OWNER, timers, database, correlator.timerHandler());
  }
}
