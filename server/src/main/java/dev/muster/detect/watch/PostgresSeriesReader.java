package dev.muster.detect.watch;

import dev.muster.detect.metric.SeriesName;
import dev.muster.detect.rule.Matcher;
import dev.muster.detect.rule.Rule;
import dev.muster.platform.db.Database;
import dev.muster.platform.db.Where;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Questions about series and anomalies.
final class PostgresSeriesReader {
  private static final int FETCHED = 500;

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

  private static Where conditions(Filter filter) {
    var all = new Where();
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

  /// Whether a series that the rule watches was seen with that label before then, as far back as series are kept. What an unrelated
  /// series once had does not count.
  boolean isKnown(Rule rule, String label, String value, Instant before) {
    var labels = new HashMap<String, String>();
    var equal = new Where();
    equal.and("first_seen < ?", Timestamp.from(before));
    for (Matcher matcher : rule.matchers()) {
      // an empty value holds for a label that is not there, which is left to the matcher itself
      if (matcher.op() == Matcher.Op.EQUAL && !matcher.value().isEmpty()) {
        switch (matcher.label()) {
          case "__name__" -> equal.and("metric = ?", matcher.value());
          case "__source__" -> equal.and("source = ?", matcher.value());
          default -> labels.put(matcher.label(), matcher.value());
        }
      }
    }
    if (!labels.getOrDefault(label, value).equals(value)) {
      return false;
    }
    labels.put(label, value);
    equal.and("labels @> ?::jsonb", Json.write(labels));
    return database.inTransaction(
        () -> // in which the driver fetches piece by piece
        database
                .sql()
                .sql(
                    "select source, metric, labels::text labels from detect.series where "
                        + equal.sql())
                .params(equal.values())
                .withFetchSize(FETCHED)
                .query(rows -> {
                  while (rows.next()) {
                    if (rule.watches(rows.getString("source"), PostgresSeriesStore.name(rows))) {
                      return true;
                    }
                  }
                  return false;
                }));
  }

  List<Row> search(Filter filter, int offset, int limit) {
    Where where = conditions(filter);
    return database.list(() ->
        database
            .sql()
            .sql(
                "select "
                    + COLUMNS
                    + " from detect.series where "
                    + where.sql()
                    + " order by metric, id limit ? offset ?")
            .params(where.values(limit, offset))
            .query((row, _) -> row(row))
            .list());
  }

  long count(Filter filter) {
    Where where = conditions(filter);
    return database.list(() ->
        database
            .sql()
            .sql("select count(*) from detect.series where " + where.sql())
            .params(where.values())
            .query(Long.class)
            .single());
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
}
