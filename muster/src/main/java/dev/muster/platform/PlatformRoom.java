package dev.muster.platform;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the platform together. The rooms add their pumps to the engine by declaring them as beans.
@Configuration(proxyBeanMethods = false)
public class PlatformRoom {
  @Bean
  Database database(DataSource source) {
    return new Database(source);
  }

  @Bean(destroyMethod = "close")
  Engine engine(InstantSource clock) {
    return new Engine(clock);
  }
}
