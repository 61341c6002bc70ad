package dev.muster.signal;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The tape in PostgreSQL.
final class PostgresTape implements Tape {
  /// Segments read at once; at most some megabytes.
  private static final int PAGE = 100;

  private final Database database;
  private final ConcurrentHashMap<Integer, Segments> packers = new ConcurrentHashMap<>();

  PostgresTape(Database database) {
    this.database = database;
  }

  @Override
  public byte[] pack(int writer, List<TapeEntry> entries) {
    return packers.computeIfAbsent(writer, _ -> new Segments()).pack(entries);
  }

  @Override
  public long append(
      int writer, byte[] packed, int entries, Instant first, Instant last, String tally) {
    return Objects.requireNonNull(
        database
            .jdbc()
            .queryForObject(
                """
                insert into signal.segment (writer, entries, bytes, first_at, last_at, tally, body)
                values (?, ?, ?, ?, ?, ?, ?) returning id
                """,
                Long.class,
                writer,
                entries,
                packed.length,
                Timestamp.from(first),
                Timestamp.from(last),
                tally,
                packed));
  }

  @Override
  public long last(int writer) {
    return database
        .sql()
        .sql("select coalesce(max(id), 0) from signal.segment where writer = ?")
        .param(writer)
        .query(Long.class)
        .single();
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Row(long id, int entries, byte[] body) {}

  @Override
  public void follow(int writer, long after, Consumer<Segment> reader) {
    long position = after;
    List<Row> rows;
    do {
      rows =
          database
              .sql()
              .sql(
                  """
                  select id, entries, body from signal.segment where writer = ? and id > ?
                  order by id limit ?
                  """)
              .params(writer, position, PAGE)
              .query((row, _) -> new Row(row.getLong(1), row.getInt(2), row.getBytes(3)))
              .list();
      for (Row row : rows) {
        reader.accept(new Segment(row.id(), writer, Segments.unpack(row.body(), row.entries())));
        position = row.id();
      }
    } while (rows.size() == PAGE);
  }

  @Override
  public void read(Instant from, Instant until, Consumer<TapeEntry> reader) {
    record Place(int writer, long id) {}
    List<Place> places =
        database
            .sql()
            .sql(
                """
                select writer, id from signal.segment where first_at < ? and last_at >= ?
                order by first_at, writer, id
                """)
            .params(Timestamp.from(until), Timestamp.from(from))
            .query((row, _) -> new Place(row.getInt(1), row.getLong(2)))
            .list();
    for (Place place : places) {
      database
          .sql()
          .sql("select id, entries, body from signal.segment where writer = ? and id = ?")
          .params(place.writer(), place.id())
          .query((row, _) -> new Row(row.getLong(1), row.getInt(2), row.getBytes(3)))
          .optional() // retention may have taken it meanwhile
          .ifPresent(row -> {
            for (TapeEntry entry : Segments.unpack(row.body(), row.entries())) {
              if (!entry.receivedAt().isBefore(from) && entry.receivedAt().isBefore(until)) {
                reader.accept(entry);
              }
            }
          });
    }
  }
}
