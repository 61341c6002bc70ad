package dev.muster.app;

import dev.muster.platform.engine.Engine;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.health.HealthPart;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.web.SecurityFilterChain;

/// What is put on top when all rooms stand: the engine runs, health and metrics answer.
@Configuration(proxyBeanMethods = false)
class RoofWiring {
  @Bean
  EngineLifecycle engineLifecycle(Engine engine, List<Pump> pumps) {
    return new EngineLifecycle(engine, pumps);
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

  /// Replaces the framework's own sign-in page. Who may do what is decided by the access room.
  @Bean
  @ConditionalOnMissingBean
  SecurityFilterChain openDoor(HttpSecurity http) {
    return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
        .csrf(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .build();
  }
}
