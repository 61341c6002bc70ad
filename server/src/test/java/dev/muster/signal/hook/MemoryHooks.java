package dev.muster.signal.hook;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Settings of webhooks in memory, without calls.
class MemoryHooks implements HookRepository {
  private final Map<String, Hook> hooks = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong(1);

  @Override
  public Optional<Hook> hook(String integrationId) {
    return Optional.ofNullable(hooks.get(integrationId));
  }

  @Override
  public List<Hook> hooks() {
    return List.copyOf(hooks.values());
  }

  @Override
  public long version() {
    return version.get();
  }

  @Override
  public void raiseVersion() {
    version.incrementAndGet();
  }

  @Override
  public void save(Hook hook) {
    hooks.put(hook.integrationId(), hook);
  }

  @Override
  public void delete(String integrationId) {
    hooks.remove(integrationId);
  }

  @Override
  public void add(List<Call> calls) {}

  @Override
  public List<Call> calls(
      String integrationId, Call.@Nullable Outcome outcome, int offset, int limit) {
    return List.of();
  }

  @Override
  public long count(String integrationId, Call.@Nullable Outcome outcome) {
    return 0;
  }

  @Override
  public int forget(Instant before) {
    return 0;
  }
}
