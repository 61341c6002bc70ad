package dev.muster.respond;

import dev.muster.kernel.Reason;
import dev.muster.mobilize.Who;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/// The timeline in PostgreSQL.
final class PostgresTimelineRepository implements TimelineRepository {
  private static final TypeReference<Map<String, Object>> MAP = new TypeReference<>() {};

  private static final int COUNTED_MOST = 10_000;

  private final Database database;

  PostgresTimelineRepository(Database database) {
    this.database = database;
  }

  @Override
  public void add(List<LogEntry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    database
        .sql()
        .sql(
            """
            insert into respond.log_entry (
              id, incident_id, service_id, type, at, agent_kind, agent_id, agent_name, channel, summary, rule, rule_version,
              words, detail, overview)
            select x.* from rows from (jsonb_to_recordset(?::jsonb) as (
              id text, incident_id text, service_id text, type text, at timestamptz, agent_kind text, agent_id text,
              agent_name text, channel jsonb, summary text, rule text, rule_version int, words text, detail jsonb,
              overview boolean)) as x
            on conflict (id) do nothing
            """)
        .param(Json.write(entries.stream().map(Row::of).toList()))
        .update();
  }

  @Override
  public Optional<LogEntry> entry(String id) {
    return database
        .sql()
        .sql("select * from respond.log_entry where id = ?")
        .param(id)
        .query((row, _) -> entry(row))
        .optional();
  }

  @Override
  public List<LogEntry> entries(Filter filter, int offset, int limit) {
    var parameters = new ArrayList<Object>();
    String where = where(filter, parameters);
    parameters.add(offset);
    parameters.add(limit);
    return database.list(() ->
        database
            .sql()
            .sql(
                "select * from respond.log_entry"
                    + where
                    + " order by at desc, sequence desc offset ? limit ?")
            .params(parameters)
            .query((row, _) -> entry(row))
            .list());
  }

  @Override
  public long count(Filter filter) {
    var parameters = new ArrayList<Object>();
    String where = where(filter, parameters);
    return database.list(() ->
        database
            .sql()
            .sql(
                "select count(*) from (select 1 from respond.log_entry"
                    + where
                    + " limit "
                    + COUNTED_MOST
                    + ") as counted")
            .params(parameters)
            .query(Long.class)
            .single());
  }

  private static String where(Filter filter, List<Object> parameters) {
    var conditions = new ArrayList<String>();
    if (filter.incidentId() != null) {
      conditions.add("incident_id = ?");
      parameters.add(filter.incidentId());
    }
    Collection<String> services = filter.serviceIds();
    if (services != null) {
      conditions.add("service_id = any(?::text[])");
      parameters.add(services.toArray(String[]::new));
    }
    Instant since = filter.since();
    if (since != null) {
      conditions.add("at >= ?");
      parameters.add(Timestamp.from(since));
    }
    Instant until = filter.until();
    if (until != null) {
      conditions.add("at < ?");
      parameters.add(Timestamp.from(until));
    }
    if (filter.overview()) {
      conditions.add("overview");
    }
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  private static LogEntry entry(ResultSet row) throws SQLException {
    String rule = row.getString("rule");
    return new LogEntry(
        row.getString("id"),
        row.getString("incident_id"),
        row.getString("service_id"),
        LogEntry.Type.valueOf(row.getString("type")),
        row.getTimestamp("at").toInstant(),
        new Who(
            Who.Kind.valueOf(row.getString("agent_kind")),
            row.getString("agent_id"),
            row.getString("agent_name")),
        Json.mapper().readValue(row.getString("channel"), MAP),
        row.getString("summary"),
        rule == null ? null : new Reason(rule, row.getInt("rule_version"), row.getString("words")),
        Json.mapper().readValue(row.getString("detail"), MAP),
        row.getBoolean("overview"));
  }

  /// An entry as the statement takes it apart.
  private record Row(
      String id,
      String incidentId,
      String serviceId,
      String type,
      Instant at,
      String agentKind,
      String agentId,
      String agentName,
      Map<String, Object> channel,
      String summary,
      @Nullable String rule,
      @Nullable Integer ruleVersion,
      @Nullable String words,
      Map<String, Object> detail,
      boolean overview) {
    static Row of(LogEntry entry) {
      Reason reason = entry.reason();
      return new Row(
          entry.id(),
          entry.incidentId(),
          entry.serviceId(),
          entry.type().name(),
          entry.at(),
          entry.agent().kind().name(),
          entry.agent().id(),
          entry.agent().name(),
          entry.channel(),
          entry.summary(),
          reason == null ? null : reason.rule(),
          reason == null ? null : reason.version(),
          reason == null ? null : reason.words(),
          entry.detail(),
          entry.overview());
    }
  }
}
