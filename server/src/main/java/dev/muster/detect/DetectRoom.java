package dev.muster.detect;

import dev.muster.catalog.Catalog;
import dev.muster.detect.watch.MetricDesk;
import dev.muster.detect.watch.Voice;
import dev.muster.platform.web.Links;
import dev.muster.signal.Intake;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Puts the doors of the detect room together.
@Configuration(proxyBeanMethods = false)
public class DetectRoom {
  @Bean
  Voice anomalyVoice(Intake intake, Links links) {
    return new SignalVoice(intake, links);
  }

  @Bean
  ReadingDesk readingDesk(MetricDesk metrics) {
    return new ReadingDesk(metrics);
  }

  @Bean
  MetricAnnex metricAnnex(
      Catalog catalog, ReadingDesk desk, InstantSource clock, MeterRegistry meters) {
    return new MetricAnnex(catalog, desk, clock, meters);
  }
}
