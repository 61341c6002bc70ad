package dev.muster.improve;

import dev.muster.kernel.Words;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Place;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The alerts, incidents and pages that the counts of the funnel count, one by one. Each list and its count ask the same question of the
/// same rows as {@link PostgresWays#came}, so that they agree exactly.
final class PostgresWayLists {
  private final Database database;

  PostgresWayLists(Database database) {
    this.database = database;
  }

  /// A row of the funnel.
  ///
  /// @param origin integration, service or rule; empty for those without one, null for all
  record Cohort(Funnel.By by, @Nullable String origin, Instant since, Instant until) {}

  /// Which alerts of a row.
  enum OfAlerts {
    OPENED("true"),
    KEPT_BACK("kept_back"),
    RELEASED("kept_back and released_at is not null"),
    FORMED_INCIDENT("formed_id is not null"),
    JOINED_INCIDENT("formed_id is null and incident_id is not null"),
    WITHOUT_INCIDENT("formed_id is null and incident_id is null");

    private final String condition;

    OfAlerts(String condition) {
      this.condition = condition;
    }

    /// Whether it takes the incident that each alert formed to tell.
    private boolean byFormed() {
      return condition.contains("formed_id");
    }

    static Optional<OfAlerts> of(String word) {
      return Words.find(OfAlerts.class, word);
    }

    static String words() {
      return String.join(", ", Arrays.stream(values()).map(Words::of).toList());
    }
  }

  /// Which incidents of a row.
  enum OfIncidents {
    FORMED("true"),
    FILED("ticket"),
    TO_DO("to_do and not ticket"),
    WITHOUT("not to_do and not ticket");

    private final String condition;

    OfIncidents(String condition) {
      this.condition = condition;
    }

    static Optional<OfIncidents> of(String word) {
      return Words.find(OfIncidents.class, word);
    }

    static String words() {
      return String.join(", ", Arrays.stream(values()).map(Words::of).toList());
    }
  }

  /// The incident that an alert formed.
  private static final String FORMED =
      """
       left join lateral (
        select f.* from improve.incident_way f
        where f.alert_id = a.alert_id order by f.formed_at, f.incident_id limit 1) i on true
      """;

  private static String way(Cohort cohort) {
    return """
    with way as (
      select a.*, i.incident_id as formed_id, i.number, i.title, i.service_id as answers, i.formed_at,
        i.ticket_at is not null as ticket, coalesce(i.to_do, false) as to_do
      from %s %s)
    """
        .formatted("improve.alert_way a" + FORMED, where(cohort));
  }

  private static String where(Cohort cohort) {
    return """
    where a.opened_at >= ? and a.opened_at < ? and a.integration_id <> ''
      and (?::text is null or a.%s = ?)
    """
        .formatted(
            switch (cohort.by()) {
              case SOURCE -> "integration_id";
              case SERVICE -> "service_id";
              case RULE -> "rule_id";
            });
  }

  private static List<@Nullable Object> parameters(Cohort cohort, Object... more) {
    var all = new ArrayList<@Nullable Object>();
    all.add(Timestamp.from(cohort.since()));
    all.add(Timestamp.from(cohort.until()));
    all.add(cohort.origin());
    all.add(cohort.origin());
    all.addAll(Arrays.asList(more));
    return all;
  }

  /// The incidents that the alerts formed, each alert's first: from the incidents to their alerts, since these are many more.
  private static String formed(Cohort cohort) {
    return """
    with way as (
      select i.incident_id as formed_id, i.number, i.title, i.service_id as answers, i.formed_at,
        i.ticket_at is not null as ticket, coalesce(i.to_do, false) as to_do
      from improve.incident_way i join improve.alert_way a on a.alert_id = i.alert_id %s
        and not exists (select from improve.incident_way e
          where e.alert_id = i.alert_id and (e.formed_at, e.incident_id) < (i.formed_at, i.incident_id)))
    """
        .formatted(where(cohort));
  }

  private long count(Cohort cohort, String question) {
    return database.sql().sql(question).params(parameters(cohort)).query(Long.class).single();
  }

  /// An alert that the funnel counts.
  ///
  /// @param incidentId the incident that it formed, or else the one that it is in; null for none
  record AlertWay(
      String alertId,
      String integrationId,
      String serviceId,
      String ruleId,
      String dedupKey,
      Instant openedAt,
      boolean keptBack,
      @Nullable Instant releasedAt,
      @Nullable String incidentId,
      boolean formed) {}

  /// What stands behind a place in the order of a list.
  private static String behind(@Nullable Place after, String time, String id) {
    return after == null ? "" : " and %1$s <= ? and (%1$s < ? or %2$s > ?)".formatted(time, id);
  }

  private static Object[] behind(@Nullable Place after, Object... more) {
    if (after == null) {
      return more;
    }
    Timestamp at = Timestamp.from(after.at());
    return Stream.concat(Stream.of(at, at, after.id()), Arrays.stream(more)).toArray();
  }

  List<AlertWay> alerts(
      Cohort cohort, OfAlerts which, @Nullable Place after, int offset, int limit) {
    String order = " order by opened_at desc, alert_id";
    String condition = which.condition + behind(after, "opened_at", "alert_id");
    String page = order + " limit ? offset ?";
    // A storm has tens of thousands of alerts, so a page is cut out before its incidents are looked
    // up, unless it takes them to tell which alerts are on it.
    String asked =
        which.byFormed()
            ? way(cohort) + "select * from way where " + condition + page
            : "with page as (select a.* from improve.alert_way a %s and %s%s)"
                    .formatted(where(cohort), condition, page)
                + "select a.*, i.incident_id as formed_id from page a"
                + FORMED
                + order;
    return database
        .sql()
        .sql(asked)
        .params(parameters(cohort, behind(after, limit, offset)))
        .query((row, _) -> {
          Timestamp released = row.getTimestamp("released_at");
          String formed = row.getString("formed_id");
          return new AlertWay(
              row.getString("alert_id"),
              row.getString("integration_id"),
              row.getString("service_id"),
              row.getString("rule_id"),
              row.getString("dedup_key"),
              row.getTimestamp("opened_at").toInstant(),
              row.getBoolean("kept_back"),
              released == null ? null : released.toInstant(),
              formed == null ? row.getString("incident_id") : formed,
              formed != null);
        })
        .list();
  }

  long alertCount(Cohort cohort, OfAlerts which) {
    return which.byFormed()
        ? count(cohort, way(cohort) + "select count(*) from way where " + which.condition)
        : database
            .sql()
            .sql(
                "select count(*) from improve.alert_way a %s and %s"
                    .formatted(where(cohort), which.condition))
            .params(parameters(cohort))
            .query(Long.class)
            .single();
  }

  /// An incident that the funnel counts.
  record IncidentWay(
      String incidentId,
      long number,
      String title,
      String serviceId,
      Instant formedAt,
      boolean ticket,
      boolean toDo) {}

  List<IncidentWay> incidents(
      Cohort cohort, OfIncidents which, @Nullable Place after, int offset, int limit) {
    return database
        .sql()
        .sql(
            formed(cohort)
                + "select * from way where "
                + which.condition
                + behind(after, "formed_at", "formed_id")
                + " order by formed_at desc, formed_id limit ? offset ?")
        .params(parameters(cohort, behind(after, limit, offset)))
        .query((row, _) ->
            new IncidentWay(
                row.getString("formed_id"),
                row.getLong("number"),
                row.getString("title"),
                row.getString("answers"),
                row.getTimestamp("formed_at").toInstant(),
                row.getBoolean("ticket"),
                row.getBoolean("to_do")))
        .list();
  }

  long incidentCount(Cohort cohort, OfIncidents which) {
    return count(cohort, formed(cohort) + "select count(*) from way where " + which.condition);
  }

  /// Incidents of that time that people declared by hand.
  List<IncidentWay> declared(
      Instant since, Instant until, @Nullable Place after, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select * from improve.incident_way where alert_id is null and formed_at >= ? and formed_at < ?%s
            order by formed_at desc, incident_id limit ? offset ?
            """
                .formatted(behind(after, "formed_at", "incident_id")))
        .params(
            Stream.concat(
                    Stream.of(Timestamp.from(since), Timestamp.from(until)),
                    Arrays.stream(behind(after, limit, offset)))
                .toList())
        .query((row, _) ->
            new IncidentWay(
                row.getString("incident_id"),
                row.getLong("number"),
                row.getString("title"),
                row.getString("service_id"),
                row.getTimestamp("formed_at").toInstant(),
                row.getTimestamp("ticket_at") != null,
                row.getBoolean("to_do")))
        .list();
  }

  long declaredCount(Instant since, Instant until) {
    return new PostgresWays(database).declared(since, until);
  }

  /// A message that the funnel counts.
  ///
  /// @param userId who got it; null for the fallback address
  record PageWay(
      String notificationId,
      String incidentId,
      @Nullable String userId,
      String channel,
      Instant sentAt) {}

  private static String sent(Cohort cohort) {
    return """
     from improve.page_sent p join improve.incident_way f on f.incident_id = p.incident_id
      join improve.alert_way a on a.alert_id = f.alert_id %s
    """
        .formatted(where(cohort));
  }

  List<PageWay> pages(Cohort cohort, @Nullable Place after, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select p.*"
                + sent(cohort)
                + behind(after, "p.sent_at", "p.notification_id")
                + " order by p.sent_at desc, p.notification_id limit ? offset ?")
        .params(parameters(cohort, behind(after, limit, offset)))
        .query((row, _) ->
            new PageWay(
                row.getString("notification_id"),
                row.getString("incident_id"),
                row.getString("user_id"),
                row.getString("channel"),
                row.getTimestamp("sent_at").toInstant()))
        .list();
  }

  long pageCount(Cohort cohort) {
    return count(cohort, "select count(*)" + sent(cohort));
  }
}
