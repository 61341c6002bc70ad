package dev.muster.respond.ticket;

import dev.muster.kernel.Reason;
import dev.muster.mobilize.Who;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Tickets and what is to be told of their incidents there, in PostgreSQL. Everything joins the caller's transaction.
final class PostgresTickets implements Tickets {
  /// So much is told of one incident: who works on a ticket reads its last page.
  static final int MOST_NOTES = 30;

  private final Database database;

  PostgresTickets(Database database) {
    this.database = database;
  }

  /// @return false when the incident has one already
  boolean ask(Ticket ticket) {
    return database
            .sql()
            .sql(
                """
                insert into respond.ticket (incident_id, tracker_id, state, asked_by, reason, asked_at, tries)
                values (?, ?, ?, ?::jsonb, ?::jsonb, ?, ?) on conflict do nothing
                """)
            .params(
                ticket.incidentId(),
                ticket.trackerId(),
                ticket.state().wire(),
                Json.write(ticket.by()),
                Json.write(ticket.reason()),
                Timestamp.from(ticket.askedAt()),
                ticket.tries())
            .update()
        == 1;
  }

  /// Asks again for one that was not filed, maybe in another tracker.
  void again(String incidentId, String trackerId, Who by, Reason reason) {
    database
        .sql()
        .sql(
            """
            update respond.ticket set state = 'waiting', fault = null, tries = tries + 1, tracker_id = ?, asked_by = ?::jsonb,
              reason = ?::jsonb
            where incident_id = ? and state in ('failed', 'withdrawn')
            """)
        .params(trackerId, Json.write(by), Json.write(reason), incidentId)
        .update();
  }

  Optional<Ticket> find(String incidentId) {
    return one("select * from respond.ticket where incident_id = ?", incidentId);
  }

  Optional<Ticket> hold(String incidentId) {
    return one("select * from respond.ticket where incident_id = ? for update", incidentId);
  }

  /// The one that the tracker calls so, held.
  Optional<Ticket> hold(String trackerId, String externalId) {
    return one(
        "select * from respond.ticket where tracker_id = ? and external_id = ? for update",
        trackerId,
        externalId);
  }

  /// The incident of the ticket that the tracker calls so.
  Optional<String> incident(String trackerId, String externalId) {
    return database
        .sql()
        .sql("select incident_id from respond.ticket where tracker_id = ? and external_id = ?")
        .params(trackerId, externalId)
        .query(String.class)
        .optional();
  }

  private Optional<Ticket> one(String sql, Object... parameters) {
    return database.sql().sql(sql).params(parameters).query((row, _) -> ticket(row)).optional();
  }

  @Override
  public Map<String, Ticket> of(Collection<String> incidentIds) {
    var found = new HashMap<String, Ticket>();
    if (!incidentIds.isEmpty()) {
      database
          .sql()
          .sql("select * from respond.ticket where incident_id = any (?::text[])")
          .params((Object) incidentIds.toArray(String[]::new))
          .query((row, _) -> ticket(row))
          .list()
          .forEach(ticket -> found.put(ticket.incidentId(), ticket));
    }
    return found;
  }

  /// @return false when it was filed before
  boolean filed(String incidentId, Dialect.Filed as, Instant now) {
    return database
            .sql()
            .sql(
                """
                update respond.ticket set state = 'filed', external_id = ?, key = ?, url = ?, filed_at = ?, fault = null
                where incident_id = ? and state <> 'filed'
                """)
            .param(as.externalId())
            .param(as.key())
            .param(as.url())
            .param(Timestamp.from(now))
            .param(incidentId)
            .update()
        == 1;
  }

  /// @param state {@link Ticket.State#FAILED} or {@link Ticket.State#WITHDRAWN}
  /// @return false when it was not waiting any more
  boolean ended(String incidentId, Ticket.State state, String why) {
    return database
            .sql()
            .sql(
                "update respond.ticket set state = ?, fault = ? where incident_id = ? and state ="
                    + " 'waiting'")
            .params(state.wire(), why, incidentId)
            .update()
        == 1;
  }

  void moved(String incidentId, String status, boolean closed, Instant now) {
    database
        .sql()
        .sql(
            "update respond.ticket set status = ?, closed = ?, status_at = ? where incident_id = ?")
        .params(status, closed, Timestamp.from(now), incidentId)
        .update();
  }

  /// Something to be told.
  record Note(int serial, String words, Instant at) {}

  /// Adds something to be told; the ticket is held from then on.
  ///
  /// @param most so much may be told altogether
  /// @return its number; 0 when it says the same as the last one, -1 when too much was told
  int note(String incidentId, String words, int most, Instant at) {
    List<Integer> notes =
        database
            .sql()
            .sql("select notes from respond.ticket where incident_id = ? for update")
            .param(incidentId)
            .query((row, _) -> row.getInt(1))
            .list();
    int last = notes.isEmpty() ? most : notes.getFirst();
    if (last >= most) {
      return -1;
    }
    boolean same =
        database
                .sql()
                .sql(
                    "select count(*) from respond.ticket_note where incident_id = ? and serial = ?"
                        + " and words = ?")
                .params(incidentId, last, words)
                .query(Long.class)
                .single()
            > 0;
    if (same) {
      return 0;
    }
    database
        .sql()
        .sql("update respond.ticket set notes = ? where incident_id = ?")
        .params(last + 1, incidentId)
        .update();
    database
        .sql()
        .sql("insert into respond.ticket_note (incident_id, serial, at, words) values (?, ?, ?, ?)")
        .params(incidentId, last + 1, Timestamp.from(at), words)
        .update();
    return last + 1;
  }

  /// What was not told yet, earliest first.
  List<Note> untold(String incidentId) {
    return database
        .sql()
        .sql(
            """
            select serial, words, at from respond.ticket_note where incident_id = ? and told_at is null order by serial
            """)
        .param(incidentId)
        .query(
            (row, _) -> new Note(row.getInt(1), row.getString(2), row.getTimestamp(3).toInstant()))
        .list();
  }

  /// @param upTo the number of the last one that was told
  void told(String incidentId, int upTo, Instant now) {
    database
        .sql()
        .sql(
            "update respond.ticket_note set told_at = ? where incident_id = ? and serial <= ? and"
                + " told_at is null")
        .params(Timestamp.from(now), incidentId, upTo)
        .update();
  }

  /// Newest first.
  ///
  /// @param state null for all
  List<Ticket> list(
      Instant since, Instant until, Ticket.@Nullable State state, int offset, int limit) {
    var parameters = where(since, until, state);
    parameters.add(offset);
    parameters.add(limit);
    return database
        .sql()
        .sql(
            "select * from respond.ticket where asked_at >= ? and asked_at < ?"
                + (state == null ? "" : " and state = ?")
                + " order by asked_at desc, incident_id offset ? limit ?")
        .params(parameters)
        .query((row, _) -> ticket(row))
        .list();
  }

  long count(Instant since, Instant until, Ticket.@Nullable State state) {
    return database
        .sql()
        .sql(
            "select count(*) from respond.ticket where asked_at >= ? and asked_at < ?"
                + (state == null ? "" : " and state = ?"))
        .params(where(since, until, state))
        .query(Long.class)
        .single();
  }

  private static List<Object> where(Instant since, Instant until, Ticket.@Nullable State state) {
    var parameters = new ArrayList<Object>();
    parameters.add(Timestamp.from(since));
    parameters.add(Timestamp.from(until));
    if (state != null) {
      parameters.add(state.wire());
    }
    return parameters;
  }

  private static Ticket ticket(ResultSet row) throws SQLException {
    return new Ticket(
        row.getString("incident_id"),
        row.getString("tracker_id"),
        Ticket.State.of(row.getString("state")).orElseThrow(),
        row.getString("external_id"),
        row.getString("key"),
        row.getString("url"),
        row.getString("status"),
        row.getBoolean("closed"),
        Json.read(row.getString("asked_by"), Who.class),
        Json.read(row.getString("reason"), Reason.class),
        Objects.requireNonNull(time(row, "asked_at")),
        time(row, "filed_at"),
        time(row, "status_at"),
        row.getString("fault"),
        row.getInt("tries"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }
}
