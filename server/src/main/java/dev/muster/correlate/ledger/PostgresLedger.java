package dev.muster.correlate.ledger;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ledger in PostgreSQL.
final class PostgresLedger implements Ledger {
  private final Database database;

  PostgresLedger(Database database) {
    this.database = database;
  }

  @Override
  public void add(Collection<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.decision (at, alert_id, kind, incident_id, from_incident_id, rule, rule_version, model, words,
              by_id, features)
            select at, alert_id, kind, incident_id, from_incident_id, rule, version, model, words, by_id, features
            from rows from (jsonb_to_recordset(?::jsonb) as (at timestamptz, alert_id text, kind text, incident_id text,
              from_incident_id text, rule text, version int, model bigint, words text, by_id text, features jsonb))
              with ordinality
            order by ordinality
            """)
        .param(Json.write(entries))
        .update();
  }

  @Override
  public List<Entry> ofAlert(String alertId, @Nullable Instant asOf) {
    return database
        .sql()
        .sql(
            """
            select * from correlate.decision where alert_id = ? and (?::timestamptz is null or at <= ?) order by sequence
            """)
        .params(java.util.Arrays.asList(alertId, time(asOf), time(asOf)))
        .query((row, _) -> entry(row))
        .list();
  }

  @Override
  public List<Entry> after(long sequence, int most) {
    return database
        .sql()
        .sql("select * from correlate.decision where sequence > ? order by sequence limit ?")
        .params(sequence, most)
        .query((row, _) -> entry(row))
        .list();
  }

  @Override
  public List<Move> moves(long sequence, int most) {
    return database
        .sql()
        .sql(
            """
            select sequence, at, alert_id, kind, incident_id from correlate.decision where sequence > ? order by sequence limit ?
            """)
        .params(sequence, most)
        .query((row, _) ->
            new Move(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                row.getString(3),
                Entry.Kind.valueOf(row.getString(4)),
                row.getString(5)))
        .list();
  }

  @Override
  public void keep(String incidentId, Analysis analysis) {
    database
        .sql()
        .sql(
            """
            insert into correlate.analysis (incident_id, at, version, content) values (?, ?, ?, ?)
            on conflict (incident_id, at) do update set version = excluded.version, content = excluded.content
            """)
        .params(incidentId, Timestamp.from(analysis.at()), analysis.version(), Json.write(analysis))
        .update();
  }

  @Override
  public @Nullable Analysis analysis(String incidentId, @Nullable Instant asOf) {
    return database
        .sql()
        .sql(
            """
            select content from correlate.analysis where incident_id = ? and (?::timestamptz is null or at <= ?)
            order by at desc limit 1
            """)
        .params(java.util.Arrays.asList(incidentId, time(asOf), time(asOf)))
        .query((row, _) -> Json.read(row.getString(1), Analysis.class))
        .optional()
        .orElse(null);
  }

  private static Entry entry(ResultSet row) throws SQLException {
    Map<String, Double> features = new HashMap<>();
    Json.mapper()
        .readTree(row.getString("features"))
        .properties()
        .forEach(field -> features.put(field.getKey(), field.getValue().asDouble()));
    return new Entry(
        row.getLong("sequence"),
        row.getTimestamp("at").toInstant(),
        row.getString("alert_id"),
        Entry.Kind.valueOf(row.getString("kind")),
        row.getString("incident_id"),
        row.getString("from_incident_id"),
        row.getString("rule"),
        row.getInt("rule_version"),
        row.getLong("model"),
        row.getString("words"),
        row.getString("by_id"),
        features);
  }

  private static @Nullable Timestamp time(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }
}
