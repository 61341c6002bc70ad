package dev.muster.correlate.past;

import dev.muster.platform.db.Database;
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
  Optional<Learning> begin(Learning.Cause cause, @Nullable String byId, Instant now) {
    Optional<Learning> begun =
        database
            .sql()
            .sql(
                """
                insert into correlate.learning (cause, by_id, asked_at, state) values (?, ?, ?, 'RUNNING')
                on conflict ((true)) where ended_at is null do nothing returning *
                """)
            .param(cause.name())
            .param(byId)
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

  void read(long id, Learning.Read read) {
    database
        .sql()
        .sql(
            "update correlate.learning set alerts = ?, incidents = ?, left_out = ?, taught = ?"
                + " where id = ?")
        .params(read.alerts(), read.incidents(), read.leftOut(), read.taught(), id)
        .update();
  }

  void end(
      long id,
      Learning.State state,
      @Nullable Long modelVersion,
      @Nullable String failure,
      Instant now) {
    database
        .sql()
        .sql(
            """
            update correlate.learning set state = ?, model_version = ?, failure = ?, ended_at = ?
            where id = ? and ended_at is null
            """)
        .param(state.name())
        .param(modelVersion)
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
        row.getString("by_id"),
        row.getTimestamp("asked_at").toInstant(),
        Learning.State.valueOf(row.getString("state")),
        row.getInt("tries"),
        read,
        ended == null ? null : ended.toInstant(),
        model,
        row.getString("failure"));
  }
}
