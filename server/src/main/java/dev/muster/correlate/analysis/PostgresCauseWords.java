package dev.muster.correlate.analysis;

import dev.muster.kernel.Trust;
import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What people said of what broke, in PostgreSQL. Everything runs in the caller's transaction.
final class PostgresCauseWords {
  private static final String LAST =
      "(select distinct on (incident_id, entity) * from correlate.cause_word order by incident_id,"
          + " entity, number desc)";

  private final Database database;

  PostgresCauseWords(Database database) {
    this.database = database;
  }

  /// A word.
  ///
  /// @param entity id in the topology
  /// @param verdict `right`, `wrong` or `withdrawn`
  /// @param place where Muster had ranked it, from 1; null when it had not named it
  /// @param probability how likely Muster thought it; null when it had not named it
  record Word(
      String incidentId,
      String entity,
      String name,
      String verdict,
      @Nullable Integer place,
      @Nullable Double probability,
      String byId,
      Instant at) {}

  private static Word word(ResultSet row) throws SQLException {
    return new Word(
        row.getString("incident_id"),
        row.getString("entity"),
        row.getString("name"),
        row.getString("verdict"),
        row.getObject("place", Integer.class),
        row.getObject("probability", Double.class),
        row.getString("by_id"),
        row.getTimestamp("at").toInstant());
  }

  void say(Word word) {
    database
        .sql()
        .sql(
            """
            insert into correlate.cause_word (incident_id, entity, name, verdict, place, probability, by_id, at)
            values (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(word.incidentId(), word.entity(), word.name(), word.verdict())
        .param(word.place())
        .param(word.probability())
        .params(word.byId(), Timestamp.from(word.at()))
        .update();
  }

  /// What counts of an incident, by entity.
  Map<String, Word> standing(String incidentId) {
    var standing = new LinkedHashMap<String, Word>();
    database
        .sql()
        .sql("select * from correlate.cause_word where incident_id = ? order by number")
        .param(incidentId)
        .query((row, _) -> word(row))
        .list()
        .forEach(word -> standing.put(word.entity(), word));
    standing.values().removeIf(word -> word.verdict().equals("withdrawn"));
    return standing;
  }

  /// What broke as people said, by incident; the last one said.
  Map<String, String> confirmed(Instant since) {
    var confirmed = new HashMap<String, String>();
    database
        .sql()
        .sql(
            "select incident_id, entity from "
                + LAST
                + " last where verdict = 'right' and at >= ? order by number")
        .param(Timestamp.from(since))
        .query(row -> {
          confirmed.put(row.getString(1), row.getString(2));
        });
    return confirmed;
  }

  /// How those did that Muster had ranked first. An incident of which people named another entity counts as wrong.
  Trust trust() {
    return database
        .sql()
        .sql(
            "select count(*) filter (where verdict = 'right' and place = 1), count(*) filter (where"
                + " verdict = 'wrong' and place = 1 or verdict = 'right' and coalesce(place, 2) >"
                + " 1) from "
                + LAST
                + " last")
        .query((row, _) -> new Trust(row.getLong(1), row.getLong(2)))
        .single();
  }

  /// Newest first.
  List<Word> lately(int most) {
    return database
        .sql()
        .sql("select * from correlate.cause_word order by number desc limit ?")
        .param(most)
        .query((row, _) -> word(row))
        .list();
  }
}
