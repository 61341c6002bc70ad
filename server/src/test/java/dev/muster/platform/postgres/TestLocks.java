package dev.muster.platform.postgres;

import dev.muster.platform.db.Database;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// For tests in which two transactions are made to meet.
public final class TestLocks {
  private TestLocks() {}

  /// Waits until somebody stands before a lock that the caller's transaction has. Call it inside of that.
  ///
  /// @throws AssertionError when that work came to its end without waiting, or nobody waits after a minute and a half
  public static void untilStuck(Database database, CompletableFuture<?> work) {
    Instant deadline = Instant.now().plusSeconds(90);
    while (true) {
      // Within a transaction the server tells what it told first, without whoever came since.
      database.jdbc().execute("select pg_stat_clear_snapshot()");
      int waiting =
          database
              .sql()
              .sql(
                  """
                  select count(*) from pg_stat_activity
                  where datname = current_database() and pg_backend_pid() = any (pg_blocking_pids(pid))
                  """)
              .query(Integer.class)
              .single();
      if (waiting > 0) {
        return;
      }
      if (work.isDone()) {
        throw new AssertionError("it was done without waiting: " + work);
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("nobody waits for us");
      }
      Thread.onSpinWait();
    }
  }
}
