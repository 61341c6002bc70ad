package dev.muster.correlate.analysis;

import dev.muster.correlate.insight.Warning;
import dev.muster.correlate.ledger.Analysis;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The analyst's position and warnings in PostgreSQL.
final class PostgresAnalystStore implements AnalystStore {
  private final Database database;

  PostgresAnalystStore(Database database) {
    this.database = database;
  }

  @Override
  public Position hold() {
    return database
        .sql()
        .sql(
            """
            select a.sequence, coalesce((select max(version) from correlate.model), 0), (select edition from correlate.past_edition)
            from correlate.analyst a for update of a
            """)
        .query((row, _) -> new Position(row.getLong(1), row.getLong(2), row.getLong(3)))
        .single();
  }

  @Override
  public void keep(long sequence) {
    database.sql().sql("update correlate.analyst set sequence = ?").param(sequence).update();
  }

  @Override
  public void add(Kept kept) {
    Warning warning = kept.warning();
    database
        .sql()
        .sql(
            """
            insert into correlate.warning (id, at, entity_service, service_id, words, content, outcome)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                kept.id(),
                Timestamp.from(kept.at()),
                warning.service(),
                kept.serviceId(),
                warning.words(),
                Json.write(warning),
                kept.outcome()))
        .update();
  }

  @Override
  public void close(String id, @Nullable String incidentId, Instant at) {
    database
        .sql()
        .sql(
            """
            update correlate.warning set outcome = ?, incident_id = ?, closed_at = ? where id = ? and outcome = 'open'
            """)
        .params(
            Arrays.asList(incidentId == null ? "miss" : "hit", incidentId, Timestamp.from(at), id))
        .update();
  }

  @Override
  public List<Kept> warnings(@Nullable String outcome, int offset, int limit) {
    return database
        .sql()
        .sql(
            """
            select * from correlate.warning where ?::text is null or outcome = ? order by at desc, id limit ? offset ?
            """)
        .params(Arrays.asList(outcome, outcome, limit, offset))
        .query((row, _) -> kept(row))
        .list();
  }

  private static Kept kept(ResultSet row) throws SQLException {
    Timestamp closed = row.getTimestamp("closed_at");
    return new Kept(
        row.getString("id"),
        row.getTimestamp("at").toInstant(),
        row.getString("service_id"),
        Json.read(row.getString("content"), Warning.class),
        row.getString("outcome"),
        row.getString("incident_id"),
        closed == null ? null : closed.toInstant());
  }

  @Override
  public long count(@Nullable String outcome) {
    return database
        .sql()
        .sql("select count(*) from correlate.warning where ?::text is null or outcome = ?")
        .params(Arrays.asList(outcome, outcome))
        .query(Long.class)
        .single();
  }

  @Override
  public Map<String, Long> score() {
    var score = new LinkedHashMap<String, Long>();
    database
        .sql()
        .sql("select outcome, count(*) from correlate.warning group by outcome order by outcome")
        .query(row -> {
          score.put(row.getString(1), row.getLong(2));
        });
    return score;
  }

  @Override
  public long firstSince(Instant since) {
    return database
        .sql()
        .sql(
            """
            select coalesce((select min(sequence) from correlate.decision where at >= ?),
              (select max(sequence) + 1 from correlate.decision), 1)
            """)
        .param(Timestamp.from(since))
        .query(Long.class)
        .single();
  }

  private static final String OWN =
      """
      select i.id, i.formed_at, i.last_alert_at, m.alerts, a.content from correlate.incident i
      cross join lateral (select coalesce(jsonb_agg(alert_id), '[]') as alerts from (
        select alert_id from correlate.member where incident_id = i.id order by since, alert_id limit ?) first) m
      left join lateral (select content from correlate.analysis where incident_id = i.id order by at desc limit 1) a
        on true
      where i.merged_into is null
      """;

  @Override
  public Map<String, String> fixes(Collection<String> incidentIds) {
    var fixes = new HashMap<String, String>();
    if (!incidentIds.isEmpty()) {
      database
          .sql()
          .sql(
              "select id, fixed_by from correlate.incident where id = any(?::text[]) and fixed_by is not null")
          .param(incidentIds.toArray(String[]::new))
          .query((row, _) -> Map.entry(row.getString(1), row.getString(2)))
          .list()
          .forEach(fix -> fixes.put(fix.getKey(), fix.getValue()));
    }
    return fixes;
  }

  private static Own own(ResultSet row) throws SQLException {
    String content = row.getString(5);
    return new Own(
        row.getString(1),
        row.getTimestamp(2).toInstant(),
        row.getTimestamp(3).toInstant(),
        List.of(Json.read(row.getString(4), String[].class)),
        content == null ? null : Json.read(content, Analysis.class));
  }

  @Override
  public List<Own> own(Instant since, Instant quietSince, int most, int mostAlerts) {
    return database
        .sql()
        .sql(OWN + "and i.formed_at >= ? and i.last_alert_at < ? order by i.formed_at desc limit ?")
        .params(mostAlerts, Timestamp.from(since), Timestamp.from(quietSince), most)
        .query((row, _) -> own(row))
        .list();
  }

  @Override
  public Optional<Own> own(String incidentId, int mostAlerts) {
    return database
        .sql()
        .sql(OWN + "and i.id = ?")
        .params(mostAlerts, incidentId)
        .query((row, _) -> own(row))
        .optional();
  }

  @Override
  public void judge(Judgement judgement) {
    database
        .sql()
        .sql(
            """
            insert into correlate.judgement (incident_id, change_id, verdict, place, probability, by_id, at)
            values (?, ?, ?, ?, ?, ?, ?)
            """)
        .params(
            Arrays.asList(
                judgement.incidentId(),
                judgement.changeId(),
                judgement.verdict(),
                judgement.place(),
                judgement.probability(),
                judgement.byId(),
                Timestamp.from(judgement.at())))
        .update();
  }

  @Override
  public Map<String, Judgement> judgements(String incidentId) {
    var last = new LinkedHashMap<String, Judgement>();
    said(incidentId).forEach(one -> last.putLast(one.changeId(), one));
    last.values().removeIf(one -> one.verdict().equals("withdrawn"));
    return last;
  }

  private static Judgement judgement(ResultSet row) throws SQLException {
    return new Judgement(
        row.getString("incident_id"),
        row.getString("change_id"),
        row.getString("verdict"),
        row.getObject("place", Integer.class),
        row.getObject("probability", Double.class),
        row.getString("by_id"),
        row.getTimestamp("at").toInstant());
  }

  @Override
  public List<Judgement> said(String incidentId) {
    return database
        .sql()
        .sql("select * from correlate.judgement where incident_id = ? order by number")
        .param(incidentId)
        .query((row, _) -> judgement(row))
        .list();
  }

  @Override
  public List<Judgement> lately(int most) {
    return database
        .sql()
        .sql("select * from correlate.judgement order by number desc limit ?")
        .param(most)
        .query((row, _) -> judgement(row))
        .list();
  }

  @Override
  public long judgementCount() {
    return database
        .sql()
        .sql("select count(*) from correlate.judgement")
        .query(Long.class)
        .single();
  }

  private static final String LAST_SAID =
      "(select distinct on (incident_id, change_id) * from correlate.judgement order by"
          + " incident_id, change_id, number desc)";

  @Override
  public Map<String, String> confirmed(Instant since) {
    var confirmed = new HashMap<String, String>();
    database
        .sql()
        .sql(
            "select incident_id, change_id from "
                + LAST_SAID
                + " last where verdict = 'caused' and at >= ? order by number")
        .param(Timestamp.from(since))
        .query(row -> {
          confirmed.put(row.getString(1), row.getString(2));
        });
    return confirmed;
  }

  @Override
  public Map<String, Long> suggestions() {
    var score = new LinkedHashMap<String, Long>();
    database
        .sql()
        .sql(
            "select verdict, count(*) from "
                + LAST_SAID
                + " last where place = 1 and verdict <> 'withdrawn' group by verdict order by"
                + " verdict")
        .query(row -> {
          score.put(row.getString(1), row.getLong(2));
        });
    return score;
  }

  @Override
  public Map<String, String> externalIds() {
    var found = new HashMap<String, String>();
    database
        .sql()
        .sql("select incident_id, external_id from correlate.past_incident")
        .query(row -> {
          found.put(row.getString(1), row.getString(2));
        });
    return found;
  }
}
