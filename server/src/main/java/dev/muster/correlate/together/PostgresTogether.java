package dev.muster.correlate.together;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/// Counts of what fails together, in PostgreSQL.
final class PostgresTogether {
  private static final Duration COUNTED_KEPT = Duration.ofDays(30);

  private final Database database;

  PostgresTogether(Database database) {
    this.database = database;
  }

  /// False when the incident was counted before.
  boolean count(String incidentId, Instant at) {
    database
        .sql()
        .sql("delete from correlate.together_counted where at < ?")
        .param(Timestamp.from(at.minus(COUNTED_KEPT)))
        .update();
    return database
            .sql()
            .sql(
                "insert into correlate.together_counted (incident_id, at) values (?, ?) on conflict"
                    + " do nothing")
            .params(incidentId, Timestamp.from(at))
            .update()
        > 0;
  }

  /// What is left of the service's count, this incident included.
  double seen(String entity, Instant at) {
    record Seen(double weight, Instant at) {}
    Seen before =
        database
            .sql()
            .sql("select weight, at from correlate.together_seen where entity = ? for update")
            .param(entity)
            .query((row, _) -> new Seen(row.getDouble(1), row.getTimestamp(2).toInstant()))
            .optional()
            .orElse(new Seen(0, at));
    double weight = before.weight() * Together.left(before.at(), at) + 1;
    database
        .sql()
        .sql(
            """
            insert into correlate.together_seen (entity, weight, at) values (?, ?, ?)
            on conflict (entity) do update set weight = excluded.weight, at = excluded.at
            """)
        .params(entity, weight, Timestamp.from(at))
        .update();
    return weight;
  }

  /// A pair's counts, this incident included.
  ///
  /// @param weight faded
  /// @param firstA faded, of those in which the first of the two was first
  /// @param incidents how many there ever were
  record Pair(double weight, double firstA, int incidents) {}

  Pair pair(String a, String b, boolean aFirst, long number, Instant at) {
    record Kept(Pair pair, Instant at) {}
    Kept before =
        database
            .sql()
            .sql(
                "select weight, first_a, incidents, at from correlate.together_pair where a = ? and"
                    + " b = ? for update")
            .params(a, b)
            .query((row, _) ->
                new Kept(
                    new Pair(row.getDouble(1), row.getDouble(2), row.getInt(3)),
                    row.getTimestamp(4).toInstant()))
            .optional()
            .orElse(new Kept(new Pair(0, 0, 0), at));
    double left = Together.left(before.at(), at);
    var pair =
        new Pair(
            before.pair().weight() * left + 1,
            before.pair().firstA() * left + (aFirst ? 1 : 0),
            before.pair().incidents() + 1);
    database
        .sql()
        .sql(
            """
            insert into correlate.together_pair (a, b, weight, first_a, incidents, last_number, at)
            values (?, ?, ?, ?, ?, ?, ?)
            on conflict (a, b) do update set weight = excluded.weight, first_a = excluded.first_a,
              incidents = excluded.incidents, last_number = excluded.last_number, at = excluded.at
            """)
        .params(a, b, pair.weight(), pair.firstA(), pair.incidents(), number, Timestamp.from(at))
        .update();
    return pair;
  }
}
