package dev.muster.detect.anomaly;

import dev.muster.platform.db.Database;
import dev.muster.platform.db.Where;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Anomalies in PostgreSQL.
final class PostgresAnomalies implements AnomalyStore {
  private final Database database;

  PostgresAnomalies(Database database) {
    this.database = database;
  }

  @Override
  public void open(List<Anomaly> anomalies) {
    for (Anomaly anomaly : anomalies) {
      database
          .sql()
          .sql(
              """
              insert into detect.anomaly (id, rule_id, series_id, source, service_id, body, opened_at)
              values (?, ?, ?, ?, ?, ?::jsonb, ?) on conflict (id) do nothing
              """)
          .params(
              anomaly.id(),
              anomaly.ruleId(),
              anomaly.seriesId(),
              anomaly.source(),
              anomaly.serviceId(),
              Json.write(anomaly),
              Timestamp.from(anomaly.openedAt()))
          .update();
    }
  }

  @Override
  public void close(List<Anomaly> anomalies) {
    for (Anomaly anomaly : anomalies) {
      Instant closed = anomaly.closedAt();
      if (closed != null) {
        database
            .sql()
            .sql("update detect.anomaly set body = ?::jsonb, closed_at = ? where id = ?")
            .params(Json.write(anomaly), Timestamp.from(closed), anomaly.id())
            .update();
      }
    }
  }

  @Override
  public void told(Collection<String> opened, Collection<String> closed) {
    if (!opened.isEmpty()) {
      database
          .sql()
          .sql("update detect.anomaly set told_opened = true where id = any (?)")
          .params((Object) opened.toArray(String[]::new))
          .update();
    }
    if (!closed.isEmpty()) {
      database
          .sql()
          .sql("update detect.anomaly set told_closed = true where id = any (?)")
          .params((Object) closed.toArray(String[]::new))
          .update();
    }
  }

  @Override
  public List<Unfinished> unfinished(Collection<Integer> places) {
    return database
        .sql()
        .sql(
            """
            select anomaly.body::text body, anomaly.told_opened, anomaly.told_closed
            from detect.anomaly join detect.series on series.id = anomaly.series_id
            where series.place = any (?) and (anomaly.closed_at is null or not anomaly.told_closed)
            order by anomaly.opened_at
            """)
        .params((Object) places.toArray(Integer[]::new))
        .query((row, _) ->
            new Unfinished(read(row), row.getBoolean("told_opened"), row.getBoolean("told_closed")))
        .list();
  }

  private static Anomaly read(ResultSet row) throws SQLException {
    return Json.mapper().readValue(row.getString("body"), Anomaly.class);
  }

  private static Where conditions(Wanted wanted) {
    var all = new Where();
    if (wanted.openOnly()) {
      all.and("closed_at is null");
    }
    if (!wanted.services().isEmpty()) {
      all.and("service_id = any (?)", (Object) wanted.services().toArray(String[]::new));
    }
    if (!wanted.rules().isEmpty()) {
      all.and("rule_id = any (?)", (Object) wanted.rules().toArray(String[]::new));
    }
    if (!wanted.series().isEmpty()) {
      all.and("series_id = any (?)", (Object) wanted.series().toArray(String[]::new));
    }
    if (wanted.since() != null) {
      all.and("(closed_at is null or closed_at >= ?)", Timestamp.from(wanted.since()));
    }
    if (wanted.until() != null) {
      all.and("opened_at < ?", Timestamp.from(wanted.until()));
    }
    return all;
  }

  @Override
  public List<Anomaly> anomalies(Wanted wanted, int offset, int limit) {
    Where where = conditions(wanted);
    return database
        .sql()
        .sql(
            "select body::text body from detect.anomaly where "
                + where.sql()
                + " order by opened_at desc, id limit ? offset ?")
        .params(where.values(limit, offset))
        .query((row, _) -> read(row))
        .list();
  }

  @Override
  public long count(Wanted wanted) {
    Where where = conditions(wanted);
    return database
        .sql()
        .sql("select count(*) from detect.anomaly where " + where.sql())
        .params(where.values())
        .query(Long.class)
        .single();
  }

  @Override
  public Optional<Anomaly> anomaly(String id) {
    return database
        .sql()
        .sql("select body::text body from detect.anomaly where id = ?")
        .param(id)
        .query((row, _) -> read(row))
        .optional();
  }
}
