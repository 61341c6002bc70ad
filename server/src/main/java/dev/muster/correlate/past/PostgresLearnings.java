package dev.muster.correlate.past;

import dev.muster.platform.db.Database;
import dev.muster.platform.web.Actor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What was learned when, in PostgreSQL. The database lets one be under way at a time.
final class PostgresLearnings {
  /// So many are kept to be looked at.
  private static final int KEPT = 50;

  private final Database database;

  PostgresLearnings(Database database) {
    this.database = database;
  }

  /// Begins one.
  ///
  /// @return empty when one is under way
  Optional<Learning> begin(Learning.Cause cause, Learning.@Nullable Asker by, Instant now) {
    Optional<Learning> begun =
        database
            .sql()
            .sql(
                """
                insert into correlate.learning (cause, by_kind, by_id, by_name, asked_at, state)
                values (?, ?, ?, ?, ?, 'RUNNING')
                on conflict ((true)) where ended_at is null do nothing returning *
                """)
            .param(cause.name())
            .param(by == null ? null : by.kind().name())
            .param(by == null ? null : by.id())
            .param(by == null ? null : by.name())
            .param(Timestamp.from(now))
            .query((row, _) -> learning(row))
            .optional();
    database
        .sql()
        .sql(
            "delete from correlate.learning where id <= (select max(id) from correlate.learning) - ?")
        .param(KEPT)
        .update();
    return begun;
  }

  /// The newest.
  Optional<Learning> latest() {
    return database
        .sql()
        .sql("select * from correlate.learning order by id desc limit 1")
        .query((row, _) -> learning(row))
        .optional();
  }

  Optional<Learning> find(long id) {
    return database
        .sql()
        .sql("select * from correlate.learning where id = ?")
        .param(id)
        .query((row, _) -> learning(row))
        .optional();
  }

  void again(long id) {
    database
        .sql()
        .sql("update correlate.learning set tries = tries + 1 where id = ?")
        .param(id)
        .update();
  }

  /// Keeps that somebody wants it ended.
  ///
  /// @return false when it is over
  boolean askToCancel(long id) {
    return database
            .sql()
            .sql(
                "update correlate.learning set cancel_asked = true where id = ? and ended_at is null")
            .param(id)
            .update()
        > 0;
  }

  /// @return false when it is to go no further: it is over, or somebody wants it ended
  boolean read(long id, Learning.Read read) {
    return database
            .sql()
            .sql(
                """
                update correlate.learning set alerts = ?, incidents = ?, left_out = ?, taught = ?
                where id = ? and ended_at is null and not cancel_asked
                """)
            .params(read.alerts(), read.incidents(), read.leftOut(), read.taught(), id)
            .update()
        > 0;
  }

  /// Ends it with a result.
  ///
  /// @return false when it is over, or somebody wants it ended without
  boolean done(long id, long modelVersion, Instant now) {
    return database
            .sql()
            .sql(
                """
                update correlate.learning set state = 'DONE', model_version = ?, ended_at = ?
                where id = ? and ended_at is null and not cancel_asked
                """)
            .params(modelVersion, Timestamp.from(now), id)
            .update()
        > 0;
  }

  /// Ends it without a result; does nothing when it is over.
  void end(long id, Learning.State state, @Nullable String failure, Instant now) {
    database
        .sql()
        .sql(
            """
            update correlate.learning set state = ?, failure = ?, ended_at = ?
            where id = ? and ended_at is null
            """)
        .param(state.name())
        .param(failure)
        .param(Timestamp.from(now))
        .param(id)
        .update();
  }

  private static Learning learning(ResultSet row) throws SQLException {
    long alerts = row.getLong("alerts");
    Learning.Read read =
        row.wasNull()
            ? null
            : new Learning.Read(
                alerts, row.getLong("incidents"), row.getLong("left_out"), row.getLong("taught"));
    Timestamp ended = row.getTimestamp("ended_at");
    long version = row.getLong("model_version");
    Long model = row.wasNull() ? null : version;
    return new Learning(
        row.getLong("id"),
        Learning.Cause.valueOf(row.getString("cause")),
        asker(row),
        row.getTimestamp("asked_at").toInstant(),
        Learning.State.valueOf(row.getString("state")),
        row.getBoolean("cancel_asked"),
        row.getInt("tries"),
        read,
        ended == null ? null : ended.toInstant(),
        model,
        row.getString("failure"));
  }

  private static Learning.@Nullable Asker asker(ResultSet row) throws SQLException {
    String id = row.getString("by_id");
    if (id == null) {
      return null;
    }
    String kind = row.getString("by_kind");
    return new Learning.Asker(
        kind == null ? Actor.Kind.USER : Actor.Kind.valueOf(kind), id, row.getString("by_name"));
  }
}
