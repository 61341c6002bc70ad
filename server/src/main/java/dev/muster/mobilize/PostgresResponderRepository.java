package dev.muster.mobilize;

import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Calls for help in PostgreSQL.
final class PostgresResponderRepository implements ResponderRepository {
  private final Database database;

  PostgresResponderRepository(Database database) {
    this.database = database;
  }

  @Override
  public void save(ResponderRequest request) {
    database
        .sql()
        .sql(
            """
            insert into mobilize.responder_request (id, incident_id, requested_at, body) values (?, ?, ?, ?::jsonb)
            on conflict (id) do update set body = excluded.body
            """)
        .params(
            request.id(),
            request.incidentId(),
            Timestamp.from(request.requestedAt()),
            Json.write(request))
        .update();
  }

  @Override
  public Optional<ResponderRequest> hold(String id) {
    return one("select body from mobilize.responder_request where id = ? for update", id);
  }

  @Override
  public Optional<ResponderRequest> find(String id) {
    return one("select body from mobilize.responder_request where id = ?", id);
  }

  private Optional<ResponderRequest> one(String sql, String id) {
    return database
        .sql()
        .sql(sql)
        .params(id)
        .query((row, _) -> Json.read(row.getString(1), ResponderRequest.class))
        .optional();
  }

  @Override
  public List<ResponderRequest> ofIncidents(Collection<String> incidentIds) {
    return database
        .sql()
        .sql(
            """
            select body from mobilize.responder_request where incident_id = any (?::text[])
            order by requested_at, id
            """)
        .params((Object) incidentIds.toArray(String[]::new))
        .query((row, _) -> Json.read(row.getString(1), ResponderRequest.class))
        .list();
  }

  @Override
  public List<ResponderRequest> ofIncident(String incidentId) {
    return database
        .sql()
        .sql(
            "select body from mobilize.responder_request where incident_id = ? order by"
                + " requested_at, id")
        .params(incidentId)
        .query((row, _) -> Json.read(row.getString(1), ResponderRequest.class))
        .list();
  }
}
