package dev.muster.correlate;

import dev.muster.correlate.engine.numbers.Occurrence;
import dev.muster.correlate.engine.numbers.Recurrences;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The engine's position, inputs and models in PostgreSQL.
final class PostgresAutomaticRepository implements AutomaticRepository {
  /// Inputs read at a time while replaying.
  private static final int AT_ONCE = 2_000;

  /// Inputs let go at a time.
  private static final int GO_AT_ONCE = 20_000;

  private final Database database;

  PostgresAutomaticRepository(Database database) {
    this.database = database;
  }

  @Override
  public Position hold() {
    return database
        .sql()
        .sql(
            """
            select * from correlate.engine for update
            """)
        .query((row, _) ->
            new Position(
                row.getLong("sequence"),
                row.getTimestamp("ticked_at").toInstant(),
                new Mind.Made(row.getString("topology"), row.getLong("model")),
                row.getLong("first")))
        .single();
  }

  @Override
  public void keep(Position position) {
    database
        .sql()
        .sql(
            "update correlate.engine set sequence = ?, ticked_at = ?, topology = ?, model = ?,"
                + " first = ?")
        .params(
            position.sequence(),
            Timestamp.from(position.tickedAt()),
            position.made().topology(),
            position.made().model(),
            position.first())
        .update();
  }

  private record Row(
      long sequence,
      Instant at,
      Instant tickedAt,
      String kind,
      @Nullable String alertId,
      @Nullable Long cameKind,
      @Nullable Long camePlace,
      @Nullable Instant cameAt,
      String body) {}

  @Override
  public void add(long first, List<Taken> inputs) {
    for (int from = 0; from < inputs.size(); from += AT_ONCE) {
      insert(first + from, inputs.subList(from, Math.min(inputs.size(), from + AT_ONCE)));
    }
  }

  private void insert(long first, List<Taken> inputs) {
    var rows = new ArrayList<Row>();
    long sequence = first;
    for (Taken taken : inputs) {
      Occurrence came = taken.occurrence();
      Mind.Input input = taken.input();
      String alert =
          switch (input) {
            case Mind.Input.Opened opened -> opened.sighting().alertId();
            case Mind.Input.Reopened reopened -> reopened.alert().sighting().alertId();
            case Mind.Input.Resolved resolved -> resolved.alertId();
            case Mind.Input.Placed placed -> placed.alertId();
            case Mind.Input.Changed _, Mind.Input.Claimed _ -> null;
          };
      rows.add(
          new Row(
              sequence++,
              input.at(),
              taken.tickedAt(),
              input.getClass().getSimpleName().toLowerCase(Locale.ROOT),
              alert,
              came == null ? null : came.kind(),
              came == null ? null : came.place(),
              came == null ? null : Instant.ofEpochMilli(came.at()),
              Json.write(input)));
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.engine_input
              (sequence, at, ticked_at, kind, alert_id, came_kind, came_place, came_at, body)
            select sequence, at, ticked_at, kind, alert_id, came_kind, came_place, came_at, body
              from jsonb_to_recordset(?::jsonb)
              as x (sequence bigint, at timestamptz, ticked_at timestamptz, kind text, alert_id text,
                came_kind bigint, came_place bigint, came_at timestamptz, body text)
            """)
        .param(Json.write(rows))
        .update();
  }

  @Override
  public Optional<Instant> latest() {
    return database
        .sql()
        .sql("select max(at) from correlate.engine_input")
        .query((row, _) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
        .single();
  }

  @Override
  public long letGo(
      Instant alertsBefore,
      Instant changesBefore,
      @Nullable Set<String> living,
      Consumer<Occurrence> let) {
    long gone = 0;
    while (true) {
      List<Optional<Occurrence>> some =
          database
              .sql()
              .sql(
                  """
                  with old as (
                    select sequence from correlate.engine_input
                    where case kind
                      when 'claimed' then at < ? and not (body::jsonb ->> 'incident' = any(?::text[]))
                      when 'changed' then at < ?
                        and coalesce((body::jsonb #>> '{sighting,until}')::timestamptz, at) < ?
                      else at < ? end
                    order by sequence limit ?),
                  gone as (
                    delete from correlate.engine_input where sequence in (select sequence from old)
                    returning sequence, came_kind, came_place, came_at)
                  select came_kind, came_place, came_at from gone order by sequence
                  """)
              .params(
                  Timestamp.from(living == null ? Instant.EPOCH : alertsBefore),
                  living == null ? new String[0] : living.toArray(String[]::new),
                  Timestamp.from(changesBefore),
                  Timestamp.from(changesBefore),
                  Timestamp.from(alertsBefore),
                  GO_AT_ONCE)
              .query((row, _) -> Optional.ofNullable(occurrence(row)))
              .list();
      some.forEach(one -> one.ifPresent(let));
      gone += some.size();
      if (some.size() < GO_AT_ONCE) {
        return gone;
      }
    }
  }

  @Override
  public Recurrences before() {
    return database
        .sql()
        .sql("select came_before from correlate.engine")
        .query((row, _) -> Optional.ofNullable(row.getBytes(1)))
        .single()
        .map(Recurrences::unpacked)
        .orElseGet(Recurrences::new);
  }

  @Override
  public void keepBefore(Recurrences before) {
    database
        .sql()
        .sql("update correlate.engine set came_before = ?")
        .param(before.packed())
        .update();
  }

  @Override
  public void replay(Consumer<Taken> take) {
    long after = -1;
    while (true) {
      var last = new long[] {after};
      List<Taken> inputs =
          database
              .sql()
              .sql(
                  "select * from correlate.engine_input where sequence > ? order by sequence limit"
                      + " ?")
              .params(after, AT_ONCE)
              .query((row, _) -> {
                last[0] = row.getLong("sequence");
                return new Taken(input(row), row.getTimestamp("ticked_at").toInstant(), null);
              })
              .list();
      inputs.forEach(take);
      if (inputs.size() < AT_ONCE) {
        return;
      }
      after = last[0];
    }
  }

  private static @Nullable Occurrence occurrence(ResultSet row) throws SQLException {
    Timestamp at = row.getTimestamp("came_at");
    return at == null
        ? null // it was none, or it was taken before they were kept
        : new Occurrence(row.getLong("came_kind"), row.getLong("came_place"), at.getTime());
  }

  private static Mind.Input input(ResultSet row) throws SQLException {
    String kind = row.getString("kind");
    return switch (kind) {
      case "opened" -> Json.read(row.getString("body"), Mind.Input.Opened.class);
      case "reopened" -> Json.read(row.getString("body"), Mind.Input.Reopened.class);
      case "resolved" -> Json.read(row.getString("body"), Mind.Input.Resolved.class);
      case "placed" -> Json.read(row.getString("body"), Mind.Input.Placed.class);
      case "claimed" -> Json.read(row.getString("body"), Mind.Input.Claimed.class);
      case "changed" -> Json.read(row.getString("body"), Mind.Input.Changed.class);
      default -> throw new IllegalStateException("an input of the engine of kind " + kind);
    };
  }

  @Override
  public long modelVersion() {
    return database
        .sql()
        .sql("select coalesce(max(version), 0) from correlate.model")
        .query(Long.class)
        .single();
  }

  @Override
  public byte @Nullable [] model() {
    return database
        .sql()
        .sql("select content from correlate.model order by version desc limit 1")
        .query((row, _) -> row.getBytes(1))
        .optional()
        .orElse(null);
  }

  @Override
  public void clear() {
    database.sql().sql("delete from correlate.engine_input").update();
  }

  @Override
  public long inputs() {
    return database
        .sql()
        .sql("select count(*) from correlate.engine_input")
        .query(Long.class)
        .single();
  }
}
