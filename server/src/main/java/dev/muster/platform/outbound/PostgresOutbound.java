package dev.muster.platform.outbound;

import dev.muster.platform.db.Database;
import dev.muster.platform.timer.NextDue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Parcels as rows in PostgreSQL.
///
/// Locks: whoever decides about an incident holds its row and then comes here to withdraw parcels; whoever records an attempt holds
/// the parcel and then goes to its owner, who holds the incident. So {@link #cancel} never waits for a parcel: it leaves alone what
/// somebody holds.
public final class PostgresOutbound implements Depot {
  private static final String COLUMNS =
      """
      p.id, p.owner, p.channel, p.idempotency_key, p.order_key, p.priority, p.about, p.address, p.payload, p.created_at,
      p.expires_at\
      """;

  private static final String PARCELS = "parcels";

  private final Database database;
  private final Runnable wake;
  private final NextDue next;

  /// The channels that what is remembered is about: those that were asked for first, which a pump does not change.
  private final AtomicReference<@Nullable Set<String>> remembered = new AtomicReference<>();

  /// Asks the database each time, so that any number of processes may move parcels.
  ///
  /// @param wake run after a transaction that enqueued has committed; see {@link dev.muster.platform.engine.Engine#wake}
  public PostgresOutbound(Database database, Runnable wake) {
    this(database, wake, new NextDue(Duration.ZERO));
  }

  /// @param wake run after a transaction that enqueued has committed; see {@link dev.muster.platform.engine.Engine#wake}
  /// @param next remembers when the next parcel may leave
  public PostgresOutbound(Database database, Runnable wake, NextDue next) {
    this.database = database;
    this.wake = wake;
    this.next = next;
  }

  @Override
  public boolean enqueue(Parcel parcel) {
    int rows =
        database
            .sql()
            .sql(
                """
                insert into platform.parcel (id, owner, channel, idempotency_key, order_key, priority, about, address, payload,
                  created_at, expires_at, state, attempts, next_attempt_at)
                values (:id, :owner, :channel, :idempotency_key, :order_key, :priority, :about, :address, :payload,
                  :created_at, :expires_at, 'waiting', 0, :created_at)
                on conflict (owner, idempotency_key) do nothing
                """)
            .param("id", parcel.id())
            .param("owner", parcel.owner())
            .param("channel", parcel.channel())
            .param("idempotency_key", parcel.idempotencyKey())
            .param("order_key", parcel.orderKey())
            .param("priority", parcel.priority())
            .param("about", parcel.about())
            .param("address", parcel.address())
            .param("payload", parcel.payload())
            .param("created_at", Timestamp.from(parcel.createdAt()))
            .param("expires_at", timestamp(parcel.expiresAt()))
            .update();
    if (rows > 0) {
      next.at(PARCELS, parcel.createdAt());
      database.afterCommit(wake);
    }
    return rows > 0;
  }

  @Override
  public int cancel(String owner, String about, @Nullable String channel, String why, Instant now) {
    return database
        .sql()
        .sql(
            """
            update platform.parcel p set state = 'cancelled', next_attempt_at = null, ended_at = :now, last_word = :why
            from (
              select id from platform.parcel
              where about = :about and owner = :owner and state = 'waiting'
                and (:channel::text is null or channel = :channel)
              for update skip locked) open
            where p.id = open.id
            """)
        .param("owner", owner)
        .param("about", about)
        .param("channel", channel)
        .param("why", why)
        .param("now", Timestamp.from(now))
        .update();
  }

  @Override
  public List<String> due(Set<String> channels, Instant now) {
    Set<String> about =
        Objects.requireNonNull(
            remembered.updateAndGet(before -> before == null ? Set.copyOf(channels) : before));
    if (about.equals(channels) && !next.maybe(PARCELS, now, () -> earliest(about))) {
      return List.of();
    }
    return database
        .sql()
        .sql(
            """
            select c.channel from unnest(?::text[]) as c (channel)
            where exists (select 1 from platform.parcel p
              where p.channel = c.channel and p.state in ('waiting', 'leased') and p.next_attempt_at <= ?)
            """)
        .params(channels.toArray(String[]::new), Timestamp.from(now))
        .query((row, _) -> row.getString(1))
        .list();
  }

  /// When the earliest may leave or its lease ends, also when others of its order are before it: those are to be looked at each time.
  private @Nullable Instant earliest(Set<String> channels) {
    return database
        .sql()
        .sql(
            """
            select first.next_attempt_at from unnest(?::text[]) as c (channel) cross join lateral (
              select next_attempt_at from platform.parcel p
              where p.channel = c.channel and p.state in ('waiting', 'leased')
              order by next_attempt_at limit 1) first
            order by 1 limit 1
            """)
        .param(channels.toArray(String[]::new))
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .optional()
        .orElse(null);
  }

  @Override
  public List<Leased> lease(String channel, Instant now, Duration lease, int most) {
    record Taken(Leased leased, long serial, boolean lost) {}
    List<Taken> taken =
        new ArrayList<>(
            database
                .sql()
                .sql(
                    """
                    with chosen as (
                      select id, state as was from platform.parcel p
                      where channel = :channel and state in ('waiting', 'leased') and next_attempt_at <= :now
                        and (order_key is null or not exists (
                          select 1 from platform.parcel older
                          where older.order_key = p.order_key and older.serial < p.serial
                            and older.state in ('waiting', 'leased')))
                      order by priority, (case when priority = 0 and order_key is null then -serial else serial end)
                      limit :most for update skip locked)
                    update platform.parcel p
                    set state = 'leased', attempts = p.attempts + 1, next_attempt_at = :ends
                    from chosen where p.id = chosen.id
                    returning %s, p.attempts, p.serial, chosen.was
                    """
                        .formatted(COLUMNS))
                .param("channel", channel)
                .param("now", Timestamp.from(now))
                .param("most", most)
                .param("ends", Timestamp.from(now.plus(lease)))
                .query((row, _) ->
                    new Taken(
                        new Leased(parcel(row), row.getInt("attempts")),
                        row.getLong("serial"),
                        row.getString("was").equals("leased")))
                .list());
    if (!taken.isEmpty()) {
      next.at(PARCELS, now.plus(lease));
    }
    for (Taken one : taken) {
      if (one.lost()) {
        note(one.leased().parcel().id(), lost(one.leased().attempt() - 1, now));
      }
    }
    taken.sort(
        Comparator.comparingInt((Taken one) -> one.leased().parcel().priority())
            .thenComparingLong(one -> place(one.leased().parcel(), one.serial())));
    return taken.stream().map(Taken::leased).toList();
  }

  /// The newest page first, everything else oldest first.
  static long place(Parcel parcel, long serial) {
    return parcel.priority() == 0 && parcel.orderKey() == null ? -serial : serial;
  }

  static Attempt lost(int number, Instant now) {
    return new Attempt(number, now, "lost", "no word came back before the lease ended");
  }

  @Override
  public List<Parcel> strays(Set<String> carried, Instant now, int most) {
    return database
        .sql()
        .sql(
            """
            select %s from platform.parcel p
            where p.id in (
                (select id from platform.parcel where state = 'waiting' and expires_at <= ? order by expires_at limit ?)
                union all
                (select id from platform.parcel where state in ('waiting', 'leased') and channel <> all (?::text[]) limit ?))
              and p.state = 'waiting'
            limit ? for update of p skip locked
            """
                .formatted(COLUMNS))
        .params(Timestamp.from(now), most, carried.toArray(String[]::new), most, most)
        .query((row, _) -> parcel(row))
        .list();
  }

  @Override
  public @Nullable Held hold(String id) {
    return database
        .sql()
        .sql("select state, attempts from platform.parcel where id = ? for update")
        .params(id)
        .query((row, _) -> new Held(row.getString(1), row.getInt(2)))
        .optional()
        .orElse(null);
  }

  @Override
  public void note(String id, Attempt attempt) {
    database
        .sql()
        .sql(
            """
            insert into platform.attempt (parcel, number, at, outcome, word) values (?, ?, ?, ?, ?)
            on conflict (parcel, number) do update
            set at = excluded.at, outcome = excluded.outcome, word = excluded.word
            """)
        .params(
            id, attempt.number(), Timestamp.from(attempt.at()), attempt.outcome(), attempt.word())
        .update();
  }

  @Override
  public void putBack(String id, Instant nextAttemptAt, String word) {
    database
        .sql()
        .sql(
            "update platform.parcel set state = 'waiting', next_attempt_at = ?, last_word = ? where"
                + " id = ?")
        .params(Timestamp.from(nextAttemptAt), word, id)
        .update();
    next.at(PARCELS, nextAttemptAt);
  }

  @Override
  public void end(String id, String state, int attempts, String word, Instant now) {
    database
        .sql()
        .sql(
            """
            update platform.parcel
            set state = ?, attempts = ?, next_attempt_at = null, ended_at = ?, last_word = ? where id = ?
            """)
        .params(state, attempts, Timestamp.from(now), word, id)
        .update();
  }

  @Override
  public List<Backlog> backlog() {
    return database
        .sql()
        .sql(
            """
            select channel, count(*), min(created_at) from platform.parcel
            where state in ('waiting', 'leased') group by channel order by channel
            """)
        .query((row, _) ->
            new Backlog(row.getString(1), row.getLong(2), row.getTimestamp(3).toInstant()))
        .list();
  }

  @Override
  public @Nullable Instant nextDue() {
    return database
        .sql()
        .sql(
            """
            select next_attempt_at from platform.parcel p
            where state in ('waiting', 'leased')
              and (order_key is null or not exists (
                select 1 from platform.parcel older
                where older.order_key = p.order_key and older.serial < p.serial and older.state in ('waiting', 'leased')))
            order by next_attempt_at limit 1
            """)
        .query((row, _) -> row.getTimestamp(1).toInstant())
        .optional()
        .orElse(null);
  }

  @Override
  public int forget(Instant endedBefore, int most) {
    return database
        .sql()
        .sql(
            """
            delete from platform.parcel where id in (
              select id from platform.parcel where ended_at < ? order by ended_at limit ? for update skip locked)
            """)
        .params(Timestamp.from(endedBefore), most)
        .update();
  }

  @Override
  public long count(@Nullable String about, @Nullable String state, int most) {
    return database.list(() ->
        database
            .sql()
            .sql(
                """
                select count(*) from (
                  select 1 from platform.parcel p
                  where (:about::text is null or p.about = :about) and (:state::text is null or p.state = :state)
                  limit :most) found
                """)
            .param("about", about)
            .param("state", state)
            .param("most", most)
            .query(Long.class)
            .single());
  }

  @Override
  public List<Status> log(@Nullable String about, @Nullable String state, int offset, int limit) {
    return database.list(() ->
        withLog(
            database
                .sql()
                .sql(
                    """
                    select %s, p.state, p.attempts, p.next_attempt_at, p.ended_at, p.last_word from platform.parcel p
                    where (:about::text is null or p.about = :about) and (:state::text is null or p.state = :state)
                    order by p.serial desc offset :offset limit :limit
                    """
                        .formatted(COLUMNS))
                .param("about", about)
                .param("state", state)
                .param("offset", offset)
                .param("limit", limit)
                .query((row, _) -> status(row))
                .list()));
  }

  @Override
  public Optional<Status> status(String id) {
    return withLog(
            database
                .sql()
                .sql(
                    """
                    select %s, p.state, p.attempts, p.next_attempt_at, p.ended_at, p.last_word from platform.parcel p
                    where p.id = ?
                    """
                        .formatted(COLUMNS))
                .params(id)
                .query((row, _) -> status(row))
                .list())
        .stream()
        .findFirst();
  }

  private List<Status> withLog(List<Status> parcels) {
    if (parcels.isEmpty()) {
      return parcels;
    }
    Map<String, List<Attempt>> logs = new HashMap<>();
    database
        .sql()
        .sql(
            """
            select parcel, number, at, outcome, word from platform.attempt
            where parcel = any (?::text[]) order by parcel, number
            """)
        .params(
            (Object) parcels.stream().map(status -> status.parcel().id()).toArray(String[]::new))
        .query(row -> {
          logs.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
              .add(
                  new Attempt(
                      row.getInt(2),
                      row.getTimestamp(3).toInstant(),
                      row.getString(4),
                      row.getString(5)));
        });
    return parcels.stream()
        .map(status ->
            new Status(
                status.parcel(),
                status.state(),
                status.attempts(),
                status.nextAttemptAt(),
                status.endedAt(),
                status.lastWord(),
                List.copyOf(logs.getOrDefault(status.parcel().id(), List.of()))))
        .toList();
  }

  private static Status status(ResultSet row) throws SQLException {
    return new Status(
        parcel(row),
        row.getString("state"),
        row.getInt("attempts"),
        instant(row.getTimestamp("next_attempt_at")),
        instant(row.getTimestamp("ended_at")),
        row.getString("last_word"),
        List.of());
  }

  private static Parcel parcel(ResultSet row) throws SQLException {
    return new Parcel(
        row.getString("id"),
        row.getString("owner"),
        row.getString("channel"),
        row.getString("idempotency_key"),
        row.getString("order_key"),
        row.getInt("priority"),
        row.getString("about"),
        row.getString("address"),
        row.getString("payload"),
        row.getTimestamp("created_at").toInstant(),
        instant(row.getTimestamp("expires_at")));
  }

  private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }

  private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? null : timestamp.toInstant();
  }
}
