package dev.muster.detect.rule;

import dev.muster.detect.series.NamedDays;
import dev.muster.platform.db.Database;
import dev.muster.platform.json.Json;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The calendar of known peaks in PostgreSQL.
final class PostgresNamedDays {
  private final Database database;

  PostgresNamedDays(Database database) {
    this.database = database;
  }

  /// A named day as it is stored.
  record Row(String id, NamedDays.NamedDay day, String createdBy, Instant createdAt) {}

  List<Row> all() {
    return database
        .sql()
        .sql(
            "select id, name, definition::text definition, created_by, created_at from"
                + " detect.named_day order by lower(name), id")
        .query((row, _) ->
            new Row(
                row.getString("id"),
                day(row.getString("name"), Json.mapper().readTree(row.getString("definition"))),
                row.getString("created_by"),
                row.getTimestamp("created_at").toInstant()))
        .list();
  }

  void save(Row row) {
    database
        .sql()
        .sql(
            """
            insert into detect.named_day (id, name, definition, created_by, created_at) values (?, ?, ?::jsonb, ?, ?)
            on conflict (id) do update set name = excluded.name, definition = excluded.definition
            """)
        .params(
            row.id(),
            row.day().name(),
            Json.write(json(row.day())),
            row.createdBy(),
            Timestamp.from(row.createdAt()))
        .update();
  }

  boolean delete(String id) {
    return database.sql().sql("delete from detect.named_day where id = ?").param(id).update() > 0;
  }

  /// The wire form; `until` is left out for the end of the day.
  static Map<String, Object> json(NamedDays.NamedDay day) {
    var json = new LinkedHashMap<String, Object>();
    var when = new LinkedHashMap<String, Object>();
    switch (day.when()) {
      case NamedDays.When.Dates dates ->
          when.put("dates", dates.dates().stream().map(LocalDate::toString).toList());
      case NamedDays.When.Yearly yearly -> {
        when.put("month", yearly.month());
        when.put("day", yearly.day());
      }
      case NamedDays.When.Monthly monthly -> when.put("day", monthly.day());
      case NamedDays.When.Weekday weekday -> {
        when.put("month", weekday.month());
        when.put("weekday", weekday.weekday());
        when.put("which", weekday.which());
        when.put("days_after", weekday.daysAfter());
      }
    }
    json.put("when", when);
    json.put("from", day.from().toString());
    if (!day.until().equals(LocalTime.MAX)) {
      json.put("until", day.until().toString());
    }
    json.put("factor", day.factor());
    return json;
  }

  /// @throws RuntimeException when it is no named day
  static NamedDays.NamedDay day(String name, JsonNode json) {
    JsonNode when = json.path("when");
    NamedDays.When read;
    if (when.path("dates").isArray()) {
      var dates = new ArrayList<LocalDate>();
      for (JsonNode date : when.path("dates")) {
        dates.add(LocalDate.parse(date.asString()));
      }
      read = new NamedDays.When.Dates(dates);
    } else if (when.path("weekday").isNumber()) {
      read =
          new NamedDays.When.Weekday(
              when.path("month").asInt(),
              when.path("weekday").asInt(),
              when.path("which").asInt(1),
              when.path("days_after").asInt(0));
    } else if (when.path("month").isNumber()) {
      read = new NamedDays.When.Yearly(when.path("month").asInt(), when.path("day").asInt());
    } else {
      read = new NamedDays.When.Monthly(when.path("day").asInt());
    }
    JsonNode from = json.path("from");
    JsonNode until = json.path("until");
    return new NamedDays.NamedDay(
        name,
        read,
        from.isString() ? LocalTime.parse(from.stringValue()) : LocalTime.MIN,
        until.isString() ? LocalTime.parse(until.stringValue()) : LocalTime.MAX,
        json.path("factor").asDouble(2));
  }
}
