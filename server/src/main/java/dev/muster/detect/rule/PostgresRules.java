package dev.muster.detect.rule;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.util.List;

/// Rules in PostgreSQL.
final class PostgresRules implements RuleStore {
  private final Database database;

  PostgresRules(Database database) {
    this.database = database;
  }

  @Override
  public List<Rule> rules() {
    return database
        .sql()
        .sql(
            """
            select id, name, enabled, definition::text definition, created_by, created_at, updated_at from detect.rule
            order by created_at, id
            """)
        .query((row, _) ->
            RuleJson.read(
                row.getString("id"),
                row.getString("name"),
                row.getBoolean("enabled"),
                row.getString("definition"),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant()))
        .list();
  }

  @Override
  public void save(Rule rule) {
    database
        .sql()
        .sql(
            """
            insert into detect.rule (id, name, enabled, definition, created_by, created_at, updated_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, enabled = excluded.enabled, definition = excluded.definition,
              updated_at = excluded.updated_at
            """)
        .params(
            rule.id(),
            rule.name(),
            rule.enabled(),
            RuleJson.write(rule),
            rule.createdBy(),
            Timestamp.from(rule.createdAt()),
            Timestamp.from(rule.updatedAt()))
        .update();
  }

  @Override
  public boolean delete(String id) {
    return database.sql().sql("delete from detect.rule where id = ?").params(id).update() > 0;
  }
}
