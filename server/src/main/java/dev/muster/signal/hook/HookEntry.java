package dev.muster.signal.hook;

import dev.muster.catalog.Catalog;
import dev.muster.catalog.Integration;
import dev.muster.platform.web.Directory;
import java.util.Collection;
import java.util.Map;

/// Settings and calls of webhooks go with the integration that they belong to. Nothing points at them.
final class HookEntry implements Directory.Entry {
  private final HookRepository repository;
  private final LiveHooks live;
  private final Catalog catalog;

  HookEntry(HookRepository repository, LiveHooks live, Catalog catalog) {
    this.repository = repository;
    this.live = live;
    this.catalog = catalog;
  }

  @Override
  public String type() {
    return "inbound_webhook";
  }

  @Override
  public String collection() {
    return "inbound_webhooks";
  }

  @Override
  public Map<String, String> summaries(Collection<String> ids) {
    return Map.of();
  }

  @Override
  public Map<String, Object> full(Collection<String> ids) {
    return Map.of();
  }

  @Override
  public void deleted(String type, String id) {
    if (type.equals("service_integration")) {
      live.changing();
      repository.delete(id);
    } else if (type.equals("service")) {
      live.changing();
      catalog.integrations(id).stream().map(Integration::id).forEach(repository::delete);
    }
  }
}
