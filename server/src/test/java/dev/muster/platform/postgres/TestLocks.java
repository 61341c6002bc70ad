package dev.muster.platform.postgres;

import dev.muster.platform.db.Database;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/// For tests in which two transactions are made to meet.
public final class TestLocks {
  private TestLocks() {}

  /// Waits until that work has come to its end, or stands before a lock that somebody else has in that database.
  ///
  /// @throws AssertionError when neither has come after half a minute
  public static void untilStuck(Database database, CompletableFuture<?> work) {
    Instant deadline = Instant.now().plusSeconds(30);
    while (!work.isDone()) {
      int waiting =
          database
              .sql()
              .sql(
                  """
                  select count(*) from pg_stat_activity
                  where datname = current_database() and wait_event_type = 'Lock'
                  """)
              .query(Integer.class)
              .single();
      if (waiting > 0) {
        return;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("neither done nor waiting");
      }
      Thread.onSpinWait();
    }
  }
}
