package dev.muster.detect.watch;

import dev.muster.detect.metric.Meter;
import dev.muster.detect.metric.SeriesName;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.Outage;
import dev.muster.platform.json.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.core.PreparedStatementCreator;

/// Series in PostgreSQL. Whole batches travel as arrays, a statement each.
final class PostgresSeriesStore implements SeriesStore {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSeriesStore.class);

  private final Outage unreadable =
      Outage.parallel(LOG, "detect.series: reading stored chunks", "passing over what is broken");

  private final Database database;

  PostgresSeriesStore(Database database) {
    this.database = database;
  }

  /// Binds arrays to a statement.
  private interface Binding {
    void bind(PreparedStatement statement, Connection connection) throws SQLException;
  }

  private void run(String sql, Binding binding) {
    PreparedStatementCreator creator =
        connection -> {
          PreparedStatement statement = connection.prepareStatement(sql);
          binding.bind(statement, connection);
          return statement;
        };
    PreparedStatementCallback<Integer> update = PreparedStatement::executeUpdate;
    database.jdbc().execute(creator, update);
  }

  private static <T> Object[] column(List<T> rows, Function<T, @Nullable Object> value) {
    return rows.stream().map(value).toArray();
  }

  private static Object[] bytes(List<Saved> rows, Function<Saved, byte @Nullable []> value) {
    byte[][] column = new byte[rows.size()][];
    for (int i = 0; i < column.length; i++) {
      byte[] one = value.apply(rows.get(i));
      column[i] = one == null ? new byte[0] : one;
    }
    return column;
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  @Override
  public List<LiveSeries> series(Collection<Integer> places, Instant since) {
    return database
        .sql()
        .sql(
            """
            select source, metric, labels::text labels, shown, unit, place, first_seen, last_seen from detect.series
            where place = any (?) and last_seen >= ?
            """)
        .params(places.toArray(Integer[]::new), Timestamp.from(since))
        .query((row, _) -> live(row))
        .list();
  }

  private static LiveSeries live(ResultSet row) throws SQLException {
    var series =
        new LiveSeries(
            row.getString("source"),
            name(row),
            Meter.Shown.valueOf(row.getString("shown").toUpperCase(Locale.ROOT)),
            row.getString("unit"),
            row.getInt("place"),
            instant(row, "first_seen").toEpochMilli());
    series.lastSeen = instant(row, "last_seen").toEpochMilli();
    series.storedSeen = series.lastSeen;
    return series;
  }

  static SeriesName name(ResultSet row) throws SQLException {
    var labels = new HashMap<String, String>();
    Json.mapper()
        .readTree(row.getString("labels"))
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asString()));
    return SeriesName.of(row.getString("metric"), labels);
  }

  @Override
  public void save(List<Saved> parts, Instant now) {
    List<LiveSeries> rows = parts.stream().map(Saved::series).toList();
    List<Saved> chunks = parts.stream().filter(part -> part.chunk() != null).toList();
    List<Saved> detectors = parts.stream().filter(part -> part.detector() != null).toList();
    database.run(() -> {
      if (!rows.isEmpty()) {
        saveRows(rows);
      }
      if (!chunks.isEmpty()) {
        run(
            """
            insert into detect.chunk (series_id, start_at, points)
            select * from unnest(?::text[], ?::timestamptz[], ?::bytea[])
            on conflict (series_id, start_at) do update set points = excluded.points
            """,
            (statement, connection) -> {
              statement.setArray(
                  1, connection.createArrayOf("text", column(chunks, part -> part.series().id)));
              statement.setArray(
                  2,
                  connection.createArrayOf(
                      "timestamptz",
                      column(
                          chunks,
                          part -> {
                            Long start = part.chunkStart();
                            return start == null ? null : new Timestamp(start);
                          })));
              statement.setArray(3, connection.createArrayOf("bytea", bytes(chunks, Saved::chunk)));
            });
      }
      if (!detectors.isEmpty()) {
        run(
            """
            insert into detect.detector (series_id, state, taken_at)
            select id, state, ? from unnest(?::text[], ?::bytea[]) as given (id, state)
            on conflict (series_id) do update set state = excluded.state, taken_at = excluded.taken_at
            """,
            (statement, connection) -> {
              statement.setTimestamp(1, Timestamp.from(now));
              statement.setArray(
                  2, connection.createArrayOf("text", column(detectors, part -> part.series().id)));
              statement.setArray(
                  3, connection.createArrayOf("bytea", bytes(detectors, Saved::detector)));
            });
      }
    });
  }

  private void saveRows(List<LiveSeries> given) {
    var once = new HashMap<String, LiveSeries>();
    given.forEach(series -> once.put(series.id, series));
    List<LiveSeries> rows = List.copyOf(once.values());
    run(
        """
        insert into detect.series (id, source, metric, labels, shown, unit, place, first_seen, last_seen)
        select id, source, metric, labels::jsonb, shown, unit, place, first_seen, last_seen
        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::timestamptz[], ?::timestamptz[])
          as given (id, source, metric, labels, shown, unit, place, first_seen, last_seen)
        on conflict (id) do update set last_seen = greatest(detect.series.last_seen, excluded.last_seen)
        """,
        (statement, connection) -> {
          statement.setArray(1, connection.createArrayOf("text", column(rows, s -> s.id)));
          statement.setArray(2, connection.createArrayOf("text", column(rows, s -> s.source)));
          statement.setArray(
              3, connection.createArrayOf("text", column(rows, s -> s.name.metric())));
          statement.setArray(
              4, connection.createArrayOf("text", column(rows, s -> Json.write(s.name.labels()))));
          statement.setArray(
              5, connection.createArrayOf("text", column(rows, s -> s.shown.wire())));
          statement.setArray(6, connection.createArrayOf("text", column(rows, s -> s.unit)));
          statement.setArray(7, connection.createArrayOf("int", column(rows, s -> s.place)));
          statement.setArray(
              8,
              connection.createArrayOf(
                  "timestamptz", column(rows, s -> new Timestamp(s.firstSeen))));
          statement.setArray(
              9,
              connection.createArrayOf(
                  "timestamptz", column(rows, s -> new Timestamp(s.lastSeen))));
        });
  }

  @Override
  public void forgetDetectors(Collection<String> seriesIds) {
    database
        .sql()
        .sql("delete from detect.detector where series_id = any (?)")
        .param(seriesIds.toArray(String[]::new))
        .update();
  }

  @Override
  public Map<String, Kept> kept(Map<String, Long> chunkStarts) {
    String[] ids = chunkStarts.keySet().toArray(String[]::new);
    Timestamp[] starts = new Timestamp[ids.length];
    for (int i = 0; i < ids.length; i++) {
      starts[i] = new Timestamp(chunkStarts.getOrDefault(ids[i], 0L));
    }
    var kept = new HashMap<String, Kept>();
    database
        .sql()
        .sql(
            """
            select given.id, chunk.start_at, chunk.points, detector.state
            from unnest(?::text[], ?::timestamptz[]) as given (id, start_at)
            left join detect.chunk on chunk.series_id = given.id and chunk.start_at = given.start_at
            left join detect.detector on detector.series_id = given.id
            where chunk.points is not null or detector.state is not null
            """)
        .params(ids, starts)
        .query(row -> {
          byte[] points = row.getBytes("points");
          kept.put(
              row.getString("id"),
              new Kept(points == null ? null : chunk(row), row.getBytes("state")));
        });
    return kept;
  }

  @Override
  public List<Chunk> chunks(String seriesId, Instant from, Instant until) {
    var chunks = new ArrayList<Chunk>();
    database
        .sql()
        .sql(
            """
            select start_at, points from detect.chunk where series_id = ? and start_at >= ? and start_at < ? order by start_at
            """)
        .params(seriesId, Timestamp.from(from), Timestamp.from(until))
        .query(row -> {
          add(row, chunks);
        });
    return chunks;
  }

  @Override
  public Map<String, List<Chunk>> newest(
      Collection<String> seriesIds, Instant from, Instant until, int most) {
    var newest = new HashMap<String, List<Chunk>>();
    database
        .sql()
        .sql(
            """
            select given.id, part.start_at, part.points from unnest(?::text[]) as given (id)
            cross join lateral (
              select start_at, points from detect.chunk
              where series_id = given.id and start_at >= ? and start_at < ? order by start_at desc limit ?
            ) as part
            order by given.id, part.start_at
            """)
        .params(seriesIds.toArray(String[]::new), Timestamp.from(from), Timestamp.from(until), most)
        .query(row -> {
          add(row, newest.computeIfAbsent(row.getString("id"), _ -> new ArrayList<>()));
        });
    return newest;
  }

  private void add(ResultSet row, List<Chunk> to) throws SQLException {
    Chunk chunk = chunk(row);
    if (chunk != null) {
      to.add(chunk);
    }
  }

  /// The chunk of a row; null when it is broken or of another version's format, since one must not keep the others from being read.
  private @Nullable Chunk chunk(ResultSet row) throws SQLException {
    try {
      return Chunk.unpack(row.getTimestamp("start_at").getTime(), row.getBytes("points"));
    } catch (IllegalArgumentException broken) {
      unreadable.failed(broken);
      return null;
    }
  }
}
