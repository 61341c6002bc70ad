package dev.muster.alert;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Looks for words in alerts. What is often said is found among the newest alerts, in the order of time; what is seldom said, by the
/// index of three-letter pieces; what is open or has a known key, among those alone. Walks have a limit of their own. What the index
/// finds and what is open has none but the time that a list may take: a word that was in a storm of last month is looked up whole.
/// Alerts that came after the last that was indexed are read themselves.
final class PostgresAlertWords {
  /// How many alerts are read one after the other.
  ///
  /// @param newest at first: some tens of milliseconds. What is said once in a thousand alerts fills a page from them
  /// @param walked when an index does not help, because the words are in many alerts or have no piece that could be looked up, and
  ///     each that says them has to be looked at for what else is asked: half a second
  /// @param walkedOnly the same when nothing else is asked
  record Limits(int newest, int walked, int walkedOnly) {
    static final Limits USUAL = new Limits(20_000, 100_000, 1_000_000);
  }

  /// Words that are in more than one of so many alerts are found sooner by reading than by their pieces.
  private static final int SELDOM = 100;

  /// Of those that are not indexed yet so many are read.
  private static final int FRESH = 20_000;

  /// What has none in it has no piece that could be looked up: depending on the database's language, pieces are made of these letters
  /// alone.
  private static final Pattern PIECE = Pattern.compile("[A-Za-z0-9]{3}");

  private static final String SAYS =
      "concat_ws(E'\\n', summary, source, component, class) ilike :text";

  private static final String ORDER = " order by first_seen_at desc, ";

  private final Database database;
  private final Limits limits;

  PostgresAlertWords(Database database) {
    this(database, Limits.USUAL);
  }

  PostgresAlertWords(Database database, Limits limits) {
    this.database = database;
    this.limits = limits;
  }

  Alerts.Found search(AlertFilter filter, int offset, int limit) {
    if (direct(filter)) {
      return new Alerts.Found(page(filter, directly(filter), offset, limit), true);
    }
    boolean indexed = isIndexed();
    List<Alert> found = page(filter, newest(filter, limits.newest()), offset, limit);
    if (found.size() >= limit) {
      return new Alerts.Found(found, indexed);
    }
    Newest newest = newest(filter);
    if (newest.read() < limits.newest()) {
      return new Alerts.Found(found, indexed);
    }
    if (hasPiece(filter) && newest.seldom()) {
      return new Alerts.Found(page(filter, everywhere(filter), offset, limit), indexed);
    }
    int walked = walked(filter);
    found = page(filter, newest(filter, walked), offset, limit);
    return new Alerts.Found(
        found, indexed && (found.size() >= limit || !isMoreThan(filter, walked)));
  }

  /// The newest alerts, whatever else is asked.
  ///
  /// @param read how many there are, up to the limit
  /// @param saying how many of them say the words
  private record Newest(int read, int saying) {
    boolean seldom() {
      return (long) saying * SELDOM < read;
    }
  }

  private Newest newest(AlertFilter filter) {
    return database
        .sql()
        .sql(
            "select count(*) as read, count(*) filter (where words ilike :text) as saying from (%s) as newest"
                .formatted(newestWords(filter, limits.newest())))
        .params(parameters(filter))
        .query((row, _) -> new Newest(row.getInt("read"), row.getInt("saying")))
        .single();
  }

  private boolean isMoreThan(AlertFilter filter, int many) {
    return database
        .sql()
        .sql(
            "select count(*) > :many from (select 1 from alert.search where %s limit :many + 1) as there"
                .formatted(narrow(filter)))
        .params(parameters(filter))
        .param("many", many)
        .query(Boolean.class)
        .single();
  }

  private int walked(AlertFilter filter) {
    return others(filter).equals("true") ? limits.walkedOnly() : limits.walked();
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
        direct(filter)
            ? directly(filter)
            : "select alert_id from %s where %s and words ilike :text %s union all %s"
                .formatted(
                    counted(filter),
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

  /// Among which alerts matches are counted: those that a search reads.
  private String counted(AlertFilter filter) {
    boolean lookUp = hasPiece(filter) && (others(filter).equals("true") || newest(filter).seldom());
    return lookUp ? "alert.search" : "(" + newestWords(filter, walked(filter)) + ") as newest";
  }

  /// Whether the alerts that are not indexed are few enough to be read.
  private boolean isIndexed() {
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

  /// Whether what else is asked leaves so few that their own words are read.
  private static boolean direct(AlertFilter filter) {
    return filter.statuses().equals(Set.of(Alert.Status.TRIGGERED))
        || !filter.ids().isEmpty()
        || filter.dedupKey() != null;
  }

  private static boolean hasPiece(AlertFilter filter) {
    return PIECE.matcher(String.valueOf(filter.text())).find();
  }

  private static String directly(AlertFilter filter) {
    return "select * from alert.alert where %s and %s and %s"
        .formatted(others(filter), narrow(filter), SAYS);
  }

  /// Matches among the newest: a walk in the order of time that ends when there are enough.
  private static String newest(AlertFilter filter, int most) {
    return """
    (select a.* from (%s) as s join lateral (select * from alert.alert where id = s.alert_id and %s) as a on true
      where s.words ilike :text order by s.first_seen_at desc, s.alert_id limit :most)
    union all (%s)
    """
        .formatted(newestWords(filter, most), others(filter), fresh(filter, "*"));
  }

  private static String newestWords(AlertFilter filter, int most) {
    return "select * from alert.search where %s%salert_id limit %d"
        .formatted(narrow(filter), ORDER, most);
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
