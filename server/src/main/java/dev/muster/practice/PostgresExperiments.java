package dev.muster.practice;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Experiments and the alerts on their targets, in PostgreSQL. Everything runs in the caller's transaction.
final class PostgresExperiments {
  private final Database database;

  PostgresExperiments(Database database) {
    this.database = database;
  }

  /// An alert on a target of an experiment.
  record Tag(String experimentId, String alertId, boolean expected, String words, Instant at) {}

  private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
    Timestamp at = row.getTimestamp(column);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable Timestamp stamp(@Nullable Instant at) {
    return at == null ? null : Timestamp.from(at);
  }

  private static Experiment experiment(ResultSet row) throws SQLException {
    var targets = new ArrayList<Experiment.Target>();
    for (JsonNode one : Json.mapper().readTree(row.getString("targets"))) {
      targets.add(
          new Experiment.Target(one.path("type").asString(""), one.path("id").asString("")));
    }
    var effects = new ArrayList<Effect>();
    for (JsonNode one : Json.mapper().readTree(row.getString("effects"))) {
      String most = text(one, "most");
      effects.add(
          new Effect(
              text(one, "words"),
              text(one, "eventClass"),
              text(one, "serviceId"),
              most == null ? null : Severity.of(most).orElse(null)));
    }
    String verdict = row.getString("verdict");
    return new Experiment(
        row.getString("id"),
        row.getString("name"),
        row.getString("hypothesis"),
        row.getString("team_id"),
        row.getString("policy_id"),
        targets,
        effects,
        moment(row, "start_at"),
        Duration.ofSeconds(row.getLong("length_seconds")),
        Duration.ofSeconds(row.getLong("settle_seconds")),
        Experiment.State.valueOf(row.getString("state")),
        moment(row, "started_at"),
        moment(row, "stopped_at"),
        row.getBoolean("aborted"),
        moment(row, "settled_at"),
        verdict == null ? null : Experiment.Verdict.valueOf(verdict),
        row.getString("finding"),
        row.getString("end_reason"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  private static @Nullable String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isString() ? value.asString("") : null;
  }

  void save(Experiment one) {
    Experiment.Verdict verdict = one.verdict();
    database
        .sql()
        .sql(
            """
            insert into practice.experiment (id, name, hypothesis, team_id, policy_id, targets, effects, start_at,
              length_seconds, settle_seconds, state, started_at, stopped_at, aborted, settled_at, verdict, finding,
              end_reason, created_by, created_at)
            values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set
              name = excluded.name, hypothesis = excluded.hypothesis, team_id = excluded.team_id,
              policy_id = excluded.policy_id, targets = excluded.targets, effects = excluded.effects,
              start_at = excluded.start_at, length_seconds = excluded.length_seconds,
              settle_seconds = excluded.settle_seconds, state = excluded.state, started_at = excluded.started_at,
              stopped_at = excluded.stopped_at, aborted = excluded.aborted, settled_at = excluded.settled_at,
              verdict = excluded.verdict, finding = excluded.finding, end_reason = excluded.end_reason
            """)
        .params(
            one.id(),
            one.name(),
            one.hypothesis(),
            one.teamId(),
            one.policyId(),
            Json.write(one.targets()),
            Json.write(one.effects()))
        .param(stamp(one.startAt()))
        .params(one.length().toSeconds(), one.settle().toSeconds(), one.state().name())
        .param(stamp(one.startedAt()))
        .param(stamp(one.stoppedAt()))
        .param(one.aborted())
        .param(stamp(one.settledAt()))
        .param(verdict == null ? null : verdict.name())
        .params(one.finding(), one.endReason(), one.createdBy(), Timestamp.from(one.createdAt()))
        .update();
  }

  Optional<Experiment> find(String id) {
    return database
        .sql()
        .sql("select * from practice.experiment where id = ?")
        .param(id)
        .query((row, _) -> experiment(row))
        .optional();
  }

  List<Experiment> find(Collection<String> ids) {
    return database
        .sql()
        .sql("select * from practice.experiment where id = any(?::text[]) order by id")
        .param(ids.toArray(String[]::new))
        .query((row, _) -> experiment(row))
        .list();
  }

  /// Holds these against other writers, and against those who judge alerts by them, until the end of the transaction. They are held in
  /// the order of their ids and before any response, by everybody, so that nobody waits in a circle.
  List<Experiment> hold(Collection<String> ids) {
    return database
        .sql()
        .sql("select * from practice.experiment where id = any(?::text[]) order by id for update")
        .param(ids.toArray(String[]::new))
        .query((row, _) -> experiment(row))
        .list();
  }

  /// Those that are running, or settle still; none of them is changed before the transaction ends. Few, as their number is bounded.
  List<Experiment> holdActive() {
    return database
        .sql()
        .sql(
            """
            select * from practice.experiment where state in ('RUNNING', 'SETTLING') order by id for share
            """)
        .query((row, _) -> experiment(row))
        .list();
  }

  /// The same and those with these ids, against everybody, in the order of their ids.
  List<Experiment> holdActiveAnd(Collection<String> ids) {
    return database
        .sql()
        .sql(
            """
            select * from practice.experiment where state in ('RUNNING', 'SETTLING') or id = any (?::text[])
            order by id for update
            """)
        .params((Object) ids.toArray(String[]::new))
        .query((row, _) -> experiment(row))
        .list();
  }

  /// How many are running or settle still. Until the transaction ends nobody else counts, so that two cannot begin in the same gap. The
  /// last lock to take: who has it waits for no experiment.
  int countActive() {
    database
        .sql()
        .sql("select pg_advisory_xact_lock(hashtext('practice.running'))")
        .query(row -> {});
    return database
        .sql()
        .sql("select count(*) from practice.experiment where state in ('RUNNING', 'SETTLING')")
        .query(Integer.class)
        .single();
  }

  /// Those that were running or settling at that moment or later.
  List<Experiment> activeSince(Instant then) {
    return database
        .sql()
        .sql(
            """
            select * from practice.experiment
            where state in ('RUNNING', 'SETTLING') or (state = 'ENDED' and settled_at > ?)
            order by started_at, id
            """)
        .param(Timestamp.from(then))
        .query((row, _) -> experiment(row))
        .list();
  }

  /// Newest first.
  ///
  /// @param state null for all
  List<Experiment> search(Experiment.@Nullable State state, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select * from practice.experiment where ?::text is null or state = ?
            order by coalesce(started_at, start_at, created_at) desc, id offset ? limit ?
            """)
        .param(state == null ? null : state.name())
        .param(state == null ? null : state.name())
        .params(offset, limit)
        .query((row, _) -> experiment(row))
        .list();
  }

  long count(Experiment.@Nullable State state) {
    return database
        .sql()
        .sql("select count(*) from practice.experiment where ?::text is null or state = ?")
        .param(state == null ? null : state.name())
        .param(state == null ? null : state.name())
        .query(Long.class)
        .single();
  }

  /// Adds what is new.
  void tag(Tag tag) {
    database
        .sql()
        .sql(
            """
            insert into practice.experiment_alert (experiment_id, alert_id, expected, words, at) values (?, ?, ?, ?, ?)
            on conflict (alert_id) do nothing
            """)
        .params(
            tag.experimentId(),
            tag.alertId(),
            tag.expected(),
            tag.words(),
            Timestamp.from(tag.at()))
        .update();
  }

  /// The same alert judged anew.
  void retag(Tag tag) {
    database
        .sql()
        .sql(
            """
            update practice.experiment_alert set experiment_id = ?, expected = ?, words = ? where alert_id = ?
            """)
        .params(tag.experimentId(), tag.expected(), tag.words(), tag.alertId())
        .update();
  }

  private static Tag tag(ResultSet row) throws SQLException {
    return new Tag(
        row.getString("experiment_id"),
        row.getString("alert_id"),
        row.getBoolean("expected"),
        row.getString("words"),
        row.getTimestamp("at").toInstant());
  }

  /// Newest first.
  List<Tag> tags(String experimentId, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select * from practice.experiment_alert where experiment_id = ? order by at desc,"
                + " alert_id offset ? limit ?")
        .params(experimentId, offset, limit)
        .query((row, _) -> tag(row))
        .list();
  }

  /// How many alerts were expected and how many were not, by experiment.
  Map<String, Counts> counts(Collection<String> experimentIds) {
    var found = new LinkedHashMap<String, Counts>();
    database
        .sql()
        .sql(
            """
            select experiment_id, count(*) filter (where expected), count(*) filter (where not expected)
            from practice.experiment_alert where experiment_id = any(?::text[]) group by experiment_id
            """)
        .param(experimentIds.toArray(String[]::new))
        .query(row -> {
          found.put(row.getString(1), new Counts(row.getLong(2), row.getLong(3)));
        });
    return found;
  }

  record Counts(long expected, long unexpected) {}

  Map<String, Tag> ofAlerts(Collection<String> alertIds) {
    var found = new LinkedHashMap<String, Tag>();
    database
        .sql()
        .sql("select * from practice.experiment_alert where alert_id = any(?::text[])")
        .param(alertIds.toArray(String[]::new))
        .query(row -> {
          Tag tag = tag(row);
          found.put(tag.alertId(), tag);
        });
    return found;
  }
}
