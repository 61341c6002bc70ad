package dev.muster.alert;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Puts the words of new alerts where they are searched, behind the intake's back: at most {@link #BATCH} a second while alerts
/// come in quick succession, so that a storm pays at most some percent of a core for it and is indexed when it is over. Until then
/// a search reads the newest alerts themselves.
final class PostgresAlertIndex implements Pump {
  /// Alerts a pass: at about 60 us each some 30 ms of the database's time.
  private static final int BATCH = 500;

  /// Alerts a pass when few come in.
  private static final int QUIET_BATCH = 2_000;

  /// With fewer new alerts in the last seconds it is quiet.
  private static final int QUIET = 100;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// An alert's first time is stamped before its commit; commits that take longer are found by the next sweep.
  static final Duration SETTLED = Duration.ofSeconds(3);

  /// How far back a sweep looks for what came late.
  private static final Duration SWEEP = Duration.ofMinutes(10);

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(5);

  private final Database database;
  private final AtomicLong behindSeconds = new AtomicLong();
  private @Nullable Instant last;
  private @Nullable Instant swept;

  PostgresAlertIndex(Database database, MeterRegistry meters) {
    this.database = database;
    Gauge.builder("muster.alert.search.behind", behindSeconds, AtomicLong::get)
        .description("How far the search of alerts is behind the alerts")
        .baseUnit("seconds")
        .register(meters);
  }

  @Override
  public String name() {
    return "alert.search";
  }

  @Override
  public boolean wokenBy(String what) {
    return false; // time alone: the intake comes first
  }

  @Override
  public int poll(Instant now) {
    if (last != null && Duration.between(last, now).abs().compareTo(PAUSE) < 0) {
      return 0;
    }
    last = now;
    return advance(now) ? 1 : 0;
  }

  /// @return whether there was anything to do
  private boolean advance(Instant now) {
    return database.inTransaction(() -> {
      database.relax(); // what is lost with the database is done again
      Instant reached =
          database
              .sql()
              .sql("select reached from alert.search_position for update skip locked")
              .query((row, _) -> row.getTimestamp(1).toInstant())
              .optional()
              .orElse(null);
      if (reached == null) {
        return false; // another node is at it
      }
      Instant settled = now.minus(SETTLED);
      boolean sweep = swept == null || !now.isBefore(swept.plus(SWEEP_EVERY));
      if (sweep) {
        swept = now;
        fill(reached.minus(SWEEP), reached, Integer.MAX_VALUE);
      }
      if (!reached.isBefore(settled)) {
        return false;
      }
      Instant to = fill(reached, settled, quiet(settled) ? QUIET_BATCH : BATCH);
      behindSeconds.set(Math.max(0, Duration.between(to, settled).toSeconds()));
      if (!to.equals(reached)) {
        database
            .sql()
            .sql("update alert.search_position set reached = ?")
            .param(Timestamp.from(to))
            .update();
      }
      return true;
    });
  }

  private boolean quiet(Instant since) {
    return database
        .sql()
        .sql(
            "select count(*) < ? from (select 1 from alert.alert where first_seen_at > ? limit ?)"
                + " as new")
        .params(QUIET, Timestamp.from(since), QUIET)
        .query(Boolean.class)
        .single();
  }

  /// Takes over what was first seen after a moment, oldest first, and answers how far that came. What was seen in the very moment
  /// at which a batch ends is taken with it.
  private Instant fill(Instant after, Instant until, int most) {
    Instant end =
        most == Integer.MAX_VALUE
            ? until
            : database
                .sql()
                .sql(
                    """
                    select max(first_seen_at) from (
                      select first_seen_at from alert.alert where first_seen_at > ? and first_seen_at <= ?
                      order by first_seen_at limit ?) as batch
                    """)
                .params(Timestamp.from(after), Timestamp.from(until), most)
                .query((row, _) -> {
                  Timestamp found = row.getTimestamp(1);
                  return found == null ? until : found.toInstant();
                })
                .single();
    database
        .sql()
        .sql(
            """
            insert into alert.search (alert_id, service_id, first_seen_at, words)
            select a.id, a.service_id, a.first_seen_at, left(concat_ws(E'\\n', a.summary, a.source, a.component, a.class), 2100)
            from alert.alert a where a.first_seen_at > ? and a.first_seen_at <= ?
              and not exists (select from alert.search s where s.alert_id = a.id)
            on conflict do nothing
            """)
        .params(Timestamp.from(after), Timestamp.from(end))
        .update();
    return end;
  }
}
