package dev.muster.platform.db;

import java.util.function.Supplier;

/// All or nothing. Calls nest: an inner call joins the transaction of the outer one, across rooms.
public interface Transactions {
  /// Runs the work in one transaction and answers what it answers; an exception rolls everything back.
  <T extends @org.jspecify.annotations.Nullable Object> T inTransaction(Supplier<T> work);

  /// The same for work without an answer.
  default void run(Runnable work) {
    inTransaction(() -> {
      work.run();
      return Boolean.TRUE;
    });
  }

  /// Runs the task after the outermost transaction has committed, never when it rolls back; at once outside of a transaction.
  void afterCommit(Runnable task);
}
