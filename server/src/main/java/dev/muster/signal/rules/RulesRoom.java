package dev.muster.signal.rules;

import dev.muster.access.AuditTrail;
import dev.muster.catalog.Catalog;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the event rules together.
@Configuration(proxyBeanMethods = false)
public class RulesRoom {
  @Bean
  PostgresRules postgresRules(Database database) {
    return new PostgresRules(database);
  }

  @Bean
  LiveRules liveRules(PostgresRules store, Catalog catalog, Database database) {
    return new LiveRules(store, catalog, database);
  }

  @Bean
  OrchestrationResource orchestrationResource(
      PostgresRules store,
      LiveRules live,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      RandomGenerator random,
      InstantSource clock) {
    return new OrchestrationResource(store, live, audit, directory, database, ids, random, clock);
  }

  @Bean
  RulePathResource rulePathResource(
      PostgresRules store,
      LiveRules live,
      Catalog catalog,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new RulePathResource(store, live, catalog, audit, directory, database, ids, clock);
  }

  @Bean
  LookupTableResource lookupTableResource(
      PostgresRules store,
      LiveRules live,
      AuditTrail audit,
      Directory directory,
      Database database,
      Ids ids,
      InstantSource clock) {
    return new LookupTableResource(store, live, audit, database, directory.links(), ids, clock);
  }

  @Bean
  StageResource stageResource(
      PostgresRules store, LiveRules live, AuditTrail audit, Database database) {
    return new StageResource(store, live, audit, database);
  }
}
