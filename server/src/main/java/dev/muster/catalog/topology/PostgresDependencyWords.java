package dev.muster.catalog.topology;

import dev.muster.catalog.LearnedDependencies;
import dev.muster.kernel.Trust;
import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;

/// Learned dependencies that wait for a person's word, and every word that was said, in PostgreSQL.
final class PostgresDependencyWords {
  private final Database database;

  PostgresDependencyWords(Database database) {
    this.database = database;
  }

  /// Keeps what a person said of a learned dependency, beside everything said before.
  void say(Dependency link, boolean accepted, String byId, Instant at) {
    database
        .sql()
        .sql(
            """
            insert into catalog.dependency_word (from_id, to_id, accepted, confidence, by_id, at) values (?, ?, ?, ?, ?, ?)
            """)
        .params(link.from(), link.to(), accepted, link.confidence(), byId, Timestamp.from(at))
        .update();
  }

  /// The last word of each pair counts.
  Trust trust() {
    return database
        .sql()
        .sql(
            """
            select count(*) filter (where accepted), count(*) filter (where not accepted) from (
              select distinct on (from_id, to_id) accepted from catalog.dependency_word
              order by from_id, to_id, number desc) last
            """)
        .query((row, _) -> new Trust(row.getLong(1), row.getLong(2)))
        .single();
  }

  List<LearnedDependencies.Word> said(int most) {
    return database
        .sql()
        .sql(
            "select from_id, to_id, accepted, confidence, by_id, at from catalog.dependency_word"
                + " order by number desc limit ?")
        .param(most)
        .query((row, _) ->
            new LearnedDependencies.Word(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getDouble(4),
                row.getString(5),
                row.getTimestamp(6).toInstant()))
        .list();
  }

  long count() {
    return database
        .sql()
        .sql("select count(*) from catalog.dependency_word")
        .query(Long.class)
        .single();
  }

  /// Those that nobody has confirmed or rejected.
  List<DependencyRow> learned() {
    return database
        .sql()
        .sql(
            "select * from catalog.entity_dependency where learned and confirmed_by is null order"
                + " by from_id, to_id, kind")
        .query((row, _) -> PostgresTopology.dependency(row))
        .list();
  }
}
