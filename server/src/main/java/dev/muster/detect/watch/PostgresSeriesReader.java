package dev.muster.detect.watch;

import dev.muster.detect.metric.SeriesName;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Questions about series and anomalies.
final class PostgresSeriesReader {
  private final Database database;

  PostgresSeriesReader(Database database) {
    this.database = database;
  }

  /// A series as it is listed.
  record Row(
      String id,
      String source,
      SeriesName name,
      String shown,
      @Nullable String unit,
      Instant firstSeen,
      Instant lastSeen) {}

  /// Conditions; null and empty ones hold for all.
  ///
  /// @param metric beginning of the metric's name
  /// @param text somewhere in the metric's name or its labels
  /// @param labels all of them must be equal
  record Filter(
      @Nullable String metric,
      @Nullable String text,
      List<String> sources,
      Map<String, String> labels,
      @Nullable Instant seenSince) {}

  /// A condition put together.
  private static final class Conditions {
    private final StringBuilder sql = new StringBuilder("true");
    private final List<Object> values = new ArrayList<>();

    void and(String condition, Object... given) {
      sql.append(" and ").append(condition);
      values.addAll(List.of(given));
    }
  }

  private static Conditions conditions(Filter filter) {
    var all = new Conditions();
    if (filter.metric() != null) {
      all.and("metric like ?", escaped(filter.metric()) + "%");
    }
    if (filter.text() != null) {
      String anywhere = "%" + escaped(filter.text()) + "%";
      all.and("(metric ilike ? or labels::text ilike ?)", anywhere, anywhere);
    }
    if (!filter.sources().isEmpty()) {
      all.and("source = any (?)", (Object) filter.sources().toArray(String[]::new));
    }
    if (!filter.labels().isEmpty()) {
      all.and("labels @> ?::jsonb", Json.write(filter.labels()));
    }
    if (filter.seenSince() != null) {
      all.and("last_seen >= ?", Timestamp.from(filter.seenSince()));
    }
    return all;
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  private static final String COLUMNS =
      "id, source, metric, labels::text labels, shown, unit, first_seen, last_seen";

  List<Row> search(Filter filter, int offset, int limit) {
    Conditions conditions = conditions(filter);
    conditions.values.add(limit);
    conditions.values.add(offset);
    return database
        .sql()
        .sql(
            "select "
                + COLUMNS
                + " from detect.series where "
                + conditions.sql
                + " order by metric, id limit ? offset ?")
        .params(conditions.values)
        .query((row, _) -> row(row))
        .list();
  }

  long count(Filter filter) {
    Conditions conditions = conditions(filter);
    return database
        .sql()
        .sql("select count(*) from detect.series where " + conditions.sql)
        .params(conditions.values)
        .query(Long.class)
        .single();
  }

  Optional<Row> series(String id) {
    return database
        .sql()
        .sql("select " + COLUMNS + " from detect.series where id = ?")
        .param(id)
        .query((row, _) -> row(row))
        .optional();
  }

  private static Row row(ResultSet row) throws SQLException {
    return new Row(
        row.getString("id"),
        row.getString("source"),
        PostgresSeriesStore.name(row),
        row.getString("shown"),
        row.getString("unit"),
        PostgresSeriesStore.instant(row, "first_seen"),
        PostgresSeriesStore.instant(row, "last_seen"));
  }

  /// Hours of the days from..until, each with its mean, least and greatest value.
  List<Hours.Hour> hours(String seriesId, LocalDate from, LocalDate until) {
    var hours = new ArrayList<Hours.Hour>();
    database
        .sql()
        .sql(
            "select day, hours from detect.day where series_id = ? and day >= ? and day <= ? order"
                + " by day")
        .params(seriesId, from, until)
        .query(row -> {
          hours.addAll(Hours.unpack(row.getObject("day", LocalDate.class), row.getBytes("hours")));
        });
    return hours;
  }

  /// Which anomalies are asked for; null and empty ones hold for all.
  record Wanted(
      boolean openOnly,
      List<String> services,
      List<String> rules,
      List<String> series,
      @Nullable Instant since,
      @Nullable Instant until) {}

  private static Conditions conditions(Wanted wanted) {
    var all = new Conditions();
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

  /// Newest first.
  List<Anomaly> anomalies(Wanted wanted, int offset, int limit) {
    Conditions conditions = conditions(wanted);
    conditions.values.add(limit);
    conditions.values.add(offset);
    return database
        .sql()
        .sql(
            "select body::text body from detect.anomaly where "
                + conditions.sql
                + " order by opened_at desc, id limit ? offset ?")
        .params(conditions.values)
        .query((row, _) -> PostgresSeriesStore.anomaly(row))
        .list();
  }

  long count(Wanted wanted) {
    Conditions conditions = conditions(wanted);
    return database
        .sql()
        .sql("select count(*) from detect.anomaly where " + conditions.sql)
        .params(conditions.values)
        .query(Long.class)
        .single();
  }

  Optional<Anomaly> anomaly(String id) {
    return database
        .sql()
        .sql("select body::text body from detect.anomaly where id = ?")
        .param(id)
        .query((row, _) -> PostgresSeriesStore.anomaly(row))
        .optional();
  }
}
