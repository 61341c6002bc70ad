package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Incidents that are kept to the team of an experiment, in PostgreSQL.
final class PostgresKeptIncidents implements KeptIncidents {
  private final Database database;

  PostgresKeptIncidents(Database database) {
    this.database = database;
  }

  @Override
  public void keep(Kept kept) {
    database
        .sql()
        .sql(
            """
            insert into mobilize.kept_incident (incident_id, experiment_id, policy_id, at) values (?, ?, ?, ?)
            on conflict (incident_id) do update set experiment_id = excluded.experiment_id,
              policy_id = excluded.policy_id, at = excluded.at, released_at = null
            """)
        .params(kept.incidentId(), kept.experimentId())
        .param(kept.policyId())
        .param(Timestamp.from(kept.at()))
        .update();
  }

  @Override
  public Map<String, Kept> of(Collection<String> incidentIds) {
    var found = new HashMap<String, Kept>();
    if (incidentIds.isEmpty()) {
      return found;
    }
    database
        .sql()
        .sql(
            """
            select incident_id, experiment_id, policy_id, at from mobilize.kept_incident
            where incident_id = any(?::text[]) and released_at is null
            """)
        .param(incidentIds.toArray(String[]::new))
        .query(row -> {
          Kept kept = kept(row);
          found.put(kept.incidentId(), kept);
        });
    return found;
  }

  @Override
  public @Nullable Kept last(String incidentId) {
    return database
        .sql()
        .sql(
            """
            select incident_id, experiment_id, policy_id, at from mobilize.kept_incident where incident_id = ?
            """)
        .param(incidentId)
        .query((row, _) -> kept(row))
        .optional()
        .orElse(null);
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(
        row.getString(1), row.getString(2), row.getString(3), row.getTimestamp(4).toInstant());
  }

  @Override
  public List<String> ofExperiment(String experimentId) {
    return database
        .sql()
        .sql(
            """
            select incident_id from mobilize.kept_incident
            where experiment_id = ? and released_at is null order by incident_id
            """)
        .param(experimentId)
        .query((row, _) -> row.getString(1))
        .list();
  }

  @Override
  public void release(String incidentId, Instant at) {
    database
        .sql()
        .sql(
            "update mobilize.kept_incident set released_at = ? where incident_id = ? and"
                + " released_at is null")
        .params(Timestamp.from(at), incidentId)
        .update();
  }
}
