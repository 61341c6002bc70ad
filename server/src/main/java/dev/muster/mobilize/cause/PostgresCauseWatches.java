package dev.muster.mobilize.cause;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.util.Optional;

/// What is remembered of incidents whose cause is followed, in PostgreSQL.
final class PostgresCauseWatches {
  private final Database database;

  PostgresCauseWatches(Database database) {
    this.database = database;
  }

  Optional<CauseWatch> find(String incidentId) {
    return database
        .sql()
        .sql("select body from mobilize.cause_watch where incident_id = ?")
        .param(incidentId)
        .query((row, _) -> Json.read(row.getString(1), CauseWatch.class))
        .optional();
  }

  void save(CauseWatch watch) {
    database
        .sql()
        .sql(
            """
            insert into mobilize.cause_watch (incident_id, body) values (?, ?::jsonb)
            on conflict (incident_id) do update set body = excluded.body
            """)
        .params(watch.incidentId(), Json.write(watch))
        .update();
  }
}
