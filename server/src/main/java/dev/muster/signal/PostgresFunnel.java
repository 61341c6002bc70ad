package dev.muster.signal;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The funnel in PostgreSQL. The tallies of segments are added up behind the intake; what is not added up yet is read from the
/// segments themselves, in the same statement, so a count is neither missed nor counted twice.
final class PostgresFunnel implements Funnel, Pump {
  /// Segments added up in one transaction.
  private static final int PAGE = 2_000;

  /// Cells are kept longer than the tape, so that a quarter can be compared with the last.
  private static final Duration KEPT = Duration.ofDays(400);

  private static final Duration FORGET_EVERY = Duration.ofHours(1);

  /// How long tallies gather. Nobody waits for it: what is not added up yet is read from the segments.
  private static final Duration ADD_UP_EVERY = Duration.ofSeconds(1);

  /// All writers, each found by one step in the key instead of by reading all segments.
  private static final String WRITERS =
      """
      with recursive writers (writer) as (
        (select writer from signal.segment order by writer limit 1)
        union all
        select (select s.writer from signal.segment s where s.writer > w.writer order by s.writer limit 1)
        from writers w where w.writer is not null)
      """;

  private final Database database;
  private Instant forgetDue = Instant.EPOCH;
  private @Nullable Instant addedUp;

  PostgresFunnel(Database database) {
    this.database = database;
  }

  private record Key(
      Instant bucket, String integrationId, String serviceId, String ruleId, Effect effect)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      return text().compareTo(other.text());
    }

    private String text() {
      return String.join("\t", bucket.toString(), integrationId, serviceId, ruleId, effect.name());
    }
  }

  @Override
  public String name() {
    return "signal.funnel";
  }

  @Override
  public boolean wokenBy(String what) {
    return false;
  }

  @Override
  public int poll(Instant now) {
    Instant before = addedUp;
    if (before != null && Duration.between(before, now).abs().compareTo(ADD_UP_EVERY) < 0) {
      return 0;
    }
    int done = database.inTransaction(this::addUp);
    addedUp = done < PAGE ? now : null;
    if (!now.isBefore(forgetDue)) {
      forgetDue = now.plus(FORGET_EVERY);
      database
          .sql()
          .sql("delete from signal.funnel where bucket < ?")
          .param(Timestamp.from(now.minus(KEPT)))
          .update();
    }
    return done;
  }

  private record Tallied(int writer, long id, String tally) {}

  private int addUp() {
    // One node at a time: the lock ends with the transaction.
    Boolean mine =
        database
            .sql()
            .sql("select pg_try_advisory_xact_lock(hashtext('signal.funnel'))")
            .query(Boolean.class)
            .single();
    if (!mine) {
      return 0;
    }
    database.relax(); // what is lost with the database is added up again
    database
        .sql()
        .sql(
            WRITERS
                + """
                insert into signal.funnel_progress (writer, segment)
                select writer, cast(0 as bigint) from writers where writer is not null
                on conflict do nothing
                """)
        .update();
    List<Tallied> segments =
        database
            .sql()
            .sql(
                """
                select s.writer, s.id, s.tally from signal.funnel_progress p
                cross join lateral (select writer, id, tally from signal.segment
                  where writer = p.writer and id > p.segment order by id limit ?) s
                order by s.writer, s.id
                """)
            .param(PAGE)
            .query((row, _) -> new Tallied(row.getInt(1), row.getLong(2), row.getString(3)))
            .list();
    if (segments.isEmpty()) {
      return 0;
    }
    var counts = new TreeMap<Key, Long>();
    var reached = new LinkedHashMap<Integer, Long>();
    for (Tallied segment : segments) {
      for (Cell cell : cells(segment.tally())) {
        counts.merge(
            new Key(
                cell.bucket(),
                cell.integrationId(),
                cell.serviceId(),
                cell.ruleId(),
                cell.effect()),
            cell.signals(),
            Long::sum);
      }
      reached.put(segment.writer(), segment.id());
    }
    save(counts);
    reached.forEach((writer, id) ->
        database
            .sql()
            .sql("update signal.funnel_progress set segment = ? where writer = ?")
            .params(id, writer)
            .update());
    return segments.size();
  }

  private void save(Map<Key, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    List<Key> keys = List.copyOf(counts.keySet());
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into signal.funnel (bucket, integration_id, service_id, rule_id, effect, events)
                  select timestamptz 'epoch' + bucket * interval '1 second', integration_id, service_id, rule_id, effect, events
                  from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                    as c (bucket, integration_id, service_id, rule_id, effect, events)
                  on conflict (bucket, integration_id, service_id, rule_id, effect)
                  do update set events = funnel.events + excluded.events
                  """);
          insert.setArray(
              1,
              connection.createArrayOf(
                  "int8", keys.stream().map(key -> key.bucket().getEpochSecond()).toArray()));
          insert.setArray(
              2, connection.createArrayOf("text", keys.stream().map(Key::integrationId).toArray()));
          insert.setArray(
              3, connection.createArrayOf("text", keys.stream().map(Key::serviceId).toArray()));
          insert.setArray(
              4, connection.createArrayOf("text", keys.stream().map(Key::ruleId).toArray()));
          insert.setArray(
              5,
              connection.createArrayOf(
                  "text", keys.stream().map(key -> String.valueOf(key.effect().code())).toArray()));
          insert.setArray(6, connection.createArrayOf("int8", counts.values().toArray()));
          return insert;
        });
  }

  private static List<Cell> cells(String tally) {
    var cells = new ArrayList<Cell>();
    if (!tally.isEmpty()) {
      for (String line : tally.split("\n", -1)) {
        String[] parts = line.split("\t", -1);
        cells.add(
            new Cell(
                Instant.ofEpochSecond(Long.parseLong(parts[0])),
                parts[1],
                parts[2],
                parts[3],
                Effect.of(parts[4].charAt(0)),
                Long.parseLong(parts[5])));
      }
    }
    return cells;
  }

  @Override
  public List<Cell> cells(Instant since, Instant until) {
    var counts = new TreeMap<Key, Long>();
    // One statement is one picture of the database: what the pump adds up meanwhile is in one half
    // or in the other.
    database
        .sql()
        .sql(
            WRITERS
                + """
                select extract(epoch from bucket)::bigint as bucket, integration_id, service_id, rule_id, effect, events,
                  null as tally
                from signal.funnel where bucket >= :since and bucket < :until
                union all
                select 0, '', '', '', '', 0, s.tally from writers w
                left join signal.funnel_progress p on p.writer = w.writer
                cross join lateral (select tally from signal.segment
                  where writer = w.writer and id > coalesce(p.segment, 0)) s
                """)
        .param("since", Timestamp.from(since))
        .param("until", Timestamp.from(until))
        .query(row -> {
          String tally = row.getString("tally");
          if (tally == null) {
            counts.merge(
                new Key(
                    Instant.ofEpochSecond(row.getLong("bucket")),
                    row.getString("integration_id"),
                    row.getString("service_id"),
                    row.getString("rule_id"),
                    Effect.of(row.getString("effect").charAt(0))),
                row.getLong("events"),
                Long::sum);
          } else {
            for (Cell cell : cells(tally)) {
              if (!cell.bucket().isBefore(since) && cell.bucket().isBefore(until)) {
                counts.merge(
                    new Key(
                        cell.bucket(),
                        cell.integrationId(),
                        cell.serviceId(),
                        cell.ruleId(),
                        cell.effect()),
                    cell.signals(),
                    Long::sum);
              }
            }
          }
        });
    var cells = new ArrayList<Cell>();
    counts.forEach((key, signals) ->
        cells.add(
            new Cell(
                key.bucket(),
                key.integrationId(),
                key.serviceId(),
                key.ruleId(),
                key.effect(),
                signals)));
    return cells;
  }

  private record Place(int writer, long id) {}

  private record Body(int entries, @SuppressWarnings("ArrayRecordComponent") byte[] body) {}

  @Override
  public void events(Instant since, Instant until, Predicate<Event> reader) {
    List<Place> places =
        database
            .sql()
            .sql(
                """
                select writer, id from signal.segment where first_at < ? and last_at >= ?
                order by first_at, writer, id
                """)
            .params(Timestamp.from(until), Timestamp.from(since))
            .query((row, _) -> new Place(row.getInt(1), row.getLong(2)))
            .list();
    for (Place place : places) {
      Body body =
          database
              .sql()
              .sql("select entries, body from signal.segment where writer = ? and id = ?")
              .params(place.writer(), place.id())
              .query((row, _) -> new Body(row.getInt(1), row.getBytes(2)))
              .optional()
              .orElse(null);
      if (body == null) {
        continue; // retention took it meanwhile
      }
      for (TapeEntry entry : Segments.unpack(body.body(), body.entries())) {
        if (entry.receivedAt().isBefore(since) || !entry.receivedAt().isBefore(until)) {
          continue;
        }
        List<Signal> signals = entry.signals();
        String effects = entry.effects();
        for (int i = 0; i < signals.size(); i++) {
          Effect effect =
              effects != null && i < effects.length()
                  ? Effect.of(effects.charAt(i))
                  : Effect.NOTHING;
          if (!reader.test(new Event(entry, i, signals.get(i), effect))) {
            return;
          }
        }
      }
    }
  }
}
