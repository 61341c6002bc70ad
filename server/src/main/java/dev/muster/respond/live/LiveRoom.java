package dev.muster.respond.live;

import dev.muster.catalog.Catalog;
import dev.muster.mobilize.Mobilize;
import dev.muster.mobilize.channel.BrowserDoor;
import dev.muster.platform.fact.FactLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires live news.
@Configuration(proxyBeanMethods = false)
public class LiveRoom {
  @Bean
  LiveHub liveHub(MeterRegistry meters, ObjectProvider<BrowserDoor> door) {
    var hub = new LiveHub(meters);
    door.ifAvailable(open -> open.listen(hub));
    return hub;
  }

  @Bean
  LivePump livePump(FactLog log, Mobilize mobilize, Catalog catalog, LiveHub hub) {
    return new LivePump(log, mobilize, catalog, hub);
  }

  @Bean
  LiveResource liveResource(LiveHub hub, LivePump pump, Catalog catalog, InstantSource clock) {
    return new LiveResource(hub, pump, catalog, clock);
  }

  /// Ends the open connections before the web server waits for its requests to end: these would not by themselves.
  @Bean
  SmartLifecycle liveEnd(LiveHub hub) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        hub.close();
      }

      @Override
      public boolean isRunning() {
        return running;
      }

      @Override
      public int getPhase() {
        return Integer.MAX_VALUE;
      }
    };
  }
}
