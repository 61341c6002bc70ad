package dev.muster.signal.hook;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The settings of webhooks in memory, looked up anew after two seconds: a change is seen at once on the node that made it and
/// within two seconds on the others.
final class LiveHooks {
  private static final Duration GOOD_FOR = Duration.ofSeconds(2);

  private record Known(Hook hook, Instant at) {}

  private final HookRepository repository;
  private final InstantSource clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  LiveHooks(HookRepository repository, InstantSource clock) {
    this.repository = repository;
    this.clock = clock;
  }

  Hook of(String integrationId) {
    Instant now = clock.instant();
    Known seen = known.get(integrationId);
    if (seen != null && Duration.between(seen.at(), now).abs().compareTo(GOOD_FOR) < 0) {
      return seen.hook();
    }
    Hook fresh = repository.hook(integrationId).orElseGet(() -> Hook.usual(integrationId));
    known.put(integrationId, new Known(fresh, now));
    return fresh;
  }

  void changed(String integrationId) {
    known.remove(integrationId);
  }
}
