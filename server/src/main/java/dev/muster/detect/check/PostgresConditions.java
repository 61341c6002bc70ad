package dev.muster.detect.check;

import dev.muster.detect.InnerSignals;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import dev.muster.platform.json.Json;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Conditions in PostgreSQL, and the pump that tells of their changes.
final class PostgresConditions implements Conditions, Pump {
  private static final int AT_ONCE = 100;
  private static final Duration AGAIN = Duration.ofSeconds(2);

  /// Looked for so often even when nobody says that there is something, for what another node left.
  private static final Duration IDLE = Duration.ofMillis(500);

  /// Who speaks when no integration is behind it.
  static final String SENDER = "muster-checks";

  private final Database database;
  private final InnerSignals signals;
  private final Map<String, Task> under = new HashMap<>();
  private Instant next = Instant.MIN;

  private record Row(
      String key,
      String service,
      boolean open,
      Severity severity,
      String summary,
      String source,
      String kind,
      String details,
      Instant since,
      long changed) {}

  private record Task(
      long changed, CompletableFuture<Boolean> answer, @Nullable Instant notBefore) {}

  PostgresConditions(Database database, InnerSignals signals) {
    this.database = database;
    this.signals = signals;
  }

  @Override
  public void open(
      String key,
      String serviceId,
      Severity severity,
      String summary,
      String source,
      String kind,
      Map<String, ? extends @Nullable Object> details,
      Instant now) {
    database
        .sql()
        .sql(
            """
            insert into detect.condition (key, service_id, open, severity, summary, source, kind, details, since)
            values (?, ?, true, ?, ?, ?, ?, ?::jsonb, ?)
            on conflict (key) do update set service_id = excluded.service_id, open = true, severity = excluded.severity,
              summary = excluded.summary, source = excluded.source, kind = excluded.kind, details = excluded.details,
              since = excluded.since, changed = detect.condition.changed + 1
            where not detect.condition.open or detect.condition.severity <> excluded.severity
              or detect.condition.service_id <> excluded.service_id
            """)
        .params(
            key,
            serviceId,
            severity.wire(),
            summary,
            source,
            kind,
            Json.write(details),
            Timestamp.from(now))
        .update();
  }

  @Override
  public void close(String key, Instant now) {
    database
        .sql()
        .sql(
            "update detect.condition set open = false, since = ?, changed = changed + 1 where key ="
                + " ? and open")
        .params(Timestamp.from(now), key)
        .update();
  }

  @Override
  public String name() {
    return "detect.conditions";
  }

  @Override
  public int poll(Instant now) {
    int done = collect(now);
    if (now.isBefore(next)) {
      return done;
    }
    List<Row> rows = untold();
    for (Row row : rows) {
      Task task = under.get(row.key());
      if (task == null) {
        under.put(row.key(), new Task(row.changed(), tell(row), null));
        done++;
      }
    }
    if (rows.isEmpty()) {
      next = now.plus(IDLE);
    }
    return done + collect(now);
  }

  private int collect(Instant now) {
    int done = 0;
    var iterator = under.entrySet().iterator();
    while (iterator.hasNext()) {
      var entry = iterator.next();
      Task task = entry.getValue();
      Instant notBefore = task.notBefore();
      if (notBefore != null) {
        if (!now.isBefore(notBefore)) {
          iterator.remove();
        }
        continue;
      }
      if (!task.answer().isDone()) {
        continue;
      }
      if (task.answer().isCompletedExceptionally() || !task.answer().getNow(false)) {
        entry.setValue(new Task(task.changed(), task.answer(), now.plus(AGAIN)));
        continue;
      }
      database
          .sql()
          .sql("update detect.condition set told = greatest(told, ?) where key = ?")
          .params(task.changed(), entry.getKey())
          .update();
      iterator.remove();
      done++;
    }
    return done;
  }

  private List<Row> untold() {
    return database
        .sql()
        .sql(
            """
            select key, service_id, open, severity, summary, source, kind, details::text details, since, changed
            from detect.condition where told < changed order by since limit ?
            """)
        .param(AT_ONCE)
        .query((row, _) ->
            new Row(
                row.getString("key"),
                row.getString("service_id"),
                row.getBoolean("open"),
                Severity.of(row.getString("severity")).orElse(Severity.ERROR),
                row.getString("summary"),
                row.getString("source"),
                row.getString("kind"),
                row.getString("details"),
                row.getTimestamp("since").toInstant(),
                row.getLong("changed")))
        .list();
  }

  private CompletableFuture<Boolean> tell(Row row) {
    var event = new InnerSignals.Event(SENDER, row.service(), "detect/" + row.key());
    if (!row.open()) {
      return signals.resolve(event);
    }
    var details = new HashMap<String, @Nullable Object>();
    Json.mapper()
        .readTree(row.details())
        .properties()
        .forEach(detail -> details.put(detail.getKey(), detail.getValue()));
    return signals.trigger(
        event,
        row.severity(),
        row.summary(),
        row.source(),
        row.kind(),
        row.since(),
        new java.util.TreeMap<>(details),
        List.of());
  }
}
