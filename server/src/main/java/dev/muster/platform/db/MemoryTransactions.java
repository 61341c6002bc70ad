package dev.muster.platform.db;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.UnexpectedRollbackException;

/// All or nothing without a database, for simulations: one transaction at a time, each change taken back by its own undo when the
/// work fails.
public final class MemoryTransactions implements Transactions {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> undos = new ArrayList<>();
  private final List<Runnable> afterwards = new ArrayList<>();
  private int depth;
  private boolean spoilt;

  @Override
  public <T extends @Nullable Object> T inTransaction(Supplier<T> work) {
    lock.lock();
    depth++;
    boolean done = false;
    try {
      T answer = work.get();
      done = true;
      return answer;
    } finally {
      depth--;
      if (depth == 0) {
        end(done);
      } else {
        spoilt |= !done;
        lock.unlock();
      }
    }
  }

  private void end(boolean done) {
    boolean failed = spoilt || !done;
    List<Runnable> tasks = List.copyOf(afterwards);
    try {
      if (failed) {
        for (Runnable undo : undos.reversed()) {
          undo.run();
        }
      }
    } finally {
      undos.clear();
      afterwards.clear();
      spoilt = false;
      lock.unlock();
    }
    if (!failed) {
      tasks.forEach(Runnable::run);
    } else if (done) {
      throw new UnexpectedRollbackException("an inner part failed, so nothing was kept");
    }
  }

  /// Remembers how to take a change back; stores in memory call it right after each change.
  ///
  /// @throws IllegalStateException outside of a transaction
  public void onRollback(Runnable undo) {
    if (!lock.isHeldByCurrentThread()) {
      throw new IllegalStateException("a change outside of a transaction");
    }
    undos.add(undo);
  }

  /// True inside a transaction of the calling thread.
  public boolean active() {
    return lock.isHeldByCurrentThread();
  }

  @Override
  public void afterCommit(Runnable task) {
    if (lock.isHeldByCurrentThread()) {
      afterwards.add(task);
    } else {
      task.run();
    }
  }
}
