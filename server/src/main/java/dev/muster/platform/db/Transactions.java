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

  /// Whether the caller stands inside of a transaction already. What failed there can only be tried again as a whole.
  default boolean inside() {
    return false;
  }

  /// Says that the commit of the running transaction need not wait for the disk. It becomes durable with the next commit that
  /// does wait, or by itself within about 0.6 s; commits never become durable out of order. For steps that only follow from
  /// something durable and are done again after a crash of the database: it spares each room on the way of a page one wait.
  /// Does nothing outside of a transaction, and in stores that know no disk.
  default void relax() {}

  /// Runs the task after the outermost transaction has committed, never when it rolls back; at once outside of a transaction.
  void afterCommit(Runnable task);
}
