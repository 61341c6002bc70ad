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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Questions about series and anomalies.
final class PostgresSeriesReader {
  private static final int FETCHED = 500;
  private static final Pattern PIECE = Pattern.compile("[A-Za-z0-9]{3}");

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
  /// @param labels all of them must be equal
  record Filter(
      @Nullable String metric,
      SeriesSearch search,
      List<String> sources,
      Map<String, String> labels,
      @Nullable Instant seenSince) {}

  private static Where conditions(Filter filter) {
    var all = new Where();
    if (filter.metric() != null) {
      all.and("metric like ?", escaped(filter.metric()) + "%");
    }
    for (SeriesSearch.Term term : filter.search().terms()) {
      switch (term) {
        case SeriesSearch.Anywhere(String text) -> holds(all, "", text);
        case SeriesSearch.Label label -> add(all, label);
      }
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

  private static void add(Where all, SeriesSearch.Label label) {
    String not = label.not() ? "not " : "";
    boolean metric = label.name().equals("__name__");
    if (!label.whole() && metric) {
      all.and(not + "words like lower(?)", escaped(label.value()) + "%");
    } else if (!label.whole()) {
      holds(all, not, "\n" + label.name() + "=" + label.value());
    } else if (metric) {
      all.and(not + "metric = ?", label.value());
    } else if (label.value().isEmpty()) {
      // as in PromQL, an empty value is that of a label that is not there
      all.and(not + "coalesce(labels ->> ?, '') = ''", label.name());
    } else {
      all.and(not + "labels @> ?::jsonb", Json.write(Map.of(label.name(), label.value())));
    }
  }

  /// The index is made of pieces of three letters; looked up there, a text without any would be slower than reading all.
  private static void holds(Where all, String not, String text) {
    if (PIECE.matcher(text).find()) {
      all.and(not + "words like lower(?)", "%" + escaped(text) + "%");
    } else {
      all.and(not + "strpos(words, lower(?)) > 0", text);
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  private static final String COLUMNS =
      "id, source, metric, labels::text labels, shown, unit, first_seen, last_seen";

  /// What the matchers demand that the database can look up: equal labels, metric and source.
  private static Where equal(List<Matcher> matchers, Map<String, String> further) {
    var all = new Where();
    var labels = new HashMap<>(further);
    for (Matcher matcher : matchers) {
      // an empty value holds for a label that is not there, which is left to the matcher itself
      if (matcher.op() == Matcher.Op.EQUAL && !matcher.value().isEmpty()) {
        switch (matcher.label()) {
          case "__name__" -> all.and("metric = ?", matcher.value());
          case "__source__" -> all.and("source = ?", matcher.value());
          default -> labels.put(matcher.label(), matcher.value());
        }
      }
    }
    if (!labels.isEmpty()) {
      all.and("labels @> ?::jsonb", Json.write(labels));
    }
    return all;
  }

  /// Whether a series that the rule watches was seen with that label before then, as far back as series are kept. What an unrelated
  /// series once had does not count.
  boolean isKnown(Rule rule, String label, String value, Instant before) {
    for (Matcher matcher : rule.matchers()) {
      if (matcher.op() == Matcher.Op.EQUAL
          && matcher.label().equals(label)
          && !matcher.value().isEmpty()
          && !matcher.value().equals(value)) {
        return false;
      }
    }
    Where where = equal(rule.matchers(), Map.of(label, value));
    where.and("first_seen < ?", Timestamp.from(before));
    return !read(where, "", row -> !rule.watches(row.source(), row.name()));
  }

  /// Tells of the series that may match, by the names of their metrics: all do that the database can look up, so whoever asks tries
  /// the matchers again.
  ///
  /// @param since only series that had a value since then; null for all
  /// @param wants whether it wants to be told of more
  /// @return whether all were told
  boolean candidates(List<Matcher> matchers, @Nullable Instant since, Predicate<Row> wants) {
    Where where = equal(matchers, Map.of());
    if (since != null) {
      where.and("last_seen >= ?", Timestamp.from(since));
    }
    return read(where, " order by metric, id", wants);
  }

  private boolean read(Where where, String order, Predicate<Row> wants) {
    return database.inTransaction(
        () -> // in which the driver fetches piece by piece
        database
                .sql()
                .sql("select " + COLUMNS + " from detect.series where " + where.sql() + order)
                .params(where.values())
                .withFetchSize(FETCHED)
                .query(rows -> {
                  while (rows.next()) {
                    if (!wants.test(row(rows))) {
                      return false;
                    }
                  }
                  return true;
                }));
  }

  /// Some of the series of metrics, drawn by chance.
  ///
  /// @param each most of one metric
  List<Row> some(Collection<String> metrics, List<String> sources, Instant since, int each) {
    var where = new Where();
    where.and("metric = given.name and last_seen >= ?", Timestamp.from(since));
    if (!sources.isEmpty()) {
      where.and("source = any (?)", (Object) sources.toArray(String[]::new));
    }
    var values = new ArrayList<Object>();
    values.add(metrics.toArray(String[]::new));
    values.addAll(where.values(each));
    // ids say nothing of what they stand for
    return database.list(() ->
        database
            .sql()
            .sql(
                "select one.* from unnest(?::text[]) as given (name) cross join lateral (select "
                    + COLUMNS
                    + " from detect.series where "
                    + where.sql()
                    + " order by id limit ?) as one order by one.metric, one.id")
            .params(values)
            .query((row, _) -> row(row))
            .list());
  }

  /// As many of the series as that, drawn by chance where there are more.
  List<Row> some(Filter filter, int most) {
    return list(filter, "id", 0, most);
  }

  /// How many series each metric has, those with the most first.
  Map<String, Integer> metrics(Filter filter, int most) {
    Where where = conditions(filter);
    var metrics = new LinkedHashMap<String, Integer>();
    return database.list(() -> {
      database
          .sql()
          .sql(
              "select metric, count(*) series from detect.series where "
                  + where.sql()
                  + " group by metric order by series desc, metric limit ?")
          .params(where.values(most))
          .query(row -> {
            metrics.put(row.getString("metric"), row.getInt("series"));
          });
      return metrics;
    });
  }

  List<Row> search(Filter filter, int offset, int limit) {
    return list(filter, "metric, id", offset, limit);
  }

  private List<Row> list(Filter filter, String order, int offset, int limit) {
    Where where = conditions(filter);
    return database.list(() ->
        database
            .sql()
            .sql(
                "select "
                    + COLUMNS
                    + " from detect.series where "
                    + where.sql()
                    + " order by "
                    + order
                    + " limit ? offset ?")
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
