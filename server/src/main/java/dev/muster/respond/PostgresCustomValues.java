package dev.muster.respond;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Values of incidents' custom fields, in PostgreSQL.
final class PostgresCustomValues {
  /// Stands as who gave a value that an event rule gave.
  static final String RULE = "muster";

  private final Database database;

  PostgresCustomValues(Database database) {
    this.database = database;
  }

  /// A value.
  ///
  /// @param byId who gave it: a user, or {@link #RULE}
  record Value(String fieldId, String value, String byId, Instant at) {}

  /// By field.
  List<Value> of(String incidentId) {
    return database
        .sql()
        .sql(
            "select field_id, value, by_id, at from respond.custom_value where incident_id = ?"
                + " order by field_id")
        .param(incidentId)
        .query((row, _) ->
            new Value(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getTimestamp(4).toInstant()))
        .list();
  }

  void put(String incidentId, Map<String, String> values, String byId, Instant at) {
    values.forEach((field, value) ->
        database
            .sql()
            .sql(
                """
                insert into respond.custom_value (incident_id, field_id, value, by_id, at) values (?, ?, ?, ?, ?)
                on conflict (incident_id, field_id) do update set
                  value = excluded.value, by_id = excluded.by_id, at = excluded.at
                """)
            .params(incidentId, field, value, byId, Timestamp.from(at))
            .update());
  }

  void drop(String incidentId, String fieldId) {
    database
        .sql()
        .sql("delete from respond.custom_value where incident_id = ? and field_id = ?")
        .params(incidentId, fieldId)
        .update();
  }
}
