package dev.muster.improve;

import dev.muster.correlate.IncidentEvent;
import dev.muster.platform.db.Database;
import dev.muster.platform.fact.Fact;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who noticed each incident, in PostgreSQL.
final class PostgresNoticed {
  private final Database database;

  PostgresNoticed(Database database) {
    this.database = database;
  }

  /// @param setBy the user who said so; null when it follows from how the incident came about
  record Noticed(NoticedBy by, @Nullable String setBy, Instant at) {}

  /// Writes down how incidents came about; runs inside the reader's transaction.
  void handle(List<Fact> facts, Instant now) {
    for (Fact fact : facts) {
      if (fact.event() instanceof IncidentEvent.IncidentFormed formed) {
        NoticedBy by = formed.declared() == null ? NoticedBy.MONITOR : NoticedBy.COLLEAGUE;
        database
            .sql()
            .sql(
                "insert into improve.noticed (incident_id, service_id, source, at) values (?, ?, ?,"
                    + " ?) on conflict do nothing")
            .params(formed.incidentId(), formed.serviceId(), by.wire(), Timestamp.from(formed.at()))
            .update();
      }
    }
  }

  Optional<Noticed> of(String incidentId) {
    return database
        .sql()
        .sql("select source, set_by, at from improve.noticed where incident_id = ?")
        .param(incidentId)
        .query((row, _) ->
            new Noticed(
                NoticedBy.of(row.getString("source")).orElse(NoticedBy.MONITOR),
                row.getString("set_by"),
                row.getTimestamp("at").toInstant()))
        .optional();
  }

  /// What a person says; when it happened stays.
  void say(String incidentId, String serviceId, NoticedBy by, String user, Instant formedAt) {
    database
        .sql()
        .sql(
            """
            insert into improve.noticed (incident_id, service_id, source, set_by, at) values (?, ?, ?, ?, ?)
            on conflict (incident_id) do update set source = excluded.source, set_by = excluded.set_by
            """)
        .params(incidentId, serviceId, by.wire(), user, Timestamp.from(formedAt))
        .update();
  }

  /// How many incidents that formed in that time each noticed.
  ///
  /// @param services only those of these; empty for all
  Map<NoticedBy, Long> counts(Instant since, Instant until, List<String> services) {
    var counts = new EnumMap<NoticedBy, Long>(NoticedBy.class);
    for (NoticedBy by : NoticedBy.values()) {
      counts.put(by, 0L);
    }
    String[] ids = services.toArray(String[]::new);
    database
        .sql()
        .sql(
            """
            select source, count(*) from improve.noticed where at >= ? and at < ?
            and (cardinality(?::text[]) = 0 or service_id = any (?::text[])) group by source
            """)
        .params(Timestamp.from(since), Timestamp.from(until), ids, ids)
        .query(row -> {
          NoticedBy by = NoticedBy.of(row.getString(1)).orElse(NoticedBy.MONITOR);
          counts.put(by, row.getLong(2));
        });
    return counts;
  }
}
