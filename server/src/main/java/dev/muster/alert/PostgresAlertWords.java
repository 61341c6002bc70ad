package dev.muster.alert;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks for words in alerts. What is often said is found among the newest alerts, in the order of time; what is seldom said, by the
/// index of three-letter pieces; what is open, among the open ones. Alerts that came after the last that was indexed are read
/// themselves.
final class PostgresAlertWords {
  /// Alerts that are read one after the other: some tens of milliseconds. What is said once in a thousand alerts fills a page from
  /// them.
  private static final int NEWEST = 20_000;

  /// Of those that are not indexed yet so many are read.
  private static final int FRESH = 20_000;

  /// A shorter text has no piece that could be looked up.
  private static final int PIECE = 3;

  private static final String SAYS =
      "concat_ws(E'\\n', summary, source, component, class) ilike :text";

  private static final String ORDER = " order by first_seen_at desc, ";

  private final Database database;

  PostgresAlertWords(Database database) {
    this.database = database;
  }

  List<Alert> search(AlertFilter filter, int offset, int limit) {
    if (open(filter)) {
      return page(filter, onlyOpen(filter), offset, limit);
    }
    List<Alert> found = page(filter, newest(filter), offset, limit);
    return found.size() >= limit || !hasPiece(filter)
        ? found
        : page(filter, everywhere(filter), offset, limit);
  }

  private List<Alert> page(AlertFilter filter, String source, int offset, int limit) {
    var parameters = parameters(filter);
    parameters.put("offset", offset);
    parameters.put("limit", limit);
    parameters.put("most", offset + limit);
    return database
        .sql()
        .sql("select * from (%s) as found%sid limit :limit offset :offset".formatted(source, ORDER))
        .params(parameters)
        .query((row, _) -> PostgresAlerts.read(row))
        .list();
  }

  long count(AlertFilter filter) {
    String others = others(filter);
    String source =
        open(filter)
            ? onlyOpen(filter)
            : "select alert_id from %s where %s and words ilike :text %s union all %s"
                .formatted(
                    hasPiece(filter) ? "alert.search" : "(" + newestWords(filter) + ") as newest",
                    narrow(filter),
                    others.equals("true")
                        ? ""
                        : "and exists (select from alert.alert where id = alert_id and "
                            + others
                            + ")",
                    fresh(filter, "id"));
    return database
        .sql()
        .sql(
            "select count(*) from (select 1 from (%s) as found limit %d) as counted"
                .formatted(source, PostgresAlerts.COUNTED_MOST))
        .params(parameters(filter))
        .query(Long.class)
        .single();
  }

  /// Whether the alerts that are not indexed are few enough to be read.
  boolean searchesAll() {
    return database
        .sql()
        .sql(
            """
            select count(*) < ? from (
              select 1 from alert.alert where first_seen_at > (select reached from alert.search_position) limit ?) as fresh
            """)
        .params(FRESH, FRESH)
        .query(Boolean.class)
        .single();
  }

  private static boolean open(AlertFilter filter) {
    return filter.statuses().equals(Set.of(Alert.Status.TRIGGERED));
  }

  private static boolean hasPiece(AlertFilter filter) {
    String text = String.valueOf(filter.text());
    return text.codePointCount(0, text.length()) >= PIECE;
  }

  private static String onlyOpen(AlertFilter filter) {
    return "select * from alert.alert where %s and %s and %s"
        .formatted(others(filter), narrow(filter), SAYS);
  }

  /// Matches among the newest: a walk in the order of time that ends when there are enough.
  private static String newest(AlertFilter filter) {
    return """
    (select a.* from (%s) as s join lateral (select * from alert.alert where id = s.alert_id and %s) as a on true
      where s.words ilike :text order by s.first_seen_at desc, s.alert_id limit :most)
    union all (%s)
    """
        .formatted(newestWords(filter), others(filter), fresh(filter, "*"));
  }

  private static String newestWords(AlertFilter filter) {
    return "select * from alert.search where %s%salert_id limit %d"
        .formatted(narrow(filter), ORDER, NEWEST);
  }

  /// Matches of all times: first all that say it, then the newest of those.
  private static String everywhere(AlertFilter filter) {
    String others = others(filter);
    return """
    (with said as materialized (select alert_id, first_seen_at from alert.search where words ilike :text and %s)
      select a.* from (select * from said order by first_seen_at desc, alert_id %s) as s
      join lateral (select * from alert.alert where id = s.alert_id and %s) as a on true
      order by s.first_seen_at desc, s.alert_id limit :most)
    union all (%s)
    """
        .formatted(
            narrow(filter), others.equals("true") ? "limit :most" : "", others, fresh(filter, "*"));
  }

  /// Matches among those that are not indexed.
  private static String fresh(AlertFilter filter, String columns) {
    return """
    select %s from (select * from alert.alert where first_seen_at > (select reached from alert.search_position) and %s and %s
      order by first_seen_at desc, id limit %d) as fresh where %s
    """
        .formatted(columns, narrow(filter), others(filter), FRESH, SAYS);
  }

  /// What both tables know.
  private static String narrow(AlertFilter filter) {
    return (filter.serviceIds().isEmpty() ? "true" : "service_id in (:service_id)")
        + (filter.since() == null ? "" : " and first_seen_at >= :since")
        + (filter.until() == null ? "" : " and first_seen_at < :until");
  }

  private static Map<String, Object> parameters(AlertFilter filter) {
    var parameters = new HashMap<String, Object>();
    parameters.put(
        "text", "%" + String.valueOf(filter.text()).replaceAll("([\\\\%_])", "\\\\$1") + "%");
    if (!filter.serviceIds().isEmpty()) {
      parameters.put("service_id", filter.serviceIds());
    }
    if (filter.since() != null) {
      parameters.put("since", Timestamp.from(filter.since()));
    }
    if (filter.until() != null) {
      parameters.put("until", Timestamp.from(filter.until()));
    }
    PostgresAlerts.where(rest(filter), parameters);
    return parameters;
  }

  /// What only the alerts themselves know.
  private static String others(AlertFilter filter) {
    return PostgresAlerts.where(rest(filter), new HashMap<>());
  }

  private static AlertFilter rest(AlertFilter filter) {
    return new AlertFilter(
        filter.ids(),
        List.of(),
        filter.statuses(),
        filter.severities(),
        null,
        null,
        filter.dedupKey(),
        null);
  }
}
