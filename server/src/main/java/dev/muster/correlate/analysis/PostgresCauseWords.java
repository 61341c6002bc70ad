package dev.muster.correlate.analysis;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What people said of what broke. Only one thing can be the first cause.
final class PostgresCauseWords extends PostgresWords {
  PostgresCauseWords(Database database) {
    super(database, "correlate.cause_word", 1);
  }

  /// What broke as people said, by incident; the last one said.
  Map<String, String> confirmed(Instant since) {
    var confirmed = new HashMap<String, String>();
    database
        .sql()
        .sql(
            "select incident_id, entity from "
                + last
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
                + last
                + " last where verdict = 'wrong' and at >= ? order by number")
        .param(Timestamp.from(since))
        .query(row -> {
          rejected.computeIfAbsent(row.getString(1), _ -> new HashSet<>()).add(row.getString(2));
        });
    return rejected;
  }
}
