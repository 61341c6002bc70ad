package dev.muster.platform;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.Patience;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.fact.FactReader;
import dev.muster.platform.fact.ParkedFacts;
import dev.muster.platform.fact.PostgresFactLog;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Depot;
import dev.muster.platform.outbound.OutboundPump;
import dev.muster.platform.outbound.PostgresOutbound;
import dev.muster.platform.replay.RecordedCarrier;
import dev.muster.platform.replay.ReplayClock;
import dev.muster.platform.replay.ReplayDesk;
import dev.muster.platform.replay.ReplayFilter;
import dev.muster.platform.replay.ReplayResource;
import dev.muster.platform.secret.PostgresSeal;
import dev.muster.platform.secret.Seal;
import dev.muster.platform.secret.SecretSettings;
import dev.muster.platform.timer.NextDue;
import dev.muster.platform.timer.PostgresTimers;
import dev.muster.platform.timer.Timers;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/// Puts the platform together. The rooms add their pumps to the engine by declaring them as beans; their carriers and delivery
/// listeners are found in the same way.
@Configuration(proxyBeanMethods = false)
public class PlatformRoom {
  @Bean
  Database database(DataSource source, Patience patience) {
    return new Database(source, patience);
  }

  @Bean(destroyMethod = "close")
  Engine engine(InstantSource clock) {
    return new Engine(clock);
  }

  @Bean
  Seal seal(
      Database database, SecretSettings settings, RandomGenerator random, InstantSource clock) {
    return PostgresSeal.open(database, settings, random, clock.instant());
  }

  @Bean
  FactLog factLog(Database database, Engine engine) {
    return new PostgresFactLog(database, engine::wake, NextDue.TRUST);
  }

  @Bean
  Timers timers(Database database) {
    return new PostgresTimers(database, new NextDue(NextDue.TRUST));
  }

  @Bean
  Depot outbound(Database database, Engine engine) {
    return new PostgresOutbound(
        database, () -> engine.wake(OutboundPump.NAME), new NextDue(NextDue.TRUST));
  }

  @Bean
  OutboundPump outboundPump(
      Depot depot,
      Database database,
      ObjectProvider<Carrier> carriers,
      ObjectProvider<DeliveryListener> listeners,
      Engine engine,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    return new OutboundPump(
        depot,
        database,
        clock instanceof ReplayClock
            ? carriers.stream().map(carrier -> new RecordedCarrier(carrier.channel())).toList()
            : carriers.stream().toList(),
        listeners.stream().toList(),
        engine,
        clock,
        random,
        meters);
  }

  @Bean
  ReplayDesk replayDesk(InstantSource clock, Engine engine, Database database) {
    return new ReplayDesk(clock, engine, database);
  }

  @Bean
  ReplayResource replayResource(ReplayDesk desk) {
    return new ReplayResource(desk);
  }

  /// In front of everything, the intake's own door included; out of the way in a house on the real time.
  @Bean
  FilterRegistrationBean<ReplayFilter> replayFilter(InstantSource clock) {
    var registration = new FilterRegistrationBean<>(new ReplayFilter());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setEnabled(clock instanceof ReplayClock);
    return registration;
  }

  @Bean
  ParkedFacts parkedFacts(ObjectProvider<FactReader> readers, FactLog log, Database database) {
    return new ParkedFacts(readers.stream().toList(), log, database);
  }

  @Bean
  ParkedFactResource parkedFactResource(ParkedFacts parked, InstantSource clock) {
    return new ParkedFactResource(parked, clock);
  }

  @Bean
  Housekeeping housekeeping(FactLog log, Depot depot, Database database) {
    return new Housekeeping(log, depot, database, Housekeeping.Retention.USUAL);
  }
}
