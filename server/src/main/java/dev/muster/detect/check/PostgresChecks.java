package dev.muster.detect.check;

import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import dev.muster.platform.secret.Seal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/// Checks and journeys in PostgreSQL.
final class PostgresChecks {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresChecks.class);
  private static final String CHECKS = "detect.check";
  private static final String JOURNEYS = "detect.journey";

  private final Database database;
  private final SealedHeaders headers;

  PostgresChecks(Database database, Seal seal) {
    this.database = database;
    this.headers = new SealedHeaders(seal);
  }

  /// Seals headers that were sealed with an older key, or written before they were sealed. What cannot be opened stays as it is. Run once
  /// at the start.
  void sealAnew() {
    for (String table : List.of(CHECKS, JOURNEYS)) {
      database.run(() ->
          database
              .sql()
              .sql("select id, definition::text from " + table + " order by id for update")
              .query((row, _) -> Map.entry(row.getString(1), row.getString(2)))
              .list()
              .forEach(row -> sealAnew(table, row.getKey(), row.getValue())));
    }
  }

  private void sealAnew(String table, String id, String definition) {
    try {
      String sealed = headers.sealed(definition, place(table, id));
      if (!Json.mapper().readTree(sealed).equals(Json.mapper().readTree(definition))) {
        database
            .sql()
            .sql("update " + table + " set definition = ?::jsonb where id = ?")
            .params(sealed, id)
            .update();
      }
    } catch (IllegalStateException unreadable) {
      LOG.error("headers of {} {} cannot be read and stay as they are", table, id, unreadable);
    }
  }

  private static String place(String table, String id) {
    return table + "." + id + ".headers";
  }

  private Check check(ResultSet row) throws SQLException {
    JsonNode definition =
        headers.opened(row.getString("definition"), place(CHECKS, row.getString("id")));
    double millis = row.getDouble("last_millis");
    boolean never = row.wasNull();
    return new Check(
        row.getString("id"),
        row.getString("name"),
        row.getString("service_id"),
        Probe.of(definition.path("probe")),
        Duration.ofSeconds(row.getLong("every_seconds")),
        Places.of(definition),
        definition.path("points").asInt(2),
        definition.path("of").asInt(3),
        Severity.of(definition.path("severity").asString("")).orElse(Severity.ERROR),
        row.getBoolean("enabled"),
        Check.State.of(row.getString("state")).orElse(Check.State.NEW),
        row.getLong("history"),
        row.getLong("runs"),
        PostgresHeartbeats.instant(row, "last_at"),
        never ? null : millis,
        row.getString("last_word"),
        PostgresHeartbeats.instant(row, "expires_at"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  private Journey journey(ResultSet row) throws SQLException {
    JsonNode definition =
        headers.opened(row.getString("definition"), place(JOURNEYS, row.getString("id")));
    var results = new ArrayList<Journey.StepResult>();
    String last = row.getString("last_results");
    if (last != null) {
      for (JsonNode result : Json.mapper().readTree(last)) {
        results.add(Json.mapper().treeToValue(result, Journey.StepResult.class));
      }
    }
    return new Journey(
        row.getString("id"),
        row.getString("name"),
        row.getString("service_id"),
        Journey.steps(definition),
        Duration.ofSeconds(row.getLong("every_seconds")),
        Places.of(definition),
        definition.path("points").asInt(2),
        definition.path("of").asInt(3),
        Severity.of(definition.path("severity").asString("")).orElse(Severity.ERROR),
        row.getBoolean("enabled"),
        Check.State.of(row.getString("state")).orElse(Check.State.NEW),
        row.getLong("history"),
        row.getLong("runs"),
        new Journey.Pace(row.getLong("slow_history"), row.getBoolean("slow")),
        PostgresHeartbeats.instant(row, "last_at"),
        results,
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  private static final String CHECK =
      """
      select id, name, service_id, definition::text definition, every_seconds, enabled, state, history, runs, last_at,
        last_millis, last_word, expires_at, created_by, created_at from detect.check
      """;

  private static final String JOURNEY =
      """
      select id, name, service_id, definition::text definition, every_seconds, enabled, state, history, runs, slow_history,
        slow, last_at, last_results::text last_results, created_by, created_at from detect.journey
      """;

  List<Check> checks(List<String> services, @Nullable String text) {
    return database
        .sql()
        .sql(
            CHECK
                + """
                where (cardinality(?::text[]) = 0 or service_id = any (?::text[]))
                  and (?::text is null or name ilike '%' || ? || '%') order by lower(name), id
                """)
        .params(
            Arrays.asList(
                services.toArray(String[]::new), services.toArray(String[]::new), text, text))
        .query((row, _) -> check(row))
        .list();
  }

  Optional<Check> check(String id) {
    return database
        .sql()
        .sql(CHECK + " where id = ?")
        .param(id)
        .query((row, _) -> check(row))
        .optional();
  }

  List<Journey> journeys() {
    return database
        .sql()
        .sql(JOURNEY + " order by lower(name), id")
        .query((row, _) -> journey(row))
        .list();
  }

  /// Journeys that are enabled and have a step that one of these services carries.
  List<Journey> journeysThrough(Collection<String> services) {
    return database
        .sql()
        .sql(
            JOURNEY
                + """
                 where enabled and exists (
                  select from jsonb_array_elements(definition -> 'steps') step where step ->> 'service_id' = any (?))
                order by lower(name), id
                """)
        .param(services.toArray(String[]::new))
        .query((row, _) -> journey(row))
        .list();
  }

  Optional<Journey> journey(String id) {
    return database
        .sql()
        .sql(JOURNEY + " where id = ?")
        .param(id)
        .query((row, _) -> journey(row))
        .optional();
  }

  void save(Check check, Instant next) {
    var definition = new LinkedHashMap<String, Object>(check.places().json());
    definition.put("probe", check.probe().json());
    definition.put("points", check.points());
    definition.put("of", check.of());
    definition.put("severity", check.severity().wire());
    database
        .sql()
        .sql(
            """
            insert into detect.check (id, name, service_id, definition, enabled, every_seconds, next_at, state, created_by, created_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, service_id = excluded.service_id,
              definition = excluded.definition, enabled = excluded.enabled, every_seconds = excluded.every_seconds,
              next_at = excluded.next_at,
              state = case when excluded.enabled then detect.check.state else 'new' end,
              history = case when excluded.enabled then detect.check.history else 0 end
            """)
        .params(
            check.id(),
            check.name(),
            check.serviceId(),
            headers.sealed(Json.write(definition), place(CHECKS, check.id())),
            check.enabled(),
            check.every().toSeconds(),
            Timestamp.from(next),
            check.state().wire(),
            check.createdBy(),
            Timestamp.from(check.createdAt()))
        .update();
  }

  void save(Journey journey, Instant next) {
    database
        .sql()
        .sql(
            """
            insert into detect.journey (id, name, service_id, definition, enabled, every_seconds, next_at, state, created_by, created_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, service_id = excluded.service_id,
              definition = excluded.definition, enabled = excluded.enabled, every_seconds = excluded.every_seconds,
              next_at = excluded.next_at,
              state = case when excluded.enabled then detect.journey.state else 'new' end,
              history = case when excluded.enabled then detect.journey.history else 0 end,
              slow_history = case when excluded.enabled then detect.journey.slow_history else 0 end,
              slow = detect.journey.slow and excluded.enabled
            """)
        .params(
            journey.id(),
            journey.name(),
            journey.serviceId(),
            headers.sealed(journey.definition(), place(JOURNEYS, journey.id())),
            journey.enabled(),
            journey.every().toSeconds(),
            Timestamp.from(next),
            journey.state().wire(),
            journey.createdBy(),
            Timestamp.from(journey.createdAt()))
        .update();
  }

  void deleteCheck(String id) {
    database.sql().sql("delete from detect.check where id = ?").param(id).update();
  }

  void deleteJourney(String id) {
    database.sql().sql("delete from detect.journey where id = ?").param(id).update();
  }

  /// Takes checks that are due; nobody else gets them before their next time.
  List<Check> dueChecks(Instant now, int most) {
    return due(CHECK, CHECKS, this::check, now, most);
  }

  /// Takes journeys that are due.
  List<Journey> dueJourneys(Instant now, int most) {
    return due(JOURNEY, JOURNEYS, this::journey, now, most);
  }

  private interface Reading<T> {
    T of(ResultSet row) throws SQLException;
  }

  private <T> List<T> due(String select, String table, Reading<T> reading, Instant now, int most) {
    return database.inTransaction(() -> {
      var ids = new ArrayList<String>();
      List<T> due =
          database
              .sql()
              .sql(
                  select
                      + " where enabled and next_at <= ? order by next_at limit ? for update skip"
                      + " locked")
              .params(Timestamp.from(now), most)
              .query((row, _) -> {
                ids.add(row.getString("id"));
                return reading.of(row);
              })
              .list();
      database
          .sql()
          .sql(
              "update %s set next_at = ?::timestamptz + every_seconds * interval '1 second' where id = any (?)"
                  .formatted(table))
          .params(Timestamp.from(now), ids.toArray(String[]::new))
          .update();
      return due;
    });
  }

  /// The check with its row held until the transaction ends, so that reports of several sites take turns.
  Optional<Check> held(String id) {
    return database
        .sql()
        .sql(CHECK + " where id = ? for update")
        .param(id)
        .query((row, _) -> check(row))
        .optional();
  }

  /// The journey with its row held.
  Optional<Journey> heldJourney(String id) {
    return database
        .sql()
        .sql(JOURNEY + " where id = ? for update")
        .param(id)
        .query((row, _) -> journey(row))
        .optional();
  }

  /// Stores how a run went, from the only place that it runs at.
  ///
  /// @return the check as it is now; empty when it was deleted meanwhile
  Optional<Check> ran(Check before, Probe.Result result, Instant now) {
    long history = before.history() << 1 | (result.well() ? 0 : 1);
    return ran(
        before, result, Check.next(before.state(), history, before.points(), before.of()), now);
  }

  /// Stores how a run went, and what follows from it. Runs while it is switched off are shown, but not counted.
  Optional<Check> ran(Check before, Probe.Result result, Check.State state, Instant now) {
    long history = before.enabled() ? before.history() << 1 | (result.well() ? 0 : 1) : 0;
    int updated =
        database
            .sql()
            .sql(
                """
                update detect.check set history = ?, runs = runs + 1, state = ?, last_at = ?, last_millis = ?, last_word = ?,
                  expires_at = ? where id = ?
                """)
            .params(
                Arrays.asList(
                    history,
                    state.wire(),
                    Timestamp.from(now),
                    result.millis(),
                    result.word(),
                    PostgresHeartbeats.time(result.expiresAt()),
                    before.id()))
            .update();
    return updated == 0 ? Optional.empty() : check(before.id());
  }

  /// Stores how a journey went, from the only place that it is gone through at.
  ///
  /// @return the journey as it is now; empty when it was deleted meanwhile
  Optional<Journey> ran(Journey before, List<Journey.StepResult> results, Instant now) {
    boolean well = results.stream().allMatch(Journey.StepResult::well);
    long history = before.history() << 1 | (well ? 0 : 1);
    return ran(
        before,
        results,
        results,
        Check.next(before.state(), history, before.points(), before.of()),
        now);
  }

  /// Stores how a journey went, and what follows from it. Runs while it is switched off are shown, but not counted.
  ///
  /// @param results how its steps went this time
  /// @param shown how they are shown from now on
  Optional<Journey> ran(
      Journey before,
      List<Journey.StepResult> results,
      List<Journey.StepResult> shown,
      Check.State state,
      Instant now) {
    boolean well = shown.stream().allMatch(Journey.StepResult::well);
    long history = before.enabled() ? before.history() << 1 | (well ? 0 : 1) : 0;
    Journey.Pace pace =
        before.enabled() && results.stream().allMatch(Journey.StepResult::well)
            ? before.pace().next(before.slowest(results) != null, before.points(), before.of())
            : before.pace(); // one that failed was neither slow nor fast
    int updated =
        database
            .sql()
            .sql(
                """
                update detect.journey set history = ?, runs = runs + 1, state = ?, slow_history = ?, slow = ?, last_at = ?,
                  last_results = ?::jsonb where id = ?
                """)
            .params(
                history,
                state.wire(),
                pace.history(),
                pace.slow(),
                Timestamp.from(now),
                Json.write(shown),
                before.id())
            .update();
    return updated == 0 ? Optional.empty() : journey(before.id());
  }

  /// How many of each there are.
  Map<String, Long> counts() {
    return Map.of(
        "checks",
        database.sql().sql("select count(*) from detect.check").query(Long.class).single(),
        "journeys",
        database.sql().sql("select count(*) from detect.journey").query(Long.class).single());
  }
}
