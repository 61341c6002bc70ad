package dev.muster.respond.impact;

import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Waves of incidents and what people said about their impact, in PostgreSQL. Everything runs in the caller's transaction.
final class PostgresImpact {
  private final Database database;

  PostgresImpact(Database database) {
    this.database = database;
  }

  private static Wave wave(ResultSet row) throws SQLException {
    return new Wave(
        row.getInt("number"),
        row.getTimestamp("began_at").toInstant(),
        moment(row, "ended_at"),
        row.getInt("alerts"),
        row.getString("words"));
  }

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  /// The waves of these incidents, earliest first; incidents without any are left out.
  Map<String, List<Wave>> waves(Collection<String> incidentIds) {
    var found = new LinkedHashMap<String, List<Wave>>();
    database
        .sql()
        .sql(
            "select * from respond.wave where incident_id = any(?::text[]) order by incident_id,"
                + " number")
        .param(incidentIds.toArray(String[]::new))
        .query(row -> {
          found
              .computeIfAbsent(row.getString("incident_id"), _ -> new ArrayList<>())
              .add(wave(row));
        });
    return found;
  }

  void save(String incidentId, List<Wave> waves) {
    for (Wave wave : waves) {
      Instant ended = wave.endedAt();
      database
          .sql()
          .sql(
              """
              insert into respond.wave (incident_id, number, began_at, ended_at, alerts, words)
              values (?, ?, ?, ?, ?, ?)
              on conflict (incident_id, number) do update set
                ended_at = excluded.ended_at, alerts = excluded.alerts
              """)
          .params(incidentId, wave.number(), Timestamp.from(wave.beganAt()))
          .param(ended == null ? null : Timestamp.from(ended))
          .params(wave.alerts(), wave.words())
          .update();
    }
  }

  void say(String incidentId, Impacts.Said said) {
    ImpactState state = said.state();
    database
        .sql()
        .sql(
            """
            insert into respond.impact (incident_id, since, state, share, by_id, words, said_at)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(incidentId, Timestamp.from(said.since()))
        .param(state == null ? null : state.wire())
        .params(said.share(), said.byId(), said.words(), Timestamp.from(said.saidAt()))
        .update();
  }

  /// What people said of these incidents, in the order in which they said it.
  Map<String, List<Impacts.Said>> said(Collection<String> incidentIds) {
    var found = new LinkedHashMap<String, List<Impacts.Said>>();
    database
        .sql()
        .sql("select * from respond.impact where incident_id = any(?::text[]) order by number")
        .param(incidentIds.toArray(String[]::new))
        .query(row -> {
          String state = row.getString("state");
          found
              .computeIfAbsent(row.getString("incident_id"), _ -> new ArrayList<>())
              .add(
                  new Impacts.Said(
                      row.getTimestamp("since").toInstant(),
                      state == null ? null : ImpactState.of(state).orElse(null),
                      row.getDouble("share"),
                      row.getString("by_id"),
                      row.getString("words"),
                      row.getTimestamp("said_at").toInstant()));
        });
    return found;
  }
}
