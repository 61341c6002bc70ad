package dev.muster.respond.webhook;

import dev.muster.catalog.Service;
import dev.muster.catalog.ServiceWatcher;
import dev.muster.platform.web.Actor;
import java.time.Instant;
import java.util.Locale;

/// Tells subscribers of changes of services.
final class ServiceNews implements ServiceWatcher {
  private final Webhooks webhooks;

  ServiceNews(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public void changed(Change change, Service service, Actor by, Instant at) {
    webhooks.tellService("service." + change.name().toLowerCase(Locale.ROOT), service, by, at);
  }
}
