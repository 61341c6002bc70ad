package dev.muster.correlate.past;

import dev.muster.correlate.engine.LearnedModel;
import dev.muster.correlate.engine.reading.AlertSighting;
import dev.muster.correlate.engine.reading.PastAlert;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The past in PostgreSQL.
final class PostgresPast implements PastStore {
  /// Rows read at a time.
  private static final int FETCHED = 1_000;

  private final Database database;

  PostgresPast(Database database) {
    this.database = database;
  }

  private record IncidentRow(
      String externalId,
      String incidentId,
      Instant openedAt,
      Instant endedAt,
      String content,
      Instant importedAt) {}

  @Override
  public Kept keepIncidents(Collection<Told> incidents, Supplier<String> ids, Instant now) {
    var rows = new ArrayList<IncidentRow>();
    for (Told told : incidents) {
      rows.add(
          new IncidentRow(
              told.externalId(),
              ids.get(),
              told.openedAt(),
              told.endedAt(),
              Json.write(told),
              now));
    }
    return keep(
        rows.size(),
        """
        insert into correlate.past_incident as old (external_id, incident_id, opened_at, ended_at, content, imported_at)
        select * from jsonb_to_recordset(?::jsonb) as x (external_id text, incident_id text, opened_at timestamptz,
          ended_at timestamptz, content text, imported_at timestamptz)
        on conflict (external_id) do update set opened_at = excluded.opened_at, ended_at = excluded.ended_at,
          content = excluded.content, imported_at = excluded.imported_at
        where old.content is distinct from excluded.content
        returning (xmax = 0)
        """,
        Json.write(rows));
  }

  private record AlertRow(
      String externalKey,
      @Nullable String pastIncident,
      Instant at,
      String content,
      Instant importedAt) {}

  @Override
  public Kept keepAlerts(Collection<PastAlert> alerts, Instant now) {
    var rows = new ArrayList<AlertRow>();
    for (PastAlert alert : alerts) {
      rows.add(
          new AlertRow(
              alert.sighting().alertId(),
              alert.incidentId(),
              alert.sighting().arrivedAt(),
              Json.write(alert),
              now));
    }
    return keep(
        rows.size(),
        """
        insert into correlate.past_alert as old (external_key, past_incident, at, content, imported_at)
        select * from jsonb_to_recordset(?::jsonb) as x (external_key text, past_incident text, at timestamptz,
          content text, imported_at timestamptz)
        on conflict (external_key) do update set past_incident = excluded.past_incident, at = excluded.at,
          content = excluded.content, imported_at = excluded.imported_at
        where old.content is distinct from excluded.content
        returning (xmax = 0)
        """,
        Json.write(rows));
  }

  /// Keeps rows. Whoever learned from the past must learn it anew, unless all of them are there already as they are.
  ///
  /// @param statement answers for each row that is another now whether it was added
  private Kept keep(int count, String statement, String rows) {
    if (count == 0) {
      return new Kept(0, 0);
    }
    // One import after the other: two with the same rows could wait for each other.
    database.sql().sql("select edition from correlate.past_edition for update").query(row -> {});
    List<Boolean> changed =
        database.sql().sql(statement).param(rows).query((row, _) -> row.getBoolean(1)).list();
    if (!changed.isEmpty()) {
      database.sql().sql("update correlate.past_edition set edition = edition + 1").update();
    }
    int added = (int) changed.stream().filter(one -> one).count();
    return new Kept(added, count - added);
  }

  @Override
  public List<PastAlert> alerts(int most) {
    var alerts = new ArrayList<PastAlert>();
    newest(most, alerts::add);
    return alerts;
  }

  @Override
  public void newest(int most, Consumer<PastAlert> reader) {
    var texts = new HashMap<String, String>();
    // rows are fetched a few at a time only inside a transaction; otherwise all of them lie in
    // memory beside what is made of them
    database.run(() ->
        database
            .sql()
            .sql(
                """
                select content from (
                  select at, external_key, content from correlate.past_alert order by at desc, external_key desc limit ?) newest
                order by at, external_key
                """)
            .withFetchSize(FETCHED)
            .param(most)
            .query((ResultSet row) -> {
              PastAlert read = Json.read(row.getString(1), PastAlert.class);
              String service = read.service();
              reader.accept(
                  new PastAlert(
                      read.sighting().sharing(texts),
                      read.incidentId(),
                      read.resolvedAt(),
                      read.saidAt(),
                      service == null ? null : texts.computeIfAbsent(service, same -> same)));
            }));
  }

  @Override
  public void older(int newest, int most, Consumer<PastAlert> reader) {
    database.run(() -> {
      Edge upper = edge(newest - 1L);
      if (upper == null) {
        return;
      }
      Edge lower = edge(newest - 1L + most);
      database
          .sql()
          .sql(
              """
              select content from correlate.past_alert
              where (at, external_key) < (?, ?) and (at, external_key) >= (?, ?) order by at, external_key
              """)
          .withFetchSize(FETCHED)
          .params(
              upper.at, upper.key, lower == null ? EVER : lower.at, lower == null ? "" : lower.key)
          .query((ResultSet row) -> reader.accept(Json.read(row.getString(1), PastAlert.class)));
    });
  }

  private static final Timestamp EVER =
      Timestamp.from(Instant.EPOCH.minus(Duration.ofDays(365_000)));

  /// The alert with so many newer ones; null when there are not that many.
  private @Nullable Edge edge(long newer) {
    return database
        .sql()
        .sql(
            """
            select at, external_key from correlate.past_alert order by at desc, external_key desc offset ? limit 1
            """)
        .param(newer)
        .query((row, _) -> new Edge(row.getTimestamp(1), row.getString(2)))
        .optional()
        .orElse(null);
  }

  private record Edge(Timestamp at, String key) {}

  private record TaughtRow(
      String alertId, String incidentId, Instant at, @Nullable Instant saidAt, String content) {}

  @Override
  public void teach(Collection<PastAlert> alerts) {
    var rows = new ArrayList<TaughtRow>();
    for (PastAlert alert : alerts) {
      String incident = alert.incidentId();
      if (incident != null) {
        rows.add(
            new TaughtRow(
                alert.sighting().alertId(),
                incident,
                alert.sighting().arrivedAt(),
                alert.saidAt(),
                Json.write(alert.sighting())));
      }
    }
    database
        .sql()
        .sql(
            """
            insert into correlate.taught_alert as old (alert_id, incident_id, at, said_at, content)
            select * from jsonb_to_recordset(?::jsonb) as x (alert_id text, incident_id text, at timestamptz,
              said_at timestamptz, content text)
            on conflict (alert_id) do update set incident_id = excluded.incident_id, at = excluded.at,
              said_at = coalesce(excluded.said_at, old.said_at), content = excluded.content
            """)
        .param(Json.write(rows))
        .update();
    database
        .sql()
        .sql(
            """
            delete from correlate.taught_alert where alert_id in (
              select alert_id from correlate.taught_alert order by at desc, alert_id desc offset ?)
            """)
        .param(MOST_TAUGHT)
        .update();
  }

  @Override
  public List<PastAlert> taught() {
    return database
        .sql()
        .sql(
            "select incident_id, said_at, content from correlate.taught_alert order by at,"
                + " alert_id")
        .query((row, _) -> {
          Timestamp said = row.getTimestamp("said_at");
          return new PastAlert(
              Json.read(row.getString("content"), AlertSighting.class),
              row.getString("incident_id"),
              null,
              said == null ? null : said.toInstant());
        })
        .list();
  }

  @Override
  public List<Known> incidents() {
    return database
        .sql()
        .sql(
            "select incident_id, content from correlate.past_incident order by opened_at,"
                + " external_id")
        .query((row, _) -> new Known(row.getString(1), Json.read(row.getString(2), Told.class)))
        .list();
  }

  private static final String WANTED =
      """
       from correlate.past_incident where (?::text is null or position(lower(?) in lower(concat_ws(' ', external_id,
        content::jsonb->>'title', content::jsonb->>'kind', content::jsonb->>'cause_entity', content::jsonb->>'cause_service',
        content::jsonb->>'fixed_by'))) > 0)
        and (?::text[] is null or lower(content::jsonb->>'service') = any(?::text[])
        or lower(content::jsonb->>'cause_service') = any(?::text[]))
      """;

  private static List<@Nullable Object> wanted(Filter filter) {
    var wanted = new ArrayList<@Nullable Object>();
    wanted.add(filter.words());
    wanted.add(filter.words());
    String[] services = filter.services() == null ? null : filter.services().toArray(String[]::new);
    wanted.add(services);
    wanted.add(services);
    wanted.add(services);
    return wanted;
  }

  @Override
  public List<Known> search(Filter filter, int offset, int limit) {
    List<@Nullable Object> params = wanted(filter);
    params.add(limit);
    params.add(offset);
    return database
        .sql()
        .sql(
            "select incident_id, content"
                + WANTED
                + " order by opened_at desc, external_id limit ? offset ?")
        .params(params)
        .query((row, _) -> new Known(row.getString(1), Json.read(row.getString(2), Told.class)))
        .list();
  }

  @Override
  public long count(Filter filter) {
    return database
        .sql()
        .sql("select count(*)" + WANTED)
        .params(wanted(filter))
        .query(Long.class)
        .single();
  }

  @Override
  public Optional<Known> incident(String id) {
    return database
        .sql()
        .sql(
            "select incident_id, content from correlate.past_incident where incident_id = ? or"
                + " external_id = ? limit 1")
        .params(id, id)
        .query((row, _) -> new Known(row.getString(1), Json.read(row.getString(2), Told.class)))
        .optional();
  }

  @Override
  public List<PastAlert> alertsOf(String externalId, int most) {
    return database
        .sql()
        .sql(
            "select content from correlate.past_alert where past_incident = ? order by at,"
                + " external_key limit ?")
        .params(externalId, most)
        .query((row, _) -> Json.read(row.getString(1), PastAlert.class))
        .list();
  }

  @Override
  public long alertCount() {
    return count("select count(*) from correlate.past_alert");
  }

  @Override
  public long incidentCount() {
    return count("select count(*) from correlate.past_incident");
  }

  private long count(String statement) {
    return database.sql().sql(statement).query(Long.class).single();
  }

  private record CaseRow(int number, String pastIncident, Instant at, List<String> alerts) {}

  @Override
  public void keepRehearsal(List<Rehearsal.Case> cases) {
    var rows = new ArrayList<CaseRow>();
    for (Rehearsal.Case one : cases) {
      rows.add(new CaseRow(rows.size(), one.incident(), one.at(), one.alerts()));
    }
    database.run(() -> {
      database.sql().sql("delete from correlate.rehearsal").update();
      database
          .sql()
          .sql(
              """
              insert into correlate.rehearsal (number, past_incident, at, alerts)
              select * from jsonb_to_recordset(?::jsonb) as x (number integer, past_incident text, at timestamptz, alerts jsonb)
              """)
          .param(Json.write(rows))
          .update();
    });
  }

  @Override
  public List<Rehearsal.Case> rehearsal() {
    return database
        .sql()
        .sql("select past_incident, at, alerts from correlate.rehearsal order by number")
        .query((row, _) ->
            new Rehearsal.Case(
                row.getString(1),
                row.getTimestamp(2).toInstant(),
                List.of(Json.read(row.getString(3), String[].class))))
        .list();
  }

  @Override
  public long saveModel(Instant madeAt, int learnedFrom, long digest, byte[] content) {
    return database.inTransaction(() -> {
      long version =
          database
              .sql()
              .sql(
                  "insert into correlate.model (made_at, learned_from, digest, content) values (?,"
                      + " ?, ?, ?) returning version")
              .params(Timestamp.from(madeAt), learnedFrom, digest, content)
              .query(Long.class)
              .single();
      // A few are kept to go back to by hand.
      database
          .sql()
          .sql(
              "delete from correlate.model where version < (select max(version) - 4 from"
                  + " correlate.model)")
          .update();
      return version;
    });
  }

  @Override
  public @Nullable Model model() {
    return database
        .sql()
        .sql(
            "select version, made_at, learned_from, digest, substring(content from 1 for 4)"
                + " from correlate.model order by version desc limit 1")
        .query((row, _) ->
            new Model(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                row.getInt(3),
                row.getLong(4),
                LearnedModel.knows(row.getBytes(5))))
        .optional()
        .orElse(null);
  }
}
