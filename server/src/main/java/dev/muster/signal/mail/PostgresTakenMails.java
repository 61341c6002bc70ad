package dev.muster.signal.mail;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Mails of the last day in PostgreSQL.
final class PostgresTakenMails implements TakenMails {
  /// Mail servers come again within minutes when a line breaks.
  private static final Duration KEPT = Duration.ofDays(1);

  private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

  private final Database database;
  private volatile @Nullable Instant forgotten;

  PostgresTakenMails(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Before> came(String mark, Instant now) {
    Instant last = forgotten;
    if (last == null || Duration.between(last, now).compareTo(FORGET_EVERY) > 0) {
      forgotten = now;
      database
          .sql()
          .sql("delete from signal.mail where came_at < ?")
          .param(Timestamp.from(now.minus(KEPT)))
          .update();
    }
    int fresh =
        database
            .sql()
            .sql("insert into signal.mail (mark, came_at) values (?, ?) on conflict do nothing")
            .params(mark, Timestamp.from(now))
            .update();
    return fresh > 0
        ? Optional.empty()
        : database
            .sql()
            .sql(
                """
                with before as (select mark, came_at, taken from signal.mail where mark = ?),
                  again as (update signal.mail set came_at = ? from before where mail.mark = before.mark and not before.taken)
                select came_at, taken from before
                """)
            .params(mark, Timestamp.from(now))
            .query((row, _) ->
                new Before(row.getTimestamp("came_at").toInstant(), row.getBoolean("taken")))
            .optional();
  }

  @Override
  public void taken(String mark) {
    database.sql().sql("update signal.mail set taken = true where mark = ?").param(mark).update();
  }

  @Override
  public void forget(String mark) {
    database.sql().sql("delete from signal.mail where mark = ? and not taken").param(mark).update();
  }
}
