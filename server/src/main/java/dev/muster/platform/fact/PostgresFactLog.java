package dev.muster.platform.fact;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// The fact log in PostgreSQL. The row of `platform.topic` gives out the sequence and, being locked until the commit, makes the
/// order of sequences the order of commits.
public final class PostgresFactLog implements FactLog {
  private final Database database;
  private final Consumer<String> wake;

  /// Reading positions that are known to have a row.
  private final Set<Reading> known = ConcurrentHashMap.newKeySet();

  private final RecentFacts recent;
  private final KnownEnds ends;

  private record Reading(String reader, Place place) {}

  public PostgresFactLog(Database database) {
    this(database, _ -> {});
  }

  /// Asks the database each time where the log ends, so that any number of processes may append.
  ///
  /// @param wake told each topic after a transaction that appended to it has committed; see
  ///     {@link dev.muster.platform.engine.Engine#wake(String)}
  public PostgresFactLog(Database database, Consumer<String> wake) {
    this(database, wake, Duration.ZERO);
  }

  /// For the process that alone appends, as the owner of the lease does: an end of the log that it knows is not asked for.
  ///
  /// @param trust how long that is believed without a look into the database, where another process may have appended after all
  public PostgresFactLog(Database database, Consumer<String> wake, Duration trust) {
    this(database, wake, RecentFacts.MOST, new KnownEnds(trust, System::nanoTime));
  }

  /// @param recent how many facts of this process its readers share
  PostgresFactLog(Database database, Consumer<String> wake, int recent, KnownEnds ends) {
    this.database = database;
    this.wake = wake;
    this.recent = new RecentFacts(recent);
    this.ends = ends;
  }

  /// What one transaction has appended so far; sorted by place, so that two transactions lock the same places in the same order.
  private static final class Appended {
    private final SortedMap<Place, List<Row>> rows = new TreeMap<>(ORDER);
    private final List<RecentFacts.Kept> said = new ArrayList<>();

    /// True from giving out sequences until it is known what became of them.
    private boolean open;
  }

  private record Row(Object event, String type, String key, String body, Instant at) {}

  private static final Comparator<Place> ORDER =
      Comparator.comparing(Place::topic).thenComparingInt(Place::lane);

  @Override
  public <E> void append(Topic<E> topic, int lane, Instant at, List<? extends E> events) {
    if (events.isEmpty()) {
      return;
    }
    List<Row> rows =
        appended().rows.computeIfAbsent(new Place(topic.name(), lane), _ -> new ArrayList<>());
    Instant kept = at.truncatedTo(ChronoUnit.MICROS); // as the database keeps it
    for (E event : events) {
      String type = topic.type(event);
      String body = topic.body(event);
      // Readers get the event itself, or what was made of its text: there must be no difference.
      assert topic.decode(type, body).equals(event) : event;
      rows.add(new Row(event, type, topic.key(event), body, kept));
    }
  }

  private Appended appended() {
    if (TransactionSynchronizationManager.getResource(this) instanceof Appended appended) {
      return appended;
    }
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("a fact outside of a transaction");
    }
    var appended = new Appended();
    TransactionSynchronizationManager.bindResource(this, appended);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCommit(boolean readOnly) {
            appended.open = true;
            ends.open();
            appended.rows.forEach((place, rows) -> appended.said.addAll(insert(place, rows)));
          }

          @Override
          public void beforeCompletion() {
            TransactionSynchronizationManager.unbindResourceIfPossible(PostgresFactLog.this);
          }

          @Override
          public void afterCommit() {
            recent.add(appended.said);
            close(appended, STATUS_COMMITTED);
            appended.rows.keySet().stream().map(Place::topic).distinct().forEach(wake);
          }

          @Override
          public void afterCompletion(int status) {
            close(appended, status);
          }
        });
    return appended;
  }

  private void close(Appended appended, int status) {
    if (!appended.open) {
      return;
    }
    appended.open = false;
    switch (status) {
      case TransactionSynchronization.STATUS_COMMITTED -> {
        var reached = new HashMap<Place, Long>();
        appended.said.forEach(kept -> reached.put(kept.fact().place(), kept.fact().sequence()));
        ends.committed(reached);
      }
      case TransactionSynchronization.STATUS_ROLLED_BACK -> ends.rolledBack();
      default -> ends.unknown();
    }
  }

  private List<RecentFacts.Kept> insert(Place place, List<Row> rows) {
    int count = rows.size();
    long last =
        Objects.requireNonNull(
            database
                .jdbc()
                .queryForObject(
                    """
                    insert into platform.topic (topic, lane, last) values (?, ?, ?)
                    on conflict (topic, lane) do update set last = platform.topic.last + excluded.last
                    returning last
                    """,
                    Long.class,
                    place.topic(),
                    place.lane(),
                    (long) count));
    String[] types = new String[count];
    String[] keys = new String[count];
    String[] bodies = new String[count];
    Timestamp[] times = new Timestamp[count];
    Long[] sequences = new Long[count];
    var said = new ArrayList<RecentFacts.Kept>();
    for (int i = 0; i < count; i++) {
      Row row = rows.get(i);
      sequences[i] = last - count + 1 + i;
      types[i] = row.type();
      keys[i] = row.key();
      bodies[i] = row.body();
      times[i] = Timestamp.from(row.at());
      said.add(
          new RecentFacts.Kept(
              new Fact(place.topic(), place.lane(), sequences[i], row.at(), row.event()),
              row.body().length()));
    }
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into platform.fact (topic, lane, sequence, type, key, body, said_at)
                  select ?, ?, f.sequence, f.type, f.key, f.body, f.said_at
                  from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
                    as f (sequence, type, key, body, said_at)
                  """);
          insert.setString(1, place.topic());
          insert.setInt(2, place.lane());
          insert.setArray(3, connection.createArrayOf("bigint", sequences));
          insert.setArray(4, connection.createArrayOf("text", types));
          insert.setArray(5, connection.createArrayOf("text", keys));
          insert.setArray(6, connection.createArrayOf("text", bodies));
          insert.setArray(7, connection.createArrayOf("timestamptz", times));
          return insert;
        });
    return said;
  }

  @Override
  public List<Fact> read(Topic<?> topic, int lane, long after, int most) {
    return database
        .sql()
        .sql(
            """
            select sequence, type, body, said_at from platform.fact
            where topic = ? and lane = ? and sequence > ? order by sequence limit ?
            """)
        .params(topic.name(), lane, after, most)
        .query((row, _) ->
            new Fact(
                topic.name(),
                lane,
                row.getLong(1),
                row.getTimestamp(4).toInstant(),
                topic.event(row.getString(2), row.getString(3))))
        .list();
  }

  @Override
  public List<Fact> read(List<Stretch> stretches, int most) {
    var here = new HashMap<Stretch, List<Fact>>();
    var elsewhere = new ArrayList<Stretch>();
    for (Stretch stretch : stretches) {
      recent
          .read(stretch, most)
          .ifPresentOrElse(facts -> here.put(stretch, facts), () -> elsewhere.add(stretch));
    }
    if (!elsewhere.isEmpty()) {
      here.putAll(fetch(elsewhere, most));
    }
    var all = new ArrayList<Fact>();
    stretches.forEach(stretch -> all.addAll(here.getOrDefault(stretch, List.of())));
    return all;
  }

  private Map<Stretch, List<Fact>> fetch(List<Stretch> stretches, int most) {
    var topics = new String[stretches.size()];
    var lanes = new Integer[stretches.size()];
    var after = new Long[stretches.size()];
    var until = new Long[stretches.size()];
    for (int i = 0; i < stretches.size(); i++) {
      Stretch stretch = stretches.get(i);
      topics[i] = stretch.topic().name();
      lanes[i] = stretch.lane();
      after[i] = stretch.after();
      until[i] = stretch.until();
    }
    var found = new HashMap<Stretch, List<Fact>>();
    database
        .jdbc()
        .query(
            connection -> {
              PreparedStatement select =
                  connection.prepareStatement(
                      """
                      select s.number, f.sequence, f.type, f.body, f.said_at
                      from unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[]) with ordinality
                          as s (topic, lane, after, until, number)
                        cross join lateral (
                          select sequence, type, body, said_at from platform.fact
                          where topic = s.topic and lane = s.lane and sequence > s.after and sequence <= s.until
                          order by sequence limit ?) f
                      order by s.number, f.sequence
                      """);
              select.setArray(1, connection.createArrayOf("text", topics));
              select.setArray(2, connection.createArrayOf("int", lanes));
              select.setArray(3, connection.createArrayOf("bigint", after));
              select.setArray(4, connection.createArrayOf("bigint", until));
              select.setInt(5, most);
              return select;
            },
            row -> {
              Stretch stretch = stretches.get(row.getInt(1) - 1);
              found
                  .computeIfAbsent(stretch, _ -> new ArrayList<>())
                  .add(
                      new Fact(
                          stretch.topic().name(),
                          stretch.lane(),
                          row.getLong(2),
                          row.getTimestamp(5).toInstant(),
                          stretch.topic().event(row.getString(3), row.getString(4))));
            });
    return found;
  }

  @Override
  public long last(Topic<?> topic, int lane) {
    return lasts(Set.of(topic.name())).getOrDefault(new Place(topic.name(), lane), 0L);
  }

  @Override
  public Map<Place, Long> lasts(Set<String> topics) {
    Map<Place, Long> known = ends.known(topics);
    return known == null ? ends.look(topics, this::allLasts) : known;
  }

  private Map<Place, Long> allLasts() {
    var lasts = new HashMap<Place, Long>();
    database
        .sql()
        .sql("select topic, lane, last from platform.topic")
        .query(row -> {
          lasts.put(new Place(row.getString(1), row.getInt(2)), row.getLong(3));
        });
    return lasts;
  }

  @Override
  public long position(String reader, Topic<?> topic, int lane) {
    database
        .sql()
        .sql(
            """
            insert into platform.reading (reader, topic, lane, sequence) values (?, ?, ?, 0)
            on conflict do nothing
            """)
        .params(reader, topic.name(), lane)
        .update();
    return database
        .sql()
        .sql(
            """
            select sequence from platform.reading where reader = ? and topic = ? and lane = ?
            for update skip locked
            """)
        .params(reader, topic.name(), lane)
        .query(Long.class)
        .optional()
        .orElse(-1L);
  }

  @Override
  public Map<Place, Long> positions(String reader, Collection<Place> places) {
    for (Place place : places) {
      var reading = new Reading(reader, place);
      if (!known.contains(reading)) {
        database
            .sql()
            .sql(
                """
                insert into platform.reading (reader, topic, lane, sequence) values (?, ?, ?, 0)
                on conflict do nothing
                """)
            .params(reader, place.topic(), place.lane())
            .update();
        database.afterCommit(() -> known.add(reading));
      }
    }
    var positions = new HashMap<Place, Long>();
    database
        .sql()
        .sql(
            """
            select topic, lane, sequence from platform.reading
            where reader = ? and (topic, lane) in (select * from unnest(?::text[], ?::int[]))
            for update skip locked
            """)
        .params(
            reader,
            places.stream().map(Place::topic).toArray(String[]::new),
            places.stream().map(Place::lane).toArray(Integer[]::new))
        .query((ResultSet row, int _) ->
            Map.entry(new Place(row.getString(1), row.getInt(2)), row.getLong(3)))
        .list()
        .forEach(position -> positions.put(position.getKey(), position.getValue()));
    return positions;
  }

  @Override
  public void advance(String reader, Map<Place, Long> positions) {
    database
        .sql()
        .sql(
            """
            update platform.reading r set sequence = p.sequence
            from unnest(?::text[], ?::int[], ?::bigint[]) as p (topic, lane, sequence)
            where r.reader = ? and r.topic = p.topic and r.lane = p.lane
            """)
        .params(
            positions.keySet().stream().map(Place::topic).toArray(String[]::new),
            positions.keySet().stream().map(Place::lane).toArray(Integer[]::new),
            positions.values().toArray(Long[]::new),
            reader)
        .update();
  }

  @Override
  public void advance(String reader, Topic<?> topic, int lane, long sequence) {
    database
        .sql()
        .sql("update platform.reading set sequence = ? where reader = ? and topic = ? and lane = ?")
        .params(sequence, reader, topic.name(), lane)
        .update();
  }

  @Override
  public List<Lag> lags() {
    return database
        .sql()
        .sql(
            """
            select r.reader, r.topic, r.lane, coalesce(t.last, 0) - r.sequence
            from platform.reading r left join platform.topic t on t.topic = r.topic and t.lane = r.lane
            order by r.reader, r.topic, r.lane
            """)
        .query((row, _) ->
            new Lag(row.getString(1), new Place(row.getString(2), row.getInt(3)), row.getLong(4)))
        .list();
  }

  @Override
  public void park(String reader, Fact fact, String why, Instant at) {
    Unreadable text =
        fact.event() instanceof Unreadable unreadable
            ? unreadable
            : new Unreadable(
                fact.event().getClass().getSimpleName(), Json.write(fact.event()), why);
    database
        .sql()
        .sql(
            """
            insert into platform.parked_fact (reader, topic, lane, sequence, type, body, why, parked_at)
            values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
            """)
        .params(
            reader,
            fact.topic(),
            fact.lane(),
            fact.sequence(),
            text.type(),
            text.body(),
            why,
            Timestamp.from(at))
        .update();
  }

  @Override
  public List<Parked> parked(int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select reader, topic, lane, sequence, type, body, why, parked_at from platform.parked_fact
            order by parked_at desc, reader, topic, lane, sequence offset ? limit ?
            """)
        .params(offset, limit)
        .query((row, _) -> parked(row))
        .list();
  }

  @Override
  public @Nullable Parked unpark(String reader, Place place, long sequence) {
    return database
        .sql()
        .sql(
            """
            delete from platform.parked_fact where (reader, topic, lane, sequence) in (
              select reader, topic, lane, sequence from platform.parked_fact
              where reader = ? and topic = ? and lane = ? and sequence = ? for update skip locked)
            returning reader, topic, lane, sequence, type, body, why, parked_at
            """)
        .params(reader, place.topic(), place.lane(), sequence)
        .query((row, _) -> parked(row))
        .optional()
        .orElse(null);
  }

  private static Parked parked(ResultSet row) throws SQLException {
    return new Parked(
        row.getString(1),
        new Place(row.getString(2), row.getInt(3)),
        row.getLong(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getTimestamp(8).toInstant());
  }

  @Override
  public int forget(Instant saidBefore, int most) {
    record Read(Place place, long by) {}
    List<Read> read =
        database
            .sql()
            .sql(
                """
                select t.topic, t.lane, min(coalesce(r.sequence, t.last)) from platform.topic t
                left join platform.reading r on r.topic = t.topic and r.lane = t.lane
                group by t.topic, t.lane order by t.topic, t.lane
                """)
            .query((row, _) -> new Read(new Place(row.getString(1), row.getInt(2)), row.getLong(3)))
            .list();
    int deleted = 0;
    for (Read one : read) {
      deleted +=
          database
              .sql()
              .sql(
                  """
                  delete from platform.fact f using (
                    select topic, lane, sequence, said_at from platform.fact
                    where topic = ? and lane = ? and sequence <= ? order by sequence limit ?) oldest
                  where f.topic = oldest.topic and f.lane = oldest.lane and f.sequence = oldest.sequence
                    and oldest.said_at < ?
                  """)
              .params(
                  one.place().topic(),
                  one.place().lane(),
                  one.by(),
                  most - deleted,
                  Timestamp.from(saidBefore))
              .update();
    }
    return deleted;
  }
}
