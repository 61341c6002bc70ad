package dev.muster.app;

import java.io.IOException;
import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;

/// Plays the demo after the start, when it is asked for.
final class DemoRun {
  private static final Logger LOG = LoggerFactory.getLogger(DemoRun.class);

  private final MusterSettings settings;

  DemoRun(MusterSettings settings) {
    this.settings = settings;
  }

  @EventListener
  void ready(ApplicationReadyEvent event) {
    if (settings.demo()
        && event.getApplicationContext() instanceof WebServerApplicationContext web
        && web.getWebServer() != null) {
      var base = URI.create("http://localhost:" + web.getWebServer().getPort());
      Thread.ofVirtual().name("demo").start(() -> play(base));
    }
  }

  private void play(URI base) {
    try {
      var company = new DemoCompany(base, settings.admin().token());
      LOG.info("demo: setting the company up");
      var keys = company.setUp();
      System.out.println("The demo company is set up; sign in as " + settings.admin().email());
      LOG.info("demo: the customer database fails");
      company.storm(keys);
      LOG.info("demo: the storm is over; what has not recovered is yours");
    } catch (IOException failure) {
      LOG.error("demo: {}", failure.getMessage());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
