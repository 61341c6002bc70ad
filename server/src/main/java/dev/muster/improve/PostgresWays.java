package dev.muster.improve;

import dev.muster.platform.db.Database;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The ways of alerts, incidents and pages in PostgreSQL.
final class PostgresWays {
  private final Database database;

  PostgresWays(Database database) {
    this.database = database;
  }

  /// An alert that opened.
  record Opened(
      String alertId,
      String integrationId,
      String serviceId,
      String ruleId,
      String dedupKey,
      Instant at,
      boolean keptBack) {}

  void opened(List<Opened> alerts) {
    if (alerts.isEmpty()) {
      return;
    }
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into improve.alert_way (alert_id, integration_id, service_id, rule_id, dedup_key, opened_at, kept_back)
                  select alert_id, integration_id, service_id, rule_id, dedup_key,
                    timestamptz 'epoch' + opened * interval '1 microsecond', kept_back
                  from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::boolean[])
                    as a (alert_id, integration_id, service_id, rule_id, dedup_key, opened, kept_back)
                  on conflict do nothing
                  """);
          insert.setArray(1, connection.createArrayOf("text", column(alerts, Opened::alertId)));
          insert.setArray(
              2, connection.createArrayOf("text", column(alerts, Opened::integrationId)));
          insert.setArray(3, connection.createArrayOf("text", column(alerts, Opened::serviceId)));
          insert.setArray(4, connection.createArrayOf("text", column(alerts, Opened::ruleId)));
          insert.setArray(5, connection.createArrayOf("text", column(alerts, Opened::dedupKey)));
          insert.setArray(
              6, connection.createArrayOf("int8", column(alerts, alert -> micros(alert.at()))));
          insert.setArray(7, connection.createArrayOf("bool", column(alerts, Opened::keptBack)));
          return insert;
        });
  }

  private static <T> Object[] column(List<T> rows, Function<T, Object> value) {
    return rows.stream().map(value).toArray();
  }

  private static long micros(Instant at) {
    return at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
  }

  void released(String alertId, Instant at) {
    database
        .sql()
        .sql(
            "update improve.alert_way set released_at = ? where alert_id = ? and released_at is"
                + " null")
        .params(Timestamp.from(at), alertId)
        .update();
  }

  /// An incident; the alert that formed it joins it like others.
  ///
  /// @param alertId the alert that formed it; null when a person declared it
  void formed(
      String incidentId,
      long number,
      String serviceId,
      String title,
      @Nullable String alertId,
      Instant at) {
    database
        .sql()
        .sql(
            """
            insert into improve.incident_way (incident_id, number, service_id, title, formed_at, alert_id)
            values (?, ?, ?, ?, ?, ?) on conflict do nothing
            """)
        .param(incidentId)
        .param(number)
        .param(serviceId)
        .param(title)
        .param(Timestamp.from(at))
        .param(alertId)
        .update();
  }

  /// In which incident alerts are now.
  ///
  /// @param incidents by alert; null for none
  void joined(Map<String, @Nullable String> incidents) {
    if (incidents.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            update improve.alert_way w set incident_id = j.incident_id
            from unnest(?::text[], ?::text[]) as j (alert_id, incident_id) where w.alert_id = j.alert_id
            """)
        .params(
            incidents.keySet().toArray(String[]::new), incidents.values().toArray(String[]::new))
        .update();
  }

  void merged(String incidentId, String into) {
    database
        .sql()
        .sql("update improve.incident_way set merged_into = ? where incident_id = ?")
        .params(into, incidentId)
        .update();
  }

  void acknowledged(String incidentId, String by, Instant at) {
    database
        .sql()
        .sql(
            """
            update improve.incident_way set acknowledged_at = ?, acknowledged_by = ?
            where incident_id = ? and acknowledged_at is null
            """)
        .params(Timestamp.from(at), by, incidentId)
        .update();
  }

  void resolved(String incidentId, String byKind, Instant at) {
    database
        .sql()
        .sql(
            "update improve.incident_way set resolved_at = ?, resolved_by_kind = ? where"
                + " incident_id = ?")
        .params(Timestamp.from(at), byKind, incidentId)
        .update();
  }

  void reopened(String incidentId) {
    database
        .sql()
        .sql(
            "update improve.incident_way set resolved_at = null, resolved_by_kind = null where"
                + " incident_id = ?")
        .param(incidentId)
        .update();
  }

  /// Its ticket was filed in a tracker.
  void ticket(String incidentId, Instant at) {
    database
        .sql()
        .sql(
            "update improve.incident_way set ticket_at = ? where incident_id = ? and ticket_at is"
                + " null")
        .params(Timestamp.from(at), incidentId)
        .update();
  }

  void toDo(String incidentId, boolean pagesNobody) {
    database
        .sql()
        .sql("update improve.incident_way set to_do = ? where incident_id = ?")
        .params(pagesNobody, incidentId)
        .update();
  }

  void sent(
      String notificationId,
      String incidentId,
      @Nullable String userId,
      String channel,
      Instant at) {
    database
        .sql()
        .sql(
            """
            insert into improve.page_sent (notification_id, incident_id, user_id, channel, sent_at)
            values (?, ?, ?, ?, ?) on conflict do nothing
            """)
        .param(notificationId)
        .param(incidentId)
        .param(userId)
        .param(channel)
        .param(Timestamp.from(at))
        .update();
  }

  /// What alerts of some origin came to.
  ///
  /// @param alerts that opened
  /// @param keptBack of these, those that might page nobody at first
  /// @param released of those, the ones that might page later
  /// @param formed alerts that formed an incident
  /// @param grouped alerts that joined one
  /// @param tickets of the incidents that they formed, those with a ticket in a tracker
  /// @param toDo of the others, those that page nobody: the incident in the list is the ticket
  /// @param pages messages about the incidents that these alerts formed
  /// @param people different people who got them
  record Came(
      long alerts,
      long keptBack,
      long released,
      long formed,
      long grouped,
      long tickets,
      long toDo,
      long pages,
      long people) {
    static final Came NOTHING = new Came(0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// Alerts that belong to no incident.
    long alone() {
      return alerts - formed - grouped;
    }
  }

  /// What became of alerts that events opened in [since, until), by origin. An incident counts for the alert that formed it, also when that
  /// was moved or merged away since: its people were told. An alert that formed several counts once, with the first.
  Map<String, Came> came(Funnel.By by, Instant since, Instant until) {
    String column =
        switch (by) {
          case SOURCE -> "integration_id";
          case SERVICE -> "service_id";
          case RULE -> "rule_id";
        };
    var came = new HashMap<String, Came>();
    database
        .sql()
        .sql(
            """
            with way as (
              select a.alert_id, a.%s as origin, a.kept_back, a.released_at, a.incident_id,
                i.incident_id is not null as formed,
                i.ticket_at is not null as ticket, coalesce(i.to_do, false) as to_do
              from improve.alert_way a left join lateral (
                select f.incident_id, f.ticket_at, f.to_do from improve.incident_way f
                where f.alert_id = a.alert_id order by f.formed_at, f.incident_id limit 1) i on true
              where a.opened_at >= :since and a.opened_at < :until and a.integration_id <> ''),
            page as (
              select way.origin, count(*) as pages, count(distinct page_sent.user_id) as people
              from way join improve.incident_way f on f.alert_id = way.alert_id
                join improve.page_sent on page_sent.incident_id = f.incident_id
              group by 1)
            select way.origin, count(*) as alerts,
              count(*) filter (where kept_back) as kept_back,
              count(*) filter (where kept_back and released_at is not null) as released,
              count(*) filter (where formed) as formed,
              count(*) filter (where incident_id is not null and not formed) as grouped,
              count(*) filter (where formed and ticket) as tickets,
              count(*) filter (where formed and to_do and not ticket) as to_do,
              coalesce(max(page.pages), 0) as pages, coalesce(max(page.people), 0) as people
            from way left join page on page.origin = way.origin group by 1
            """
                .formatted(column))
        .param("since", Timestamp.from(since))
        .param("until", Timestamp.from(until))
        .query(row -> {
          came.put(
              row.getString("origin"),
              new Came(
                  row.getLong("alerts"),
                  row.getLong("kept_back"),
                  row.getLong("released"),
                  row.getLong("formed"),
                  row.getLong("grouped"),
                  row.getLong("tickets"),
                  row.getLong("to_do"),
                  row.getLong("pages"),
                  row.getLong("people")));
        });
    return came;
  }

  /// Incidents of that time that no event formed.
  long declared(Instant since, Instant until) {
    return database
        .sql()
        .sql(
            "select count(*) from improve.incident_way where alert_id is null and formed_at >= ?"
                + " and formed_at < ?")
        .params(Timestamp.from(since), Timestamp.from(until))
        .query(Long.class)
        .single();
  }

  /// An incident as it went.
  ///
  /// @param said the verdict that a person gave last; null when nobody gave one
  record Incident(
      String incidentId,
      long number,
      String serviceId,
      String title,
      Instant formedAt,
      @Nullable String alertId,
      @Nullable String integrationId,
      @Nullable String dedupKey,
      @Nullable Instant acknowledgedAt,
      @Nullable String resolvedByKind,
      @Nullable Verdict said,
      long pages) {
    /// True when it was worth a page: by what a person said last, or else, as far as acts show, because a person took it up.
    boolean real() {
      return switch (said) {
        case ACTIONABLE -> true;
        case NOT_ACTIONABLE -> false;
        case UNKNOWN -> takenUp();
        case null -> takenUp();
      };
    }

    private boolean takenUp() {
      return acknowledgedAt != null || "person".equals(resolvedByKind);
    }
  }

  /// Incidents that events formed in that time, earliest first.
  List<Incident> incidents(Instant since, Instant until) {
    return database
        .sql()
        .sql(
            """
            select i.*, a.integration_id, a.dedup_key,
              (select v.verdict from improve.verdict v where v.incident_id = i.incident_id
                order by v.at desc, v.user_id limit 1) as said,
              (select count(*) from improve.page_sent p where p.incident_id = i.incident_id) as pages
            from improve.incident_way i left join improve.alert_way a on a.alert_id = i.alert_id
            where i.formed_at >= ? and i.formed_at < ? and i.alert_id is not null
            order by i.formed_at, i.incident_id
            """)
        .params(Timestamp.from(since), Timestamp.from(until))
        .query((row, _) -> incident(row))
        .list();
  }

  private static Incident incident(ResultSet row) throws SQLException {
    Timestamp acknowledged = row.getTimestamp("acknowledged_at");
    return new Incident(
        row.getString("incident_id"),
        row.getLong("number"),
        row.getString("service_id"),
        row.getString("title"),
        row.getTimestamp("formed_at").toInstant(),
        text(row, "alert_id"),
        text(row, "integration_id"),
        text(row, "dedup_key"),
        acknowledged == null ? null : acknowledged.toInstant(),
        text(row, "resolved_by_kind"),
        Optional.ofNullable(text(row, "said")).flatMap(Verdict::of).orElse(null),
        row.getLong("pages"));
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }
}
