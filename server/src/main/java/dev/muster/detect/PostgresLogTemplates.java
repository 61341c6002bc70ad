package dev.muster.detect;

import dev.muster.detect.metric.LogTemplates;
import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Templates of logs in PostgreSQL.
final class PostgresLogTemplates implements LogDesk.Store {
  private final Database database;

  PostgresLogTemplates(Database database) {
    this.database = database;
  }

  /// A template as it is listed.
  record Row(
      String source,
      String id,
      String scope,
      String text,
      String severity,
      Instant firstSeen,
      Instant changed) {}

  @Override
  public LogDesk.Known known(String source) {
    List<Row> rows = rows(source);
    Instant since = rows.stream().map(Row::firstSeen).min(Instant::compareTo).orElse(null);
    return new LogDesk.Known(
        since,
        rows.stream()
            .map(row -> new LogTemplates.Template(row.id(), row.scope(), row.text()))
            .toList());
  }

  private List<Row> rows(String source) {
    return database
        .sql()
        .sql(
            """
            select source, id, scope, text, severity, first_seen, changed_at from detect.log_template
            where source = ? order by first_seen, id
            """)
        .param(source)
        .query((row, _) -> row(row))
        .list();
  }

  private static Row row(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Row(
        row.getString("source"),
        row.getString("id"),
        row.getString("scope"),
        row.getString("text"),
        row.getString("severity"),
        row.getTimestamp("first_seen").toInstant(),
        row.getTimestamp("changed_at").toInstant());
  }

  @Override
  public void save(String source, LogTemplates.Template template, String severity, Instant at) {
    database
        .sql()
        .sql(
            """
            insert into detect.log_template (source, id, scope, text, severity, first_seen, changed_at) values (?, ?, ?, ?, ?, ?, ?)
            on conflict (source, id) do update set text = excluded.text, changed_at = excluded.changed_at
            """)
        .params(
            source,
            template.id(),
            template.scope(),
            template.text(),
            severity,
            Timestamp.from(at),
            Timestamp.from(at))
        .update();
  }

  /// Newest first.
  ///
  /// @param source null for all
  /// @param since only those first seen then or later; null for all
  List<Row> newest(@Nullable String source, @Nullable Instant since, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select source, id, scope, text, severity, first_seen, changed_at from detect.log_template
            where (?::text is null or source = ?) and first_seen >= ? order by first_seen desc, id limit ? offset ?
            """)
        .params(
            java.util.Arrays.asList(
                source,
                source,
                Timestamp.from(since == null ? Instant.EPOCH : since),
                limit,
                offset))
        .query((row, _) -> row(row))
        .list();
  }
}
