package dev.muster.platform.timer;

import dev.muster.platform.db.MemoryTable;
import dev.muster.platform.db.MemoryTransactions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Timers in memory, for simulations.
public final class MemoryTimers implements Timers {
  private static final Comparator<Timer> ORDER =
      Comparator.comparing(Timer::dueAt).thenComparing(Timer::key).thenComparing(Timer::kind);

  private final MemoryTransactions transactions;
  private final MemoryTable<String, Timer> timers;

  public MemoryTimers(MemoryTransactions transactions) {
    this.transactions = transactions;
    this.timers = new MemoryTable<>(transactions);
  }

  private static String prefix(String owner, String key) {
    return owner + "\n" + key + "\n";
  }

  private static String after(String prefix) {
    return prefix.substring(0, prefix.length() - 1) + (char) ('\n' + 1);
  }

  @Override
  public void set(String owner, String key, String kind, Instant dueAt, String payload) {
    timers.put(prefix(owner, key) + kind, new Timer(owner, key, kind, dueAt, payload));
  }

  @Override
  public void cancel(String owner, String key, String kind) {
    timers.remove(prefix(owner, key) + kind);
  }

  @Override
  public void cancelAll(String owner, String key) {
    transactions.run(() -> {
      for (Timer timer : pending(owner, key)) {
        cancel(owner, key, timer.kind());
      }
    });
  }

  @Override
  public List<Timer> pending(String owner, String key) {
    String prefix = prefix(owner, key);
    return timers.range(prefix, after(prefix)).stream().sorted(ORDER).toList();
  }

  private List<Timer> of(String owner) {
    return timers.range(owner + "\n", after(owner + "\n"));
  }

  @Override
  public List<Timer> due(String owner, Instant now, int most) {
    return of(owner).stream()
        .filter(timer -> !timer.dueAt().isAfter(now))
        .sorted(ORDER)
        .limit(most)
        .toList();
  }

  @Override
  public List<Timer> take(List<Timer> due) {
    return transactions.inTransaction(() -> {
      var taken = new ArrayList<Timer>();
      for (Timer timer : due) {
        String key = prefix(timer.owner(), timer.key()) + timer.kind();
        Timer now = timers.get(key);
        if (now != null && now.dueAt().equals(timer.dueAt())) {
          timers.remove(key);
          taken.add(now);
        }
      }
      return taken;
    });
  }

  @Override
  public @Nullable Instant nextDue(String owner) {
    return of(owner).stream()
        .map(Timer::dueAt)
        .filter(Objects::nonNull)
        .min(Instant::compareTo)
        .orElse(null);
  }
}
