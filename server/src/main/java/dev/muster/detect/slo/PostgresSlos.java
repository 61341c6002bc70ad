package dev.muster.detect.slo;

import dev.muster.detect.rule.Matcher;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Objectives and their counts in PostgreSQL.
final class PostgresSlos {
  private final Database database;

  PostgresSlos(Database database) {
    this.database = database;
  }

  List<Slo> all() {
    return database
        .sql()
        .sql(
            """
            select id, name, service_id, definition::text definition, enabled, created_by, created_at, updated_at from detect.slo
            order by lower(name), id
            """)
        .query((row, _) -> slo(row))
        .list();
  }

  private static Slo slo(ResultSet row) throws SQLException {
    JsonNode definition = Json.mapper().readTree(row.getString("definition"));
    return new Slo(
        row.getString("id"),
        row.getString("name"),
        row.getString("service_id"),
        indicator(definition.path("indicator")),
        definition.path("target").asDouble(),
        Duration.ofSeconds(definition.path("window_seconds").asLong()),
        definition.path("least_bad").asDouble(),
        row.getBoolean("enabled"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }

  static Map<String, Object> json(Slo.Indicator indicator) {
    var json = new LinkedHashMap<String, Object>();
    switch (indicator) {
      case Slo.Indicator.Ratio ratio -> {
        json.put("kind", "ratio");
        json.put(ratio.goodPart() ? "good" : "bad", json(ratio.part()));
        json.put("total", json(ratio.total()));
      }
      case Slo.Indicator.Slices slices -> {
        json.put("kind", "slices");
        json.put("series", json(slices.series()));
        json.put("op", slices.below() ? "lte" : "gte");
        json.put("limit", slices.limit());
      }
    }
    return json;
  }

  private static List<Map<String, String>> json(List<Matcher> matchers) {
    return matchers.stream()
        .map(matcher ->
            Map.of("label", matcher.label(), "op", matcher.op().sign(), "value", matcher.value()))
        .toList();
  }

  private static Slo.Indicator indicator(JsonNode json) {
    if (json.path("kind").asString().equals("slices")) {
      return new Slo.Indicator.Slices(
          matchers(json.path("series")),
          json.path("op").asString().equals("lte"),
          json.path("limit").asDouble());
    }
    boolean good = json.has("good");
    return new Slo.Indicator.Ratio(
        matchers(json.path(good ? "good" : "bad")), good, matchers(json.path("total")));
  }

  private static List<Matcher> matchers(JsonNode json) {
    var matchers = new ArrayList<Matcher>();
    for (JsonNode matcher : json) {
      matchers.add(
          Matcher.of(
              matcher.path("label").asString(),
              Matcher.Op.of(matcher.path("op").asString()).orElseThrow(),
              matcher.path("value").asString()));
    }
    return matchers;
  }

  void save(Slo slo) {
    var definition = new LinkedHashMap<String, Object>();
    definition.put("indicator", json(slo.indicator()));
    definition.put("target", slo.target());
    definition.put("window_seconds", slo.window().toSeconds());
    definition.put("least_bad", slo.leastBad());
    database
        .sql()
        .sql(
            """
            insert into detect.slo (id, name, service_id, definition, enabled, created_by, created_at, updated_at)
            values (?, ?, ?, ?::jsonb, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, service_id = excluded.service_id,
              definition = excluded.definition, enabled = excluded.enabled, updated_at = excluded.updated_at
            """)
        .params(
            slo.id(),
            slo.name(),
            slo.serviceId(),
            Json.write(definition),
            slo.enabled(),
            slo.createdBy(),
            Timestamp.from(slo.createdAt()),
            Timestamp.from(slo.updatedAt()))
        .update();
  }

  /// What is done about the past of each objective.
  Map<String, Past> pasts() {
    var pasts = new HashMap<String, Past>();
    database
        .sql()
        .sql("select id, past, counts_from from detect.slo")
        .query(row -> {
          Timestamp from = row.getTimestamp("counts_from");
          pasts.put(
              row.getString("id"),
              new Past(
                  Past.State.of(row.getString("past")), from == null ? null : from.toInstant()));
        });
    return pasts;
  }

  /// Notes that the past of an objective is to be counted.
  void countPast(String id, Instant countsFrom) {
    database
        .sql()
        .sql("update detect.slo set past = 'counting', counts_from = ? where id = ?")
        .params(Timestamp.from(countsFrom), id)
        .update();
  }

  /// Notes that it was, and says whether it was still wanted: of that objective, with that indicator.
  boolean endPast(Slo slo, Past.State how) {
    return database
            .sql()
            .sql(
                """
                update detect.slo set past = ?
                where id = ? and past = 'counting' and definition -> 'indicator' = ?::jsonb
                """)
            .params(how.wire(), slo.id(), Json.write(json(slo.indicator())))
            .update()
        > 0;
  }

  void delete(String id) {
    database.sql().sql("delete from detect.slo where id = ?").param(id).update();
    database.sql().sql("delete from detect.slo_minute where slo_id = ?").param(id).update();
    database.sql().sql("delete from detect.slo_hour where slo_id = ?").param(id).update();
  }

  /// Reads what was counted into a ledger.
  void load(Slo slo, Ledger ledger, Instant now) {
    ledger.restore(
        entries("slo_minute", "minute", slo.id(), now.minus(Ledger.MINUTES)),
        entries("slo_hour", "hour", slo.id(), now.minus(slo.window().plus(Ledger.MINUTES))));
  }

  private List<Ledger.Entry> entries(String table, String column, String id, Instant since) {
    return database
        .sql()
        .sql(
            "select %s, bad, total from detect.%s where slo_id = ? and %s >= ?"
                .formatted(column, table, column))
        .params(id, Timestamp.from(since))
        .query((row, _) ->
            new Ledger.Entry(
                row.getTimestamp(1).getTime(),
                new Ledger.Count(row.getDouble(2), row.getDouble(3))))
        .list();
  }

  void write(Slo slo, List<Ledger.Entry> minutes, List<Ledger.Entry> hours) {
    database.run(() -> {
      write("slo_minute", "minute", slo.id(), minutes);
      write("slo_hour", "hour", slo.id(), hours);
    });
  }

  private void write(String table, String column, String id, List<Ledger.Entry> entries) {
    database
        .jdbc()
        .batchUpdate(
            """
            insert into detect.%s (slo_id, %s, bad, total) values (?, ?, ?, ?)
            on conflict (slo_id, %s) do update set bad = excluded.bad, total = excluded.total
            """
                .formatted(table, column, column),
            entries.stream()
                .map(entry ->
                    new Object[] {
                      id, new Timestamp(entry.millis()), entry.count().bad(), entry.count().total()
                    })
                .toList());
  }

  int forget(Instant now) {
    return database
            .sql()
            .sql("delete from detect.slo_minute where minute < ?")
            .param(Timestamp.from(now.minus(Ledger.MINUTES)))
            .update()
        + database
            .sql()
            .sql("delete from detect.slo_hour where hour < ?")
            .param(Timestamp.from(now.minus(Duration.ofDays(400))))
            .update();
  }
}
