package dev.muster.app.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;

/// Sets the demo company up after the start, plays a bad minute, and keeps its metrics coming for as long as the process lives.
public final class DemoRun implements ApplicationListener<ApplicationReadyEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);
  private static final Duration BETWEEN_READINGS = Duration.ofSeconds(15);

  /// So long the metrics go wrong; then whatever was changed has been changed back.
  private static final Duration ILL = Duration.ofMinutes(12);

  private final @Nullable String token;

  /// @param token an account owner's API token; null when no demo is wanted
  public DemoRun(@Nullable String token) {
    this.token = token;
  }

  /// Begins when the house stands.
  @Override
  public void onApplicationEvent(ApplicationReadyEvent event) {
    String owner = token;
    if (owner != null
        && event.getApplicationContext() instanceof WebServerApplicationContext web
        && web.getWebServer() != null) {
      var base = URI.create("http://localhost:" + web.getWebServer().getPort());
      Thread.ofVirtual().name("demo").start(() -> play(base, owner));
    }
  }

  private static void play(URI base, String token) {
    try {
      var api = new DemoApi(base, token);
      var company = new DemoCompany(api);
      LOG.info("demo: setting the company up");
      boolean fresh = company.setUp();
      Map<String, String> keys = company.keys();
      var metrics = new DemoMetrics(api);
      if (fresh) {
        new DemoPast(api).tell(keys, Instant.now());
        metrics.history(keys, Instant.now());
      }
      System.out.println("The demo company is set up; its customer database fails now.");
      var storm = new DemoStorm(api);
      Instant began = Instant.now();
      Thread.ofVirtual().name("demo.metrics").start(() -> live(metrics, keys, began));
      storm.play(keys);
      storm.respond();
      LOG.info("demo: the storm is over; what has not recovered is yours");
    } catch (IOException failure) {
      LOG.error("demo: {}", failure.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static void live(DemoMetrics metrics, Map<String, String> keys, Instant began) {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Instant now = Instant.now();
        metrics.now(keys, now, now.isBefore(began.plus(ILL)));
        Thread.sleep(BETWEEN_READINGS);
      } catch (IOException away) {
        LOG.info("demo: no more readings: {}", away.getMessage());
        return;
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
