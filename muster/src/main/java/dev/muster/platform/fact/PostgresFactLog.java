package dev.muster.platform.fact;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// The fact log in PostgreSQL. The row of `platform.topic` gives out the sequence and, being locked until the commit, makes the
/// order of sequences the order of commits.
public final class PostgresFactLog implements FactLog {
  private final Database database;

  public PostgresFactLog(Database database) {
    this.database = database;
  }

  @Override
  public <E> void append(Topic<E> topic, int lane, Instant at, List<? extends E> events) {
    if (events.isEmpty()) {
      return;
    }
    int count = events.size();
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
                    topic.name(),
                    lane,
                    (long) count));
    String[] types = new String[count];
    String[] keys = new String[count];
    String[] bodies = new String[count];
    Long[] sequences = new Long[count];
    for (int i = 0; i < count; i++) {
      E event = events.get(i);
      sequences[i] = last - count + 1 + i;
      types[i] = topic.type(event);
      keys[i] = topic.key(event);
      bodies[i] = topic.body(event);
    }
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into platform.fact (topic, lane, sequence, type, key, body, said_at)
                  select ?, ?, f.sequence, f.type, f.key, f.body, ?
                  from unnest(?::bigint[], ?::text[], ?::text[], ?::text[]) as f (sequence, type, key, body)
                  """);
          insert.setString(1, topic.name());
          insert.setInt(2, lane);
          insert.setTimestamp(3, Timestamp.from(at));
          insert.setArray(4, connection.createArrayOf("bigint", sequences));
          insert.setArray(5, connection.createArrayOf("text", types));
          insert.setArray(6, connection.createArrayOf("text", keys));
          insert.setArray(7, connection.createArrayOf("text", bodies));
          return insert;
        });
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
                Objects.requireNonNull(topic.decode(row.getString(2), row.getString(3)))))
        .list();
  }

  @Override
  public long last(Topic<?> topic, int lane) {
    return database
        .sql()
        .sql("select last from platform.topic where topic = ? and lane = ?")
        .params(topic.name(), lane)
        .query(Long.class)
        .optional()
        .orElse(0L);
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
  public void advance(String reader, Topic<?> topic, int lane, long sequence) {
    database
        .sql()
        .sql("update platform.reading set sequence = ? where reader = ? and topic = ? and lane = ?")
        .params(sequence, reader, topic.name(), lane)
        .update();
  }

  @Override
  public void park(String reader, Fact fact, String why, Instant at) {
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
            fact.event().getClass().getSimpleName(),
            Json.write(fact.event()),
            why,
            Timestamp.from(at))
        .update();
  }
}
