package dev.muster.app;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.muster.access.AccessSettings;
import dev.muster.kernel.Ids;
import dev.muster.platform.json.Json;
import dev.muster.platform.node.PostgresLease;
import dev.muster.platform.postgres.EmbeddedPostgres;
import dev.muster.platform.replay.ReplayClock;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.WebSettings;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;
import tools.jackson.databind.json.JsonMapper;

/// What every room stands on: time, randomness, the database with its schemas, JSON, links.
@Configuration(proxyBeanMethods = false)
class GroundWiring {
  /// All rooms in their order; each may bring migrations.
  static final List<String> ROOMS =
      List.of(
          "platform",
          "access",
          "catalog",
          "signal",
          "detect",
          "alert",
          "correlate",
          "mobilize",
          "respond",
          "automate",
          "learn",
          "improve",
          "practice");

  @Bean
  InstantSource clock(MusterSettings settings) {
    Instant replayFrom = settings.replayFrom();
    return replayFrom == null ? InstantSource.system() : new ReplayClock(replayFrom);
  }

  @Bean
  RandomGenerator random() {
    return new SecureRandom();
  }

  @Bean
  Ids ids(RandomGenerator random) {
    return Ids.from(random);
  }

  @Bean
  JsonMapper jsonMapper() {
    return Json.mapper();
  }

  @Bean
  Links links(MusterSettings settings) {
    return new Links(settings.apiBaseOrLocal(), settings.webBaseOrLocal());
  }

  @Bean
  WebSettings webSettings(MusterSettings settings) {
    String version = Main.class.getPackage().getImplementationVersion();
    var usual = WebSettings.standard(version == null ? "development" : version);
    return settings.replayFrom() == null
        ? usual
        // A minute of recorded time says nothing about how fast a client asks.
        : new WebSettings(
            usual.version(),
            usual.maxBodyBytes(),
            usual.maxIntakeBytes(),
            Integer.MAX_VALUE,
            Integer.MAX_VALUE);
  }

  @Bean
  AccessSettings accessSettings(MusterSettings settings) {
    return new AccessSettings(
        settings.admin().email(), settings.admin().password(), settings.admin().token());
  }

  /// The pool, on the embedded server when there is one. It opens a connection at once, here on the
  /// main thread, and the schemas are brought up to date before anybody can use it.
  @Bean(destroyMethod = "close")
  HikariDataSource dataSource(
      MusterSettings settings,
      ObjectProvider<EmbeddedPostgres> embedded,
      ObjectProvider<NodeStart.Right> right,
      ResourceLoader loader) {
    var config = new HikariConfig();
    config.setPoolName("database");
    config.setMaximumPoolSize(settings.databaseConnections());
    config.setMinimumIdle(4);
    config.setConnectionTimeout(10_000);
    var one = right.getIfAvailable();
    if (one == null) {
      config.addDataSourceProperty("ApplicationName", "muster");
    } else {
      config.addDataSourceProperty("ApplicationName", PostgresLease.sessionName(one.token()));
      config.setConnectionInitSql(PostgresLease.proof(one.token()));
    }
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    var own = embedded.getIfAvailable();
    if (own != null) {
      config.setJdbcUrl(own.jdbcUrl());
      config.setUsername(own.user());
      config.setPassword(own.password());
    } else {
      config.setJdbcUrl(settings.databaseUrl());
      if (!settings.databaseUser().isEmpty()) {
        config.setUsername(settings.databaseUser());
        config.setPassword(settings.databasePassword());
      }
    }
    var pool = new HikariDataSource(config);
    try {
      PostgresSchema.bringUpToDate(pool, loader, ROOMS);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return pool;
  }
}
