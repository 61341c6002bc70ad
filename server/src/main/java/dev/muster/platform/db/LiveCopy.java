package dev.muster.platform.db;

import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A part of the database in memory, always as a whole. It carries a version there, which whoever changes it raises in the changing
/// transaction: this node loads anew right after the commit, the others when they see the version, within a second. What was loaded
/// before a commit never replaces what was loaded after it.
///
/// @param <T> what is held; never changed, only replaced
public final class LiveCopy<T> {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private record Held<T>(long version, T whole) {}

  private final LongSupplier version;
  private final Supplier<T> whole;
  private final Transactions transactions;
  private volatile @Nullable Held<T> held;
  private @Nullable Instant lastLook;

  /// @param version reads the version in the database; it only grows
  /// @param whole reads all of it, in the transaction that has read the version
  public LiveCopy(LongSupplier version, Supplier<T> whole, Transactions transactions) {
    this.version = version;
    this.whole = whole;
    this.transactions = transactions;
  }

  /// What is held, loaded when nothing is yet.
  public T get() {
    Held<T> now = held;
    return now == null ? load() : now.whole();
  }

  /// Loads anew when the running transaction has committed. The caller has raised the version in it.
  public void loadAfterCommit() {
    transactions.afterCommit(this::load);
  }

  /// Loads anew unless it is there already.
  public synchronized T load() {
    Held<T> before = held;
    Held<T> loaded =
        transactions.inTransaction(() -> {
          // the version first: what is loaded may be newer than it says, never older
          long now = version.getAsLong();
          return before != null && before.version() == now ? before : new Held<>(now, whole.get());
        });
    if (before != null && loaded.version() < before.version()) {
      return before.whole();
    }
    held = loaded;
    return loaded.whole();
  }

  /// Looks, once a second at most, whether another node changed something. For one thread.
  public void look(Instant now) {
    if (lastLook == null || Duration.between(lastLook, now).abs().compareTo(LOOK_EVERY) >= 0) {
      lastLook = now;
      Held<T> before = held;
      if (before == null || version.getAsLong() != before.version()) {
        load();
      }
    }
  }
}
