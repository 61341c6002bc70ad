package dev.muster.signal.hook;

import dev.muster.platform.db.LiveCopy;
import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The settings of webhooks in memory.
final class LiveHooks implements Pump {
  private final HookRepository repository;
  private final LiveCopy<Map<String, Hook>> hooks;

  LiveHooks(HookRepository repository, Transactions transactions) {
    this.repository = repository;
    this.hooks = new LiveCopy<>(repository::version, this::whole, transactions);
  }

  /// How that integration takes webhooks.
  Hook of(String integrationId) {
    Hook hook = hooks.get().get(integrationId);
    return hook == null ? Hook.usual(integrationId) : hook;
  }

  /// Begins a change; call it inside of the changing transaction before anything is read there. Until that transaction ends, every
  /// other change waits, so none is built on what another one is about to replace.
  void changing() {
    repository.raiseVersion();
    hooks.loadAfterCommit();
  }

  /// Loads everything anew unless it is there already.
  void load() {
    hooks.load();
  }

  private Map<String, Hook> whole() {
    return repository.hooks().stream()
        .collect(Collectors.toUnmodifiableMap(Hook::integrationId, Function.identity()));
  }

  @Override
  public String name() {
    return "signal.hooks.picture";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // this node loads right after its own changes
  }

  /// Looks whether another node changed something; that is no work to wait for, so it never counts as any.
  @Override
  public int poll(Instant now) {
    hooks.look(now);
    return 0;
  }
}
