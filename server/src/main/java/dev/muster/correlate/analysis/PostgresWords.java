package dev.muster.correlate.analysis;

import dev.muster.kernel.Trust;
import dev.muster.platform.db.Database;
import dev.muster.platform.web.Body;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What people said of one kind of suggestion about incidents, in PostgreSQL. Every word is kept; the last one about a thing counts.
/// Everything runs in the caller's transaction.
abstract class PostgresWords {
  private static final String WITHDRAWN = "withdrawn";

  final Database database;

  /// The last word about each thing.
  final String last;

  private final String table;
  private final int first;

  /// @param table where the words are kept
  /// @param first of how many places at the head of a ranking one has to be right
  PostgresWords(Database database, String table, int first) {
    this.database = database;
    this.table = table;
    this.first = first;
    this.last =
        "(select distinct on (incident_id, entity) * from %s order by incident_id, entity, number desc)"
            .formatted(table);
  }

  /// A word.
  ///
  /// @param entity id of the thing: in the topology, or of an incident of the past
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

  private static final Set<String> VERDICTS = Set.of("right", "wrong", WITHDRAWN);

  /// Reads the verdict of a word. What is missing or unknown is a fault of the body, to be checked with the rest of it.
  static String verdict(Body given) {
    String verdict =
        given.word(
            "verdict",
            word -> VERDICTS.contains(word) ? Optional.of(word) : Optional.empty(),
            "right, wrong or withdrawn");
    if (given.raw("verdict") == null) {
      given.fault("verdict", "is required: right, wrong or withdrawn");
    }
    return String.valueOf(verdict);
  }

  /// Keeps a word unless it says what counts already. Who says the same at the same moment waits until this transaction has ended.
  ///
  /// @return whether it was kept
  boolean sayOnce(Word word) {
    database
        .sql()
        .sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param(table + " " + word.incidentId())
        .query(row -> {});
    Word before = standing(word.incidentId()).get(word.entity());
    if ((before == null ? WITHDRAWN : before.verdict()).equals(word.verdict())) {
      return false;
    }
    say(word);
    return true;
  }

  void say(Word word) {
    database
        .sql()
        .sql(
            """
            insert into %s (incident_id, entity, name, verdict, place, probability, suggested, by_id, at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
                .formatted(table))
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
        .sql("select * from " + table + " where incident_id = ? order by number")
        .param(incidentId)
        .query((row, _) -> word(row))
        .list()
        .forEach(word -> standing.putLast(word.entity(), word));
    standing.values().removeIf(word -> word.verdict().equals(WITHDRAWN));
    return standing;
  }

  /// How those did that Muster had ranked at the head, each incident counted once: right when people confirmed one of them, wrong when
  /// they rejected one without that, or named another. Where the head is one place, having rejected what stood there is wrong whatever
  /// else stood there at another time. Incidents of which Muster had named nothing by then say nothing.
  Trust trust() {
    return database
        .sql()
        .sql(
            """
            select count(*) filter (where head_right and (not head_wrong or :first > 1)),
              count(*) filter (where head_wrong and (not head_right or :first = 1) or other_right and not head_right)
            from (
              select bool_or(verdict = 'wrong' and place <= :first) is true as head_wrong,
                bool_or(verdict = 'right' and place <= :first) is true as head_right,
                bool_or(verdict = 'right' and suggested and (place is null or place > :first)) as other_right
              from
            """
                + last
                + " last group by incident_id) incidents")
        .param("first", first)
        .query((row, _) -> new Trust(row.getLong(1), row.getLong(2)))
        .single();
  }

  long count() {
    return database.sql().sql("select count(*) from " + table).query(Long.class).single();
  }

  /// Newest first.
  List<Word> lately(int most) {
    return database
        .sql()
        .sql("select * from " + table + " order by number desc limit ?")
        .param(most)
        .query((row, _) -> word(row))
        .list();
  }
}
