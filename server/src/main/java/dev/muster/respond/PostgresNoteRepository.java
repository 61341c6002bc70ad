package dev.muster.respond;

import dev.muster.kernel.Way;
import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Notes, status updates and subscribers in PostgreSQL.
final class PostgresNoteRepository implements NoteRepository {
  private final Database database;

  PostgresNoteRepository(Database database) {
    this.database = database;
  }

  @Override
  public void save(Note note) {
    Instant changed = note.changedAt();
    Way via = note.via();
    database
        .jdbc()
        .update(
            """
            insert into respond.note (id, incident_id, user_id, user_name, content, created_at, changed_at, via)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set content = excluded.content, changed_at = excluded.changed_at
            """,
            note.id(),
            note.incidentId(),
            note.userId(),
            note.userName(),
            note.content(),
            Timestamp.from(note.createdAt()),
            changed == null ? null : Timestamp.from(changed),
            via == null ? null : via.name());
  }

  @Override
  public Optional<Note> note(String incidentId, String id) {
    return database
        .sql()
        .sql("select * from respond.note where incident_id = ? and id = ?")
        .params(incidentId, id)
        .query((row, _) -> note(row))
        .optional();
  }

  @Override
  public List<Note> notes(String incidentId) {
    return database.list(() ->
        database
            .sql()
            .sql("select * from respond.note where incident_id = ? order by created_at, id")
            .param(incidentId)
            .query((row, _) -> note(row))
            .list());
  }

  @Override
  public int countNotes(String incidentId) {
    return database
        .sql()
        .sql("select count(*) from respond.note where incident_id = ?")
        .param(incidentId)
        .query(Integer.class)
        .single();
  }

  @Override
  public void deleteNote(String id) {
    database.sql().sql("delete from respond.note where id = ?").param(id).update();
  }

  private static Note note(ResultSet row) throws SQLException {
    Timestamp changed = row.getTimestamp("changed_at");
    String via = row.getString("via");
    return new Note(
        row.getString("id"),
        row.getString("incident_id"),
        row.getString("user_id"),
        row.getString("user_name"),
        row.getString("content"),
        row.getTimestamp("created_at").toInstant(),
        changed == null ? null : changed.toInstant(),
        via == null ? null : Way.valueOf(via));
  }

  @Override
  public void save(StatusUpdate update) {
    database
        .jdbc()
        .update(
            """
            insert into respond.status_update (
              id, incident_id, sender_id, sender_name, message, subject, html_message, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """,
            update.id(),
            update.incidentId(),
            update.senderId(),
            update.senderName(),
            update.message(),
            update.subject(),
            update.htmlMessage(),
            Timestamp.from(update.createdAt()));
  }

  @Override
  public List<StatusUpdate> statusUpdates(String incidentId) {
    return database.list(() ->
        database
            .sql()
            .sql(
                "select * from respond.status_update where incident_id = ? order by created_at"
                    + " desc, id")
            .param(incidentId)
            .query((row, _) ->
                new StatusUpdate(
                    row.getString("id"),
                    row.getString("incident_id"),
                    row.getString("sender_id"),
                    row.getString("sender_name"),
                    row.getString("message"),
                    row.getString("subject"),
                    row.getString("html_message"),
                    row.getTimestamp("created_at").toInstant()))
            .list());
  }

  @Override
  public boolean subscribe(Subscriber subscriber) {
    return database
            .sql()
            .sql(
                """
                insert into respond.subscriber (incident_id, subscriber_type, subscriber_id, since)
                values (?, ?, ?, ?) on conflict do nothing
                """)
            .params(
                subscriber.incidentId(),
                subscriber.type(),
                subscriber.id(),
                Timestamp.from(subscriber.since()))
            .update()
        > 0;
  }

  @Override
  public boolean unsubscribe(String incidentId, String type, String id) {
    return database
            .sql()
            .sql(
                """
                delete from respond.subscriber
                where incident_id = ? and subscriber_type = ? and subscriber_id = ?
                """)
            .params(incidentId, type, id)
            .update()
        > 0;
  }

  @Override
  public List<Subscriber> subscribers(String incidentId) {
    return database
        .sql()
        .sql("select * from respond.subscriber where incident_id = ? order by since, subscriber_id")
        .param(incidentId)
        .query((row, _) ->
            new Subscriber(
                row.getString("incident_id"),
                row.getString("subscriber_type"),
                row.getString("subscriber_id"),
                row.getTimestamp("since").toInstant()))
        .list();
  }

  @Override
  public int countSubscribers(String incidentId) {
    return database
        .sql()
        .sql("select count(*) from respond.subscriber where incident_id = ?")
        .param(incidentId)
        .query(Integer.class)
        .single();
  }
}
