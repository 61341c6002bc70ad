package dev.muster.correlate;

import dev.muster.kernel.Reason;
import dev.muster.kernel.Severity;
import dev.muster.kernel.Urgency;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Incidents in PostgreSQL. A batch travels as one JSON array, so that a storm of alerts costs a handful of statements.
final class PostgresIncidentRepository implements IncidentRepository {
  private static final String COLUMNS =
      """
      id, number, service_id, title, severity, urgency, incident_key, phase, open, first_alert_id, declared, rule, rule_version,
      words, all_alerts, open_alerts, formed_at, last_alert_at, recovered_at, closed_at, merged_into
      """;

  /// Only the overlap of the two spans is in an index; the bounds are exact in what follows it. Without that index all that was formed
  /// before the end would be walked through, where few were open in between.
  static final String BETWEEN =
      """
      select %s from correlate.incident
      where merged_into is null
        and tstzrange(formed_at, greatest(formed_at, coalesce(closed_at, 'infinity')), '[]') && tstzrange(?, ?, '[]')
        and formed_at < ? and (closed_at is null or closed_at > ?)
        and (? or service_id = any(?::text[]))
      order by formed_at desc, id limit ?
      """
          .formatted(COLUMNS);

  private final Database database;

  PostgresIncidentRepository(Database database) {
    this.database = database;
  }

  @Override
  public void hold(Collection<String> serviceIds) {
    String[] sorted =
        new TreeSet<>(serviceIds)
            .toArray(String[]::new); // one order for all, so that nobody waits in a circle
    if (sorted.length == 0) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.service (id) select s from unnest(?::text[]) as s order by s
            on conflict do nothing
            """)
        .param(sorted)
        .update();
    database
        .sql()
        .sql("select id from correlate.service where id = any(?::text[]) order by id for update")
        .param(sorted)
        .query(String.class)
        .list();
  }

  @Override
  public long nextNumber() {
    return Objects.requireNonNull(
        database
            .sql()
            .sql("select nextval('correlate.incident_number')")
            .query(Long.class)
            .single());
  }

  @Override
  public Map<String, Incident> incidents(Collection<String> ids) {
    var found = new HashMap<String, Incident>();
    if (ids.isEmpty()) {
      return found;
    }
    database
        .sql()
        .sql("select " + COLUMNS + " from correlate.incident where id = any(?::text[])")
        .param(ids.toArray(String[]::new))
        .query((row, _) -> incident(row))
        .list()
        .forEach(incident -> found.put(incident.id(), incident));
    return found;
  }

  @Override
  public Optional<Incident> byNumber(long number) {
    return database
        .sql()
        .sql("select " + COLUMNS + " from correlate.incident where number = ?")
        .param(number)
        .query((row, _) -> incident(row))
        .optional();
  }

  @Override
  public List<Incident> between(
      Collection<String> serviceIds, Instant since, Instant until, int most) {
    return database
        .sql()
        .sql(BETWEEN)
        .params(
            Timestamp.from(since),
            Timestamp.from(until),
            Timestamp.from(until),
            Timestamp.from(since),
            serviceIds.isEmpty(),
            serviceIds.toArray(String[]::new),
            most)
        .query((row, _) -> incident(row))
        .list();
  }

  @Override
  public Map<String, Set<String>> servicesOf(Collection<String> incidentIds) {
    var found = new HashMap<String, Set<String>>();
    database
        .sql()
        .sql(
            "select distinct incident_id, service_id from correlate.member where incident_id ="
                + " any(?::text[])")
        .param(incidentIds.toArray(String[]::new))
        .query(row -> {
          found.computeIfAbsent(row.getString(1), _ -> new HashSet<>()).add(row.getString(2));
        });
    return found;
  }

  @Override
  public List<Incident> open(Collection<String> serviceIds, int most) {
    if (serviceIds.isEmpty()) {
      return List.of();
    }
    return database
        .sql()
        .sql(
            """
            select i.* from unnest(?::text[]) as s (id)
            cross join lateral (
              select %s from correlate.incident
              where service_id = s.id and open and all_alerts > 0 order by number desc limit ?) i
            """
                .formatted(COLUMNS))
        .params(new HashSet<>(serviceIds).toArray(String[]::new), most)
        .query((row, _) -> incident(row))
        .list();
  }

  @Override
  public List<Watched> watched(int most, int mostAlerts) {
    return database
        .sql()
        .sql(
            """
            with watched as (
              select id, service_id, number from correlate.incident where open and phase = 'WATCHING'
              union
              select i.id, i.service_id, i.number from correlate.trait t
              join correlate.incident i on i.id = t.incident_id where t.trait = ? and i.open
              order by number desc limit ?)
            select w.id, w.service_id, array(
              select m.alert_id from correlate.member m where m.incident_id = w.id order by m.since, m.alert_id limit ?)
            from watched w order by w.number desc
            """)
        .params(Grouping.AGAIN, most, mostAlerts)
        .query((row, _) ->
            new Watched(
                row.getString(1), row.getString(2), List.of((String[]) row.getArray(3).getArray())))
        .list();
  }

  @Override
  public Optional<Incident> openByKey(String serviceId, String incidentKey) {
    return database
        .sql()
        .sql(
            """
            select %s from correlate.incident
            where service_id = ? and incident_key = ? and open order by number desc limit 1
            """
                .formatted(COLUMNS))
        .params(serviceId, incidentKey)
        .query((row, _) -> incident(row))
        .optional();
  }

  @Override
  public List<Incident> openWith(Set<String> traits, Collection<String> serviceIds, int most) {
    if (traits.isEmpty() || serviceIds.isEmpty()) {
      return List.of();
    }
    return database
        .sql()
        .sql(
            """
            select %s from correlate.incident
            where open and service_id = any(?::text[])
              and id in (select incident_id from correlate.trait where trait = any(?::text[]))
            order by number desc limit ?
            """
                .formatted(COLUMNS))
        .params(serviceIds.toArray(String[]::new), traits.toArray(String[]::new), most)
        .query((row, _) -> incident(row))
        .list();
  }

  @Override
  public Map<String, Set<String>> traits(Collection<String> incidentIds, Set<String> wanted) {
    var found = new HashMap<String, Set<String>>();
    if (incidentIds.isEmpty() || wanted.isEmpty()) {
      return found;
    }
    database
        .sql()
        .sql(
            """
            select incident_id, trait from correlate.trait
            where incident_id = any(?::text[]) and trait = any(?::text[])
            """)
        .params(incidentIds.toArray(String[]::new), wanted.toArray(String[]::new))
        .query(row -> {
          found.computeIfAbsent(row.getString(1), _ -> new HashSet<>()).add(row.getString(2));
        });
    return found;
  }

  @Override
  public void addTraits(Map<String, Set<String>> traits) {
    var incidents = new ArrayList<String>();
    var words = new ArrayList<String>();
    traits.forEach((incident, more) ->
        more.forEach(trait -> {
          incidents.add(incident);
          words.add(trait);
        }));
    if (incidents.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.trait (incident_id, trait) select * from unnest(?::text[], ?::text[])
            on conflict do nothing
            """)
        .params(incidents.toArray(String[]::new), words.toArray(String[]::new))
        .update();
  }

  @Override
  public void copyTraits(String fromIncidentId, String toIncidentId) {
    database
        .sql()
        .sql(
            """
            insert into correlate.trait (incident_id, trait)
            select ?, trait from correlate.trait where incident_id = ? on conflict do nothing
            """)
        .params(toIncidentId, fromIncidentId)
        .update();
  }

  @Override
  public void dropTraits(Collection<String> incidentIds) {
    if (!incidentIds.isEmpty()) {
      database
          .sql()
          .sql("delete from correlate.trait where incident_id = any(?::text[])")
          .param(incidentIds.toArray(String[]::new))
          .update();
    }
  }

  @Override
  public void saveFix(String incidentId, String fixedBy) {
    database
        .sql()
        .sql("update correlate.incident set fixed_by = ? where id = ?")
        .params(fixedBy, incidentId)
        .update();
  }

  @Override
  public void save(Collection<Incident> incidents) {
    if (incidents.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.incident (%1$s)
            select %1$s from jsonb_to_recordset(?::jsonb) as x (
              id text, number bigint, service_id text, title text, severity text, urgency text, incident_key text, phase text,
              open boolean, first_alert_id text, declared jsonb, rule text, rule_version int, words text, all_alerts int,
              open_alerts int, formed_at timestamptz, last_alert_at timestamptz, recovered_at timestamptz,
              closed_at timestamptz, merged_into text)
            on conflict (id) do update set
              service_id = excluded.service_id, title = excluded.title, severity = excluded.severity, phase = excluded.phase, open = excluded.open,
              all_alerts = excluded.all_alerts, open_alerts = excluded.open_alerts, last_alert_at = excluded.last_alert_at,
              recovered_at = excluded.recovered_at, closed_at = excluded.closed_at, merged_into = excluded.merged_into
            """
                .formatted(COLUMNS))
        .param(Json.write(incidents.stream().map(IncidentRow::of).toList()))
        .update();
  }

  @Override
  public Map<String, Member> memberships(Collection<String> alertIds) {
    var found = new HashMap<String, Member>();
    if (alertIds.isEmpty()) {
      return found;
    }
    database
        .sql()
        .sql("select * from correlate.member where alert_id = any(?::text[])")
        .param(alertIds.toArray(String[]::new))
        .query((row, _) -> member(row))
        .list()
        .forEach(member -> found.put(member.alertId(), member));
    return found;
  }

  @Override
  public List<Member> members(String incidentId, int offset, int most) {
    return database
        .sql()
        .sql(
            """
            select * from correlate.member where incident_id = ? order by since, alert_id offset ? limit ?
            """)
        .params(incidentId, offset, most)
        .query((row, _) -> member(row))
        .list();
  }

  @Override
  public List<String> openAlerts(String incidentId) {
    return database
        .sql()
        .sql(
            "select alert_id from correlate.member where incident_id = ? and open order by"
                + " alert_id")
        .param(incidentId)
        .query((row, _) -> row.getString(1))
        .list();
  }

  @Override
  public void saveMembers(Collection<Member> members) {
    if (members.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.member (
              alert_id, service_id, incident_id, open, rule, rule_version, words, by_id, since)
            select alert_id, service_id, incident_id, open, rule, rule_version, words, by_id, since
            from jsonb_to_recordset(?::jsonb) as x (
              alert_id text, service_id text, incident_id text, open boolean, rule text, rule_version int, words text,
              by_id text, since timestamptz)
            on conflict (alert_id) do update set
              incident_id = excluded.incident_id, open = excluded.open, rule = excluded.rule,
              rule_version = excluded.rule_version, words = excluded.words, by_id = excluded.by_id, since = excluded.since
            """)
        .param(Json.write(members.stream().map(MemberRow::of).toList()))
        .update();
  }

  @Override
  public List<Member> moveMembers(
      String fromIncidentId,
      String toIncidentId,
      Reason reason,
      @Nullable String byId,
      Instant since) {
    return database
        .sql()
        .sql(
            """
            update correlate.member
            set incident_id = ?, rule = ?, rule_version = ?, words = ?, by_id = ?, since = ?
            where incident_id = ? returning *
            """)
        .params(
            java.util.Arrays.asList(
                toIncidentId,
                reason.rule(),
                reason.version(),
                reason.words(),
                byId,
                Timestamp.from(since),
                fromIncidentId))
        .query((row, _) -> member(row))
        .list();
  }

  private static Incident incident(ResultSet row) throws SQLException {
    String declared = row.getString("declared");
    String severity = row.getString("severity");
    String urgency = row.getString("urgency");
    return new Incident(
        row.getString("id"),
        row.getLong("number"),
        row.getString("service_id"),
        row.getString("title"),
        severity == null ? null : Severity.valueOf(severity),
        urgency == null ? null : Urgency.valueOf(urgency),
        row.getString("incident_key"),
        Incident.Phase.valueOf(row.getString("phase")),
        row.getBoolean("open"),
        row.getString("first_alert_id"),
        declared == null ? null : Json.read(declared, Declared.class),
        reason(row),
        row.getInt("all_alerts"),
        row.getInt("open_alerts"),
        row.getTimestamp("formed_at").toInstant(),
        row.getTimestamp("last_alert_at").toInstant(),
        instant(row.getTimestamp("recovered_at")),
        instant(row.getTimestamp("closed_at")),
        row.getString("merged_into"));
  }

  private static Member member(ResultSet row) throws SQLException {
    return new Member(
        row.getString("alert_id"),
        row.getString("service_id"),
        row.getString("incident_id"),
        row.getBoolean("open"),
        reason(row),
        row.getString("by_id"),
        row.getTimestamp("since").toInstant());
  }

  private static Reason reason(ResultSet row) throws SQLException {
    return new Reason(row.getString("rule"), row.getInt("rule_version"), row.getString("words"));
  }

  private static @Nullable Instant instant(@Nullable Timestamp moment) {
    return moment == null ? null : moment.toInstant();
  }

  /// An incident as the statement takes it apart; the names are the columns'.
  private record IncidentRow(
      String id,
      long number,
      String serviceId,
      String title,
      @Nullable String severity,
      @Nullable String urgency,
      @Nullable String incidentKey,
      String phase,
      boolean open,
      @Nullable String firstAlertId,
      @Nullable Declared declared,
      String rule,
      int ruleVersion,
      String words,
      int allAlerts,
      int openAlerts,
      Instant formedAt,
      Instant lastAlertAt,
      @Nullable Instant recoveredAt,
      @Nullable Instant closedAt,
      @Nullable String mergedInto) {
    static IncidentRow of(Incident incident) {
      Severity severity = incident.severity();
      Urgency urgency = incident.urgency();
      return new IncidentRow(
          incident.id(),
          incident.number(),
          incident.serviceId(),
          incident.title(),
          severity == null ? null : severity.name(),
          urgency == null ? null : urgency.name(),
          incident.incidentKey(),
          incident.phase().name(),
          incident.open(),
          incident.firstAlertId(),
          incident.declared(),
          incident.reason().rule(),
          incident.reason().version(),
          incident.reason().words(),
          incident.allAlerts(),
          incident.openAlerts(),
          incident.formedAt(),
          incident.lastAlertAt(),
          incident.recoveredAt(),
          incident.closedAt(),
          incident.mergedInto());
    }
  }

  /// A membership as the statement takes it apart.
  private record MemberRow(
      String alertId,
      String serviceId,
      @Nullable String incidentId,
      boolean open,
      String rule,
      int ruleVersion,
      String words,
      @Nullable String byId,
      Instant since) {
    static MemberRow of(Member member) {
      return new MemberRow(
          member.alertId(),
          member.serviceId(),
          member.incidentId(),
          member.open(),
          member.reason().rule(),
          member.reason().version(),
          member.reason().words(),
          member.byId(),
          member.since());
    }
  }
}
