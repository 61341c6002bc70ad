package dev.muster.improve;

import dev.muster.platform.db.Database;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Verdicts in PostgreSQL. What a person says outranks what acts show; of several people the last word counts, and for a person's own
/// measure his own.
final class PostgresVerdicts {
  private final Database database;

  PostgresVerdicts(Database database) {
    this.database = database;
  }

  void give(String incidentId, String userId, Verdict verdict, Instant now) {
    database
        .sql()
        .sql(
            """
            insert into improve.verdict (incident_id, user_id, verdict, at) values (?, ?, ?, ?)
            on conflict (incident_id, user_id) do update set verdict = excluded.verdict, at = excluded.at
            """)
        .params(incidentId, userId, verdict.wire(), Timestamp.from(now))
        .update();
  }

  /// Takes back what that person said.
  void withdraw(String incidentId, String userId) {
    database
        .sql()
        .sql("delete from improve.verdict where incident_id = ? and user_id = ?")
        .params(incidentId, userId)
        .update();
  }

  /// The verdict on an incident; empty when there is no such incident, or its facts have not come yet.
  Optional<Verdict.Judged> verdict(String incidentId) {
    List<Verdict.Judged> said =
        database
            .sql()
            .sql(
                "select user_id, verdict from improve.verdict where incident_id = ? order by at"
                    + " desc, user_id limit 1")
            .param(incidentId)
            .query((row, _) ->
                new Verdict.Judged(
                    Verdict.of(row.getString(2)).orElse(Verdict.UNKNOWN),
                    true,
                    row.getString(1),
                    "A person said so."))
            .list();
    if (!said.isEmpty()) {
      return Optional.of(said.getFirst());
    }
    return database
        .sql()
        .sql(
            """
            select acknowledged_at is not null or resolved_by_kind = 'person', resolved_at is not null
            from improve.incident_way where incident_id = ?
            """)
        .param(incidentId)
        .query((row, _) -> Verdict.inferred(row.getBoolean(1), row.getBoolean(2)))
        .optional();
  }

  /// What a person was told, and how often that was worth it.
  ///
  /// @param messages that reached him
  /// @param incidents how many incidents they were about, by verdict
  /// @param human how many of these verdicts a person gave
  record Told(String userId, long messages, Map<Verdict, Long> incidents, long human) {
    /// Share of judged incidents that were worth it, 0..1; empty when none is judged.
    Optional<Double> precision() {
      long good = incidents.getOrDefault(Verdict.ACTIONABLE, 0L);
      long judged = good + incidents.getOrDefault(Verdict.NOT_ACTIONABLE, 0L);
      return judged == 0 ? Optional.empty() : Optional.of((double) good / judged);
    }
  }

  Told told(String userId, Instant since, Instant until) {
    var incidents = new EnumMap<Verdict, Long>(Verdict.class);
    long[] messages = {0};
    long[] human = {0};
    database
        .sql()
        .sql(
            """
            select count(*) as messages,
              coalesce(
                (select v.verdict from improve.verdict v where v.incident_id = p.incident_id and v.user_id = p.user_id),
                (select v.verdict from improve.verdict v where v.incident_id = p.incident_id
                  order by v.at desc, v.user_id limit 1)) as said,
              bool_or(i.acknowledged_at is not null or i.resolved_by_kind = 'person') as taken_up,
              bool_or(i.resolved_at is not null) as over
            from improve.page_sent p join improve.incident_way i on i.incident_id = p.incident_id
            where p.user_id = ? and p.sent_at >= ? and p.sent_at < ?
            group by p.incident_id, p.user_id
            """)
        .params(userId, Timestamp.from(since), Timestamp.from(until))
        .query(row -> {
          messages[0] += row.getLong("messages");
          String said = row.getString("said");
          human[0] += said == null ? 0 : 1;
          Verdict verdict =
              said == null
                  ? Verdict.inferred(row.getBoolean("taken_up"), row.getBoolean("over")).verdict()
                  : Verdict.of(said).orElse(Verdict.UNKNOWN);
          incidents.merge(verdict, 1L, Long::sum);
        });
    return new Told(userId, messages[0], incidents, human[0]);
  }

  /// Everybody who was told anything in that time.
  List<String> people(Instant since, Instant until) {
    return new ArrayList<>(
        database
            .sql()
            .sql(
                """
                select distinct user_id from improve.page_sent
                where user_id is not null and sent_at >= ? and sent_at < ? order by user_id
                """)
            .params(Timestamp.from(since), Timestamp.from(until))
            .query(String.class)
            .list());
  }
}
