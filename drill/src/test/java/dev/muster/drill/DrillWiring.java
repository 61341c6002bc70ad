package dev.muster.drill;

import dev.muster.mobilize.MobilizeSettings;
import dev.muster.mobilize.channel.MailSettings;
import dev.muster.mobilize.channel.PhoneSettings;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Engine;
import dev.muster.platform.outbound.Carrier;
import dev.muster.platform.outbound.DeliveryListener;
import dev.muster.platform.outbound.Depot;
import dev.muster.platform.outbound.OutboundPump;
import dev.muster.platform.web.WebSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.Lifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.DefaultLifecycleProcessor;

/// What is different in a drill: the clock, chance, the outside, and that nothing runs by itself.
@Configuration(proxyBeanMethods = false)
public class DrillWiring {
  /// A Monday in winter.
  static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

  static final String FALLBACK = "fallback@drill.example";

  @Bean
  MovedClock clock() {
    return new MovedClock(START);
  }

  @Bean
  RandomGenerator random() {
    return new Random(Long.getLong("seed", 1));
  }

  @Bean
  Outside outside(InstantSource clock) {
    return new Outside(clock);
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
      MeterRegistry meters,
      Outside outside) {
    return new OutboundPump(
        depot,
        database,
        carriers.stream().map(outside::inPlaceOf).toList(),
        listeners.stream().toList(),
        engine,
        clock,
        random,
        meters);
  }

  @Bean
  @Primary
  MobilizeSettings drillMobilizeSettings() {
    return new MobilizeSettings(
        FALLBACK,
        MobilizeSettings.BUNDLING,
        false,
        new MailSettings(
            "mail.drill.example",
            25,
            null,
            null,
            "muster@drill.example",
            false,
            Duration.ofSeconds(10)),
        new PhoneSettings(
            "https://phone.drill.example",
            "drill",
            "drill",
            "+10000000",
            "+10000001",
            false,
            Duration.ofSeconds(10)));
  }

  /// On a clock that stands still a minute never ends.
  @Bean
  @Primary
  WebSettings drillWebSettings() {
    WebSettings usual = WebSettings.standard("drill");
    return new WebSettings(
        usual.version(), usual.maxBodyBytes(), usual.maxIntakeBytes(), 10_000_000, 10_000_000);
  }

  /// Opens the doors but starts neither pumps nor lanes: the drill moves them.
  @Bean
  DefaultLifecycleProcessor lifecycleProcessor() {
    return new DefaultLifecycleProcessor() {
      @Override
      protected Map<String, Lifecycle> getLifecycleBeans() {
        var beans = new HashMap<>(super.getLifecycleBeans());
        beans.remove("engineLifecycle");
        beans.remove("alertLifecycle");
        return beans;
      }
    };
  }
}
