package dev.muster.alert;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.FactLog;
import dev.muster.platform.json.Json;
import dev.muster.signal.Tape;
import dev.muster.signal.TapeEntry;
import dev.muster.signal.source.RawJson;
import dev.muster.signal.source.Report;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Alerts in PostgreSQL. A batch is written by `unnest`, one statement for all new alerts and one for all changed ones: faster than
/// COPY and a merge at every size that was measured.
final class PostgresAlertRepository implements AlertRepository {
  /// Moments travel as microseconds since 1970: exact, and cheaper to send than texts.
  private static final String INSERT =
      """
      insert into alert.alert (id, lane, integration_id, service_id, dedup_key, status, severity, summary, source, component,
        part_of, class, client, client_url, details, links, images, count, first_seen_at, last_seen_at, opened_event_at,
        last_event_at, acknowledged_at, resolved_at, resolved_by_kind, resolved_by_id, resolve_reason, suppressed_why, suppressed_by,
        held_until, handling, flapping, turns, counted_to)
      select id, lane, integration_id, service_id, dedup_key, status, severity, summary, source, component,
        part_of, class, client, client_url, details, links, images, count,
        timestamptz 'epoch' + first_seen * interval '1 microsecond',
        timestamptz 'epoch' + last_seen * interval '1 microsecond',
        timestamptz 'epoch' + opened_event * interval '1 microsecond',
        timestamptz 'epoch' + last_event * interval '1 microsecond',
        timestamptz 'epoch' + acknowledged * interval '1 microsecond',
        timestamptz 'epoch' + resolved * interval '1 microsecond',
        resolved_by_kind, resolved_by_id, resolve_reason, suppressed_why, suppressed_by,
        timestamptz 'epoch' + held * interval '1 microsecond', handling, flapping, turns, ?
      from unnest(?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
        ?::boolean[], ?::text[])
        as a (id, lane, integration_id, service_id, dedup_key, status, severity, summary, source, component,
        part_of, class, client, client_url, details, links, images, count, first_seen, last_seen,
        opened_event, last_event, acknowledged, resolved, resolved_by_kind, resolved_by_id, resolve_reason, suppressed_why,
        suppressed_by, held, handling, flapping, turns)
      """;

  private static final String UPDATE =
      """
      update alert.alert a set
        status = u.status, severity = u.severity, summary = coalesce(u.summary, a.summary),
        details = case when u.summary is null then a.details else u.details end,
        links = case when u.summary is null then a.links else u.links end,
        images = case when u.summary is null then a.images else u.images end,
        count = u.count,
        last_seen_at = timestamptz 'epoch' + u.last_seen * interval '1 microsecond',
        last_event_at = timestamptz 'epoch' + u.last_event * interval '1 microsecond',
        acknowledged_at = timestamptz 'epoch' + u.acknowledged * interval '1 microsecond',
        resolved_at = timestamptz 'epoch' + u.resolved * interval '1 microsecond',
        resolved_by_kind = u.resolved_by_kind, resolved_by_id = u.resolved_by_id, resolve_reason = u.resolve_reason,
        suppressed_why = u.suppressed_why, suppressed_by = u.suppressed_by,
        held_until = timestamptz 'epoch' + u.held * interval '1 microsecond',
        flapping = u.flapping, turns = u.turns, counted_to = ?
      from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[],
        ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[], ?::text[])
        as u (id, status, severity, summary, details, links, images, count, last_seen, last_event, acknowledged, resolved,
        resolved_by_kind, resolved_by_id, resolve_reason, suppressed_why, suppressed_by, held, flapping, turns)
      where a.id = u.id
      """;

  private static final String COUNT =
      """
      update alert.alert a set count = u.count,
        last_seen_at = timestamptz 'epoch' + u.last_seen * interval '1 microsecond',
        last_event_at = timestamptz 'epoch' + u.last_event * interval '1 microsecond', counted_to = ?
      from unnest(?::text[], ?::int[], ?::bigint[], ?::bigint[]) as u (id, count, last_seen, last_event)
      where a.id = u.id
      """;

  private final Database database;
  private final Tape tape;
  private final FactLog facts;

  PostgresAlertRepository(Database database, Tape tape, FactLog facts) {
    this.database = database;
    this.tape = tape;
    this.facts = facts;
  }

  @Override
  public long commit(Batch batch) {
    byte[] packed = batch.tape().isEmpty() ? null : tape.pack(batch.writer(), batch.tape());
    return database.inTransaction(() -> {
      long segment = batch.countedTo();
      if (packed != null) {
        segment =
            tape.append(
                batch.writer(),
                packed,
                batch.tape().size(),
                first(batch.tape()),
                last(batch.tape()),
                batch.tally());
      }
      List<Row> changed = new ArrayList<>();
      List<Row> fresh = new ArrayList<>();
      for (Row row : batch.rows()) {
        (row.fresh() ? fresh : changed).add(row);
      }
      // Ends first: the next alert of a key may open only when the last one is closed.
      if (!changed.isEmpty()) {
        update(changed, segment);
      }
      if (!fresh.isEmpty()) {
        insert(fresh, segment);
      }
      if (!batch.commands().isEmpty()) {
        forget(batch.commands());
      }
      for (int lane = 0; lane < Alerts.LANES && !batch.facts().isEmpty(); lane++) {
        int number = lane;
        List<AlertEvent> events =
            batch.facts().stream()
                .filter(fact -> fact.lane() == number)
                .map(LaneFact::event)
                .toList();
        facts.append(Alerts.TOPIC, lane, batch.now(), events);
      }
      return segment;
    });
  }

  /// Bodies wait for their lane in the order in which they came, but are stamped by many threads.
  private static Instant first(List<TapeEntry> entries) {
    Instant first = entries.getFirst().receivedAt();
    for (TapeEntry entry : entries) {
      first = entry.receivedAt().isBefore(first) ? entry.receivedAt() : first;
    }
    return first;
  }

  private static Instant last(List<TapeEntry> entries) {
    Instant last = entries.getFirst().receivedAt();
    for (TapeEntry entry : entries) {
      last = entry.receivedAt().isAfter(last) ? entry.receivedAt() : last;
    }
    return last;
  }

  /// Fills the parameters of a statement with one array a column.
  private static final class Columns {
    private final Connection connection;
    private final PreparedStatement statement;
    private final List<Row> rows;
    private int at;

    Columns(Connection connection, PreparedStatement statement, List<Row> rows, long segment)
        throws SQLException {
      this.connection = connection;
      this.statement = statement;
      this.rows = rows;
      statement.setLong(++at, segment);
    }

    private <T> Columns array(String type, @Nullable T[] values) throws SQLException {
      Array array = connection.createArrayOf(type, values);
      statement.setArray(++at, array);
      return this;
    }

    Columns texts(Function<Row, @Nullable String> value) throws SQLException {
      @Nullable String[] values = new String[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      return array("text", values);
    }

    Columns content(Function<Report, @Nullable String> value) throws SQLException {
      return texts(row -> row.content() == null ? null : value.apply(row.content()));
    }

    Columns ints(Function<Row, Integer> value) throws SQLException {
      Integer[] values = new Integer[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      return array("int4", values);
    }

    Columns times(Function<AlertState, @Nullable Instant> value) throws SQLException {
      @Nullable Long[] values = new Long[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = micros(value.apply(rows.get(i).state()));
      }
      return array("int8", values);
    }

    Columns flags(Function<Row, Boolean> value) throws SQLException {
      Boolean[] values = new Boolean[rows.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = value.apply(rows.get(i));
      }
      return array("bool", values);
    }
  }

  private static @Nullable Long micros(@Nullable Instant at) {
    return at == null ? null : at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  private static String status(Row row) {
    return row.state().open() ? "triggered" : "resolved";
  }

  private void insert(List<Row> rows, long segment) {
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert = connection.prepareStatement(INSERT);
          new Columns(connection, insert, rows, segment)
              .texts(row -> row.state().id())
              .ints(row -> row.state().lane())
              .texts(row -> row.state().integrationId())
              .texts(row -> row.state().serviceId())
              .texts(row -> row.state().dedupKey())
              .texts(PostgresAlertRepository::status)
              .texts(row -> row.state().severity().wire())
              .content(Report::summary)
              .content(Report::source)
              .content(Report::component)
              .content(Report::group)
              .content(Report::eventClass)
              .content(Report::client)
              .content(Report::clientUrl)
              .content(Report::keptDetails)
              .content(report -> RawJson.textOf(report.links()))
              .content(report -> RawJson.textOf(report.images()))
              .ints(row -> row.state().count())
              .times(AlertState::firstSeenAt)
              .times(AlertState::lastSeenAt)
              .times(AlertState::openedEventAt)
              .times(AlertState::lastEventAt)
              .times(AlertState::acknowledgedAt)
              .times(AlertState::resolvedAt)
              .texts(row -> row.state().resolvedByKind())
              .texts(row -> row.state().resolvedById())
              .texts(row -> row.state().resolveReason())
              .texts(row -> row.state().suppressedWhy())
              .texts(row -> row.state().suppressedBy())
              .times(AlertState::heldUntil)
              .texts(row -> row.handling() == null ? null : Json.write(row.handling()))
              .flags(row -> row.state().flapping())
              .texts(row -> written(row.state().turns()));
          return insert;
        });
  }

  private void update(List<Row> rows, long segment) {
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement update = connection.prepareStatement(UPDATE);
          new Columns(connection, update, rows, segment)
              .texts(row -> row.state().id())
              .texts(PostgresAlertRepository::status)
              .texts(row -> row.state().severity().wire())
              .content(Report::summary)
              .content(Report::keptDetails)
              .content(report -> RawJson.textOf(report.links()))
              .content(report -> RawJson.textOf(report.images()))
              .ints(row -> row.state().count())
              .times(AlertState::lastSeenAt)
              .times(AlertState::lastEventAt)
              .times(AlertState::acknowledgedAt)
              .times(AlertState::resolvedAt)
              .texts(row -> row.state().resolvedByKind())
              .texts(row -> row.state().resolvedById())
              .texts(row -> row.state().resolveReason())
              .texts(row -> row.state().suppressedWhy())
              .texts(row -> row.state().suppressedBy())
              .times(AlertState::heldUntil)
              .flags(row -> row.state().flapping())
              .texts(row -> written(row.state().turns()));
          return update;
        });
  }

  private void forget(List<Long> commands) {
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement delete =
              connection.prepareStatement("delete from alert.command where id = any(?)");
          delete.setArray(1, connection.createArrayOf("int8", commands.toArray()));
          return delete;
        });
  }

  @Override
  public void keepCounts(
      int writer, Collection<AlertState> counted, long countedTo, long progress) {
    List<Row> rows = counted.stream().map(state -> new Row(state, null, false)).toList();
    database.run(() -> {
      database.relax(); // what is lost with the database is counted again from the tape
      if (!rows.isEmpty()) {
        database
            .jdbc()
            .update(connection -> {
              PreparedStatement update = connection.prepareStatement(COUNT);
              new Columns(connection, update, rows, countedTo)
                  .texts(row -> row.state().id())
                  .ints(row -> row.state().count())
                  .times(AlertState::lastSeenAt)
                  .times(AlertState::lastEventAt);
              return update;
            });
      }
      if (progress > 0) {
        database
            .sql()
            .sql(
                """
                insert into alert.progress (writer, counted_to) values (?, ?)
                on conflict (writer) do update set counted_to = excluded.counted_to
                """)
            .params(writer, progress)
            .update();
      }
    });
  }

  @Override
  public List<Loaded> load(int writer, int writers, Instant resolvedSince) {
    // In one transaction, because only then are the rows fetched in pieces.
    return database.inTransaction(() -> {
      database
          .sql()
          .sql(
              "insert into alert.progress (writer, counted_to) values (?, 0) on conflict do"
                  + " nothing")
          .param(writer)
          .update();
      var loaded = new ArrayList<Loaded>();
      database
          .sql()
          .sql(
              """
              select id, integration_id, service_id, dedup_key, status, severity, count, first_seen_at, last_seen_at,
                opened_event_at, last_event_at, acknowledged_at, resolved_at, resolved_by_kind, resolved_by_id, resolve_reason,
                suppressed_why, suppressed_by, held_until, flapping, turns, counted_to
              from alert.alert where lane % ? = ? and (status = 'triggered' or resolved_at >= ?)
              order by resolved_at nulls last, id
              """)
          .params(writers, writer, Timestamp.from(resolvedSince))
          .withFetchSize(2_000)
          .query(row -> {
            loaded.add(new Loaded(state(row), row.getLong("counted_to")));
          });
      return loaded;
    });
  }

  private static AlertState state(ResultSet row) throws SQLException {
    return new AlertState(
        row.getString("id"),
        row.getString("integration_id"),
        row.getString("service_id"),
        row.getString("dedup_key"),
        row.getString("status").equals("triggered"),
        Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
        row.getInt("count"),
        row.getTimestamp("first_seen_at").toInstant(),
        row.getTimestamp("last_seen_at").toInstant(),
        time(row, "opened_event_at"),
        time(row, "last_event_at"),
        time(row, "acknowledged_at"),
        time(row, "resolved_at"),
        text(row, "resolved_by_kind"),
        text(row, "resolved_by_id"),
        text(row, "resolve_reason"),
        text(row, "suppressed_why"),
        text(row, "suppressed_by"),
        time(row, "held_until"),
        row.getBoolean("flapping"),
        turns(row.getString("turns")));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }

  private static String written(long[] turns) {
    var text = new StringBuilder(turns.length * 14);
    for (long turn : turns) {
      text.append(text.isEmpty() ? "" : ",").append(turn);
    }
    return text.toString();
  }

  private static long[] turns(String text) {
    if (text.isEmpty()) {
      return AlertState.NO_TURNS;
    }
    return java.util.Arrays.stream(text.split(",", -1)).mapToLong(Long::parseLong).toArray();
  }

  @Override
  public Map<String, AlertEvent.AlertOpened> opened(Collection<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    var found = new LinkedHashMap<String, AlertEvent.AlertOpened>();
    database
        .sql()
        .sql(
            """
            select id, integration_id, service_id, dedup_key, severity, summary, source, component, part_of, class,
              details, suppressed_why, first_seen_at, handling
            from alert.alert where id = any(?) order by id
            """)
        .param(ids.toArray(String[]::new))
        .query(row -> {
          found.put(row.getString("id"), opening(row));
        });
    return found;
  }

  private static AlertEvent.AlertOpened opening(ResultSet row) throws SQLException {
    String handling = text(row, "handling");
    return new AlertEvent.AlertOpened(
        row.getString("id"),
        row.getString("integration_id"),
        row.getString("service_id"),
        row.getString("dedup_key"),
        Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
        row.getString("summary"),
        row.getString("source"),
        text(row, "component"),
        text(row, "part_of"),
        text(row, "class"),
        row.getString("suppressed_why") != null,
        Attributes.of(text(row, "details")),
        row.getTimestamp("first_seen_at").toInstant(),
        handling == null ? null : Json.read(handling, Handling.class));
  }

  private record Progress(int writer, long countedTo) {}

  private List<Progress> progress() {
    return database
        .sql()
        .sql("select writer, counted_to from alert.progress order by writer")
        .query((row, _) -> new Progress(row.getInt(1), row.getLong(2)))
        .list();
  }

  @Override
  public void uncounted(UncountedReader reader) {
    for (Progress each : progress()) {
      tape.follow(
          each.writer(),
          each.countedTo(),
          segment -> {
            for (TapeEntry entry : segment.entries()) {
              reader.entry(segment.id(), entry);
            }
          });
    }
  }

  @Override
  public long lastSegment() {
    long last = 0;
    for (Progress each : progress()) {
      last = Math.max(last, tape.last(each.writer()));
    }
    return last;
  }

  @Override
  public List<Command> commands(int writer, int writers, int most) {
    return database
        .sql()
        .sql(
            """
            select id, kind, alert_id, integration_id, dedup_key, body, given_at from alert.command
            where lane % ? = ? order by id limit ?
            """)
        .params(writers, writer, most)
        .query((row, _) ->
            new Command(
                row.getLong(1),
                Command.Kind.valueOf(row.getString(2)),
                row.getString(3),
                new AlertKey(row.getString(4), row.getString(5)),
                row.getString(6),
                row.getTimestamp(7).toInstant()))
        .list();
  }

  @Override
  public void command(Command.Kind kind, String alertId, AlertKey key, String body, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into alert.command (lane, kind, alert_id, integration_id, dedup_key, body, given_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            key.lane(),
            kind.name(),
            alertId,
            key.integrationId(),
            key.dedupKey(),
            body,
            Timestamp.from(now))
        .update();
  }
}
