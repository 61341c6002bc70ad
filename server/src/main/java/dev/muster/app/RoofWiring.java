package dev.muster.app;

import dev.muster.app.demo.DemoRun;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.health.HealthPart;
import dev.muster.platform.replay.ReplayDesk;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/// What is put on top when all rooms stand: the engine runs, health and metrics answer.
@Configuration(proxyBeanMethods = false)
class RoofWiring {
  @Bean
  EngineLifecycle engineLifecycle(Engine engine, List<Pump> pumps, ReplayDesk replay) {
    return new EngineLifecycle(engine, pumps, replay);
  }

  @Bean
  DatabaseHealth databaseHealth(DataSource database) {
    return new DatabaseHealth(database);
  }

  @Bean
  HealthResource healthResource(List<HealthPart> parts, EngineLifecycle engine) {
    return new HealthResource(parts, engine);
  }

  @Bean
  MetricsResource metricsResource(PrometheusMeterRegistry registry) {
    return new MetricsResource(registry);
  }

  @Bean
  Welcome welcome(MusterSettings settings, ConfigurableEnvironment environment) {
    return new Welcome(settings, environment);
  }

  @Bean
  DemoRun demoRun(MusterSettings settings) {
    return new DemoRun(settings.demo() ? settings.admin().token() : null);
  }
}
