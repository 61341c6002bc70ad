package dev.muster.signal.hook;

import dev.muster.platform.db.Transactions;
import dev.muster.platform.engine.Pump;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The settings of webhooks in memory. A change raises a version in the database in its own transaction; this node loads anew right
/// after the commit, the others when they see the version, within a second. What was loaded before a commit never replaces what
/// was loaded after it.
final class LiveHooks implements Pump {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private record Picture(long version, Map<String, Hook> hooks) {}

  private static final Picture NONE = new Picture(-1, Map.of());

  private final HookRepository repository;
  private final Transactions transactions;
  private volatile Picture picture = NONE;
  private @Nullable Instant lastLook;

  LiveHooks(HookRepository repository, Transactions transactions) {
    this.repository = repository;
    this.transactions = transactions;
  }

  /// How that integration takes webhooks.
  Hook of(String integrationId) {
    Picture now = picture;
    if (now.version() < 0) {
      load();
      now = picture;
    }
    Hook hook = now.hooks().get(integrationId);
    return hook == null ? Hook.usual(integrationId) : hook;
  }

  /// Begins a change; call it inside of the changing transaction before anything is read there. Until that transaction ends, every
  /// other change waits, so none is built on what another one is about to replace.
  void changing() {
    repository.raiseVersion();
    transactions.afterCommit(this::load);
  }

  /// Loads everything anew unless it is there already.
  synchronized void load() {
    Picture loaded =
        transactions.inTransaction(() -> {
          // the version first: what is loaded may be newer than it says, never older
          long version = repository.version();
          return version == picture.version() ? picture : paint(version);
        });
    if (loaded.version() >= picture.version()) {
      picture = loaded;
    }
  }

  private Picture paint(long version) {
    return new Picture(
        version,
        repository.hooks().stream()
            .collect(Collectors.toUnmodifiableMap(Hook::integrationId, Function.identity())));
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
    if (lastLook == null || Duration.between(lastLook, now).abs().compareTo(LOOK_EVERY) >= 0) {
      lastLook = now;
      if (repository.version() != picture.version()) {
        load();
      }
    }
    return 0;
  }
}
