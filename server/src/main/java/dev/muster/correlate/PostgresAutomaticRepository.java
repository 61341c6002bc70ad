package dev.muster.correlate;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The engine's position, inputs and models in PostgreSQL.
final class PostgresAutomaticRepository implements AutomaticRepository {
  /// Inputs read at a time while replaying.
  private static final int AT_ONCE = 2_000;

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
      String body) {}

  @Override
  public void add(long first, List<Taken> inputs) {
    if (inputs.isEmpty()) {
      return;
    }
    var rows = new ArrayList<Row>();
    long sequence = first;
    for (Taken taken : inputs) {
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
              Json.write(input)));
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.engine_input (sequence, at, ticked_at, kind, alert_id, body)
            select sequence, at, ticked_at, kind, alert_id, body from jsonb_to_recordset(?::jsonb)
              as x (sequence bigint, at timestamptz, ticked_at timestamptz, kind text, alert_id text, body text)
            """)
        .param(Json.write(rows))
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
                return new Taken(input(row), row.getTimestamp("ticked_at").toInstant());
              })
              .list();
      inputs.forEach(take);
      if (inputs.size() < AT_ONCE) {
        return;
      }
      after = last[0];
    }
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
