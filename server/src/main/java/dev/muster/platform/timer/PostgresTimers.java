package dev.muster.platform.timer;

import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Timers as rows in PostgreSQL.
public final class PostgresTimers implements Timers {
  private final Database database;
  private final NextDue next;

  /// Asks the database each time, so that any number of processes may set timers.
  public PostgresTimers(Database database) {
    this(database, new NextDue(Duration.ZERO));
  }

  /// @param next remembers by owner when the next timer is due
  public PostgresTimers(Database database, NextDue next) {
    this.database = database;
    this.next = next;
  }

  @Override
  public void set(String owner, String key, String kind, Instant dueAt, String payload) {
    database
        .sql()
        .sql(
            """
            insert into platform.timer (owner, key, kind, due_at, payload) values (?, ?, ?, ?, ?)
            on conflict (owner, key, kind) do update set due_at = excluded.due_at, payload = excluded.payload
            """)
        .params(owner, key, kind, Timestamp.from(dueAt), payload)
        .update();
    next.at(owner, dueAt);
  }

  @Override
  public void cancel(String owner, String key, String kind) {
    database
        .sql()
        .sql("delete from platform.timer where owner = ? and key = ? and kind = ?")
        .params(owner, key, kind)
        .update();
  }

  @Override
  public void cancelAll(String owner, String key) {
    database
        .sql()
        .sql("delete from platform.timer where owner = ? and key = ?")
        .params(owner, key)
        .update();
  }

  @Override
  public List<Timer> pending(String owner, String key) {
    return database
        .sql()
        .sql(
            """
            select owner, key, kind, due_at, payload from platform.timer
            where owner = ? and key = ? order by due_at, kind
            """)
        .params(owner, key)
        .query(PostgresTimers::timer)
        .list();
  }

  @Override
  public List<Timer> due(String owner, Instant now, int most) {
    if (!next.maybe(owner, now, () -> nextDue(owner))) {
      return List.of();
    }
    return database
        .sql()
        .sql(
            """
            select owner, key, kind, due_at, payload from platform.timer where owner = ? and due_at <= ?
            order by due_at, key, kind limit ?
            """)
        .params(owner, Timestamp.from(now), most)
        .query(PostgresTimers::timer)
        .list();
  }

  @Override
  public List<Timer> take(List<Timer> due) {
    if (due.isEmpty()) {
      return List.of();
    }
    return database
        .sql()
        .sql(
            """
            delete from platform.timer t using (
              select s.owner, s.key, s.kind from platform.timer s
              join unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[]) as d (owner, key, kind, due_at)
                on s.owner = d.owner and s.key = d.key and s.kind = d.kind and s.due_at = d.due_at
              for update of s skip locked) free
            where t.owner = free.owner and t.key = free.key and t.kind = free.kind
            returning t.owner, t.key, t.kind, t.due_at, t.payload
            """)
        .params(
            due.stream().map(Timer::owner).toArray(String[]::new),
            due.stream().map(Timer::key).toArray(String[]::new),
            due.stream().map(Timer::kind).toArray(String[]::new),
            due.stream().map(timer -> timer.dueAt().toString()).toArray(String[]::new))
        .query(PostgresTimers::timer)
        .list()
        .stream()
        .sorted(
            Comparator.comparing(Timer::dueAt).thenComparing(Timer::key).thenComparing(Timer::kind))
        .toList();
  }

  @Override
  public @Nullable Instant nextDue(String owner) {
    return database
        .sql()
        .sql("select due_at from platform.timer where owner = ? order by due_at limit 1")
        .params(owner)
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .optional()
        .orElse(null);
  }

  private static Timer timer(ResultSet row, int number) throws SQLException {
    return new Timer(
        row.getString(1),
        row.getString(2),
        row.getString(3),
        row.getTimestamp(4).toInstant(),
        row.getString(5));
  }
}
