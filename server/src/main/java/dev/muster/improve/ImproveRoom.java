package dev.muster.improve;

import dev.muster.alert.Alerts;
import dev.muster.alert.Gate;
import dev.muster.alert.noise.Noise;
import dev.muster.catalog.Catalog;
import dev.muster.correlate.IncidentTrials;
import dev.muster.correlate.Incidents;
import dev.muster.correlate.recipe.Recipes;
import dev.muster.kernel.Ids;
import dev.muster.mobilize.Mobilize;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.web.Directory;
import dev.muster.respond.ticket.Tickets;
import dev.muster.signal.Routes;
import dev.muster.signal.Tape;
import dev.muster.signal.rules.RuleNames;
import dev.muster.signal.rules.RuleTrials;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the room together.
@Configuration(proxyBeanMethods = false)
public class ImproveRoom {
  @Bean
  PostgresWays postgresWays(Database database) {
    return new PostgresWays(database);
  }

  @Bean
  FactReader improveReader(PostgresWays ways, Noise noise, FactLog log, Database database) {
    var follower = new WayFollower(ways, noise);
    return new FactReader(
        "improve.ways",
        List.of(
            new FactReader.Source(Alerts.TOPIC, Alerts.LANES),
            new FactReader.Source(Incidents.TOPIC, Incidents.LANES),
            new FactReader.Source(Mobilize.TOPIC, Mobilize.LANES),
            new FactReader.Source(Tickets.TOPIC, Tickets.LANES)),
        log,
        database,
        follower::handle);
  }

  @Bean
  FunnelListResource funnelListResource(
      Database database, Directory directory, InstantSource clock) {
    return new FunnelListResource(new PostgresWayLists(database), directory, clock);
  }

  @Bean
  FunnelResource funnelResource(
      dev.muster.signal.Funnel signals,
      PostgresWays ways,
      Catalog catalog,
      RuleNames rules,
      Directory directory,
      InstantSource clock) {
    return new FunnelResource(signals, ways, catalog, rules, directory, clock);
  }

  @Bean
  PostgresVerdicts verdicts(Database database) {
    return new PostgresVerdicts(database);
  }

  @Bean
  VerdictDesk verdictDesk(
      PostgresVerdicts store, Incidents incidents, Noise noise, Database database) {
    return new VerdictDesk(store, incidents, noise, database);
  }

  @Bean
  VerdictResource verdictResource(
      PostgresVerdicts store,
      VerdictDesk desk,
      Incidents incidents,
      Catalog catalog,
      Directory directory,
      InstantSource clock) {
    return new VerdictResource(store, desk, incidents, catalog, directory, clock);
  }

  @Bean
  PostgresNoticed noticed(Database database) {
    return new PostgresNoticed(database);
  }

  @Bean
  FactReader noticedReader(PostgresNoticed noticed, FactLog log, Database database) {
    return new FactReader(
        "improve.noticed",
        List.of(new FactReader.Source(Incidents.TOPIC, Incidents.LANES)),
        log,
        database,
        noticed::handle);
  }

  @Bean
  NoticedResource noticedResource(
      PostgresNoticed noticed, Incidents incidents, Directory directory, InstantSource clock) {
    return new NoticedResource(noticed, incidents, directory, clock);
  }

  @Bean
  WhatIfs whatIfs(Tape tape, PostgresWays ways) {
    return new WhatIfs(tape, ways);
  }

  @Bean
  WhatIfResource whatIfResource(
      WhatIfs trials,
      RuleTrials rules,
      Routes routes,
      Recipes recipes,
      IncidentTrials incidents,
      ObjectProvider<Gate> gate,
      Catalog catalog,
      Directory directory,
      Ids ids,
      InstantSource clock) {
    return new WhatIfResource(
        trials,
        rules,
        routes,
        recipes,
        incidents,
        gate.getIfAvailable(() -> Gate.OPEN),
        catalog,
        directory,
        ids,
        clock);
  }
}
