package dev.muster.mobilize;

import dev.muster.platform.db.Transactions;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Transactions in which the process dies now and then: right before a commit, or right after one that nobody hears of any more.
final class CrashingTransactions implements Transactions {
  /// The end of the process; an error, so that nobody takes it for a failure of the work.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
      super(where, null, false, false);
    }
  }

  private final Transactions inner;
  private final RandomGenerator random;
  private final double chance;
  private int depth;

  CrashingTransactions(Transactions inner, RandomGenerator random, double chance) {
    this.inner = inner;
    this.random = random;
    this.chance = chance;
  }

  @Override
  public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
    if (depth > 0) {
      return inner.inTransaction(work);
    }
    double dice = random.nextDouble();
    depth++;
    try {
      T answer =
          inner.inTransaction(() -> {
            T done = work.get();
            if (dice < chance) {
              throw new Crash("before a commit");
            }
            return done;
          });
      if (dice > 1 - chance) {
        throw new Crash("after a commit");
      }
      return answer;
    } finally {
      depth--;
    }
  }

  @Override
  public void afterCommit(Runnable task) {
    inner.afterCommit(task);
  }
}
