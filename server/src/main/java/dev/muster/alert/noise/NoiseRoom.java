package dev.muster.alert.noise;

import dev.muster.access.AuditTrail;
import dev.muster.alert.Alerts;
import dev.muster.catalog.Catalog;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.web.Directory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the noise gate together.
@Configuration(proxyBeanMethods = false)
public class NoiseRoom {
  @Bean
  PostgresNoise postgresNoise(Database database) {
    return new PostgresNoise(database);
  }

  @Bean
  Experience noiseExperience() {
    return new Experience();
  }

  @Bean
  NoiseGate noiseGate(Catalog catalog, Experience experience, MeterRegistry meters) {
    return new NoiseGate(catalog, experience, meters);
  }

  @Bean
  NoiseLearner noiseLearner(PostgresNoise store, Experience experience, Database database) {
    return new NoiseLearner(store, experience, database);
  }

  @Bean
  FactReader noiseReader(NoiseLearner learner, FactLog log, Database database) {
    return new FactReader(
        "alert.noise",
        List.of(new FactReader.Source(Alerts.TOPIC, Alerts.LANES)),
        log,
        database,
        learner::handle);
  }

  @Bean
  NoiseResource noiseResource(
      PostgresNoise store,
      NoiseLearner noise,
      Alerts alerts,
      Directory directory,
      AuditTrail audit,
      Database database,
      InstantSource clock) {
    return new NoiseResource(store, noise, alerts, directory, audit, database, clock);
  }
}
