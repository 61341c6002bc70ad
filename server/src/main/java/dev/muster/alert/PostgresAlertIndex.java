package dev.muster.alert;

import dev.muster.kernel.TextPieces;
import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Puts the words of new alerts where they are searched, behind the intake's back: at most {@link #BATCH} a second while alerts
/// come in quick succession, so that a storm pays at most some percent of a core for it and is indexed when it is over. Until then
/// a search reads the newest alerts themselves.
final class PostgresAlertIndex implements Pump {
  /// Alerts a pass: at about 60 us each some 30 ms of the database's time.
  private static final int BATCH = 500;

  /// Alerts a pass when few come in, so that what a year has brought is indexed anew in less than an hour.
  private static final int QUIET_BATCH = 10_000;

  /// Alerts in a slice: so few that even a word in all of them is looked up there in some tens of milliseconds, and so many that there
  /// are only some hundreds of slices to ask for a word that hardly any alert says.
  static final int SLICE = 25_000;

  /// With fewer new alerts in the last seconds it is quiet.
  private static final int QUIET = 100;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /// An alert's first time is stamped before its commit; commits that take longer are found by the next sweep.
  static final Duration SETTLED = Duration.ofSeconds(3);

  /// How far back a sweep looks for what came late.
  private static final Duration SWEEP = Duration.ofMinutes(10);

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(5);

  private final Database database;
  private final int slice;
  private final AtomicLong behindSeconds = new AtomicLong();
  private @Nullable Instant last;
  private @Nullable Instant swept;

  PostgresAlertIndex(Database database, MeterRegistry meters) {
    this(database, meters, SLICE);
  }

  PostgresAlertIndex(Database database, MeterRegistry meters, int slice) {
    this.database = database;
    this.slice = slice;
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
    List<Words> words =
        database
            .sql()
            .sql(
                """
                select a.id, a.service_id, a.first_seen_at, concat_ws(E'\\n', a.summary, a.source, a.component, a.class) as words,
                  (select number from alert.search_slice where since < a.first_seen_at order by since desc limit 1) as slice
                from alert.alert a where a.first_seen_at > ? and a.first_seen_at <= ?
                  and not exists (select from alert.search s where s.alert_id = a.id)
                """)
            .params(Timestamp.from(after), Timestamp.from(end))
            .query((row, _) ->
                new Words(
                    row.getString("id"),
                    row.getString("service_id"),
                    row.getTimestamp("first_seen_at"),
                    TextPieces.plain(row.getString("words")),
                    row.getInt("slice")))
            .list();
    if (!words.isEmpty()) {
      save(words, end);
    }
    return end;
  }

  private record Words(String id, String serviceId, Timestamp at, String plain, int slice) {
    private static final int LONGEST = 2_100;

    private Words {
      plain =
          plain.codePointCount(0, plain.length()) <= LONGEST
              ? plain
              : plain.substring(0, plain.offsetByCodePoints(0, LONGEST));
    }
  }

  private void save(List<Words> words, Instant end) {
    for (int from = 0; from < words.size(); from += BATCH) {
      insert(words.subList(from, Math.min(words.size(), from + BATCH)));
    }
    // Else every look at a slice would read what waits to be sorted into the index.
    database
        .sql()
        .sql("select gin_clean_pending_list('alert.search_pieces')")
        .query(Long.class)
        .single();
    database
        .sql()
        .sql(
            """
            with filled as (
              update alert.search_slice set filled = filled + ? where number = (select max(number) from alert.search_slice)
              returning number, filled)
            insert into alert.search_slice (number, since, filled) select number + 1, ?, 0 from filled where filled >= ?
            on conflict do nothing
            """)
        .params(words.size(), Timestamp.from(end), slice)
        .update();
  }

  /// So many at once that the pieces of the longest texts take some tens of megabytes.
  private void insert(List<Words> words) {
    database
        .sql()
        .sql(
            """
            insert into alert.search (alert_id, service_id, first_seen_at, words, pieces)
            select id, service_id, at, words, pieces::int[]
            from unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[]) as new (id, service_id, at, words, pieces)
            on conflict do nothing
            """)
        .params(
            words.stream().map(Words::id).toArray(String[]::new),
            words.stream().map(Words::serviceId).toArray(String[]::new),
            words.stream().map(Words::at).toArray(Timestamp[]::new),
            words.stream().map(Words::plain).toArray(String[]::new),
            words.stream()
                .map(one ->
                    PostgresAlertWords.array(
                        PostgresAlertWords.pieces(one.slice(), one.serviceId(), one.plain())))
                .toArray(String[]::new))
        .update();
  }
}
