package dev.muster.correlate.analysis;

import dev.muster.kernel.Trust;
import dev.muster.platform.db.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  /// @param suggested whether Muster had named anything by then
  record Word(
      String incidentId,
      String entity,
      String name,
      String verdict,
      @Nullable Integer place,
      @Nullable Double probability,
      boolean suggested,
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
        row.getBoolean("suggested"),
        row.getString("by_id"),
        row.getTimestamp("at").toInstant());
  }

  void say(Word word) {
    database
        .sql()
        .sql(
            """
            insert into correlate.cause_word (incident_id, entity, name, verdict, place, probability, suggested, by_id, at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .params(word.incidentId(), word.entity(), word.name(), word.verdict())
        .param(word.place())
        .param(word.probability())
        .params(word.suggested(), word.byId(), Timestamp.from(word.at()))
        .update();
  }

  /// What counts of an incident, by entity, in the order in which it was said.
  Map<String, Word> standing(String incidentId) {
    var standing = new LinkedHashMap<String, Word>();
    database
        .sql()
        .sql("select * from correlate.cause_word where incident_id = ? order by number")
        .param(incidentId)
        .query((row, _) -> word(row))
        .list()
        .forEach(word -> standing.putLast(word.entity(), word));
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

  /// What did not break although Muster may think so, by incident.
  Map<String, Set<String>> rejected(Instant since) {
    var rejected = new HashMap<String, Set<String>>();
    database
        .sql()
        .sql(
            "select incident_id, entity from "
                + LAST
                + " last where verdict = 'wrong' and at >= ? order by number")
        .param(Timestamp.from(since))
        .query(row -> {
          rejected.computeIfAbsent(row.getString(1), _ -> new HashSet<>()).add(row.getString(2));
        });
    return rejected;
  }

  /// How those did that Muster had ranked first, each incident counted once: wrong when people rejected the first one, or named
  /// another without confirming it. Incidents of which Muster had named nothing by then say nothing.
  Trust trust() {
    return database
        .sql()
        .sql(
            """
            select count(*) filter (where first_right and not first_wrong),
              count(*) filter (where first_wrong or other_right and not first_right)
            from (
              select bool_or(verdict = 'wrong' and coalesce(place, 0) = 1) as first_wrong,
                bool_or(verdict = 'right' and coalesce(place, 0) = 1) as first_right,
                bool_or(verdict = 'right' and suggested and coalesce(place, 0) <> 1) as other_right
              from
            """
                + LAST
                + " last group by incident_id) incidents")
        .query((row, _) -> new Trust(row.getLong(1), row.getLong(2)))
        .single();
  }

  long count() {
    return database
        .sql()
        .sql("select count(*) from correlate.cause_word")
        .query(Long.class)
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
