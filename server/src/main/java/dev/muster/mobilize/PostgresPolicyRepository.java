package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Escalation policies in PostgreSQL.
final class PostgresPolicyRepository implements PolicyRepository {
  private final Database database;

  PostgresPolicyRepository(Database database) {
    this.database = database;
  }

  @Override
  public void save(Policy policy) {
    database
        .sql()
        .sql(
            """
            insert into mobilize.policy (id, name, team_id, version, body) values (:id, :name, :team, :version, :body::jsonb)
            on conflict (id) do update set name = excluded.name, team_id = excluded.team_id,
              version = excluded.version, body = excluded.body
            """)
        .param("id", policy.id())
        .param("name", policy.name())
        .param("team", policy.teamId())
        .param("version", policy.version())
        .param("body", Json.write(policy))
        .update();
  }

  @Override
  public void delete(String id) {
    database.sql().sql("delete from mobilize.policy where id = ?").params(id).update();
  }

  @Override
  public Optional<Policy> find(String id) {
    return one("select body from mobilize.policy where id = ?", id);
  }

  @Override
  public Optional<Policy> hold(String id) {
    return one("select body from mobilize.policy where id = ? for update", id);
  }

  private Optional<Policy> one(String sql, String parameter) {
    return database
        .sql()
        .sql(sql)
        .params(parameter)
        .query((row, _) -> policy(row.getString(1)))
        .optional();
  }

  private static Policy policy(String body) {
    return Json.read(body, Policy.class);
  }

  @Override
  public List<Policy> all() {
    return database
        .sql()
        .sql("select body from mobilize.policy order by lower(name), id")
        .query((row, _) -> policy(row.getString(1)))
        .list();
  }

  @Override
  public @Nullable Policy named(String name) {
    return one("select body from mobilize.policy where lower(name) = lower(?)", name).orElse(null);
  }

  @Override
  public Map<String, Long> holdRings(Collection<String> ruleIds) {
    String[] ids = new TreeSet<>(ruleIds).toArray(String[]::new);
    database
        .sql()
        .sql(
            """
            insert into mobilize.ring (rule_id, place) select id, 0 from unnest(?::text[]) as r (id)
            on conflict do nothing
            """)
        .params((Object) ids)
        .update();
    var places = new HashMap<String, Long>();
    database
        .sql()
        .sql(
            """
            select rule_id, place from mobilize.ring where rule_id = any (?::text[])
            order by rule_id for update
            """)
        .params((Object) ids)
        .query(row -> {
          places.put(row.getString(1), row.getLong(2));
        });
    return places;
  }

  @Override
  public void turn(Map<String, Long> places) {
    new TreeMap<>(places)
        .forEach((rule, place) ->
            database
                .sql()
                .sql("update mobilize.ring set place = ? where rule_id = ?")
                .params(place, rule)
                .update());
  }
}
