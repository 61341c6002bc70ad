package dev.muster.detect.check;

import dev.muster.detect.Hearing;
import dev.muster.kernel.Severity;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Heartbeats in PostgreSQL, and the pump that finds those that are missing.
final class PostgresHeartbeats implements Pump, Hearing {
  private static final int AT_ONCE = 100;
  private static final Duration EVERY = Duration.ofMillis(500);

  /// What is expected this often is waited for once more after a start; longer, nobody would want to wait.
  private static final Duration OFTEN = Duration.ofHours(1);

  private final Database database;
  private final Conditions conditions;
  private Instant next = Instant.MIN;

  /// Since when signs of life are heard; null before the first look.
  private volatile @Nullable Instant listening;

  PostgresHeartbeats(Database database, Conditions conditions) {
    this.database = database;
    this.conditions = conditions;
  }

  private static final String COLUMNS =
      """
      id, key, name, service_id, every_seconds, cron, zone, grace_seconds, severity, enabled, state, last_seen, last_word, due_at,
      created_by, created_at
      """;

  List<Heartbeat> search(List<String> services, @Nullable String text, int offset, int limit) {
    return database
        .sql()
        .sql(
            "select "
                + COLUMNS
                + """
                 from detect.heartbeat where (cardinality(?::text[]) = 0 or service_id = any (?::text[]))
                and (?::text is null or name ilike '%' || ? || '%') order by lower(name), id limit ? offset ?
                """)
        .params(
            Arrays.asList(
                services.toArray(String[]::new),
                services.toArray(String[]::new),
                text,
                text,
                limit,
                offset))
        .query((row, _) -> heartbeat(row))
        .list();
  }

  long count() {
    return database.sql().sql("select count(*) from detect.heartbeat").query(Long.class).single();
  }

  Optional<Heartbeat> find(String id) {
    return database
        .sql()
        .sql("select " + COLUMNS + " from detect.heartbeat where id = ?")
        .param(id)
        .query((row, _) -> heartbeat(row))
        .optional();
  }

  private Optional<Heartbeat> byKey(String key) {
    return database
        .sql()
        .sql("select " + COLUMNS + " from detect.heartbeat where key = ? for update")
        .param(key)
        .query((row, _) -> heartbeat(row))
        .optional();
  }

  private static Heartbeat heartbeat(ResultSet row) throws SQLException {
    long every = row.getLong("every_seconds");
    boolean cron = row.wasNull();
    return new Heartbeat(
        row.getString("id"),
        row.getString("key"),
        row.getString("name"),
        row.getString("service_id"),
        cron ? null : Duration.ofSeconds(every),
        row.getString("cron"),
        ZoneId.of(row.getString("zone")),
        Duration.ofSeconds(row.getLong("grace_seconds")),
        Severity.of(row.getString("severity")).orElse(Severity.ERROR),
        row.getBoolean("enabled"),
        Heartbeat.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        instant(row, "last_seen"),
        row.getString("last_word"),
        instant(row, "due_at"),
        row.getString("created_by"),
        row.getTimestamp("created_at").toInstant());
  }

  static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    Timestamp time = row.getTimestamp(column);
    return time == null ? null : time.toInstant();
  }

  static @Nullable Timestamp time(@Nullable Instant instant) {
    return instant == null ? null : Timestamp.from(instant);
  }

  void save(Heartbeat heartbeat) {
    Duration every = heartbeat.every();
    database
        .sql()
        .sql(
            """
            insert into detect.heartbeat (id, key, name, service_id, every_seconds, cron, zone, grace_seconds, severity, enabled,
              state, last_seen, last_word, due_at, created_by, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (id) do update set name = excluded.name, service_id = excluded.service_id,
              every_seconds = excluded.every_seconds, cron = excluded.cron, zone = excluded.zone,
              grace_seconds = excluded.grace_seconds, severity = excluded.severity, enabled = excluded.enabled,
              state = excluded.state, last_seen = excluded.last_seen, last_word = excluded.last_word, due_at = excluded.due_at
            """)
        .params(
            Arrays.asList(
                heartbeat.id(),
                heartbeat.key(),
                heartbeat.name(),
                heartbeat.serviceId(),
                every == null ? null : every.toSeconds(),
                heartbeat.cron(),
                heartbeat.zone().getId(),
                heartbeat.grace().toSeconds(),
                heartbeat.severity().wire(),
                heartbeat.enabled(),
                heartbeat.state().wire(),
                time(heartbeat.lastSeen()),
                heartbeat.lastWord(),
                time(heartbeat.dueAt()),
                heartbeat.createdBy(),
                Timestamp.from(heartbeat.createdAt())))
        .update();
  }

  void delete(Heartbeat heartbeat, Instant now) {
    database.sql().sql("delete from detect.heartbeat where id = ?").param(heartbeat.id()).update();
    conditions.close(condition(heartbeat), now);
  }

  static String condition(Heartbeat heartbeat) {
    return "heartbeat/" + heartbeat.id();
  }

  /// Notes a sign of life.
  ///
  /// @param word what it says: `ok`, `start`, `fail`, or an exit code, where 0 is well
  /// @return false when the key belongs to none
  boolean heard(String key, String word, Instant now) {
    return database.inTransaction(() -> {
      Optional<Heartbeat> found = byKey(key);
      if (found.isEmpty()) {
        return false;
      }
      Heartbeat before = found.get();
      boolean well = word.equals("ok") || word.equals("0") || word.equals("start");
      boolean starts = word.equals("start");
      // a start says that it runs, not that it succeeded: a failed one stays failed until it does
      Heartbeat.State state =
          !well
              ? Heartbeat.State.FAILED
              : starts && before.state() == Heartbeat.State.FAILED
                  ? Heartbeat.State.FAILED
                  : Heartbeat.State.UP;
      database
          .sql()
          .sql(
              "update detect.heartbeat set state = ?, last_seen = ?, last_word = ?, due_at = ?"
                  + " where id = ?")
          .params(
              state.wire(),
              Timestamp.from(now),
              word,
              Timestamp.from(before.dueAfter(now)),
              before.id())
          .update();
      if (!before.enabled()) {
        return true;
      }
      if (state == Heartbeat.State.FAILED) {
        if (!well) {
          open(
              before,
              "Heartbeat '" + before.name() + "' says that it failed" + code(word),
              word,
              now);
        }
      } else {
        conditions.close(condition(before), now);
      }
      return true;
    });
  }

  private static String code(String word) {
    return word.equals("fail") ? "" : " with exit code " + word;
  }

  private void open(Heartbeat heartbeat, String summary, String word, Instant now) {
    var details = new LinkedHashMap<String, @Nullable Object>();
    details.put("heartbeat", heartbeat.name());
    details.put("expected", heartbeat.rhythm());
    details.put("grace", Heartbeat.plain(heartbeat.grace()));
    details.put("last_seen", heartbeat.lastSeen());
    details.put("last_word", word);
    conditions.open(
        condition(heartbeat),
        heartbeat.serviceId(),
        heartbeat.severity(),
        summary,
        heartbeat.name(),
        "heartbeat",
        details,
        now);
  }

  @Override
  public String name() {
    return "detect.heartbeats";
  }

  /// Words that came while nobody listened are lost. What is heard of often is waited for once more: the word that comes soon anyway tells
  /// how it is. What is heard of seldom is told at its time, with a word on that, as nobody can know.
  private void forgive(Instant now) {
    database
        .sql()
        .sql(
            """
            update detect.heartbeat
            set due_at = greatest(due_at, ?::timestamptz + make_interval(secs => every_seconds + grace_seconds))
            where state = 'up' and every_seconds <= ?
            """)
        .params(Timestamp.from(now), OFTEN.toSeconds())
        .update();
  }

  /// The next look begins anew.
  @Override
  public void opened(Instant now) {
    listening = null;
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    Instant known = listening;
    if (known == null) {
      forgive(now);
      listening = now;
    }
    Instant since = known == null ? now : known;
    int done =
        database.inTransaction(() -> {
          List<Heartbeat> missing =
              database
                  .sql()
                  .sql(
                      "select "
                          + COLUMNS
                          + """
                           from detect.heartbeat where state = 'up' and enabled and due_at <= ? order by due_at limit ?
                          for update skip locked
                          """)
                  .params(Timestamp.from(now), AT_ONCE)
                  .query((row, _) -> heartbeat(row))
                  .list();
          for (Heartbeat heartbeat : missing) {
            database
                .sql()
                .sql("update detect.heartbeat set state = 'late' where id = ?")
                .param(heartbeat.id())
                .update();
            Instant last = heartbeat.lastSeen();
            open(
                heartbeat,
                "Heartbeat '%s' is missing: last heard of %s ago, expected %s%s"
                    .formatted(
                        heartbeat.name(),
                        last == null ? "long" : Heartbeat.plain(Duration.between(last, now)),
                        heartbeat.rhythm(),
                        heartbeat.wasExpectedBefore(since)
                            ? ". Muster was started after that, so its word may have been lost"
                            : ""),
                "missing",
                now);
          }
          return missing.size();
        });
    if (done == 0) {
      next = now.plus(EVERY);
    }
    return done;
  }
}
