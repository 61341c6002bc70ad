package dev.muster.app;

import com.zaxxer.hikari.HikariDataSource;
import dev.muster.access.AccessSettings;
import dev.muster.kernel.Ids;
import dev.muster.platform.db.Patience;
import dev.muster.platform.db.SameServer;
import dev.muster.platform.json.Json;
import dev.muster.platform.node.PostgresLease;
import dev.muster.platform.postgres.EmbeddedPostgres;
import dev.muster.platform.replay.ReplayClock;
import dev.muster.platform.web.Links;
import dev.muster.platform.web.WebSettings;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
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

  /// Who waits longer for one of the pool's connections is told to come again; nor does a start anew wait longer.
  private static final long WAIT_MILLIS = 5_000;

  /// A server that takes the connection and says nothing is given up after that.
  private static final int LOGIN_SECONDS = 5;

  /// The least that the pool allows.
  private static final long NO_WAIT_MILLIS = 250;

  @Bean
  WebFolder webFolder(MusterSettings settings) {
    return new WebFolder(settings.data());
  }

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
  Patience patience(MusterSettings settings) {
    return new Patience(Duration.ofSeconds(settings.listSeconds()));
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
      ConfigurableApplicationContext house) {
    var pool = new HikariDataSource();
    pool.setPoolName("database");
    pool.setMaximumPoolSize(settings.databaseConnections());
    pool.setMinimumIdle(4);
    pool.setConnectionTimeout(WAIT_MILLIS);
    var server = new DriverManagerDataSource();
    var properties = new Properties();
    properties.setProperty("reWriteBatchedInserts", "true");
    properties.setProperty("loginTimeout", Integer.toString(LOGIN_SECONDS));
    var own = embedded.getIfAvailable();
    if (own != null) {
      server.setUrl(own.jdbcUrl());
      server.setUsername(own.user());
      server.setPassword(own.password());
    } else {
      server.setUrl(settings.databaseUrl());
      if (!settings.databaseUser().isEmpty()) {
        server.setUsername(settings.databaseUser());
        server.setPassword(settings.databasePassword());
      }
    }
    var one = right.getIfAvailable();
    if (one == null) {
      properties.setProperty("ApplicationName", "muster");
    } else {
      properties.setProperty("ApplicationName", PostgresLease.sessionName(one.token()));
      pool.setConnectionInitSql(PostgresLease.proof(one.token()));
    }
    server.setConnectionProperties(properties);
    pool.setDataSource(
        new SameServer(
            server,
            LOGIN_SECONDS,
            () -> {
              pool.setConnectionTimeout(NO_WAIT_MILLIS); // there will be none any more
              house.publishEvent(new DatabaseChanged(house));
            }));
    try {
      PostgresSchema.bringUpToDate(pool, house, ROOMS);
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
    return pool;
  }
}
