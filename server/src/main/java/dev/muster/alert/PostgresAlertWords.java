package dev.muster.alert;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks for words in alerts. What is often said is found among the newest alerts, in the order of time; what is seldom said, by the
/// index of three-letter pieces. Alerts that came after the last that was indexed are read themselves.
final class PostgresAlertWords {
  /// Alerts that are read one after the other: some tens of milliseconds.
  private static final int NEWEST = 50_000;

  /// Of those that are not indexed yet; they are wider, so fewer are read.
  private static final int FRESH = 20_000;

  /// A shorter text has no piece that could be looked up.
  private static final int PIECE = 3;

  private static final String IN_WORDS = "concat_ws(E'\\n', summary, source, component, class)";

  private final Database database;

  PostgresAlertWords(Database database) {
    this.database = database;
  }

  List<Alert> search(AlertFilter filter, int offset, int limit) {
    List<Alert> found = page(filter, newest(filter), offset, limit);
    return found.size() >= limit || !hasPiece(filter)
        ? found
        : page(filter, everywhere(filter), offset, limit);
  }

  long count(AlertFilter filter) {
    var parameters = parameters(filter);
    String source = hasPiece(filter) ? everywhere(filter) : newest(filter);
    String others = others(filter, parameters);
    return database
        .sql()
        .sql(
            "with found as ("
                + source
                + ") select count(*) from (select 1 from found f"
                + (others.equals("true")
                    ? ""
                    : " join (select * from alert.alert where "
                        + others
                        + ") a on a.id = f.alert_id")
                + " limit "
                + PostgresAlerts.COUNTED_MOST
                + ") as counted")
        .params(parameters)
        .query(Long.class)
        .single();
  }

  /// Whether all but the newest alerts that are not indexed are few enough to be read.
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

  private static boolean hasPiece(AlertFilter filter) {
    String text = String.valueOf(filter.text());
    return text.codePointCount(0, text.length()) >= PIECE;
  }

  private List<Alert> page(AlertFilter filter, String source, int offset, int limit) {
    var parameters = parameters(filter);
    parameters.put("offset", offset);
    parameters.put("limit", limit);
    return database
        .sql()
        .sql(
            "with found as materialized ("
                + source
                + ") select * from alert.alert where id in (select alert_id from found) and "
                + others(filter, parameters)
                + " order by first_seen_at desc, id limit :limit offset :offset")
        .params(parameters)
        .query((row, _) -> PostgresAlerts.read(row))
        .list();
  }

  /// Matches among the newest.
  private static String newest(AlertFilter filter) {
    return """
    select alert_id from (
      select alert_id, words from alert.search where %s order by first_seen_at desc, alert_id limit %d) as newest
    where words ilike :text union %s
    """
        .formatted(narrow(filter), NEWEST, fresh(filter));
  }

  /// Matches of all times.
  private static String everywhere(AlertFilter filter) {
    return """
    select alert_id from alert.search where words ilike :text and %s union %s
    """
        .formatted(narrow(filter), fresh(filter));
  }

  /// Matches among those that are not indexed.
  private static String fresh(AlertFilter filter) {
    return """
    select id from (
      select id, %s as words from alert.alert
      where first_seen_at > (select reached from alert.search_position) and %s order by first_seen_at desc limit %d) as fresh
    where words ilike :text
    """
        .formatted(IN_WORDS, narrow(filter), FRESH);
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
    return parameters;
  }

  /// What only the alerts themselves know.
  private static String others(AlertFilter filter, Map<String, Object> parameters) {
    var rest =
        new AlertFilter(
            filter.ids(),
            List.of(),
            filter.statuses(),
            filter.severities(),
            null,
            null,
            filter.dedupKey(),
            null);
    return PostgresAlerts.where(rest, parameters);
  }
}
