package dev.muster.detect.watch;

import dev.muster.platform.db.Database;
import dev.muster.platform.engine.Pump;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes hours of the steps of days that are over, and throws away what is too old. Bounded work a step.
final class PostgresSeriesRetention implements Pump {
  /// Series of a day that are folded into hours in one step, and rows that are deleted.
  private static final int FOLDED = 200;

  /// Series that are looked through for them in one step.
  private static final int LOOKED_AT = 2_000;

  private static final int DELETED = 5_000;
  private static final Duration EVERY = Duration.ofMinutes(10);

  /// A day is folded some hours after its end, when late values have come.
  private static final Duration SETTLED = Duration.ofHours(3);

  private final Database database;
  private final SeriesStore store;
  private final WatchSettings settings;
  private Instant next = Instant.MIN;
  private @Nullable LocalDate folded;
  private String foldedUpTo = "";

  PostgresSeriesRetention(Database database, SeriesStore store, WatchSettings settings) {
    this.database = database;
    this.store = store;
    this.settings = settings;
  }

  /// Whether a series has steps of a day that are no hours yet.
  private record Due(String id, boolean due) {}

  @Override
  public String name() {
    return "detect.retention";
  }

  @Override
  public int poll(Instant now) {
    if (now.isBefore(next)) {
      return 0;
    }
    int done = fold(now);
    if (done == 0) {
      done = forget(now);
    }
    if (done == 0) {
      next = now.plus(EVERY);
    }
    return done;
  }

  private int fold(Instant now) {
    LocalDate last = now.minus(SETTLED).atZone(ZoneOffset.UTC).toLocalDate().minusDays(1);
    LocalDate day =
        folded == null ? last.minusDays(settings.keepSteps().toDays() - 1) : folded.plusDays(1);
    if (day.isAfter(last)) {
      return 0;
    }
    Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant until = from.plus(Duration.ofDays(1));
    // a house has hundreds of thousands of series, so each step goes on where the one before ended
    List<Due> some =
        database
            .sql()
            .sql(
                """
                select id, exists (select from detect.chunk where series_id = id and start_at >= ? and start_at < ?)
                  and not exists (select from detect.day where series_id = id and day = ?) due
                from (select id from detect.series where id > ? order by id limit ?) as looked order by id
                """)
            .params(Timestamp.from(from), Timestamp.from(until), day, foldedUpTo, LOOKED_AT)
            .query((row, _) -> new Due(row.getString("id"), row.getBoolean("due")))
            .list();
    int done = 0;
    for (Due one : some) {
      if (done == FOLDED) {
        return done;
      }
      if (one.due()) {
        fold(one.id(), day, from, until);
        done++;
      }
      foldedUpTo = one.id();
    }
    if (some.size() < LOOKED_AT) {
      folded = day;
      foldedUpTo = "";
    }
    return Math.max(1, done);
  }

  private void fold(String id, LocalDate day, Instant from, Instant until) {
    var hours = new Hours(day);
    // a chunk may begin on the day before
    Instant first =
        Instant.ofEpochMilli(Chunk.startOf(from.toEpochMilli(), settings.step().toMillis()));
    for (Chunk chunk : store.chunks(id, first, until)) {
      chunk.read(
          from.toEpochMilli(),
          until.toEpochMilli(),
          point -> hours.add(point.millis(), point.value()));
    }
    database
        .sql()
        .sql(
            "insert into detect.day (series_id, day, hours) values (?, ?, ?) on conflict do"
                + " nothing")
        .params(id, day, hours.pack())
        .update();
  }

  private int forget(Instant now) {
    Instant steps = now.minus(settings.keepSteps());
    Instant hours = now.minus(settings.keepHours());
    return delete(
            "delete from detect.chunk where ctid = any (array(select ctid from detect.chunk where"
                + " start_at < ? limit ?))",
            Timestamp.from(steps.minus(Duration.ofDays(1))))
        + delete(
            "delete from detect.day where ctid = any (array(select ctid from detect.day where day <"
                + " ? limit ?))",
            hours.atZone(ZoneOffset.UTC).toLocalDate())
        + delete(
            """
            delete from detect.detector where ctid = any (array(select detector.ctid from detect.detector
              join detect.series on series.id = detector.series_id where series.last_seen < ? limit ?))
            """,
            Timestamp.from(steps))
        + delete(
            "delete from detect.series where ctid = any (array(select ctid from detect.series where"
                + " last_seen < ? limit ?))",
            Timestamp.from(hours))
        + delete(
            """
            delete from detect.anomaly where ctid = any (array(select ctid from detect.anomaly
              where closed_at < ? and told_closed limit ?))
            """,
            Timestamp.from(hours));
  }

  private int delete(String sql, Object before) {
    return database.sql().sql(sql).params(before, DELETED).update();
  }
}
