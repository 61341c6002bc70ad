package dev.muster.detect.anomaly;

import dev.muster.platform.db.Database;
import dev.muster.platform.web.Directory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts anomalies and where they are read together.
@Configuration(proxyBeanMethods = false)
public class AnomalyRoom {
  @Bean
  AnomalyStore anomalyStore(Database database) {
    return new PostgresAnomalies(database);
  }

  @Bean
  AnomalyResource anomalyResource(AnomalyStore store, Directory directory) {
    return new AnomalyResource(store, directory);
  }
}
