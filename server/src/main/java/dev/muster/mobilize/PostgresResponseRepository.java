package dev.muster.mobilize;

import dev.muster.catalog.ServiceLoad;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Responses in PostgreSQL.
final class PostgresResponseRepository implements ResponseRepository {
  private final Database database;

  PostgresResponseRepository(Database database) {
    this.database = database;
  }

  @Override
  public boolean add(ResponseState state) {
    return database
            .jdbc()
            .update(connection -> {
              PreparedStatement insert =
                  connection.prepareStatement(
                      """
                      insert into mobilize.response (service_id, policy_id, title, incident_key, status, urgency,
                        priority_id, assignee_ids, created_at, resolved_at, next_due_at, to_do, body, incident_id, number)
                      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?) on conflict (incident_id) do nothing
                      """);
              fill(insert, state);
              insert.setLong(15, state.response().number());
              return insert;
            })
        == 1;
  }

  @Override
  public void save(ResponseState state) {
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement update =
              connection.prepareStatement(
                  """
                  update mobilize.response set service_id = ?, policy_id = ?, title = ?, incident_key = ?, status = ?,
                    urgency = ?, priority_id = ?, assignee_ids = ?, created_at = ?, resolved_at = ?, next_due_at = ?,
                    to_do = ?, body = ?::jsonb
                  where incident_id = ?
                  """);
          fill(update, state);
          return update;
        });
  }

  private static void fill(PreparedStatement statement, ResponseState state) throws SQLException {
    Response response = state.response();
    statement.setString(1, response.serviceId());
    statement.setString(2, response.policyId());
    statement.setString(3, response.title());
    statement.setString(4, response.incidentKey());
    statement.setString(5, response.status().wire());
    statement.setString(6, response.urgency().wire());
    statement.setString(7, response.priorityId());
    statement.setArray(
        8,
        statement
            .getConnection()
            .createArrayOf(
                "text",
                response.assignments().stream().map(Response.Assignment::userId).toArray()));
    statement.setTimestamp(9, Timestamp.from(response.createdAt()));
    time(statement, 10, response.resolvedAt());
    time(statement, 11, state.nextDueAt());
    statement.setBoolean(12, response.pagesNobody());
    statement.setString(13, Json.write(state));
    statement.setString(14, response.incidentId());
  }

  private static void time(PreparedStatement statement, int index, @Nullable Instant at)
      throws SQLException {
    if (at == null) {
      statement.setNull(index, Types.TIMESTAMP_WITH_TIMEZONE);
    } else {
      statement.setTimestamp(index, Timestamp.from(at));
    }
  }

  @Override
  public Map<String, ResponseState> hold(Collection<String> incidentIds) {
    // The lock is taken row by row in the order of the sort.
    return states(incidentIds, "order by incident_id for update");
  }

  @Override
  public Map<String, ResponseState> states(Collection<String> incidentIds) {
    return states(incidentIds, "order by incident_id");
  }

  private Map<String, ResponseState> states(Collection<String> incidentIds, String rest) {
    if (incidentIds.isEmpty()) {
      return Map.of();
    }
    var states = new LinkedHashMap<String, ResponseState>();
    database
        .sql()
        .sql("select body from mobilize.response where incident_id = any (?::text[]) " + rest)
        .params((Object) new TreeSet<>(incidentIds).toArray(String[]::new))
        .query((row, _) -> state(row.getString(1)))
        .list()
        .forEach(state -> states.put(state.id(), state));
    return states;
  }

  private static ResponseState state(String body) {
    return Json.read(body, ResponseState.class);
  }

  @Override
  public Optional<Response> byNumber(long number) {
    return database
        .sql()
        .sql("select body from mobilize.response where number = ?")
        .params(number)
        .query((row, _) -> state(row.getString(1)).response())
        .optional();
  }

  @Override
  public List<Response> search(ResponseFilter filter, int offset, int limit) {
    var parameters = new ArrayList<Object>();
    // The page is found in an index first; only its rows are read.
    String page =
        "select incident_id from mobilize.response"
            + where(filter, parameters)
            + order(filter)
            + " offset ? limit ?";
    parameters.add(offset);
    parameters.add(limit);
    return database.list(() ->
        database
            .sql()
            .sql(
                "select (select r.body from mobilize.response r where r.incident_id ="
                    + " p.incident_id) from ("
                    + page
                    + ") p")
            .params(parameters)
            .query((row, _) -> state(row.getString(1)).response())
            .list());
  }

  @Override
  public long count(ResponseFilter filter) {
    var parameters = new ArrayList<Object>();
    return database.list(() ->
        database
            .sql()
            .sql(
                "select count(*) from (select 1 from mobilize.response"
                    + where(filter, parameters)
                    + " limit "
                    + ResponseFilter.MOST_COUNTED
                    + ") found")
            .params(parameters)
            .query(Long.class)
            .single());
  }

  /// Only the conditions that were asked for are written, so that the planner sees which index serves.
  private static String where(ResponseFilter filter, List<Object> parameters) {
    var conditions = new ArrayList<String>();
    var statuses = filter.statuses();
    if (!filter.assigneeIds().isEmpty()) {
      conditions.add("status <> 'resolved' and assignee_ids && ?::text[]");
      parameters.add(filter.assigneeIds().toArray(String[]::new));
    }
    if (!statuses.isEmpty() && statuses.size() < ResponseStatus.values().length) {
      if (!statuses.contains(ResponseStatus.RESOLVED)) {
        conditions.add("status <> 'resolved'");
      }
      if (statuses.size() == 1) {
        conditions.add("status = ?");
        parameters.add(statuses.iterator().next().wire());
      } else if (statuses.contains(ResponseStatus.RESOLVED)) {
        conditions.add("status = any (?::text[])");
        parameters.add(statuses.stream().map(ResponseStatus::wire).toArray(String[]::new));
      }
    }
    if (filter.urgencies().size() == 1) {
      conditions.add("urgency = ?");
      parameters.add(filter.urgencies().iterator().next().wire());
    }
    any(conditions, parameters, "service_id", filter.serviceIds());
    any(conditions, parameters, "policy_id", filter.policyIds());
    any(conditions, parameters, "priority_id", filter.priorityIds());
    any(conditions, parameters, "incident_id", filter.incidentIds());
    if (filter.incidentKey() != null) {
      conditions.add("incident_key = ?");
      parameters.add(filter.incidentKey());
    }
    if (filter.since() != null) {
      conditions.add("created_at >= ?");
      parameters.add(Timestamp.from(filter.since()));
    }
    if (filter.until() != null) {
      conditions.add("created_at < ?");
      parameters.add(Timestamp.from(filter.until()));
    }
    if (filter.toDo() != null) {
      conditions.add(filter.toDo() ? "to_do" : "not to_do");
    }
    if (filter.text() != null) {
      conditions.add("title ilike ?"); // what the index of pieces serves
      parameters.add("%" + filter.text().replaceAll("([\\\\%_])", "\\\\$1") + "%");
      if (isOfOtherScript(filter.text())) {
        conditions.add(OTHER_SCRIPT);
        parameters.add(filter.text());
      }
    }
    return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
  }

  /// What finds titles in scripts for which the index of pieces has none.
  static final String OTHER_SCRIPT =
      "octet_length(title) > char_length(title) and mobilize.title_pieces(title) @> mobilize.title_pieces(?)";

  /// Whether the text has two characters side by side of which one is not English, as shorter ones have no pieces.
  private static boolean isOfOtherScript(String text) {
    return text.codePointCount(0, text.length()) > 1
        && text.codePoints().anyMatch(letter -> letter > 127);
  }

  private static void any(
      List<String> conditions, List<Object> parameters, String column, Set<String> values) {
    if (values.size() == 1) {
      conditions.add(column + " = ?");
      parameters.add(values.iterator().next());
    } else if (!values.isEmpty()) {
      conditions.add(column + " = any (?::text[])");
      parameters.add(values.toArray(String[]::new));
    }
  }

  private static String order(ResponseFilter filter) {
    var keys = new ArrayList<String>();
    boolean last = false;
    for (ResponseFilter.Order order : filter.order()) {
      last = order.descending();
      String direction = last ? " desc" : "";
      keys.add(
          switch (order.field()) {
            case NUMBER -> "number" + direction;
            case CREATED_AT -> "created_at" + direction;
            case RESOLVED_AT -> "resolved_at" + direction;
            case URGENCY -> "urgency" + direction;
          });
    }
    if (keys.isEmpty()) {
      keys.add("created_at");
    }
    if (filter.order().stream().noneMatch(one -> one.field() == ResponseFilter.Field.NUMBER)) {
      keys.add("number" + (last ? " desc" : ""));
    }
    return " order by " + String.join(", ", keys);
  }

  @Override
  public List<ResponseState> overdue(Instant before, int most) {
    return database
        .sql()
        .sql(
            """
            select body from mobilize.response where status <> 'resolved' and next_due_at < ?
            order by next_due_at limit ?
            """)
        .params(Timestamp.from(before), most)
        .query((row, _) -> state(row.getString(1)))
        .list();
  }

  @Override
  public Map<String, ServiceLoad.Load> loads(Collection<String> serviceIds) {
    var loads = new HashMap<String, ServiceLoad.Load>();
    if (serviceIds.isEmpty()) {
      return loads;
    }
    database
        .sql()
        .sql(
            """
            select s.id, coalesce(o.triggered, 0), coalesce(o.acknowledged, 0), newest.created_at
            from unnest(?::text[]) as s (id)
            left join (
              select service_id, count(*) filter (where status = 'triggered') as triggered,
                count(*) filter (where status = 'acknowledged') as acknowledged
              from mobilize.response where status <> 'resolved' and service_id = any (?::text[]) group by service_id) o
              on o.service_id = s.id
            left join lateral (
              select created_at from mobilize.response r where r.service_id = s.id
              order by r.created_at desc, r.number desc limit 1) newest on true
            """)
        .params(serviceIds.toArray(String[]::new), serviceIds.toArray(String[]::new))
        .query(row -> {
          Timestamp newest = row.getTimestamp(4);
          if (newest != null) {
            loads.put(
                row.getString(1),
                new ServiceLoad.Load(row.getInt(2), row.getInt(3), newest.toInstant()));
          }
        });
    return loads;
  }
}
