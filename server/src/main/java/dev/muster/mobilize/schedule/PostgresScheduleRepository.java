package dev.muster.mobilize.schedule;

import dev.muster.kernel.TimeRange;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Schedules as rows in PostgreSQL.
final class PostgresScheduleRepository implements ScheduleRepository {
  private static final String COLUMNS =
      "select s.id, s.name, s.description, s.time_zone, s.team_ids, s.layers, s.feed_key, s.created_at"
          + " from mobilize.schedule s ";

  private final Database database;

  PostgresScheduleRepository(Database database) {
    this.database = database;
  }

  /// Wraps the list, because a document's root keeps its element type only inside of a record.
  private record Layers(List<Layer> layers) {}

  private JdbcClient.StatementSpec sql(String text) {
    return database.sql().sql(text);
  }

  private static Schedule schedule(ResultSet row, int number) throws SQLException {
    return new Schedule(
        row.getString("id"),
        row.getString("name"),
        row.getString("description"),
        ZoneId.of(row.getString("time_zone")),
        texts(row.getArray("team_ids")),
        Json.read(row.getString("layers"), Layers.class).layers(),
        row.getString("feed_key"),
        row.getTimestamp("created_at").toInstant());
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static String[] array(Collection<String> texts) {
    return texts.toArray(String[]::new);
  }

  private static String[] everybody(Schedule schedule) {
    var users = new LinkedHashSet<String>();
    for (Layer layer : schedule.layers()) {
      layer.rotations().forEach(rotation -> users.addAll(rotation.users()));
    }
    return array(users);
  }

  @Override
  public Optional<Schedule> find(String id) {
    return sql(COLUMNS + "where s.id = ?")
        .param(id)
        .query(PostgresScheduleRepository::schedule)
        .optional();
  }

  @Override
  public Optional<Schedule> lock(String id) {
    return sql(COLUMNS + "where s.id = ? for update")
        .param(id)
        .query(PostgresScheduleRepository::schedule)
        .optional();
  }

  @Override
  public Map<String, Schedule> find(Collection<String> ids) {
    var found = new HashMap<String, Schedule>();
    if (!ids.isEmpty()) {
      sql(COLUMNS + "where s.id = any (?)")
          .param(array(ids))
          .query(PostgresScheduleRepository::schedule)
          .list()
          .forEach(schedule -> found.put(schedule.id(), schedule));
    }
    return found;
  }

  private static final String MATCHING =
      """
      where (? = '' or position(lower(?) in lower(s.name)) > 0)
        and (cardinality(?::text[]) = 0 or s.team_ids && ?::text[])
      """;

  private static final String BY_NAME = " order by lower(s.name), s.id ";

  @Override
  public List<Schedule> search(
      @Nullable String query, Collection<String> teamIds, int offset, int limit) {
    String part = query == null ? "" : query;
    String[] teams = array(teamIds);
    return sql(COLUMNS + MATCHING + BY_NAME + "offset ? limit ?")
        .params(List.of(part, part, teams, teams, offset, limit))
        .query(PostgresScheduleRepository::schedule)
        .list();
  }

  @Override
  public long count(@Nullable String query, Collection<String> teamIds) {
    String part = query == null ? "" : query;
    String[] teams = array(teamIds);
    return sql("select count(*) from mobilize.schedule s " + MATCHING)
        .params(List.of(part, part, teams, teams))
        .query(Long.class)
        .single();
  }

  @Override
  public void insert(Schedule schedule) {
    sql("""
    insert into mobilize.schedule
      (name, description, time_zone, team_ids, user_ids, layers, feed_key, created_at, id)
    values (?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)
    """)
        .params(values(schedule))
        .update();
  }

  @Override
  public void update(Schedule schedule) {
    sql("""
    update mobilize.schedule set name = ?, description = ?, time_zone = ?, team_ids = ?, user_ids = ?,
      layers = ?::jsonb, feed_key = ?, created_at = ?
    where id = ?
    """)
        .params(values(schedule))
        .update();
  }

  private static List<Object> values(Schedule schedule) {
    return List.of(
        schedule.name(),
        schedule.description(),
        schedule.zone().getId(),
        array(schedule.teamIds()),
        everybody(schedule),
        Json.write(new Layers(schedule.layers())),
        schedule.feedKey(),
        Timestamp.from(schedule.createdAt()),
        schedule.id());
  }

  @Override
  public void delete(String id) {
    sql("delete from mobilize.schedule where id = ?").param(id).update();
  }

  @Override
  public List<Schedule> withUser(String userId) {
    return sql(COLUMNS + "where s.user_ids @> ?::text[]" + BY_NAME)
        .param(new String[] {userId})
        .query(PostgresScheduleRepository::schedule)
        .list();
  }

  @Override
  public List<Schedule> ofTeam(String teamId) {
    return sql(COLUMNS + "where s.team_ids @> ?::text[]" + BY_NAME)
        .param(new String[] {teamId})
        .query(PostgresScheduleRepository::schedule)
        .list();
  }

  @Override
  public List<Schedule> withStandIn(String userId, Instant after) {
    return sql(COLUMNS
            + """
            where exists (select from mobilize.schedule_override o
              where o.schedule_id = s.id and o.user_id = ? and o.ends_at > ?)
            """
            + BY_NAME)
        .params(userId, Timestamp.from(after))
        .query(PostgresScheduleRepository::schedule)
        .list();
  }

  private static StandIn standIn(ResultSet row, int number) throws SQLException {
    return new StandIn(
        row.getString("id"),
        row.getLong("number"),
        row.getString("user_id"),
        row.getTimestamp("starts_at").toInstant(),
        row.getTimestamp("ends_at").toInstant());
  }

  @Override
  public Map<String, List<StandIn>> standIns(Collection<String> scheduleIds, TimeRange range) {
    var found = new LinkedHashMap<String, List<StandIn>>();
    if (!scheduleIds.isEmpty()) {
      sql("""
      select schedule_id, id, number, user_id, starts_at, ends_at from mobilize.schedule_override
      where schedule_id = any (?) and starts_at < ? and ends_at > ?
      order by number
      """)
          .params(array(scheduleIds), Timestamp.from(range.until()), Timestamp.from(range.from()))
          .query(row -> {
            found
                .computeIfAbsent(row.getString("schedule_id"), _ -> new ArrayList<>())
                .add(standIn(row, 0));
          });
    }
    return found;
  }

  @Override
  public Optional<StandIn> standIn(String scheduleId, String id) {
    return sql("""
    select id, number, user_id, starts_at, ends_at from mobilize.schedule_override
    where schedule_id = ? and id = ?
    """)
        .params(scheduleId, id)
        .query(PostgresScheduleRepository::standIn)
        .optional();
  }

  @Override
  public StandIn addStandIn(
      String scheduleId, String id, String userId, Instant start, Instant end, Instant createdAt) {
    return sql("""
    insert into mobilize.schedule_override (schedule_id, id, user_id, starts_at, ends_at, created_at)
    values (?, ?, ?, ?, ?, ?)
    returning id, number, user_id, starts_at, ends_at
    """)
        .params(
            scheduleId,
            id,
            userId,
            Timestamp.from(start),
            Timestamp.from(end),
            Timestamp.from(createdAt))
        .query(PostgresScheduleRepository::standIn)
        .single();
  }

  @Override
  public void endStandIn(String scheduleId, String id, Instant end) {
    sql("update mobilize.schedule_override set ends_at = ? where schedule_id = ? and id = ?")
        .params(Timestamp.from(end), scheduleId, id)
        .update();
  }

  @Override
  public void deleteStandIn(String scheduleId, String id) {
    sql("delete from mobilize.schedule_override where schedule_id = ? and id = ?")
        .params(scheduleId, id)
        .update();
  }
}
