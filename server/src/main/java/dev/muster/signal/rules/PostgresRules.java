package dev.muster.signal.rules;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Event rules in PostgreSQL.
final class PostgresRules {
  private final Database database;

  PostgresRules(Database database) {
    this.database = database;
  }

  /// A key column of a table.
  record KeyColumn(String column, String source) {}

  /// A table without its rows.
  record StoredTable(
      String id,
      String name,
      List<KeyColumn> keys,
      List<String> adds,
      boolean overwrites,
      int position,
      Instant createdAt,
      Instant updatedAt) {
    LookupTable compiled(Map<String, List<String>> rows) {
      var paths = new LinkedHashMap<String, Path>();
      for (KeyColumn key : keys) {
        paths.put(key.column(), Path.whole(key.source()));
      }
      return new LookupTable(id, name, paths, adds, overwrites, rows);
    }
  }

  /// A key that events asked for and no row has.
  record StoredGap(String key, long events, Instant firstAt, Instant lastAt) {}

  long version() {
    return database
        .sql()
        .sql("select version from signal.rules_version")
        .query(Long.class)
        .single();
  }

  void raiseVersion() {
    database.sql().sql("update signal.rules_version set version = version + 1").update();
  }

  List<Orchestration> orchestrations() {
    Map<String, List<Orchestration.Door>> doors =
        database
            .sql()
            .sql("select * from signal.orchestration_door order by created_at, id")
            .query((row, _) -> door(row))
            .list()
            .stream()
            .collect(Collectors.groupingBy(Orchestration.Door::orchestrationId));
    return database
        .sql()
        .sql("select * from signal.orchestration order by lower(name), id")
        .query((row, _) ->
            new Orchestration(
                row.getString("id"),
                row.getString("name"),
                text(row, "description"),
                text(row, "team_id"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("created_by"),
                row.getTimestamp("updated_at").toInstant(),
                row.getString("updated_by"),
                row.getString("version"),
                doors.getOrDefault(row.getString("id"), List.of())))
        .list();
  }

  private static Orchestration.Door door(ResultSet row) throws SQLException {
    return new Orchestration.Door(
        row.getString("id"),
        row.getString("orchestration_id"),
        row.getString("label"),
        row.getString("key"),
        row.getTimestamp("created_at").toInstant());
  }

  Optional<Orchestration> orchestration(String id) {
    return orchestrations().stream().filter(found -> found.id().equals(id)).findFirst();
  }

  void save(Orchestration orchestration) {
    database
        .sql()
        .sql(
            """
            insert into signal.orchestration (id, name, description, team_id, created_at, created_by, updated_at, updated_by,
              version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, description = excluded.description,
              team_id = excluded.team_id, updated_at = excluded.updated_at, updated_by = excluded.updated_by,
              version = excluded.version
            """)
        .param(orchestration.id())
        .param(orchestration.name())
        .param(orchestration.description())
        .param(orchestration.teamId())
        .param(Timestamp.from(orchestration.createdAt()))
        .param(orchestration.createdBy())
        .param(Timestamp.from(orchestration.updatedAt()))
        .param(orchestration.updatedBy())
        .param(orchestration.version())
        .update();
  }

  void delete(String orchestrationId) {
    database
        .sql()
        .sql("delete from signal.rule_path where owner_id = ? and kind <> 'SERVICE'")
        .param(orchestrationId)
        .update();
    database
        .sql()
        .sql("delete from signal.orchestration where id = ?")
        .param(orchestrationId)
        .update();
  }

  void save(Orchestration.Door door) {
    database
        .sql()
        .sql(
            """
            insert into signal.orchestration_door (id, orchestration_id, label, key, created_at) values (?, ?, ?, ?, ?)
            on conflict (id) do update set label = excluded.label, orchestration_id = excluded.orchestration_id
            """)
        .params(
            door.id(),
            door.orchestrationId(),
            door.label(),
            door.key(),
            Timestamp.from(door.createdAt()))
        .update();
  }

  void deleteDoor(String id) {
    database.sql().sql("delete from signal.orchestration_door where id = ?").param(id).update();
  }

  List<Orchestration.Path> paths() {
    return database
        .sql()
        .sql("select * from signal.rule_path order by owner_id, kind")
        .query((row, _) -> path(row))
        .list();
  }

  Optional<Orchestration.Path> path(String ownerId, RulePath.Kind kind) {
    return database
        .sql()
        .sql("select * from signal.rule_path where owner_id = ? and kind = ?")
        .params(ownerId, kind.name())
        .query((row, _) -> path(row))
        .optional();
  }

  /// The same, and nobody else changes it before the transaction ends.
  Optional<Orchestration.Path> held(String ownerId, RulePath.Kind kind) {
    return database
        .sql()
        .sql("select * from signal.rule_path where owner_id = ? and kind = ? for update")
        .params(ownerId, kind.name())
        .query((row, _) -> path(row))
        .optional();
  }

  private static Orchestration.Path path(ResultSet row) throws SQLException {
    return new Orchestration.Path(
        row.getString("owner_id"),
        RulePath.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
        row.getString("body"),
        row.getBoolean("active"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("created_by"),
        row.getTimestamp("updated_at").toInstant(),
        row.getString("updated_by"),
        row.getString("version"));
  }

  void save(Orchestration.Path path) {
    database
        .sql()
        .sql(
            """
            insert into signal.rule_path (owner_id, kind, body, active, created_at, created_by, updated_at, updated_by, version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (owner_id, kind) do update set body = excluded.body, active = excluded.active,
              updated_at = excluded.updated_at, updated_by = excluded.updated_by, version = excluded.version
            """)
        .param(path.ownerId())
        .param(path.kind().name())
        .param(path.body())
        .param(path.active())
        .param(Timestamp.from(path.createdAt()))
        .param(path.createdBy())
        .param(Timestamp.from(path.updatedAt()))
        .param(path.updatedBy())
        .param(path.version())
        .update();
  }

  void deletePath(String ownerId, RulePath.Kind kind) {
    database
        .sql()
        .sql("delete from signal.rule_path where owner_id = ? and kind = ?")
        .params(ownerId, kind.name())
        .update();
  }

  List<StoredTable> tables() {
    return database
        .sql()
        .sql("select * from signal.lookup_table order by position, id")
        .query((row, _) ->
            new StoredTable(
                row.getString("id"),
                row.getString("name"),
                Arrays.asList(Json.read(row.getString("keys"), KeyColumn[].class)),
                Arrays.asList(Json.read(row.getString("adds"), String[].class)),
                row.getBoolean("overwrites"),
                row.getInt("position"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant()))
        .list();
  }

  Map<String, List<String>> rows(String tableId) {
    var rows = new HashMap<String, List<String>>();
    database
        .sql()
        .sql("select key, cells from signal.lookup_row where table_id = ?")
        .param(tableId)
        .query(row -> {
          rows.put(row.getString(1), Arrays.asList(Json.read(row.getString(2), String[].class)));
        });
    return rows;
  }

  /// Keys with their cells, in the order of keys.
  List<Map.Entry<String, List<String>>> page(String tableId, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select key, cells from signal.lookup_row where table_id = ? order by key limit ? offset ?")
        .params(tableId, limit, offset)
        .query((row, _) ->
            Map.entry(row.getString(1), Arrays.asList(Json.read(row.getString(2), String[].class))))
        .list();
  }

  long countRows(String tableId) {
    return database
        .sql()
        .sql("select count(*) from signal.lookup_row where table_id = ?")
        .param(tableId)
        .query(Long.class)
        .single();
  }

  void save(StoredTable table) {
    database
        .sql()
        .sql(
            """
            insert into signal.lookup_table (id, name, keys, adds, overwrites, position, created_at, updated_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, keys = excluded.keys, adds = excluded.adds,
              overwrites = excluded.overwrites, position = excluded.position, updated_at = excluded.updated_at
            """)
        .params(
            table.id(),
            table.name(),
            Json.write(table.keys()),
            Json.write(table.adds()),
            table.overwrites(),
            table.position(),
            Timestamp.from(table.createdAt()),
            Timestamp.from(table.updatedAt()))
        .update();
  }

  void deleteTable(String id) {
    database.sql().sql("delete from signal.lookup_table where id = ?").param(id).update();
  }

  /// Replaces all rows of a table; keys that have a row now are no gaps any more.
  void replaceRows(String tableId, Map<String, List<String>> rows) {
    database.sql().sql("delete from signal.lookup_row where table_id = ?").param(tableId).update();
    database
        .jdbc()
        .update(connection -> {
          PreparedStatement insert =
              connection.prepareStatement(
                  """
                  insert into signal.lookup_row (table_id, key, cells)
                  select ?, key, cells from unnest(?::text[], ?::text[]) as r (key, cells)
                  """);
          insert.setString(1, tableId);
          insert.setArray(2, connection.createArrayOf("text", rows.keySet().toArray()));
          insert.setArray(
              3,
              connection.createArrayOf("text", rows.values().stream().map(Json::write).toArray()));
          return insert;
        });
    database
        .sql()
        .sql(
            """
            delete from signal.lookup_gap g where g.table_id = ? and exists
              (select from signal.lookup_row r where r.table_id = g.table_id and r.key = g.key)
            """)
        .param(tableId)
        .update();
  }

  /// Most gaps kept for one table; the rarest are forgotten first.
  private static final int MOST_GAPS = 10_000;

  void addGaps(Map<LiveRules.Gap, Long> gaps, Instant now) {
    var tables = new ArrayList<String>();
    var keys = new ArrayList<String>();
    var counts = new ArrayList<Long>();
    gaps.forEach((gap, events) -> {
      tables.add(gap.tableId());
      keys.add(gap.key());
      counts.add(events);
    });
    database.run(() -> {
      database
          .jdbc()
          .update(connection -> {
            PreparedStatement insert =
                connection.prepareStatement(
                    """
                    insert into signal.lookup_gap (table_id, key, events, first_at, last_at)
                    select g.table_id, g.key, g.events, ?, ?
                    from unnest(?::text[], ?::text[], ?::bigint[]) as g (table_id, key, events)
                    join signal.lookup_table t on t.id = g.table_id
                    order by g.table_id, g.key
                    on conflict (table_id, key) do update
                      set events = lookup_gap.events + excluded.events, last_at = excluded.last_at
                    """);
            insert.setTimestamp(1, Timestamp.from(now));
            insert.setTimestamp(2, Timestamp.from(now));
            insert.setArray(3, connection.createArrayOf("text", tables.toArray()));
            insert.setArray(4, connection.createArrayOf("text", keys.toArray()));
            insert.setArray(5, connection.createArrayOf("int8", counts.toArray()));
            return insert;
          });
      for (String table : tables.stream().distinct().sorted().toList()) {
        database
            .sql()
            .sql(
                """
                delete from signal.lookup_gap where table_id = ? and key in
                  (select key from signal.lookup_gap where table_id = ? order by events desc, last_at desc, key offset ?)
                """)
            .params(table, table, MOST_GAPS)
            .update();
      }
    });
  }

  List<StoredGap> gaps(String tableId, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select key, events, first_at, last_at from signal.lookup_gap where table_id = ?
            order by events desc, key limit ? offset ?
            """)
        .params(tableId, limit, offset)
        .query((row, _) ->
            new StoredGap(
                row.getString(1),
                row.getLong(2),
                row.getTimestamp(3).toInstant(),
                row.getTimestamp(4).toInstant()))
        .list();
  }

  long countGaps(String tableId) {
    return database
        .sql()
        .sql("select count(*) from signal.lookup_gap where table_id = ?")
        .param(tableId)
        .query(Long.class)
        .single();
  }

  List<Stage> stages() {
    return database
        .sql()
        .sql("select name, aliases, importance from signal.stage order by position")
        .query((row, _) ->
            new Stage(
                row.getString(1),
                Arrays.asList(Json.read(row.getString(2), String[].class)),
                Stage.Importance.of(row.getString(3)).orElse(Stage.Importance.PAGE)))
        .list();
  }

  void replaceStages(List<Stage> stages) {
    database.sql().sql("delete from signal.stage").update();
    int position = 0;
    for (Stage stage : stages) {
      database
          .sql()
          .sql("insert into signal.stage (name, aliases, importance, position) values (?, ?, ?, ?)")
          .params(stage.name(), Json.write(stage.aliases()), stage.importance().wire(), position++)
          .update();
    }
  }

  private static @Nullable String text(ResultSet row, String column) throws SQLException {
    return row.getString(column);
  }
}
